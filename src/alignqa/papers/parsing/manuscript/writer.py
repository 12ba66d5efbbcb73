"""Writes a canonical text block by block, with its sections, pages and regions.

All parsers write through it, so that one set of rules holds for every format:
blocks are separated by a blank line, list items by one line break;
inside a block white space is one space (code excepted) and text is Unicode NFC without control characters or ligatures;
footnotes, captions, tables, displayed maths and running heads wait until the section ends and follow it there;
quotations stay where they are, and transcripts and specimens become quotations;
the text neither begins nor ends with white space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.papers.document import PROSE, Manuscript, Metadata, Page, Region, RegionKind, Section, Span
from alignqa.papers.parsing.manuscript.placeholders import without_placeholders
from alignqa.papers.parsing.manuscript.specimens import Written, specimens
from alignqa.papers.parsing.manuscript.transcripts import transcripts

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BLANK = re.compile(r"\s+")
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Kinds that would interrupt the prose: they are held back and follow the section they stand in.
_HELD_BACK = frozenset({RegionKind.FOOTNOTE, RegionKind.CAPTION, RegionKind.TABLE, RegionKind.MATH, RegionKind.FURNITURE})


@dataclass(frozen=True, slots=True)
class PageMark:
    """A page of the source: its number from 1, and its printed label or None."""

    number: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A run of a block's text that is printed on one page (None if the source has no pages)."""

    text: str
    page: PageMark | None = None


@dataclass(frozen=True, slots=True)
class _Block:
    pieces: tuple[TextPiece, ...]
    kind: RegionKind
    item: bool


@dataclass(frozen=True, slots=True)
class _Heading:
    start: int
    title: str
    number: str
    level: int


