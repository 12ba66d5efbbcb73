"""A draft: its text as it stands in the file, and its prose, in which the markup is hidden.

Both have the same length, so a span over one is a span over the other.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import PurePath

from alignqa.errors import UsageError
from alignqa.papers import section_names as names
from alignqa.papers.document import Span
from alignqa.retrieval.terms import STOP_WORDS, words

MAX_DRAFT_BYTES = 20_000_000
"""Maximum size of a file that is read as a draft."""
_HIDDEN = "\u2060"  # replaces markup; it joins words, and folding drops it
_BINARY = re.compile("[\x00-\x08\x0e-\x1f]")


class Form(StrEnum):
    """The formats of a draft."""

    MARKDOWN = "Markdown"
    LATEX = "LaTeX"
    TEXT = "plain text"


# The groups of a match are hidden if it has several, else the whole match.
_MARKDOWN = (
    re.compile(r"\A---\n.*?\n---\n", re.DOTALL),
    re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.DOTALL | re.MULTILINE),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"</?[A-Za-z][^<>\n]{0,300}>"),
    re.compile(r"(\[\[(?:[\w-]+/)*)[^\[\]|\n]{1,200}(\]\])"),
    re.compile(r"(\[\[[^\[\]|\n]{1,200}\|)[^\[\]\n]{1,200}(\]\])"),
    re.compile(r"(!?\[)(?:[^\[\]\n]|\[[^\[\]\n]*\]){1,500}(\]\([^()\s]{0,500}(?:\([^()\s]*\)[^()\s]*)?\))"),
    re.compile(r"\[\^[^\]\s]{1,40}\]:?"),
    re.compile(r"\*+|(?<![^\W_])_+(?=\w)|(?<=\w)_+(?![^\W_])|`+"),
    re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE),
    re.compile(r"^#{1,6}[ \t]+", re.MULTILINE),
)
_LATEX = (
    re.compile(r"\A.*?\\begin\{document\}", re.DOTALL),
    re.compile(r"\\end\{document\}.*\Z", re.DOTALL),
    re.compile(r"(?<!\\)%[^\n]*"),
    re.compile(r"\\[a-zA-Z]*cite[a-zA-Z]*\*?(?:\[[^\]]*\]){0,2}\{[^{}]{1,500}\}"),
    re.compile(r"\\begin\{(verbatim|lstlisting|equation\*?|align\*?|tabular)\}.*?\\end\{\1\}", re.DOTALL),
    re.compile(r"\\(?:begin|end|label|ref|usepackage|bibliography|bibliographystyle)\*?(?:\[[^\]]*\])?\{[^{}]*\}"),
    re.compile(r"(\\(?:emph|text(?:it|bf|tt|sc|rm|quote)|enquote|mbox|textquote)\*?\{)[^{}]{0,2000}(\})"),
    re.compile(r"\\(?:(?:sub)*section|paragraph|chapter|title|item|noindent|par|footnote|quad|small|par)\b\*?\s?"),
    re.compile(r"(?<!\\)[{}]|\\(?=[%&#$_{}])"),
)
_BLANK = re.compile(r"\n[ \t>\u2060]*\n")
_LEAD = re.compile(r"[ \t\u2060]*(?:[-+*•◦▪–][ \t]+|\d{1,3}[.)][ \t]+|\[\d{1,3}\][ \t]|\\item\b|#{1,6}[ \t]|\|)")
_LONG_LINE = 160  # code points; a longer line was not wrapped by hand, so the next one begins a paragraph
_MAX_BLOCK = 8_000  # code points of a block
_SAMPLE = 20_000  # code points that are read to recognise the language
_FEW_WORDS = 30
_ENGLISH = 0.2  # minimum share of function words in English prose; German or French prose comes to 0.03 to 0.1
_SHORT_LINE = 30
_HEADING_WORDS = 9
_MARKS = frozenset("-*+•")
_LISTING = re.compile(
    rf"(?:references?|{names.REFERENCE_LIST}|{names.FURTHER_READING}|sources(?: cited)?|literature)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """A paragraph, a list item or a heading; `listing` says that it is in a list of references."""

    span: Span
    heading: bool = False
    listing: bool = False


@dataclass(frozen=True)
class Draft:
    """A draft with its name and text; in `marked`, each character of markup is replaced by an invisible one or a space."""

    name: str
    form: Form
    text: str
    marked: str

    def prose(self, span: Span) -> str:
        """Returns a span as people see it, without markup and with each run of white space made one space."""
        return " ".join(span.of(self.marked).replace(_HIDDEN, "").split())

    def line(self, position: int) -> int:
        """Returns the number of the line that contains a position, counted from 1."""
        return bisect_right(self._line_starts, position)

    @cached_property
    def spaced(self) -> str:
        """The marked text with a space in place of each hidden character."""
        return self.marked.replace(_HIDDEN, " ")

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    @cached_property
    def blocks(self) -> tuple[DraftBlock, ...]:
        """The blocks, in order; blocks after a heading such as "References" are a listing, up to the next heading."""
        found: list[DraftBlock] = []
        listing = False
        for span in _spans(self.marked):
            heading = self._is_heading(span)
            if heading:
                listing = _LISTING.match(self.prose(span).lstrip("0123456789. ")) is not None
            found.append(DraftBlock(span, heading, listing))
        return tuple(found)

    def _is_heading(self, span: Span) -> bool:
        source, words = span.of(self.text).strip(), self.prose(span)
        if source.startswith("#") or re.match(r"\\(?:sub)*section|\\chapter|\\title", source):
            return True
        short = 0 < len(words.split()) <= _HEADING_WORDS and words[-1] not in ".,;:!?”\"')]–-"
        return self.form is Form.TEXT and short and words[0].isupper() and self._alone(span)

    def _alone(self, span: Span) -> bool:
        """Checks whether the block is a single line and not a list item."""
        return "\n" not in span.of(self.text).strip() and not _LEAD.match(span.of(self.text))


def read_draft(data: bytes, name: str) -> Draft:
    """Reads a draft from the bytes of a file; UsageError if it is empty, too large, binary or not UTF-8."""
    if len(data) > MAX_DRAFT_BYTES:
        raise UsageError(f"{name} is larger than {MAX_DRAFT_BYTES:,} bytes.", hint="Split it, and run alignqa audit FILE FILE …")
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise _no_text(name) from error
    if _BINARY.search(text):
        raise _no_text(name)
    return draft_of(text, name)


def draft_of(text: str, name: str) -> Draft:
    """Returns the draft for a text; UsageError if it is empty.

    The ending of `name` gives the format; no file of that name need exist.
    """
    if not text.strip():
        raise UsageError(f"{name} is empty.", hint="Check that this is the file you meant")
    form = _form(name, text)
    return Draft(name, form, text, _marked(text, form))


def is_english(draft: Draft) -> bool:
    """Checks whether enough words of a draft are English function words; a very short draft counts as English."""
    found = words(draft.marked[:_SAMPLE])
    return len(found) < _FEW_WORDS or sum(word in STOP_WORDS for word in found) >= _ENGLISH * len(found)


def _no_text(name: str) -> UsageError:
    return UsageError(
        f"{name} is not UTF-8 text.",
        hint="Give alignqa audit Markdown, plain text or LaTeX; convert a PDF to text first",
    )


def _form(name: str, text: str) -> Form:
    suffix = PurePath(name).suffix.casefold()
    if suffix in {".tex", ".latex", ".ltx"} or "\\begin{document}" in text:
        return Form.LATEX
    return Form.MARKDOWN if suffix in {".md", ".markdown", ".mdown", ".qmd"} else Form.TEXT


def _marked(text: str, form: Form) -> str:
    if form is Form.TEXT:
        return text
    marked = text.replace("~", " ") if form is Form.LATEX else text
    for pattern in _LATEX if form is Form.LATEX else _MARKDOWN:
        marked = pattern.sub(_hide, marked)
    return marked


def _hide(match: re.Match[str]) -> str:
    """Hides the groups of a match, or the whole match if it has fewer than two; line breaks stay."""
    groups = [number for number in range(1, (match.re.groups or 0) + 1) if match.re.groups > 1]
    spans = [match.span(number) for number in groups] or [match.span()]
    text, at, parts = match.string, match.start(), []
    for start, end in spans:
        parts += [text[at:start], re.sub(r"[^\n]", _HIDDEN, text[start:end])]
        at = end
    return "".join([*parts, text[at : match.end()]])


def _ends_list(line: str) -> bool:
    """Checks whether a line can only be a heading after a list: short, with a capital at the start and no stop at the end."""
    return len(line) <= _SHORT_LINE and line[:1].isupper() and line.rstrip()[-1:].isalpha()


def _spans(marked: str) -> list[Span]:
    """Splits a text into paragraphs, also before a list item, before a heading and after a very long line."""
    found: list[Span] = []
    start = end = -1
    before = ""
    at = 0
    for line in marked.split("\n"):
        blank = not line.replace(_HIDDEN, "").strip()
        blank = blank or line.strip() in _MARKS
        begins = (
            blank
            or _LEAD.match(line)
            or len(before) > _LONG_LINE
            or (len(line) > _LONG_LINE and before)
            or _ends_list(line)
            or _ends_list(before)
        )
        if begins and start >= 0:
            found.append(Span(start, end))
            start = -1
        if not blank:
            start = at if start < 0 else start
            end = at + len(line)
        before = "" if blank else line
        at += len(line) + 1
    if start >= 0:
        found.append(Span(start, end))
    return [part for span in found for part in _parts(span, marked)]


def _parts(span: Span, marked: str) -> Iterator[Span]:
    """Splits a long block, between sentences if possible, since some files have a whole book on one line."""
    start = span.start
    while span.end - start > _MAX_BLOCK:
        limit = start + _MAX_BLOCK
        end = marked.rfind(". ", start, limit) + 1 or marked.rfind(" ", start, limit) + 1 or limit
        yield Span(start, end)
        start = end
    if start < span.end:
        yield Span(start, span.end)
