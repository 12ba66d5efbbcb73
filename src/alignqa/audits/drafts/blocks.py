"""Cuts a draft into blocks: headings, paragraphs, list items, captions, and the cells of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from alignqa.audits.drafts.markup import HIDDEN, Form, closing
from alignqa.papers.document import Span

_LEAD = re.compile(r"[ \t\u2060]*(?:[-+*•◦▪–][ \t]+|\d{1,3}[.)][ \t]+|\[\d{1,3}\][ \t]|\\item\b|#{1,6}[ \t]|\|)")
_LONG_LINE = 160  # code points; a longer line was not wrapped by hand, so the next one begins a paragraph
_MAX_BLOCK = 8_000  # code points of a block
_SHORT_LINE = 30
_HEADING_WORDS = 9
_MARKS = frozenset("-*+•")
_MARKED_HEADING = re.compile(r"^[ ]{0,3}#{1,6}(?:[ \t][^\n]*)?$", re.MULTILINE)
_UNDERLINED = re.compile(r"(?:(?<=\n\n)|(?<=\A))(?=[^\s|>#\-])[^\n]{1,200}\n(?:={3,}|-{3,})[ \t]*$", re.MULTILINE)
_COMMAND = re.compile(r"\\(?:part|chapter|(?:sub){0,2}section|title)\*?(?:\[[^\]\n]*\])?\{")
_ITEM = re.compile(r"\\(?:item|bibitem|caption|newpage|par|maketitle|(?:begin|end)\{[^{}]*\})(?![A-Za-z])|\\(?:sub)?paragraph\b")
_NOTE = re.compile(r"^\[\^[^\]\s]{1,40}\]:", re.MULTILINE)
_CAPTION = re.compile(r"\\caption\*?(?:\[[^\]]*\])?\{")
_TABULAR = re.compile(r"\\begin\{(tabular[x*]?|longtable|array)\}(?P<body>.*?)\\end\{\1\}", re.DOTALL)
_TEX_CELL = re.compile(r"(?<!\\)&|\\\\(?:\[[^\]]{0,99}\])?|\\hline|\\(?:top|mid|bottom)rule")
_TEX_ROW_END = re.compile(r"\\\\")
_CITING = re.compile(r"\b(?:19|20)\d\d[a-z]?\)|\[\d{1,3}\]|@\w")  # which the headings of a plain text do not do
_RULE = re.compile(r"^[ \t]*+\|?[ \t]*+:?-{2,}+:?[ \t]*+(?:\|[ \t]*+:?-{2,}+:?[ \t]*+)*+\|?[ \t]*+$", re.MULTILINE)
_ENTRIES = re.compile(r"\\begin\{thebibliography\}.*?(?:\\end\{thebibliography\}|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DraftBlock:
    """A paragraph, a list item, a note, a cell or a heading.

    `listing` says that it is in a list of references; `row` is where its row of a table begins, -1 outside tables.
    """

    span: Span
    heading: bool = False
    listing: bool = False
    row: int = -1


def heading_spans(read: str, form: Form) -> list[Span]:
    """Returns the headings that the markup of a text names, in order."""
    if form is Form.LATEX:
        found = [Span(match.start(), closing(read, match.end() - 1)) for match in _COMMAND.finditer(read)]
        return [span for span in found if len(span)]
    underlined = _UNDERLINED.finditer(read) if form is Form.MARKDOWN else ()
    spans = sorted(Span(*match.span()) for match in (*_MARKED_HEADING.finditer(read), *underlined))
    return [span for number, span in enumerate(spans) if not number or span.start >= spans[number - 1].end]


def blocks_of(read: str, marked: str, form: Form) -> Iterator[DraftBlock]:
    """Yields the blocks of a text in order; whether they are a listing is not known yet."""
    headings = heading_spans(read, form)
    listed = [Span(*match.span()) for match in _ENTRIES.finditer(read)] if form is Form.LATEX else []
    done = 0
    for heading in (*headings, None):
        end = heading.start if heading else len(marked)
        for block in _cut(read, marked, Span(done, end), form):
            if form is Form.TEXT and _looks_like_heading(block.span, marked):
                yield DraftBlock(block.span, heading=True)
            else:
                yield DraftBlock(block.span, block.heading, any(block.span.overlaps(span) for span in listed), block.row)
        if heading and _visible(heading, marked):
            yield DraftBlock(heading, heading=True)
        done = heading.end if heading else end


def _cut(read: str, marked: str, part: Span, form: Form) -> Iterator[DraftBlock]:
    """Yields the blocks of a text between two headings."""
    rows = _tex_rows(read, part) if form is Form.LATEX else _rows(marked, part) if form is Form.MARKDOWN else []
    done = part.start
    for row, cells in rows:
        yield from (DraftBlock(span) for span in _paragraphs(read, marked, Span(done, row.start), form))
        yield from (DraftBlock(cell, row=row.start) for cell in cells if _visible(cell, marked))
        done = row.end
    yield from (DraftBlock(span) for span in _paragraphs(read, marked, Span(done, part.end), form))


def _paragraphs(read: str, marked: str, part: Span, form: Form) -> Iterator[Span]:
    places = {part.start, part.end}
    if form is Form.LATEX:
        places |= {match.start() for match in _ITEM.finditer(read, part.start, part.end)}
        places |= {closing(read, match.end() - 1) for match in _CAPTION.finditer(read, part.start, part.end)}
    elif form is Form.MARKDOWN:
        places |= {match.start() for match in _NOTE.finditer(read, part.start, part.end)}
    bounds = sorted(place for place in places if part.start <= place <= part.end)
    for start, end in pairwise(bounds):
        for span in _lines(marked, Span(start, end)):
            if _visible(span, marked):
                yield from _parts(span, marked)


def _visible(span: Span, marked: str) -> bool:
    return bool(span.of(marked).replace(HIDDEN, "").strip(" \t\n-*+•|=#"))


def _looks_like_heading(span: Span, marked: str) -> bool:
    """Checks whether a block of plain text is a single short line that begins with a capital and is no sentence or list item."""
    text = span.of(marked)
    words = " ".join(text.split())
    short = 0 < len(words.split()) <= _HEADING_WORDS and words[-1] not in ".,;:!?”\"')]–-"
    return short and words[0].isupper() and "\n" not in text.strip() and not _LEAD.match(text) and not _CITING.search(words)


def _rows(marked: str, part: Span) -> list[tuple[Span, list[Span]]]:
    """Returns the rows of the tables of a Markdown text, each with its cells."""
    found: list[tuple[Span, list[Span]]] = []
    for rule in _RULE.finditer(marked, part.start, part.end):
        if "|" not in rule[0]:
            continue
        first = marked.rfind("\n", part.start, max(part.start, rule.start() - 1)) + 1 or part.start
        at = max(first, found[-1][0].end if found else part.start)
        while at < part.end:
            end = marked.find("\n", at, part.end)
            end = part.end if end < 0 else end
            if "|" not in marked[at:end]:
                break
            if at != rule.start():
                found.append((Span(at, end), _split(marked, Span(at, end), re.compile(r"(?<!\\)\|"))))
            at = end + 1
    return found


def _tex_rows(read: str, part: Span) -> list[tuple[Span, list[Span]]]:
    """Returns the rows of the tables of a LaTeX text, each with its cells."""
    found: list[tuple[Span, list[Span]]] = []
    for table in _TABULAR.finditer(read, part.start, part.end):
        body = Span(*table.span("body"))
        found += [(row, _split(read, row, _TEX_CELL)) for row in _split(read, body, _TEX_ROW_END)]
    return found


def _split(text: str, span: Span, mark: re.Pattern[str]) -> list[Span]:
    found, done = [], span.start
    for match in mark.finditer(text, span.start, span.end):
        found.append(Span(done, match.start()))
        done = match.end()
    return [part for part in (*found, Span(done, span.end)) if len(part)]


def _ends_list(line: str) -> bool:
    """Checks whether a line can only be a heading after a list: short, with a capital at the start and no stop at the end."""
    return len(line) <= _SHORT_LINE and line[:1].isupper() and line.rstrip()[-1:].isalpha()


def _lines(marked: str, part: Span) -> list[Span]:
    """Splits a text into paragraphs, also before a list item, before a heading and after a very long line."""
    found: list[Span] = []
    start = end = -1
    before = ""
    at = part.start
    for line in part.of(marked).split("\n"):
        blank = not line.replace(HIDDEN, "").strip()
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
    return found


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
