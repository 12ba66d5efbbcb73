"""Writes classified lines as blocks: paragraphs across columns and pages, list items, and the blocks outside the running text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.manuscript.hyphenation import Vocabulary, seam, vocabulary
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter, PageMark, TextPiece
from alignqa.papers.parsing.pdf.headings import PdfHeading
from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.layout.norms import CAPTION, ITEM, Norms, is_prose, is_wordy

_BULLETS = "•‣◦▪●○■□♦►▶➢✓·∙–—−-*⋆"
_DASHES = "∙·–—−-*⋆"  # bullets that are also written between words
_SENTENCE_ENDS = ".?!:"
_CLOSING_MARKS = "”’\"')]}»"
_PARAGRAPH_GAP = 1.3  # leadings
_INDENT = 0.7  # em
_MIN_SPACE_BELOW_ITEM = 1.15  # leadings
_MAX_SMALL_SIZE = 0.86  # times the type size of the sentence that a figure interrupts
# A sentence continues after these, since they are no part of it. A displayed formula inside a sentence parts it in two;
# one that follows a full stop is a sentence of its own, and stays in its place, so that no quote can leap over it.
_SKIPPED = frozenset({RegionKind.FURNITURE, RegionKind.FOOTNOTE, RegionKind.CAPTION, RegionKind.TABLE})


def _ends_sentence(text: str, ends: str = ".?!") -> bool:
    return text.rstrip(_CLOSING_MARKS)[-1:] in ends


@dataclass(slots=True)
class _Block:
    """A block under construction."""

    kind: RegionKind
    lines: list[PdfLine] = field(default_factory=list)
    item: bool = False
    in_place: bool = False

    @property
    def last(self) -> PdfLine:
        return self.lines[-1]

    @property
    def is_open(self) -> bool:
        """Checks whether the block's last sentence is unfinished."""
        return not _ends_sentence(self.last.text, _SENTENCE_ENDS)


def write(
    writer: ManuscriptWriter,
    pages: Sequence[Sequence[PdfLine]],
    *,
    kinds: Sequence[Sequence[RegionKind]],
    headings: Sequence[PdfHeading],
    labels: Sequence[str | None],
    norms: Norms,
) -> None:
    """Writes all lines as blocks of their kinds."""
    known_words = _document_words(pages, kinds)
    marks = [PageMark(number + 1, label) for number, label in enumerate(labels)]
    at = {(heading.page, heading.first): heading for heading in headings}
    for block in _blocks(pages, kinds, at, norms):
        first = block.lines[0]
        heading = at.get((first.page, _index_of(pages, first))) if block.kind is RegionKind.HEADING else None
        if heading is not None:
            writer.heading(heading.title, level=heading.level or 1, number=heading.number, page=marks[heading.page])
        else:
            writer.block(_pieces(block, marks, known_words), kind=block.kind, item=block.item, in_place=block.in_place)


def _document_words(pages: Sequence[Sequence[PdfLine]], kinds: Sequence[Sequence[RegionKind]]) -> Vocabulary:
    """The document's words, from all lines that are printed in sentences."""
    not_prose = (RegionKind.FURNITURE, RegionKind.TABLE, RegionKind.MATH)
    marked = (pair for page, page_kinds in zip(pages, kinds, strict=True) for pair in zip(page, page_kinds, strict=True))
    return vocabulary(line.text for line, kind in marked if kind not in not_prose)


def _index_of(pages: Sequence[Sequence[PdfLine]], line: PdfLine) -> int:
    return next(place for place, other in enumerate(pages[line.page]) if other is line)


def _blocks(
    pages: Sequence[Sequence[PdfLine]],
    kinds: Sequence[Sequence[RegionKind]],
    at: Mapping[tuple[int, int], PdfHeading],
    norms: Norms,
) -> Iterator[_Block]:
    """The blocks in reading order; a paragraph is yielded once it is known to have ended."""
    body: _Block | None = None
    aside: _Block | None = None
    said = ""  # the last line of the text
    beside: list[_Block] = []  # what stands beside the paragraph, and follows it
    for page, page_kinds in zip(pages, kinds, strict=True):
        in_place = _left_out_text(page, page_kinds)
        for place, (line, kind) in enumerate(zip(page, page_kinds, strict=True)):
            interrupting = body is not None and _interrupts(body, page, page_kinds, place, norms)
            if kind is RegionKind.BODY and (line.is_aside or interrupting):
                _add_to_last(beside, line, norms)
                continue
            if kind is RegionKind.BODY:
                said = line.text
                if aside is not None:
                    yield aside
                    aside = None
                if body is not None and not _starts_paragraph(body, line, norms):
                    body.lines.append(line)
                    continue
                yield from (*([body] if body else []), *beside)
                body, beside = _Block(kind, [line], item=ITEM.match(line.text) is not None), []
                continue
            stays = place in in_place or (kind is RegionKind.MATH and _ends_sentence(said))
            if kind not in _SKIPPED or stays:
                yield from (*([body] if body else []), *beside)
                body, beside = None, []
            if aside is not None and (line.page, place) not in at and _continues_aside(aside, line, kind, norms):
                aside.lines.append(line)
                continue
            if aside is not None:
                yield aside
            aside = _Block(kind, [line], in_place=stays)
    yield from (block for block in (body, *beside, aside) if block is not None)


