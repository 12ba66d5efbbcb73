"""Hides what is not read in a draft (comments, code, the preamble) and what is only markup; the length stays the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache

from alignqa.papers.document import Span

HIDDEN = "\u2060"
"""Stands for a hidden character; it joins words, and folding drops it."""


class Form(StrEnum):
    """The formats of a draft."""

    MARKDOWN = "Markdown"
    LATEX = "LaTeX"
    TEXT = "plain text"


DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?P<label>[^\[\]^\n][^\[\]\n]{0,100})\]:[ \t]*<?(?P<address>https?://[^\s<>]+)>?"
    r"(?:[ \t]+(?:\"[^\"\n]*\"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*$",
    re.MULTILINE,
)
"""The pattern of a line that gives the address of the links with a label."""
# The groups of a match are hidden if it has several, else the whole match.
_UNREAD_MARKDOWN = (
    re.compile(r"\A---\n.*?\n---\n", re.DOTALL),
    re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.DOTALL | re.MULTILINE),
    re.compile(r"<!--(?:.*?-->|.*)", re.DOTALL),  # one that does not end hides the rest
    re.compile(re.sub(r"\(\?P<\w+>", "(?:", DEFINITION.pattern), re.MULTILINE),
)
_UNREAD_LATEX = (
    re.compile(r"\A.*?\\begin\{document\}", re.DOTALL),
    re.compile(r"\\end\{document\}.*\Z", re.DOTALL),
    re.compile(r"(?<!\\)%[^\n]*"),
    re.compile(r"\\verb\*?([^\w\s*]).*?\1"),
    re.compile(r"\\begin\{(verbatim|lstlisting|minted|comment|equation\*?|align\*?|gather\*?)\}.*?\\end\{\1\}", re.DOTALL),
)
_LATEX_MARK = re.compile(r"\\[a-zA-Z]*[cC]ite[a-zA-Z]*\*?(?:(?:\([^()]*\))?(?:\s*\[[^\]]*\]){0,2}\s*\{[^{}]{1,500}\})+")
_MARKDOWN_MARK = re.compile(r"\[\^[^\]\s]{1,40}\]:?")
_MARKDOWN = (
    re.compile(r"</?[A-Za-z][^<>\n]{0,300}>"),
    re.compile(r"(\[\[(?:[\w-]+/)*)[^\[\]|\n]{1,200}(\]\])"),
    re.compile(r"(\[\[[^\[\]|\n]{1,200}\|)[^\[\]\n]{1,200}(\]\])"),
    re.compile(r"(!?\[)(?:[^\[\]\n]|\[[^\[\]\n]*\]){1,500}(\]\([^()\s]{0,500}(?:\([^()\s]*\)[^()\s]*)?(?:\s+\"[^\"\n]*\")?\))"),
    re.compile(r"(\[)(?:[^\[\]\n]|\[[^\[\]\n]*\]){1,500}(\]\[[^\[\]\n]{0,100}\])"),
    re.compile(r"\*+|(?<![^\W_])_+(?=\w)|(?<=\w)_+(?![^\W_])|`+"),
    re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE),
    re.compile(r"^#{1,6}[ \t]+", re.MULTILINE),
    re.compile(r"\\(?=['\"])"),  # pandoc's way to keep a mark straight
)
_LATEX = (
    re.compile(r"\\begin\{(?:tabular[x*]?|longtable|array)\}(?:\[[^\]]{0,300}\]|\{[^{}\n]*\}){0,3}"),
    re.compile(r"\\(?:begin|end)\{[^{}]*\}(?:\[[^\]\n]{0,999}\])?"),
    re.compile(
        r"\\(?:label|(?:page|auto|c|C|eq|name)?ref|usepackage|bibliography|bibliographystyle|addbibresource|includegraphics"
        r"|url|index|input|include|printbibliography|vspace|hspace)\*?(?:\[[^\]]{0,999}\])?\{[^{}]*\}"
    ),
    re.compile(r"\\href\{[^{}]*\}|\\bibitem(?:\[(?:[^\[\]{}]|\{[^{}]*\})*\])?\{[^{}]*\}"),
    re.compile(r"\\(?:hline|(?:top|mid|bottom)rule|cmidrule\S*|centering|newline|maketitle|printbibliography|clearpage)\b"),
    re.compile(r"(\\(?:emph|text(?:it|bf|tt|sc|rm)|mbox|underline)\*?\{)[^{}]{0,2000}(\})"),
    re.compile(
        r"\\(?:(?:sub)*section|(?:sub)?paragraph|part|chapter|title|caption|item|noindent|par|footnote|quad|small)\b"
        r"\*?\s?(?:\[[^\]\n]*\])?"
    ),
    re.compile(r"(?<!\\)[{}]|\\(?=[%&#$_{}])"),
)
_QUOTES = re.compile(
    r"\\(?:enquote|textquote|blockquote|(?:foreign|hyphen)(?:text|block)?quote\{\w+\}|(?:text|block)cquote)\*?"
    r"(?P<notes>(?:\[(?:[^\[\]]|\[[^\[\]]*\])*\])*)(?P<keys>\{[^{}]*\}(?=\{))?\{"
)
_LATEX_NOTE = re.compile(r"\\(?:footnote|footnotetext|thanks|endnote|sidenote|marginpar)(?:\[[^\]]*\])?\{")
_MARKDOWN_NOTE = re.compile(r"\^\[")
_AFTER_STOP = re.compile(r"[.!?][”\"’')\]]*\Z")
_RAISED = re.compile(r"(?<=[.!?,;:”\"’)\]])(?:[⁰¹²³⁴-⁹]+(?:[,⁻–-][⁰¹²³⁴-⁹]+)*|\^\d{1,3}\^|<sup>[\d,\s–-]+</sup>)(?=[\s,;:.)]|\Z)")
_MAX_BRACKET = 20_000  # code points of a note, a heading or a quotation
_PAIRS = {"{": "}", "[": "]"}


def read_text(text: str, form: Form) -> str:
    """Returns a text in which comments, code, formulas and what stands outside the document are hidden."""
    for pattern in _UNREAD_LATEX if form is Form.LATEX else _UNREAD_MARKDOWN if form is Form.MARKDOWN else ():
        text = pattern.sub(_hide, text)
    return text


def note_spans(read: str, form: Form) -> list[Span]:
    """Returns the notes that are written inside a sentence, with their command, in order; none inside another."""
    opening = {Form.LATEX: _LATEX_NOTE, Form.MARKDOWN: _MARKDOWN_NOTE}.get(form)
    found: list[Span] = []
    for match in opening.finditer(read) if opening else ():
        end = closing(read, match.end() - 1)
        if end > match.end() and (not found or match.start() >= found[-1].end):
            found.append(Span(match.start(), end))
    return found


def without(text: str, spans: Sequence[Span]) -> str:
    """Hides these spans of a text; line breaks stay, and after the end of a sentence spaces take the place of the rest."""
    parts, done = [], 0
    for span in spans:
        before = text[done : span.start]
        stopped = _AFTER_STOP.search(before[-4:]) is not None
        parts += [before, re.sub(r"[^\n]", " " if stopped else HIDDEN, span.of(text))]
        done = span.end
    return "".join([*parts, text[done:]])


def marked_text(read: str, form: Form) -> str:
    """Returns a text whose markup is hidden; quotation commands become quotation marks."""
    if form is Form.TEXT:
        return _RAISED.sub(_spaced, read)
    marked = _quoted(read.replace("~", " ")) if form is Form.LATEX else _RAISED.sub(_spaced, read)
    marked = (_LATEX_MARK if form is Form.LATEX else _MARKDOWN_MARK).sub(_mark_hidden, marked)
    for pattern in _LATEX if form is Form.LATEX else _MARKDOWN:
        marked = pattern.sub(_hide, marked)
    return marked


def closing(text: str, opening: int) -> int:
    """Returns the end of the bracket that opens at a position; that position itself if it is never closed."""
    end = _pairs(text, text[opening]).get(opening, opening)
    return end if end - opening <= _MAX_BRACKET else opening


@lru_cache(maxsize=4)
def _pairs(text: str, mark: str) -> dict[int, int]:
    """Returns where each bracket of a kind ends; two empty lines end all of them. One pass, whatever a text nests."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer(rf"\\.|\{mark}|\{_PAIRS[mark]}|\n[ \t]*\n[ \t]*\n", text):
        if match[0] == mark:
            opened.append(match.start())
        elif match[0] == _PAIRS[mark] and opened:
            found[opened.pop()] = match.end()
        elif match[0][0] == "\n":
            opened.clear()
    return found


