"""Turns a short stretch of LaTeX, such as a title or a name, into the Unicode text that is printed."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalkerError

from alignqa.papers.parsing.latex.source.scripts import readable_scripts
from alignqa.papers.parsing.manuscript.writer import clean

# pylatexenc recurses about a dozen frames for a brace; no title nests deeper than a few.
_MAX_DEPTH = 30
_MAX_CHARACTERS = 20_000
_SPECIAL = re.compile(r"[\\$~%&#^_`'\"<>]|--|,,|[!?]`|\n\s*\n")
_BRACES = re.compile(r"(?<!\\)[{}]")
_BARE_PERCENT = re.compile(r"(?<!\\)%")
_BARE_AMPERSAND = re.compile(r"(?<!\\)&")
_FORMULA = re.compile(r"(?<!\\)\$[^$]+\$")
_BARE_DOLLAR = re.compile(r"(?<!\\)\$")

# An accent over an accented letter without braces: "\~\^e".
_ACCENT_ON_ACCENT = re.compile(
    r"(?P<outer>(?<!\\)\\[`'^\"~=.])(?P<inner>\s*\\(?:[`'^\"~=.]\s*|[uvHcdbrk](?:\s+|(?=\{)))(?:\{\\?[^\W\d_]\}|\\[ij](?![A-Za-z])|[^\W\d_]))"
)

PARSER_FAILURES = (LatexWalkerError, RecursionError, TypeError, KeyError, ValueError, IndexError, AttributeError)
"""Errors that pylatexenc raises on LaTeX that it cannot parse; its tolerant mode catches only the first."""


@lru_cache(maxsize=10_000)  # names come again and again in a list
def inline_text(latex: str) -> str:
    """The text of `latex` in NFC with single spaces: accents composed, braces gone, quotes and dashes as printed.

    A bare `%` or `&` and an unpaired `$` stand for themselves, as they do in the bibliographies that sites export.
    Text that nests too deeply or is not LaTeX at all comes back with its braces removed and is never an error.
    """
    if not _SPECIAL.search(latex):  # most names and titles: parsing would take a thousand times longer
        return clean(_BRACES.sub("", latex[:_MAX_CHARACTERS]))
    latex = with_braced_accents(_BARE_AMPERSAND.sub(r"\\&", _BARE_PERCENT.sub(r"\\%", latex[:_MAX_CHARACTERS])))
    if len(_BARE_DOLLAR.findall(latex)) % 2:
        latex = _BARE_DOLLAR.sub(r"\\$", latex)
    if _depth(latex) > _MAX_DEPTH:
        return clean(_BRACES.sub("", latex))
    try:
        return clean(_converter().latex_to_text(_FORMULA.sub(lambda found: readable_scripts(found[0]), latex)))
    except PARSER_FAILURES:
        return clean(_BRACES.sub("", latex))


def with_braced_accents(latex: str) -> str:
    """Returns the source with braces around an accented letter that bears a second accent, which pylatexenc needs."""
    return _ACCENT_ON_ACCENT.sub(r"\g<outer>{\g<inner>}", latex)


def _depth(latex: str) -> int:
    depth = maximum = 0
    for brace in _BRACES.findall(latex):
        depth = depth + 1 if brace == "{" else max(depth - 1, 0)
        maximum = max(maximum, depth)
    return maximum


@cache
def _converter() -> LatexNodes2Text:
    context = get_default_latex_context_db()
    context.add_context_category(
        "alignqa",
        prepend=True,
        macros=[
            MacroTextSpec("url", simplify_repl="%s"),
            MacroTextSpec("textbraceleft", simplify_repl="{"),
            MacroTextSpec("textbraceright", simplify_repl="}"),
            MacroTextSpec("textasciicircum", simplify_repl="^"),
            MacroTextSpec("textasciitilde", simplify_repl="~"),
            MacroTextSpec("textquotesingle", simplify_repl="'"),
            MacroTextSpec("textasciigrave", simplify_repl="`"),
        ],
    )
    return LatexNodes2Text(latex_context=context, math_mode="text", strict_latex_spaces="macros")
