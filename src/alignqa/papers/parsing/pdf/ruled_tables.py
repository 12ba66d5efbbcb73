"""Marks the tables that are drawn with rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.pdf.child.printout import Box, Sheet
from alignqa.papers.parsing.pdf.floats import is_unmarked
from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.layout.norms import Norms, words

_MIN_CELL_GAP = 2.0  # em between the cells of a table
_MIN_TITLE_SIZE = 1.25  # times the text size; larger type is a title, even between two rules
_MIN_CELLS = 0.4  # of the lines of a table
_MAX_CELL_SIZE = 0.96  # times the text size
_TABLE_LABEL = re.compile(r"table\s", re.IGNORECASE)
_Kinds = list[RegionKind]


def mark_ruled_tables(page: Sequence[PdfLine], kinds: _Kinds, sheet: Sheet, norms: Norms) -> None:
    """Marks the lines between the rules of a table, if they consist of cells.

    Cells of prose may look like the lines of columns; near a caption, lines side by side are cells.
    """
    for ruled_area in _ruled_areas(sheet.rules):
        inside = [
            at
            for at, line in enumerate(page)
            if is_unmarked(page, kinds, at)
            and ruled_area.y0 - 2 <= line.y <= ruled_area.y1
            and _within(line, ruled_area)
            and line.size < _MIN_TITLE_SIZE * norms.size
        ]
        with_cells = sum(page[at].gap >= 1.0 or len(words(page[at].text)) < 4 for at in inside)
        if with_cells < _MIN_CELLS * len(inside) and _is_captioned(page, kinds, ruled_area, norms):
            inside = [at for at in inside if page[at].size <= _MAX_CELL_SIZE * norms.size]
            heights = Counter(round(page[at].y) for at in inside)
            with_cells = sum(page[at].gap >= 1.0 or heights[round(page[at].y)] > 1 for at in inside)
            if _hang_below_cells([page[at] for at in inside], norms):
                with_cells = len(inside)
        if with_cells >= _MIN_CELLS * len(inside):
            for at in inside:
                kinds[at] = RegionKind.TABLE


def _hang_below_cells(lines: Sequence[PdfLine], norms: Norms) -> bool:
    """Checks whether all lines are rows of cells or begin, further right, where the lines of one cell of prose begin."""
    rows = [line for line in lines if line.gap >= 1.0]
    below = [line for line in lines if line.gap < 1.0]
    hanging = below and rows and min(line.x0 for line in below) - min(line.x0 for line in rows) >= _MIN_CELL_GAP * norms.size
    return bool(hanging) and max(line.x0 for line in below) - min(line.x0 for line in below) <= 0.3 * norms.size


def _is_captioned(page: Sequence[PdfLine], kinds: _Kinds, ruled_area: Box, norms: Norms) -> bool:
    """Checks whether the caption of a table begins right above or right below its rules."""
    near = 2 * norms.leading
    return any(
        kind is RegionKind.CAPTION
        and _TABLE_LABEL.match(line.text)
        and (0 <= ruled_area.y0 - line.y <= near or 0 <= line.y - ruled_area.y1 <= 4 * near)
        for line, kind in zip(page, kinds, strict=True)
    )


def _ruled_areas(rules: Sequence[Box]) -> Iterator[Box]:
    """The areas between the first and the last of several aligned rules of one width."""
    groups: dict[tuple[int, int], list[Box]] = {}
    for rule in rules:
        groups.setdefault((round(rule.x0 / 4), round(rule.x1 / 4)), []).append(rule)
    for aligned in groups.values():
        top, foot = max(rule.y1 for rule in aligned), min(rule.y0 for rule in aligned)
        if top - foot > 8:
            yield Box(aligned[0].x0, foot, aligned[0].x1, top)


def _within(line: PdfLine, ruled_area: Box) -> bool:
    return ruled_area.x0 - 6 <= line.x0 and line.x1 <= ruled_area.x1 + 6
