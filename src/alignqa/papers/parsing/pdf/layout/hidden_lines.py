"""Measures the room that hidden lines take up inside a visible sentence, so that they do not tear it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from alignqa.papers.parsing.pdf.child.printout import Box
from alignqa.papers.parsing.pdf.layout.lines import PdfLine

_SAME_LINE = 0.3  # em
_SENTENCE_END = ".!?:"


def with_hidden_above(page: Sequence[PdfLine], hidden: Sequence[Box]) -> list[PdfLine]:
    """The lines of a page in reading order, with the height of the `hidden` lines between each of them and the one above."""
    if not hidden or not page:
        return list(page)
    return [page[0], *(replace(line, hidden_above=_hidden_between(above, line, hidden)) for above, line in pairwise(page))]


def _hidden_between(above: PdfLine, line: PdfLine, hidden: Sequence[Box]) -> float:
    """The distance of two lines less the widest space above, between or below hidden lines; 0 if no sentence goes on there."""
    if above.group != line.group or above.text[-1:] in _SENTENCE_END:
        return 0.0
    tolerance = _SAME_LINE * line.size
    left, right = min(above.x0, line.x0) - tolerance, max(above.x1, line.x1) + tolerance
    heights = {box.y0 for box in hidden if line.y + tolerance < box.y0 < above.y - tolerance and left < box.x1 and box.x0 < right}
    steps = [upper - lower for lower, upper in pairwise(sorted({line.y, *heights, above.y}))]
    return above.y - line.y - max(steps, default=0.0)
