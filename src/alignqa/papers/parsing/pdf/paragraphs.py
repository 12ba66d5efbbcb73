"""Writes classified lines as blocks: paragraphs across columns and pages, list items, and the blocks outside the running text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.manuscript.hyphenation import Vocabulary, seam, vocabulary
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter, PageMark, TextPiece
from alignqa.papers.parsing.pdf.blocks import INDENT, LIST_MARKS, PdfBlock, continues_aside, ends_sentence, starts_paragraph
from alignqa.papers.parsing.pdf.headings import PdfHeading
from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.layout.norms import ITEM, Norms, is_prose, is_wordy
from alignqa.papers.parsing.pdf.torn import first_sentence_cut, last_sentence_cut

_ENTRY = re.compile(r"\w{1,60}:")  # "name: what it means"
_COMMAND = re.compile(r"\\[A-Za-z@]*$")
_WORD_AT_END, _WORD_AT_START = re.compile(r"(?<![^\W_])[^\W\d_]+\Z"), re.compile(r"[^\W\d_]+(?![^\W_])")
_MAX_BREAKS = 2  # of one word at one place
_MAX_SMALL_SIZE = 0.86  # times the type size of the sentence that a figure interrupts
# A sentence continues after these, since they are no part of it. A displayed formula inside a sentence parts it in two;
# one that follows a full stop is a sentence of its own, and stays in its place, so that no quote can leap over it.
_SKIPPED = frozenset({RegionKind.FURNITURE, RegionKind.FOOTNOTE, RegionKind.CAPTION, RegionKind.TABLE})
_FLOATS = frozenset({RegionKind.CAPTION, RegionKind.TABLE})
_TEARING = frozenset({RegionKind.BODY, RegionKind.TABLE})  # a formula or a command on lines of its own does not tear a sentence


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
    for block, (begins_torn, ends_torn) in _with_torn_ends(list(_blocks(pages, kinds, at, norms)), norms):
        first = block.lines[0]
        heading = at.get((first.page, _index_of(pages, first))) if block.kind is RegionKind.HEADING else None
        if heading is not None:
            writer.heading(heading.title, level=heading.level or 1, number=heading.number, page=marks[heading.page])
            continue
        pieces = _pieces(block, marks, known_words)
        head, pieces = first_sentence_cut(pieces) if begins_torn else ([], pieces)
        pieces, tail = last_sentence_cut(pieces) if ends_torn else (pieces, [])
        for torn, part in ((True, head), (False, pieces), (True, tail)):
            if part:
                kind = RegionKind.TABLE if torn else block.kind
                writer.block(part, kind=kind, item=block.item and part is pieces, in_place=torn or block.in_place)


def _with_torn_ends(blocks: Sequence[PdfBlock], norms: Norms) -> Iterator[tuple[PdfBlock, tuple[bool, bool]]]:
    """The blocks, and whether the first and the last sentence of each goes on in a line that is not of its block.

    Such a sentence is left out like the line that tears it: a piece of it would read as if it were the whole.
    """
    in_order = [at for at, block in enumerate(blocks) if block.kind not in _SKIPPED or block.in_place]
    if not _is_punctuated(blocks):
        in_order = []
    torn: set[tuple[int, bool]] = set()
    for one, other in pairwise(in_order):
        upper, lower = blocks[one], blocks[other]
        begins = lower.lines[0].text
        goes_on = begins[:1].islower() and not (lower.item or _ENTRY.match(begins))
        into_table = lower.kind is RegionKind.TABLE and upper.kind is RegionKind.BODY and not upper.item
        in_text = len(upper.lines) > 1 or norms.indent(upper.last) < INDENT  # and no formula that is set like a paragraph
        if not (in_text and norms.leaves_open(upper.last) and _TEARING.issuperset((upper.kind, lower.kind))):
            continue
        if goes_on or into_table:
            torn |= {(one, True), (other, False)} if goes_on else {(one, True)}
    for at, block in enumerate(blocks):
        is_body = block.kind is RegionKind.BODY
        yield block, (is_body and (at, False) in torn, is_body and (at, True) in torn)


def _is_punctuated(blocks: Sequence[PdfBlock]) -> bool:
    """Checks whether most paragraphs end with a full stop, so that one without it is torn; slides and verses have none."""
    ends = [not block.is_open for block in blocks if block.kind is RegionKind.BODY and not block.item]
    return sum(ends) >= 0.5 * len(ends)


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
) -> Iterator[PdfBlock]:
    """The blocks in reading order; a paragraph is yielded once it is known to have ended."""
    body: PdfBlock | None = None
    aside: PdfBlock | None = None
    said = ""  # the last line of the text
    beside: list[PdfBlock] = []  # what stands beside the paragraph, and follows it
    in_heading = {(one.page, place) for one in at.values() for place in range(one.first + 1, one.last + 1)}
    for page, page_kinds in zip(pages, kinds, strict=True):
        in_place = _left_out_text(page, page_kinds)
        if body is not None and not body.is_open and _SKIPPED.issuperset(page_kinds):
            in_place |= {at for at, kind in enumerate(page_kinds) if kind in _FLOATS}  # a page between two paragraphs
        for place, (line, kind) in enumerate(zip(page, page_kinds, strict=True)):
            if (line.page, place) in in_heading and kind is RegionKind.HEADING:
                continue  # its title has the words of all its lines
            interrupting = body is not None and _interrupts(body, page, page_kinds, place, norms)
            if kind is RegionKind.BODY and (line.is_aside or interrupting):
                _add_to_last(beside, line, norms)
                continue
            if kind is RegionKind.BODY:
                said = line.text
                if aside is not None:
                    yield aside
                    aside = None
                if body is not None and not starts_paragraph(body, line, norms):
                    body.lines.append(line)
                    continue
                yield from (*([body] if body else []), *beside)
                body, beside = PdfBlock(kind, [line], item=ITEM.match(line.text) is not None), []
                continue
            stays = place in in_place or (kind is RegionKind.MATH and ends_sentence(said))
            if kind not in _SKIPPED or stays:
                yield from (*([body] if body else []), *beside)
                body, beside = None, []
            begins = (line.page, place) in at
            if aside is not None and not begins and continues_aside(aside, line, kind, norms):
                aside.lines.append(line)
                continue
            if aside is not None and aside.kind is RegionKind.BIBLIOGRAPHY and kind in _SKIPPED and not stays:
                # A note at the foot of a column does not end the entry above it.
                if beside and not begins and continues_aside(beside[-1], line, kind, norms):
                    beside[-1].lines.append(line)
                else:
                    beside.append(PdfBlock(kind, [line]))
                continue
            if aside is not None:
                yield aside
            aside = PdfBlock(kind, [line], in_place=stays)
    yield from (block for block in (body, *beside, aside) if block is not None)


def _interrupts(body: PdfBlock, page: Sequence[PdfLine], kinds: Sequence[RegionKind], place: int, norms: Norms) -> bool:
    """Checks whether a line in small type stands between two parts of one sentence, as the text of a figure does."""
    size = body.last.size
    if page[place].tallest > _MAX_SMALL_SIZE * size or not norms.leaves_open(body.last):
        return False
    below = (page[at] for at in range(place, len(page)) if kinds[at] is RegionKind.BODY and not page[at].is_aside)
    resumed = next((line for line in below if abs(line.size - size) <= 0.08 * norms.size), None)
    return resumed is not None and resumed.text[:1].islower()


def _add_to_last(blocks: list[PdfBlock], line: PdfLine, norms: Norms) -> None:
    """Adds a line of body text to the last block, or begins another one with it."""
    last = blocks[-1] if blocks else None
    if (
        last is not None
        and last.kind is RegionKind.BODY
        and last.last.group == line.group
        and not starts_paragraph(last, line, norms)
    ):
        last.lines.append(line)
    else:
        blocks.append(PdfBlock(RegionKind.BODY, [line], item=ITEM.match(line.text) is not None))


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


def _pieces(block: PdfBlock, marks: Sequence[PageMark], known_words: Vocabulary) -> list[TextPiece]:
    """The text of a block with its line ends repaired, one piece for each page it is on."""
    keeps_line_ends = block.kind in (RegionKind.CODE, RegionKind.TABLE, RegionKind.MATH)
    pieces: list[TextPiece] = []
    for number, line in enumerate(block.lines):
        following = block.lines[number + 1].text if number + 1 < len(block.lines) else ""
        text = line.text
        if number == 0 and block.item and text[0] in LIST_MARKS:
            text = text[1:].lstrip() or text
        if keeps_line_ends:
            text += "\n"
        elif following:
            runs_on = _typed_word_runs_on(line, block.lines[number + 1], known_words)
            text = text if runs_on else "".join(seam(text, following, known_words))
        if number == 0 and line.mark and block.kind is not RegionKind.BODY:
            text = f"{line.mark} {text}"
        if pieces and pieces[-1].page == marks[line.page]:
            pieces[-1] = TextPiece(pieces[-1].text + text, marks[line.page])
        else:
            pieces.append(TextPiece(text, marks[line.page]))
    return pieces


def _typed_word_runs_on(line: PdfLine, following: PdfLine, known_words: Vocabulary) -> bool:
    """Checks whether typewriter text is broken inside a command or a word, which takes no hyphen: "ce" and "nter".

    The whole word stands elsewhere in the document, and one of its parts hardly anywhere else.
    """
    left, right = _WORD_AT_END.search(line.text), _WORD_AT_START.match(following.text)
    if not (line.mono_ends[1] and following.mono_ends[0]):
        return False
    if (right and _COMMAND.search(line.text)) or line.text[-1] == "{" or following.text[0] == "}":
        return True
    if not (left and right):
        return False
    parts = left[0].casefold(), right[0].casefold()
    counts = known_words.words
    whole, rarest = counts.get("".join(parts), 0), min(counts.get(part, 0) for part in parts)
    return whole > 0 and rarest <= min(whole, _MAX_BREAKS)
