"""Marks captions and what belongs to figures and tables: text on them, labels, the names of their parts, notes below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.pdf.child.printout import Box, Sheet
from alignqa.papers.parsing.pdf.floats import is_unmarked
from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.layout.norms import CAPTION, Norms

_PART_NAME = re.compile(r"\([a-l]\)(?:\s+\S.{0,80})?")  # "(a) By domain"
_PART_BEGINS = re.compile(r"\([a-l]\)\s")
_MAX_NAME_LINES = 5
_SEVERAL_NAMES = re.compile(r"\(a\)\s.{1,100}\s{2}\(b\)(?:\s|$)")  # side by side
_MAX_ABOVE_CAPTION = 4.0  # leadings between the names of a figure's parts and its caption
_MAX_BELOW_PART = 2.5  # leadings between a part of a figure and its name
_MIN_INDENT = 2.0  # em; a name that is set in the middle below its part
_SAME_ROW = 0.35  # em
_MAX_SMALL = 0.95  # times the text size; the type of names and notes
_MAX_NOTE_LINES = 6
_MAX_BELOW_TABLE = 2.0  # leadings between a table and its notes
_MIN_CELL_GAP = 2.0  # em between the cells of a table; a caption has none
_Kinds = list[RegionKind]


def mark_captions(page: Sequence[PdfLine], kinds: _Kinds, norms: Norms) -> None:
    """Marks captions: from a label that begins a block to the end of that block."""
    above: PdfLine | None = None
    inside: PdfLine | None = None
    for at, line in enumerate(page):
        if not is_unmarked(page, kinds, at):
            above, inside = None if line.out_of_flow else line, None
            continue
        in_sentence = inside is None and above is not None and norms.is_full(above) and norms.leaves_open(above)
        if CAPTION.match(line.text) and not (in_sentence and norms.gap(above, line) <= 1.2):
            kinds[at] = RegionKind.CAPTION
            inside = line
        elif inside is not None and above is not None and _continues_caption(inside, above, line, norms):
            kinds[at] = RegionKind.CAPTION
        else:
            inside = None
        above = line


def _continues_caption(first: PdfLine, above: PdfLine, line: PdfLine, norms: Norms) -> bool:
    limit = 1.25 * first.size * max(1.0, norms.leading / norms.size)
    same = abs(line.size - first.size) <= 0.07 * first.size and line.gap < _MIN_CELL_GAP
    return above.group == line.group and 0 < above.y - line.y <= limit and same and line.x0 >= first.x0 - 2 * norms.size


def mark_text_on_pictures(page: Sequence[PdfLine], kinds: _Kinds, sheet: Sheet) -> None:
    """Marks text that is printed on a picture, unless the picture is the whole page."""
    area = sheet.width * sheet.height
    pictures = [p for p in sheet.pictures if (p.x1 - p.x0) * (p.y1 - p.y0) < 0.5 * area]
    for at, line in enumerate(page):
        if is_unmarked(page, kinds, at) and any(p.y0 <= line.y <= p.y1 and p.x0 <= line.x0 and line.x1 <= p.x1 for p in pictures):
            kinds[at] = RegionKind.TABLE


def mark_labels_beside_text(page: Sequence[PdfLine], kinds: _Kinds) -> None:
    """Marks what stands beside the running text together with a caption: the labels of a figure or the cells of a table."""
    captioned = {line.group for line, kind in zip(page, kinds, strict=True) if kind is RegionKind.CAPTION and line.is_aside}
    for at, line in enumerate(page):
        if line.group in captioned and is_unmarked(page, kinds, at):
            kinds[at] = RegionKind.TABLE


def mark_names_of_parts(page: Sequence[PdfLine], kinds: _Kinds, sheet: Sheet, norms: Norms) -> None:
    """Marks the names of a figure's parts: right above its caption, side by side, or each right below its part."""
    captions = [line for line, kind in zip(page, kinds, strict=True) if kind is RegionKind.CAPTION and CAPTION.match(line.text)]
    names = [at for at in range(len(page)) if is_unmarked(page, kinds, at) and _may_name_part(page[at], norms)]
    for at in reversed(names):  # upward, since the parts of a figure stand in several rows
        line = page[at]
        beside = any(_are_side_by_side(line, page[other]) for other in names) or _SEVERAL_NAMES.match(line.text) is not None
        below = norms.indent(line) >= _MIN_INDENT and _is_below_part(page, kinds, at, sheet, norms)
        if beside or below or any(_is_above(line, caption, norms) for caption in captions):
            kinds[at] = RegionKind.CAPTION
            captions.append(line)
    for at in range(len(page)):
        for of_name in _long_names(page, kinds, at, norms):
            kinds[of_name] = RegionKind.CAPTION


