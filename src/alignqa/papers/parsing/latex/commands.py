"""The commands and environments that the LaTeX parser knows, each with its arguments.

The names come from LaTeX2e's reference and the manuals of the packages that papers use (natbib, cleveref, hyperref, tocloft, …).
Argument strings are in pylatexenc's notation: `*` is a star, `[` an optional and `{` a mandatory argument.
"""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of a list that is written as text."""
    return tuple(text.split())


# None of their arguments is printed.
WITHOUT_TEXT = words("""
addbibresource{ addcontentsline{{{ addtocontents{{ addtocounter{{ addtolength{{ allowdisplaybreaks[ arrayrulecolor[{
bibliographystyle{ bibliographyunit[ captionsetup[{ cellcolor[{ cftchapterprecistoc{ clearpage cline{ cmidrule[{ color[{
colorlet{{ columncolor[{ counterwithin*{{ counterwithout*{{ crefalias{{ crefformat{{ Crefformat{{ crefname{{{ Crefname{{{
nomenclature[{{ Description[{ pdfinfo{ special{ typeout{ message{ lstset{ lstdefinestyle{{ lstdefinelanguage[{[{
usemintedstyle{ setminted[{ newminted[{{ newmintinline[{{ lstinputlisting[{ inputminted[{{ verbatiminput{ VerbatimInput[{
glsadd[{ glsreset[{ glsunset[{ glsaddall[ glossarystyle{ setglossarystyle{ setacronymstyle{ printglossary[ printnoidxglossary[
printacronyms[ acsetup{ acused{ newtcolorbox[{[[{ DefineVerbatimEnvironment{{{ newtcblisting[{[{ lstnewenvironment{[[{{
lstMakeShortInline[{ tikzstyle{ savebox{[[{ transparent{ declaretheorem[{ newmdenv[{ newlist{{{
setdefaultlanguage{ selectlanguage{ crefrangeformat{{ CCSXML ccsdesc[{ DeclareCaptionFormat{{ DeclareGraphicsExtensions{
DeclareUnicodeCharacter{{ definecolor[{{{ enlargethispage*{ etocsettocstyle{{ fancyfoot[{ fancyhead[{ fancyhf[{ fontfamily{
fontsize{{ fontseries{ fontshape{ footnotemark[ geometry{ graphicspath{ hphantom{ hypersetup{ hyphenation{
icmlcorrespondingauthor{{ includegraphics*[[{ includepdf[{ includesvg[{ index[{ label{ lhead[{ rhead[{ chead[{ lfoot[{ rfoot[{
cfoot[{ linespread{ looseness markboth{{ markright{ midrule[ mspace{ newcolumntype{[{ newcounter{[ newlength{ newsavebox{
nocite{ nolinenumbers numberwithin[{{ pagecolor[{ pagenumbering{ pagestyle{ PassOptionsToPackage{{ pdfbookmark[{{ phantom{
phantomsection pgfplotsset{ precistoc{ printindex[ authornote{ authornotemark[ authorrunning{ titlerunning{ icmltitlerunning{
icmlaffiliation{{ icmlkeywords{ icmlsetsymbol{{ printAffiliationsAndNotice{ acmConference[{{{ acmDOI{ acmISBN{ acmYear{
acmJournal{ acmVolume{ acmPrice{ institutetext{ raggedright RequirePackage[{[ resetcounter{ rowcolor[{ rowcolors[{{{ rule[{{
setcitestyle{ setcopyright{ setcounter{{ setlength{{ setlist[{ setlength{{ setstretch{ settowidth{{ sisetup{ specialrule{{{
startcontents[ stepcounter{ suppressfloats[ tableofcontents tcbset{ tcbuselibrary{ thispagestyle{ titleformat*{{{{{{
titlespacing*{{{{{ theoremstyle{ tikzset{ todo[{ todototoc toprule[ bottomrule[ addlinespace[ urlstyle{ usepackage[{[
usetikzlibrary{ vphantom{ vskip vspace*{ writefile{{ xdef documentclass[{[ documentstyle[{ bibpunct[{{{{{{ hyphenchar
DeclareFieldFormat[{{ DeclareMathAlphabet{{{{{
""")

# What belongs to the title page or to an editor's hand and is not printed in the body; papers may use these names for
# something else.
TITLE_PAGE = words("""
affil*[{ affils{ affiliation[{ affiliations{ altaffiliation[{ additionalaffiliation{ institute[{ address[{ curraddr[{ email[{
emailAdd{ institution{ streetaddress{ city{ country{ state{ postcode{ orcid{ orcidID{ orcidlink{ department[{ ead[{ cortext[{
fntext[{ tnotetext[{ tnoteref{ fnref{ corref{ inst{ thanksref{ affiliationmark[{ homepage[{ collaboration[{ noaffiliation
equalcont{ titlenote{ dgr{ tanm{ affaddr{ IEEEmembership{ IEEEauthorrefmark{ correspondingauthor{ corresponding{ contrib[{
corres{ firstnote{ secondnote{ dedicatory{ dedication{ shorttitle{ shortauthor{ shortauthors{ ShortHeadings{{ firstpageno{
jmlrheading{{{{{{{ jmlrvolume{ jmlryear{ jmlrworkshop{ editor{ editors{ headers{{ received[{ journal{ journalname{
acmBooktitle{ acmSubmissionID{ acmArticle{ acmMonth{ acmArticleSeq{ leadauthor{ significancestatement{ authorcontributions{
authordeclaration{ IEEEspecialpapernotice{ IEEEaftertitletext{ IEEEpubid{ TitleCitation{ AuthorCitation{ AuthorNames{
firstAuthorLast Authors comment[{
""")

# Their argument is printed with a line through it.
STRUCK_OUT = words("""
sout{ xout{ st{ strike{ strikeout{ strikethrough{ crossout{ stkout{ cancel{ bcancel{ xcancel{ hcancel[{ deleted[{
DIFdel{ DIFdelFL{
""")

# Terms of a glossary, and their definitions.
TERMS = words("""
newacronym[{{{ newabbreviation[{{{ newglossaryentry{{ provideglossaryentry{{ longnewglossaryentry*{{{ DeclareAcronym{{
acrodef{[{ newacro{[{ acro{[{ acroplural{[{ acrodefplural{[{ newacroplural{[{ glslink*[{{ glsdisp*[{{ glshyperlink[{
""")

# Only their last argument is printed.
LAST_SHOWN = words("""
adjustbox{{ bibinfo{{ bibfield{{ bibnamefont{ bibfnamefont{ citenamefont{ colorbox[{{ fbox{ fcolorbox[{{{ framebox[[{
foreignlanguage[{{ hyperlink{{ hypertarget{{ href[{{ hl{ highlight[{ added[{ DIFadd{ DIFaddFL{ texttransparent{{ makebox[[{
mbox{ multicolumn{{{ multirow[{[{[{ natexlab{ parbox[[[{{ raisebox{[[{ resizebox*{{{ rotatebox[{{ scalebox{[{ texorpdfstring{{
textcolor[{{ textsuperscript{ textsubscript{ underline{ uline{ makecell*[{ emph{ textit{ textbf{ texttt{ textsc{ textrm{
textsf{ textsl{ textmd{ textup{ textnormal{ text{ ensuremath{ ul{ soul{ uppercase{ lowercase{
MakeUppercase{ MakeLowercase{ thead[{ centerline{ lstinline[{ shortstack[{ textcircled{ smash[{ rlap{ llap{ clap{
hbox{ vbox{ fnm{ sur{ pfx{ spfx{ sfx{ IEEEauthorblockN{ IEEEauthorblockA{ Name{ epigraphhead[{
""")

STRUCTURAL = words("""
caption*[{ captionof*{[{ subcaption*{ subfloat[[{ footnote[{ footnotetext[{ item[ title[{ author*[{ date{ icmltitle{
icmlauthor{{ subtitle[{ abstract{ bibitem[{ bibliography{ printbibliography[ url{ nolinkurl{ path{ doi{ appendix[ maketitle
hspace*{ thanks{ twocolumn[ newtheorem*{[{[ hyperref[{ crefrange*{{ Crefrange*{{ sidenote[{ endnote[{ tablefootnote[{
marginpar[{ marginnote[{ replaced[{{ epigraph{{ ding{ usebox{ sbox{{ keywords[{ keyword{ subjclass[{ pacs[{ citetext{
citetalias{ citepalias{ defcitealias{{ qitem{{
""")

# Quotations of csquotes and dirtytalk.
QUOTING = words("""
enquote*{ say*{ foreignquote*{{ hyphenquote*{{ textquote*[[{ foreigntextquote*{[[{ hyphentextquote*{[[{ textcquote*[[{[{
foreigntextcquote*{[[{[{ hyphentextcquote*{[[{[{ blockquote[[{ foreignblockquote{[[{ hyphenblockquote{[[{ hybridblockquote{[[{
blockcquote[[{[{ foreignblockcquote{[[{[{ hyphenblockcquote{[[{[{ hybridblockcquote{[[{[{ textelp*{ textins*{
""")

# Numbers and units of siunitx.
WITH_UNITS = words("""
num[{ ang[{ si[{ unit[{ SI[{[{ qty[{{ numrange[{{ SIrange[{{{ qtyrange[{{{ numlist[{ SIlist[{{ qtylist[{{
numproduct[{ qtyproduct[{{ complexnum[{ complexqty[{{ DeclareSIUnit[{{ DeclareSIPrefix[{{{ DeclareBinaryPrefix[{{{
""")

IN_FORMULAS = words("""
operatorname*{ boldsymbol{ bm{ pmb{ mathbbm{ mathds{ mathnormal{ underset{{ overset{{ stackrel{{ underbrace{ overbrace{
overline{ widehat{ widetilde{ widebar{ tfrac{{ dfrac{{ cfrac{{ nicefrac[{{ sfrac[{{ binom{{
tbinom{{ dbinom{{ substack{ mathop{ mathrel{ mathbin{
intertext{ tag*{
""")

ENVIRONMENT_ARGUMENTS = words("""
wrapfigure[{[{ lrbox{ wraptable[{[{ minipage[[[{ multicols{ subfigure[[[{ subtable[[[{ adjustwidth{{ adjustwidth*{{ spacing{
adjustbox{ tcolorbox[ mdframed[ longtable[{ tabular[{ tabular*{[{ tabularx{[{ tabulary{{ tabu{ tblr[{ xltabular{{
supertabular{ algorithm[ algorithm*[ algorithm2e[ algorithmic[ figure[ figure*[ table[ table*[ sidewaysfigure[ sidewaystable[
SCfigure[[ enumerate[ itemize[ description[ compactitem[ compactenum[ inparaenum[ inparaitem[ tasks[ list{{ proof[
threeparttable[ CJK{{ CJK*{{ thebibliography{ otherlanguage{ otherlanguage*{ restatable[{{ appendices abstract[ turn{ rotate{
IEEEbiography[{ IEEEbiographynophoto{ listing[ sloppypar frame[ block{ column{ displayquote[[ displaycquote[[{[
foreigndisplayquote{[[ hyphendisplayquote{[[ foreigndisplaycquote{[[{[ hyphendisplaycquote{[[{[ quoting[ verse[
""")

# Declarations and spacing: they print nothing and take no argument in braces.
SILENT = frozenset(
    words("""
tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge bfseries mdseries itshape slshape scshape upshape
rmfamily sffamily ttfamily normalfont em bf it sl sc rm sf tt cal selectfont boldmath unboldmath protect relax null strut
mathstrut hline onecolumn IEEEPARstart lettrine frontmatter mainmatter backmatter cleardoublepage samepage nopagebreak
nolinebreak newblock vfill hfil vfil dotfill hrulefill leavevmode unskip ignorespaces obeylines obeyspaces frenchspacing
nonfrenchspacing singlespacing doublespacing onehalfspacing linenumbers balance flushcolsend FloatBarrier
IEEEpeerreviewmaketitle IEEEoverridecommandlockouts IEEEdisplaynontitleabstractindextext IEEEtriggeratref IEEEpubidadjcol
IEEEraisesectionheading begingroup endgroup bgroup egroup centering flushleft flushright sloppy fussy noindent indent
raggedleft flushbottom raggedbottom smallbreak medbreak bigbreak break nobreak goodbreak allowbreak linebreak nopagenumbers
normalcolor sloppypar justify justifying textstyle displaystyle scriptstyle tabcolsep arraystretch baselineskip parskip
parindent textwidth linewidth columnwidth textheight paperwidth hsize vsize crcr cr tabularnewline endhead endfirsthead
endfoot endlastfoot else fi or acresetall glsresetall appendixpage makeatletter makeatother immediate write protected unless
DIFaddbegin DIFaddend DIFdelbegin DIFdelend DIFmodbegin DIFmodend DIFaddbeginFL DIFaddendFL DIFdelbeginFL DIFdelendFL
clearpage maketitle doublespace newpage pagebreak ldots xspace printglossaries makeglossaries makeglossary makenoidxglossaries
iclrfinalcopy neuripsfinalcopy aclfinalcopy colmfinalcopy subsubsectionfont thefootnote thesection thesubsection thepage
theequation thetable thefigure firstAuthorLast Authors noaffiliation date maketitlepage printAffiliationsAndNotice
icmlEqualContribution endinput fill hfilneg negthinspace bigskip medskip
smallskip null newline hfill hss vss smallskipamount medskipamount
bigskipamount looseness the value arabic roman Roman alph Alph fnsymbol citestyle par endgraf
""")
)
"""Commands that need no notice although nothing of them is printed."""
