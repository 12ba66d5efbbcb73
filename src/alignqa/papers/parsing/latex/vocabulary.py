"""Tells how the LaTeX parser treats the commands and environments of `commands`."""

from __future__ import annotations

from functools import cache

from pylatexenc.latexwalker import LatexWalker, get_default_latex_context_db
from pylatexenc.macrospec import (
    EnvironmentSpec,
    LatexContextDb,
    MacroSpec,
    MacroStandardArgsParser,
    ParsedMacroArgs,
    std_environment,
    std_macro,
)

from alignqa.papers.parsing.latex import commands
from alignqa.papers.parsing.latex.commands import words
from alignqa.papers.parsing.latex.source.inputs import VERBATIM_MACRO
from alignqa.papers.parsing.latex.words.glossary import TERM_COMMANDS

SECTIONS = {"part": -1, "chapter": 0, "section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4, "subparagraph": 5}
"""Sectioning commands and their depth, as LaTeX's counter `secnumdepth` counts it."""

REFERENCE_COMMANDS = frozenset(
    words("""
    ref eqref autoref cref Cref labelcref vref Vref nameref pageref vpageref cpageref Cpageref labelcpageref autopageref subref
    hyperref crefrange Crefrange
    """)
)

CITATIONS = frozenset(
    words("""
    cite citep citet citealp citealt citeauthor citeyear citeyearpar citenum parencite textcite autocite footcite
    fullcite smartcite supercite onlinecite shortcite citeA citeN citeNP citeasnoun Cite Citep Citet Citealp Citealt
    Citeauthor Parencite Textcite Autocite
    """)
)
"""Commands of LaTeX, natbib and biblatex that cite, without their stars."""

MULTIPLE_CITATIONS = frozenset(
    words("cites parencites textcites autocites smartcites supercites footcites Cites Parencites Textcites Autocites")
)
"""Commands of biblatex that take several groups of notes and keys."""

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

_PLAIN_ENVIRONMENTS = frozenset(
    words("""center flushleft flushright document landscape subequations samepage framed shaded snugshade leftbar
    singlespace doublespace onehalfspace linenumbers flalign mdframed tcolorbox boxedminipage wideabstract widetext strip
    IEEEkeywords frontmatter mainmatter backmatter appendix appendices subappendices
    CJK otherlanguage english multicols columns column frame block threeparttable measuredfigure scope""")
)

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


def _named(line: str) -> tuple[str, str]:
    """The name and the argument string of a word such as `rule[{{`."""
    name = line.rstrip("*[{")
    return name, line[len(name) :]


SHOWN = frozenset(_named(word)[0] for word in commands.LAST_SHOWN)
"""Commands of which only the last argument is printed."""

STRUCK = frozenset(_named(word)[0] for word in commands.STRUCK_OUT)
"""Commands that strike their argument out."""

TAKEN_OUT = frozenset({"deleted", "DIFdel", "DIFdelFL"})
"""Those of programs that show changes: the new version of the text is whole without their argument."""

QUANTITIES = frozenset(_named(word)[0] for word in commands.WITH_UNITS)
"""Commands that print a number, a unit, or both."""

DROPPED = frozenset(_named(word)[0] for word in (*commands.WITHOUT_TEXT, *commands.TITLE_PAGE))
"""Commands that print nothing."""

WITH_ARGUMENTS = frozenset(
    {
        *SECTIONS,
        *REFERENCE_COMMANDS,
        *CITATIONS,
        *MULTIPLE_CITATIONS,
        *TERM_COMMANDS,
        VERBATIM_MACRO,
        *(name for name, arguments in map(_named, (*commands.STRUCTURAL, *commands.WITH_UNITS, *commands.TERMS)) if arguments),
        *(_named(word)[0] for word in commands.QUOTING),
    }
)
"""Commands that are ignored if the source ends, or a brace closes, before their arguments."""

# Structural commands whose names papers also use for macros of their own.
_OWN_NAMES = frozenset({"replaced", "keyword", "keywords", "epigraph", "doi", "qitem"})

KNOWN_NAMES = frozenset(
    {
        *SECTIONS,
        *REFERENCE_COMMANDS,
        *CITATIONS,
        *(_named(word)[0] for word in commands.WITHOUT_TEXT),
        *(_named(word)[0] for word in commands.STRUCTURAL if _named(word)[0] not in _OWN_NAMES),
        *FLOATS,
        *TABULARS,
        *MATH,
        *LISTS,
        *PSEUDOCODE,
        *(_named(word)[0] for word in commands.ENVIRONMENT_ARGUMENTS),
        *("href", "textcolor", "emph", "textbf", "textit", "texttt", "begin", "end", "document", "par", "and", "And", "AND"),
        VERBATIM_MACRO,
    }
)
"""Names that keep their meaning even if a source redefines them."""


_ALL_COMMANDS = (
    *(*commands.WITHOUT_TEXT, *commands.TITLE_PAGE, *commands.STRUCK_OUT, *commands.TERMS, *commands.LAST_SHOWN),
    *(*commands.STRUCTURAL, *commands.QUOTING, *commands.WITH_UNITS, *commands.IN_FORMULAS),
)


@cache
def context() -> LatexContextDb:
    """The definitions with which pylatexenc parses a paper: ours, then its own."""
    macros = [std_macro(*_named(word)) for word in _ALL_COMMANDS]
    macros += [std_macro(name, "*[{[") for name in TERM_COMMANDS]
    macros += [MacroSpec(name, args_parser=_GroupsOfKeys("[[{")) for name in MULTIPLE_CITATIONS]
    macros += [std_macro(name, "*[{") for name in SECTIONS]
    macros += [std_macro(name, "*{") for name in REFERENCE_COMMANDS - {"hyperref", "crefrange", "Crefrange"}]
    macros += [std_macro(name, "*[[{") for name in CITATIONS]
    macros += [std_macro(VERBATIM_MACRO, "{{"), std_macro("verb", "*")]
    environments = [std_environment(*_named_environment(word)) for word in commands.ENVIRONMENT_ARGUMENTS]
    environments += [
        EnvironmentSpec(name + star, args_parser=MacroStandardArgsParser("{" if name == "alignat" else ""), is_math_mode=True)
        for name in MATH
        for star in ("", "*")
    ]
    database = get_default_latex_context_db()
    database.add_context_category("alignqa", prepend=True, macros=macros, environments=environments)
    return database


@cache
def defined_names() -> frozenset[str]:
    """The commands that LaTeX and the packages that we know define."""
    return frozenset(spec.macroname for spec in context().iter_macro_specs())


class _GroupsOfKeys(MacroStandardArgsParser):  # type: ignore[misc]  # pylatexenc has no types
    """Parses arguments as often as there are any; the two notes in round brackets before them come last, None if absent."""

    def parse_args(self, w: LatexWalker, pos: int, parsing_state: object = None) -> tuple[ParsedMacroArgs, int, int]:
        found: list[object] = []
        notes: list[object] = []
        end = pos
        while len(notes) < 2 and w.s[end : end + 1] == "(":
            note, start, length = w.get_latex_braced_group(end, brace_type="(", parsing_state=parsing_state)
            notes.append(note)
            end = start + length
        while w.s[end:].lstrip()[:1] in {"[", "{"}:
            arguments, start, length = super().parse_args(w, end, parsing_state)
            found.extend(arguments.argnlist)
            end = start + length
        found += [*notes, None, None][:2]
        return ParsedMacroArgs(argspec="[[{" * (len(found) // 3) + "[[", argnlist=found), pos, end - pos


def is_known(name: str) -> bool:
    """Checks whether a command is known to the parser, be it that it prints nothing."""
    return name in KNOWN_NAMES or name in commands.SILENT or name in defined_names()


def is_known_environment(name: str) -> bool:
    """Checks whether an environment without its star is known to the parser, or only sets its text off in a known way."""
    return name in _defined_environments() or name in _PLAIN_ENVIRONMENTS or name in commands.SILENT


@cache
def _defined_environments() -> frozenset[str]:
    return frozenset(spec.environmentname.rstrip("*") for spec in context().iter_environment_specs())


def _named_environment(word: str) -> tuple[str, str]:
    """The name, which may end in a star, and the argument string of a word such as `tabular*{[{`."""
    name = word.rstrip("[{")
    return name, word[len(name) :]