def _long_names(page: Sequence[PdfLine], kinds: _Kinds, at: int, norms: Norms) -> range:
    """Returns the few lines in small type from "(a)" to a caption: names of parts that take more than a line."""
    if not _PART_BEGINS.match(page[at].text):
        return range(0)
    end = at
    while end < len(page) and is_unmarked(page, kinds, end) and page[end].size < _MAX_SMALL * norms.size:
        end += 1
    captioned = end < len(page) and kinds[end] is RegionKind.CAPTION and _is_above(page[end - 1], page[end], norms)
    return range(at, end) if captioned and end - at <= _MAX_NAME_LINES else range(0)


def _may_name_part(line: PdfLine, norms: Norms) -> bool:
    small = line.size < _MAX_SMALL * norms.size
    named = _PART_NAME.fullmatch(line.text) is not None and (line.text[-1] not in ".;,-" or (small and line.text[-1] == "."))
    return named and (small or not norms.leaves_open(line))


def _is_above(line: PdfLine, caption: PdfLine, norms: Norms) -> bool:
    near = 0 <= line.y - caption.y <= _MAX_ABOVE_CAPTION * norms.leading
    return near and line.x0 < caption.x1 and line.x1 > caption.x0


def _are_side_by_side(line: PdfLine, other: PdfLine) -> bool:
    level = abs(line.y - other.y) <= _SAME_ROW * line.size
    return level and line.text[1] != other.text[1] and max(line.x0 - other.x1, other.x0 - line.x1) >= _MIN_INDENT * line.size


def _is_below_part(page: Sequence[PdfLine], kinds: _Kinds, at: int, sheet: Sheet, norms: Norms) -> bool:
    """Checks whether a picture, or a line on one or in a table, is what stands right above a line."""
    line, near = page[at], _MAX_BELOW_PART * norms.leading
    pictures = [Box(p.x0, p.y0, p.x1, p.y0) for p in sheet.pictures]
    above = [*pictures, *(Box(other.x0, other.y, other.x1, other.y) for other in page)]
    kind_of = [*(RegionKind.TABLE for _ in pictures), *kinds]
    found = [
        (box.y0, kind)
        for box, kind in zip(above, kind_of, strict=True)
        if 0 < box.y0 - line.y <= near and box.x0 < line.x1 and box.x1 > line.x0
    ]
    return bool(found) and min(found)[1] is RegionKind.TABLE


def mark_notes_below_tables(page: Sequence[PdfLine], kinds: _Kinds, norms: Norms) -> None:
    """Marks the few lines of smaller type right below a table, after which the text goes on in its own type."""
    for at in range(1, len(page)):
        if kinds[at - 1] is not RegionKind.TABLE or norms.gap(page[at - 1], page[at]) > _MAX_BELOW_TABLE:
            continue
        note = [at]
        while is_unmarked(page, kinds, note[-1]) and _is_note_like(page[at], page[note[-1]], norms):
            note.append(note[-1] + 1)
            if note[-1] == len(page):
                break
        goes_on = note[-1] < len(page) and _is_of_size(page[note[-1]], page[at])
        if 1 < len(note) <= _MAX_NOTE_LINES + 1 and not goes_on:
            for of_note in note[:-1]:
                kinds[of_note] = RegionKind.TABLE


def _is_note_like(first: PdfLine, line: PdfLine, norms: Norms) -> bool:
    near = first is line or norms.gap(first, line) <= _MAX_NOTE_LINES * 1.1
    return line.size < _MAX_SMALL * norms.size and near and _is_of_size(line, first)


def _is_of_size(one: PdfLine, other: PdfLine) -> bool:
    return abs(one.size - other.size) <= 0.03 * other.size