def _interrupts(body: _Block, page: Sequence[PdfLine], kinds: Sequence[RegionKind], place: int, norms: Norms) -> bool:
    """Checks whether a line in small type stands between two parts of one sentence, as the text of a figure does."""
    size = body.last.size
    if page[place].size > _MAX_SMALL_SIZE * size or not norms.leaves_open(body.last):
        return False
    below = (page[at] for at in range(place, len(page)) if kinds[at] is RegionKind.BODY and not page[at].is_aside)
    resumed = next((line for line in below if abs(line.size - size) <= 0.08 * norms.size), None)
    return resumed is not None and resumed.text[:1].islower()


def _add_to_last(blocks: list[_Block], line: PdfLine, norms: Norms) -> None:
    """Adds a line of body text to the last block, or begins another one with it."""
    last = blocks[-1] if blocks else None
    if last is not None and last.last.group == line.group and not _starts_paragraph(last, line, norms):
        last.lines.append(line)
    else:
        blocks.append(_Block(RegionKind.BODY, [line], item=ITEM.match(line.text) is not None))


def _left_out_text(page: Sequence[PdfLine], kinds: Sequence[RegionKind]) -> frozenset[int]:
    """The lines of tables that may be body text: they read as sentences and have no caption, or body text encloses them.

    They stay where they are, so that no quote can leap over them.
    """
    found: set[int] = set()
    for cells in _stretches(page, kinds):
        beside = [kinds[near] for near in (cells[0] - 1, cells[-1] + 1) if 0 <= near < len(page)]
        lines = [page[at] for at in cells]
        enclosed = beside == [RegionKind.BODY, RegionKind.BODY] and any(is_wordy(line) for line in lines)
        if enclosed or (RegionKind.CAPTION not in beside and is_prose(lines)):
            found.update(cells)
    return frozenset(found)


def _stretches(page: Sequence[PdfLine], kinds: Sequence[RegionKind]) -> Iterator[list[int]]:
    stretch: list[int] = []
    for at, line in enumerate(page):
        if kinds[at] is RegionKind.TABLE and not line.out_of_flow and not line.is_aside:
            stretch.append(at)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _starts_paragraph(body: _Block, line: PdfLine, norms: Norms) -> bool:
    """Checks whether `line` begins a new paragraph after `body`."""
    last = body.last
    if _word_runs_on(last, line, norms):
        return False
    marker = ITEM.match(line.text)
    if last.group == line.group and norms.gap(last, line) <= 4:
        return _starts_paragraph_below(body, line, norms, marked=marker is not None)
    if marker and not _dash_runs_on(body, line, norms) and (marker["mark"] in _BULLETS or not body.is_open):
        return True
    if abs(last.size - line.size) > 0.08 * norms.size:
        return True
    if body.is_open:
        return False
    continues = norms.is_full(last) and norms.indent(line) < _INDENT and not body.item and last.text[-1] != ":"
    return not (line.text[0].islower() or continues)


def _word_runs_on(last: PdfLine, line: PdfLine, norms: Norms) -> bool:
    """Checks whether a hyphen at the end of a full line breaks a word that `line` goes on with, in whatever column."""
    broken = len(last.text) > 2 and last.text[-1] in "-\u2010\u00ad" and last.text[-2].isalpha()
    goes_on = line.text[:1].islower() or (norms.is_full(last) and line.text[:1].isalpha())
    return broken and goes_on and abs(last.size - line.size) <= 0.08 * norms.size


