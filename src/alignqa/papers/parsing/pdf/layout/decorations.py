"""Finds what is printed beside or across the text of a page and is no part of it: line numbers and watermarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from alignqa.papers.parsing.pdf.child.printout import CharacterRun, Sheet
from alignqa.papers.parsing.pdf.layout.line_numbers import line_numbers

_MIN_WATERMARK_SIZE = 2.0  # times the type size of the document
_MIN_LINES_CROSSED = 2


def decorations(sheets: Sequence[Sheet]) -> list[list[frozenset[int]]]:
    """The places of decorating runs on each page: all line numbers of the page, and each watermark."""
    text_size = _text_size(sheets)
    return [
        [*([numbers] if numbers else []), *_watermarks(sheet, text_size)]
        for sheet, numbers in zip(sheets, line_numbers(sheets), strict=True)
    ]


def _watermarks(sheet: Sheet, text_size: float) -> list[frozenset[int]]:
    """Large letters that are slanted or lie across the lines; a drop capital stands beside them."""
    return [
        frozenset({at})
        for at, run in enumerate(sheet.runs)
        if run.size >= _MIN_WATERMARK_SIZE * text_size and (run.slanted or _lies_across(run, sheet.runs))
    ]


def _lies_across(run: CharacterRun, runs: Sequence[CharacterRun]) -> bool:
    """Checks whether upright letters are printed over lines of text, and not beside them as a drop capital is."""
    crossed = [
        other
        for other in runs
        if other.size < 0.5 * run.size
        and -0.2 * run.size < other.y - run.y < 0.8 * run.size
        and other.x0 < run.x1 - 0.2 * run.size
        and other.x1 > run.x0 + 0.2 * run.size
    ]
    return not run.rotated and not run.in_drawing and len(crossed) >= _MIN_LINES_CROSSED


def _text_size(sheets: Sequence[Sheet]) -> float:
    sizes: Counter[float] = Counter()
    for sheet in sheets:
        for run in sheet.runs:
            sizes[run.size] += len(run.text)
    return max(sizes, key=lambda size: (sizes[size], size), default=1.0)