def _quoted(read: str) -> str:
    """Replaces the braces of quotation commands by quotation marks, and hides the commands; what they cite stays."""
    edits: list[tuple[int, int, str]] = []
    for match in _QUOTES.finditer(read):
        end = closing(read, match.end() - 1)
        if end > match.end():
            hidden = HIDDEN * (match.end() - 1 - match.start())
            edits += [(match.start(), match.end(), f"{hidden}“"), (end - 1, end, "”")]
    parts, done = [], 0
    for start, end, by in sorted(edits):
        if start >= done:
            parts += [read[done:start], by]
            done = end
    return "".join([*parts, read[done:]])


def _mark_hidden(match: re.Match[str]) -> str:
    """Hides a mark; after the end of a sentence, spaces take its place, so that the sentence does end there."""
    stopped = _AFTER_STOP.search(match.string[max(0, match.start() - 4) : match.start()]) is not None
    return re.sub(r"[^\n]", " " if stopped else HIDDEN, match.group())


def _spaced(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _hide(match: re.Match[str]) -> str:
    """Hides the groups of a match, or the whole match if it has fewer than two; line breaks stay."""
    groups = [number for number in range(1, match.re.groups + 1) if match.re.groups > 1]
    spans = [match.span(number) for number in groups] or [match.span()]
    text, at, parts = match.string, match.start(), []
    for start, end in spans:
        parts += [text[at:start], re.sub(r"[^\n]", HIDDEN, text[start:end])]
        at = end
    return "".join([*parts, text[at : match.end()]])