def _starts_paragraph_below(body: _Block, line: PdfLine, norms: Norms, *, marked: bool) -> bool:
    last, em = body.last, norms.size
    if norms.gap(last, line) > _PARAGRAPH_GAP * max(1.0, last.size / norms.size) or abs(last.size - line.size) > 0.15 * em:
        # Tall inline formulas increase the gap between lines without ending the sentence.
        return not (body.is_open and norms.gap(last, line) <= 1.7 and norms.is_full(last) and line.text[0].islower())
    shift = (line.x0 - last.x0) / em
    lower_case = body.is_open and line.text[:1].islower()  # no paragraph begins like this inside a sentence
    if (
        marked
        and not _dash_runs_on(body, line, norms)
        and (shift < -_INDENT or abs(shift) < 0.3 or not norms.is_full(last) or not body.is_open)
        and _is_item_marker(body, line, norms)
    ):
        return True
    if body.item:
        return not lower_case and _leaves_item(body, line, norms)
    if shift > _INDENT:
        return not body.is_open or not (norms.is_full(last) or lower_case)
    if shift < -_INDENT and len(body.lines) > 1:
        return not body.is_open
    return not norms.is_full(last) and not body.is_open and last.x1 < norms.right(last) - 3 * em and norms.indent(line) > _INDENT


def _leaves_item(item: _Block, line: PdfLine, norms: Norms) -> bool:
    """Checks whether a line below a list item is no part of it: it begins further left, or below space and a short last line."""
    second = item.lines[1] if len(item.lines) > 1 else None
    last = item.last
    ended = last.x1 < norms.right(last) - 3 * norms.size and line.text[:1].isupper()
    further_left = second is not None and norms.indent(line) < norms.indent(second) - _INDENT
    return further_left or (ended and norms.gap(last, line) >= _MIN_SPACE_BELOW_ITEM)


def _dash_runs_on(body: _Block, line: PdfLine, norms: Norms) -> bool:
    """Checks whether a dash at the beginning of a line is part of the running sentence and no list mark.

    The line above is full and its sentence is open, and the paragraph is not a list item with the same mark.
    """
    first = body.lines[0]
    same_list = body.item and first.text[0] == line.text[0] and abs(first.x0 - line.x0) <= 0.3 * norms.size
    indented = line.x0 - body.last.x0 > _INDENT * norms.size and line.group == body.last.group
    return line.text[0] in _DASHES and body.is_open and norms.is_full(body.last) and not same_list and not indented


def _is_item_marker(body: _Block, line: PdfLine, norms: Norms) -> bool:
    """Checks whether a marker at the beginning of a line belongs to a list item and not to the running text."""
    bullet = line.text[0] in _BULLETS
    return bullet or body.item or norms.indent(line) > _INDENT or not body.is_open


def _continues_aside(aside: _Block, line: PdfLine, kind: RegionKind, norms: Norms) -> bool:
    """Checks whether `line` belongs to the block of notes, cells or references before it."""
    last = aside.last
    if kind is not aside.kind or kind in (RegionKind.FURNITURE, RegionKind.HEADING) or last.out_of_flow != line.out_of_flow:
        return False
    if kind in (RegionKind.TABLE, RegionKind.MATH, RegionKind.CODE):
        return last.page == line.page
    if line.mark or (kind is RegionKind.CAPTION and CAPTION.match(line.text)):
        return False
    if last.group != line.group:
        return kind is not RegionKind.CAPTION and aside.is_open and kind is not RegionKind.FRONT_MATTER
    if kind is RegionKind.BIBLIOGRAPHY:
        return line.x0 > aside.lines[0].x0 + 0.5 * norms.size or (norms.gap(last, line) <= 1.15 and aside.is_open)
    return norms.gap(last, line) <= _PARAGRAPH_GAP


def _pieces(block: _Block, marks: Sequence[PageMark], known_words: Vocabulary) -> list[TextPiece]:
    """The text of a block with its line ends repaired, one piece for each page it is on."""
    keeps_line_ends = block.kind in (RegionKind.CODE, RegionKind.TABLE, RegionKind.MATH)
    pieces: list[TextPiece] = []
    for number, line in enumerate(block.lines):
        following = block.lines[number + 1].text if number + 1 < len(block.lines) else ""
        text = line.text
        if number == 0 and block.item and text[0] in _BULLETS:
            text = text[1:].lstrip() or text
        if keeps_line_ends:
            text += "\n"
        elif following:
            text = "".join(seam(text, following, known_words))
        if number == 0 and line.mark and block.kind is not RegionKind.BODY:
            text = f"{line.mark} {text}"
        if pieces and pieces[-1].page == marks[line.page]:
            pieces[-1] = TextPiece(pieces[-1].text + text, marks[line.page])
        else:
            pieces.append(TextPiece(text, marks[line.page]))
    return pieces
