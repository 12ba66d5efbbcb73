"""Lists the commands and environments that the LaTeX parser knows: their arguments, and which of these are printed.

The names come from LaTeX2e's reference and the manuals of the packages that papers use (natbib, cleveref, hyperref, tocloft, …).
Argument strings are in pylatexenc's notation: `*` is a star, `[` an optional and `{` a mandatory argument.
"""

from __future__ import annotations

from functools import cache

from pylatexenc.latexwalker import get_default_latex_context_db
from pylatexenc.macrospec import EnvironmentSpec, LatexContextDb, MacroStandardArgsParser, std_environment, std_macro

from alignqa.papers.parsing.latex.source.inputs import VERBATIM_MACRO


def words(text: str) -> tuple[str, ...]:
    """The words of a list that is written as text."""
    return tuple(text.split())


SECTIONS = {"part": -1, "chapter": 0, "section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4, "subparagraph": 5}
"""Sectioning commands and their depth, as LaTeX's counter `secnumdepth` counts it."""

REFERENCE_COMMANDS = frozenset(
    words("ref eqref autoref cref Cref labelcref vref Vref nameref pageref subref hyperref crefrange Crefrange")
)

CITATIONS = frozenset(
    words("""
    cite citep citet citealp citealt citeauthor citeyear citeyearpar citenum citetext parencite textcite autocite footcite
    fullcite smartcite supercite onlinecite shortcite citeA citeN Cite Citep Citet Citealp Citealt Citeauthor Parencite Textcite
    Autocite
    """)
)
"""Commands of LaTeX, natbib and biblatex that cite, without their stars."""

FLOATS = {
    "figure": "figure",
    "wrapfigure": "figure",
    "SCfigure": "figure",
    "sidewaysfigure": "figure",
    "marginfigure": "figure",
    "table": "table",
    "wraptable": "table",
    "sidewaystable": "table",
    "longtable": "table",
    "algorithm": "algorithm",
    "algorithm2e": "algorithm",
    "listing": "listing",
}
"""Environments whose captions are numbered, without their stars, and the counter of each."""

SUBFLOATS = frozenset({"subfigure", "subtable"})
TABULARS = frozenset(words("tabular tabularx tabulary tabu tblr longtable supertabular xltabular longtblr"))
MATH = frozenset(words("equation align gather multline eqnarray flalign alignat displaymath math dmath IEEEeqnarray"))
LISTS = frozenset(words("itemize enumerate description compactitem compactenum inparaenum inparaitem tasks list trivlist"))
PSEUDOCODE = frozenset({"algorithmic", "algorithmicx"})
DROPPED_ENVIRONMENTS = frozenset(words("tikzpicture pgfpicture picture comment CCSXML filecontents tabbing forest axis"))

STEPS = {
    **dict.fromkeys(("STATE", "STATEX"), ""),
    **{
        word.upper(): word
        for word in ("for", "while", "if", "else", "repeat", "until", "return", "loop", "procedure", "function")
    },
    **{f"END{word.upper()}": f"end {word}" for word in ("for", "while", "if", "loop", "procedure", "function")},
    "ELSIF": "else if",
    "FORALL": "for all",
    "REQUIRE": "Require:",
    "ENSURE": "Ensure:",
}
"""The commands that begin a step of pseudocode, in capitals, and the word they print."""

# None of their arguments is printed.
_DROPPED = words("""
addbibresource{ addcontentsline{{{ addtocontents{{ addtocounter{{ addtolength{{ allowdisplaybreaks[ arrayrulecolor[{
bibliographystyle{ bibliographyunit[ captionsetup[{ cellcolor[{ cftchapterprecistoc{ clearpage cline{ cmidrule[{ color[{
colorlet{{ columncolor[{ counterwithin*{{ counterwithout*{{ crefalias{{ crefformat{{ Crefformat{{ crefname{{{ Crefname{{{
crefrangeformat{{ CCSXML ccsdesc[{ DeclareCaptionFormat{{ DeclareGraphicsExtensions{ DeclareUnicodeCharacter{{ definecolor[{{{
enlargethispage*{ etocsettocstyle{{ fancyfoot[{ fancyhead[{ fancyhf[{ fontfamily{ fontsize{{ fontseries{ fontshape{
footnotemark[ geometry{ graphicspath{ hphantom{ hypersetup{ hyphenation{ icmlcorrespondingauthor{{ includegraphics*[[{
includepdf[{ includesvg[{ index[{ label{ lhead[{ rhead[{ chead[{ lfoot[{ rfoot[{ cfoot[{ linespread{ looseness markboth{{
markright{ midrule[ mspace{ newcolumntype{[{ newcounter{[ newlength{ newsavebox{ nocite{ nolinenumbers numberwithin[{{ pagecolor[{
pagenumbering{ pagestyle{ PassOptionsToPackage{{ pdfbookmark[{{ phantom{ phantomsection pgfplotsset{ precistoc{ printindex[
affil[{ affiliation[{ institute{ address[{ email[{ institution{ streetaddress{ city{ country{ state{ postcode{ orcid{ department{
authornote{ authornotemark[ authorrunning{ titlerunning{ icmltitlerunning{ icmlaffiliation{{ icmlkeywords{ icmlsetsymbol{{
printAffiliationsAndNotice{ acmConference[{{{ acmDOI{ acmISBN{ acmYear{ acmJournal{ acmVolume{ acmPrice{ institutetext{
raggedright RequirePackage[{[ resetcounter{ rowcolor[{ rowcolors[{{{ rule[{{ setcitestyle{ setcopyright{ setcounter{{ setlength{{
setlist[{ setlength{{ setstretch{ settowidth{{ sisetup{ specialrule{{{ startcontents[ stepcounter{ suppressfloats[ tableofcontents
tcbset{ tcbuselibrary{ thispagestyle{ titleformat*{{{{{{ titlespacing*{{{{{ theoremstyle{ tikzset{ todo[{ todototoc
toprule[ bottomrule[ addlinespace[ urlstyle{ usepackage[{[ usetikzlibrary{ vphantom{ vskip vspace*{ writefile{{ xdef
documentclass[{[ documentstyle[{ bibpunct[{{{{{{ hyphenchar DeclareFieldFormat[{{ DeclareMathAlphabet{{{{{
""")

# Only their last argument is printed.
_SHOWN = words("""
adjustbox{{ bibinfo{{ bibfield{{ bibnamefont{ bibfnamefont{ citenamefont{ colorbox[{{ fbox{ fcolorbox[{{{ framebox[[{
foreignlanguage[{{ hyperlink{{ hypertarget{{ href[{{ hl{ makebox[[{ mbox{ multicolumn{{{ multirow[{[{[{ natexlab{ parbox[[[{{
raisebox{[[{ resizebox*{{{ rotatebox[{{ sbox{{ scalebox{[{ texorpdfstring{{ textcolor[{{ textsuperscript{ textsubscript{
underline{ uline{ makecell*[{ emph{ textit{ textbf{ texttt{ textsc{ textrm{ textsf{ textsl{ textmd{ textup{ textnormal{ text{
ensuremath{ enquote*{ say{ ul{ st{ sout{ soul{ uppercase{ lowercase{ MakeUppercase{ MakeLowercase{ thead[{ centerline{
textquote{ ac{ acp{ acs{ acl{ gls{ glspl{ Gls{ Glspl{ marginpar[{ marginnote[{ lstinline[{ shortstack[{
""")

_STRUCTURAL = words("""
caption*[{ captionof*{[{ subcaption*{ subfloat[[{ footnote[{ footnotetext[{ item[ title[{ author[{ date{ icmltitle{ icmlauthor{{
subtitle[{ abstract{ bibitem[{ bibliography{ printbibliography[ url{ nolinkurl{ path{ doi{ appendix maketitle hspace*{
thanks{ twocolumn[ newtheorem*{[{[ hyperref[{ crefrange*{{ Crefrange*{{ sidenote[{ endnote[{ tablefootnote[{
""")

# Numbers and units of siunitx.
_QUANTITIES = words("""
num[{ ang[{ si[{ unit[{ SI[{[{ qty[{{ numrange[{{ SIrange[{{{ qtyrange[{{{ numlist[{ SIlist[{{ qtylist[{{
""")

_MATH = words("""
operatorname*{ boldsymbol{ bm{ pmb{ mathbbm{ mathds{ mathnormal{ underset{{ overset{{ stackrel{{ underbrace{ overbrace{ overline{
widehat{ widetilde{ widebar{ tfrac{{ dfrac{{ cfrac{{ binom{{ tbinom{{ dbinom{{ substack{ mathop{ mathrel{ mathbin{ intertext{
tag*{
""")

_ENVIRONMENT_ARGUMENTS = words("""
wrapfigure[{[{ wraptable[{[{ minipage[[[{ multicols{ subfigure[[[{ subtable[[[{ adjustwidth{{ adjustwidth*{{ spacing{ adjustbox{
tcolorbox[ mdframed[ longtable[{ tabular[{ tabular*{[{ tabularx{[{ tabulary{{ tabu{ tblr[{ xltabular{{ supertabular{ algorithm[
algorithm*[ algorithm2e[ algorithmic[ figure[ figure*[ table[ table*[ sidewaysfigure[ sidewaystable[ SCfigure[[ enumerate[
itemize[ description[ compactitem[ compactenum[ inparaenum[ inparaitem[ tasks[ list{{ proof[
threeparttable[ CJK{{ CJK*{{ thebibliography{ otherlanguage{ otherlanguage*{ restatable[{{ appendices
abstract[ turn{ rotate{ listing[ sloppypar frame[ block{ column{
""")


def _named(line: str) -> tuple[str, str]:
    """The name and the argument string of a word such as `rule[{{`."""
    name = line.rstrip("*[{")
    return name, line[len(name) :]


SHOWN = frozenset(_named(word)[0] for word in _SHOWN)
"""Commands of which only the last argument is printed."""

QUANTITIES = frozenset(_named(word)[0] for word in _QUANTITIES)
"""Commands that print a number, a unit, or both."""

DROPPED = frozenset(_named(word)[0] for word in _DROPPED)
"""Commands that print nothing."""

WITH_ARGUMENTS = frozenset(
    {
        *SECTIONS,
        *REFERENCE_COMMANDS,
        *CITATIONS,
        VERBATIM_MACRO,
        *(name for name, arguments in map(_named, (*_STRUCTURAL, *_QUANTITIES)) if arguments),
    }
)
"""Commands that are ignored if the source ends, or a brace closes, before their arguments."""

KNOWN_NAMES = frozenset(
    {
        *SECTIONS,
        *REFERENCE_COMMANDS,
        *CITATIONS,
        *DROPPED,
        *(_named(word)[0] for word in _STRUCTURAL),
        *FLOATS,
        *TABULARS,
        *MATH,
        *LISTS,
        *PSEUDOCODE,
        *(_named(word)[0] for word in _ENVIRONMENT_ARGUMENTS),
        *("href", "textcolor", "emph", "textbf", "textit", "texttt", "begin", "end", "document", "par", "and", "And", "AND"),
        VERBATIM_MACRO,
    }
)
"""Names that keep their meaning even if a source redefines them."""


@cache
def context() -> LatexContextDb:
    """The definitions with which pylatexenc parses a paper: ours, then its own."""
    macros = [std_macro(*_named(word)) for word in (*_DROPPED, *_SHOWN, *_STRUCTURAL, *_QUANTITIES, *_MATH)]
    macros += [std_macro(name, "*[{") for name in SECTIONS]
    macros += [std_macro(name, "*{") for name in REFERENCE_COMMANDS - {"hyperref", "crefrange", "Crefrange"}]
    macros += [std_macro(name, "*[[{") for name in CITATIONS]
    macros += [std_macro(VERBATIM_MACRO, "{{"), std_macro("verb", "*")]
    environments = [std_environment(*_named_environment(word)) for word in _ENVIRONMENT_ARGUMENTS]
    environments += [
        EnvironmentSpec(name + star, args_parser=MacroStandardArgsParser("{" if name == "alignat" else ""), is_math_mode=True)
        for name in MATH
        for star in ("", "*")
    ]
    database = get_default_latex_context_db()
    database.add_context_category("alignqa", prepend=True, macros=macros, environments=environments)
    return database


def _named_environment(word: str) -> tuple[str, str]:
    """The name, which may end in a star, and the argument string of a word such as `tabular*{[{`."""
    name = word.rstrip("[{")
    return name, word[len(name) :]