class ManuscriptWriter:
    """Collects blocks in reading order; `finish` returns the manuscript."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[_Heading] = []
        self._pages: list[Page] = []
        self._regions: list[Region] = []
        self._body: list[list[Span]] = [[]]  # the paragraphs of the body between two regions
        self._blocks: list[Written] = []
        self._held: list[_Block] = []
        self._after_item = False
        self._notices: list[str] = []

    def notice(self, sentence: str) -> None:
        """Records a sentence for the user about something that could not be read."""
        self._notices.append(sentence)

    def heading(self, title: str, *, level: int, number: str = "", page: PageMark | None = None) -> None:
        """Ends the section before it and begins a new one; an empty title is ignored."""
        title, number = clean(title), clean(number)
        if not title and not number:
            return
        self._flush_held()
        span = self._write((TextPiece(f"{number} {title}".strip(), page),), RegionKind.HEADING, item=False)
        if span is not None:
            self._headings.append(_Heading(span.start, title, number, max(level, 1)))

    def block(
        self,
        text: str | Sequence[TextPiece],
        *,
        kind: RegionKind = RegionKind.BODY,
        item: bool = False,
        page: PageMark | None = None,
        in_place: bool = False,
    ) -> None:
        """Adds a paragraph, or with `item` one item of a list.

        `text` is a string on `page`, or pieces on several pages, which are joined as they are: they bring their own white space.
        Footnotes, captions, tables, displayed maths and running heads are held back until the section ends;
        with `in_place` they are not, so that the sentences before and after them are not neighbours.
        """
        pieces = (TextPiece(text, page),) if isinstance(text, str) else tuple(text)
        if kind in _HELD_BACK and not in_place:
            self._held.append(_Block(pieces, kind, item))
        else:
            self._write(pieces, kind, item=item)

    def end_list(self) -> None:
        """Ends a list, so that the next item begins one of its own."""
        self._after_item = False

    def finish(self, metadata: Metadata | None = None) -> Manuscript:
        """Returns the manuscript, its metadata without placeholders; the writer must not be used afterwards."""
        self._flush_held()
        text = "".join(self._parts)
        sections = self._sections(len(text))
        spoken = {span for body in self._body for span in transcripts(text, body)}
        quoted = [Region(span, RegionKind.QUOTATION) for span in spoken.union(specimens(text, self._blocks, sections))]
        return Manuscript(
            text=text,
            sections=sections,
            pages=tuple(self._pages),
            regions=tuple(sorted((*self._regions, *quoted), key=lambda region: region.span)),
            metadata=without_placeholders(metadata or Metadata()),
            notices=tuple(self._notices),
        )

    def _flush_held(self) -> None:
        held, self._held = self._held, []
        for block in held:
            self._write(block.pieces, block.kind, item=block.item)

    def _write(self, pieces: Sequence[TextPiece], kind: RegionKind, *, item: bool) -> Span | None:
        runs = _cleaned(pieces, keep_lines=kind is RegionKind.CODE)
        if not self._length:
            runs = _without_margin(runs)
        if not runs:
            return None
        if self._length:
            separator = "\n" if item and self._after_item else "\n\n"
            self._append(separator)
        start = self._length
        for run in runs:
            before = self._length
            self._append(run.text)
            if run.page is not None:
                self._mark_page(Span(before, self._length), run.page)
        span = Span(start, self._length)
        self._blocks.append((span, kind))
        if kind is RegionKind.BODY:
            self._body[-1].append(span)
        else:
            self._regions.append(Region(span, kind))
            self._body.append([])
        # A list is joined to the line that introduces it, so an item may follow a block of prose on the next line.
        self._after_item = kind in PROSE and (item or runs[-1].text.endswith(":"))
        return span

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _mark_page(self, span: Span, mark: PageMark) -> None:
        last = self._pages[-1] if self._pages else None
        if last and last.number == mark.number and last.label == mark.label:
            self._pages[-1] = Page(Span(last.span.start, span.end), mark.number, mark.label)
        else:
            self._pages.append(Page(span, mark.number, mark.label))

    def _sections(self, end: int) -> tuple[Section, ...]:
        sections: list[Section] = []
        for index, this in enumerate(self._headings):
            following = (other.start for other in self._headings[index + 1 :] if other.level <= this.level)
            sections.append(Section(this.title, Span(this.start, next(following, end)), this.level, this.number))
        return tuple(sections)


def clean(text: str) -> str:
    """Returns `text` in NFC, trimmed, with ligatures spelled out, control and format characters removed, and single spaces."""
    return _BLANK.sub(" ", _printable(text)).strip()


def _printable(text: str) -> str:
    text = text.translate(_LIGATURES)
    if text.isascii() and text.isprintable():
        return text
    spaced = (" " if char.isspace() and char != "\n" else char for char in text)
    kept = (char for char in spaced if char.isspace() or unicodedata.category(char) not in _UNPRINTABLE)
    # Last, because a letter and its accent may stand on either side of a character that was removed.
    return unicodedata.normalize("NFC", "".join(kept))


def _cleaned(pieces: Sequence[TextPiece], *, keep_lines: bool) -> list[TextPiece]:
    """Returns the pieces with white space normalised across their borders and the empty ones left out."""
    runs: list[TextPiece] = []
    for piece in pieces:
        text = _printable(piece.text)
        text = text if keep_lines else _BLANK.sub(" ", text)
        if not runs:
            text = text.lstrip("\n") if keep_lines else text.lstrip()
        elif runs[-1].text.endswith(" ") and not keep_lines:
            text = text.removeprefix(" ")
        while runs and text and _combines(runs[-1].text, text):
            # Accents at the start of a piece belong to the letter before them.
            end = next((index for index in range(1, len(text)) if not unicodedata.combining(text[index])), len(text))
            runs[-1] = TextPiece(unicodedata.normalize("NFC", runs[-1].text + text[:end]), runs[-1].page)
            text = text[end:]
        if text:
            runs.append(TextPiece(text, piece.page))
    while runs:
        last = runs.pop()
        if trimmed := last.text.rstrip():
            return [*runs, TextPiece(trimmed, last.page)]
    return []


def _combines(before: str, after: str) -> bool:
    return bool(unicodedata.combining(after[0])) or not unicodedata.is_normalized("NFC", before + after)


def _without_margin(runs: Sequence[TextPiece]) -> list[TextPiece]:
    """Moves the block that begins the text to the left, so that its first character is not white space.

    All lines of code lose the indentation that they share; a first line that is indented further loses all of its own.
    """
    lines = "".join(run.text for run in runs).split("\n")
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    moved: list[TextPiece] = []
    before = "\n"
    for run in runs:
        text = (before + run.text).replace("\n" + " " * margin, "\n")[len(before) :]
        text = text if moved else text.lstrip()
        if text:
            moved.append(TextPiece(text, run.page))
        before = "\n" if run.text.endswith("\n") else ""
    return moved
