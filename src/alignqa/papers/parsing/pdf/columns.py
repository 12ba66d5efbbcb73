"""Finds the columns of a page and puts its lines in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from alignqa.papers.parsing.pdf.lines import PdfLine, joined

_LEVEL = 0.35  # em; segments of one column this close in height are one line
_COLUMN_LINE = 0.3  # of the text width; shorter segments do not speak for a column
_FEWEST = 4  # lines of either column
_TEXT_LINE = 30  # characters of a line that others can stand beside
_ASIDE = 2.5  # em; how far lines of one aside are apart
_SIDE = 3  # the column number of what stands beside the text
_OVERHANG = 2.0  # points that a line may reach into the gutter
_STEP = 2.0  # points between the places where a gutter is looked for


def in_reading_order(segments: Sequence[PdfLine]) -> list[PdfLine]:
    """The lines of one page: down the left column, down the right one, full-width lines between them at their height.

    What is drawn in figures comes last.
    """
    flowing = [segment for segment in segments if not segment.drawn]
    between = gutter(flowing)
    placed = _beside(flowing) if between is None else _in_columns(flowing, *between)
    band = max((line.band for line in placed), default=0) + 1
    drawn = [replace(segment, band=band) for segment in segments if segment.drawn]
    return [*_lines(placed), *drawn]


def _in_columns(segments: Sequence[PdfLine], left: float, right: float) -> list[PdfLine]:
    """Gives each segment its column, and its band: what stands between two full-width lines."""
    crossing = [s.x0 < right - _OVERHANG and s.x1 > left + _OVERHANG for s in segments]
    heights = [s.y for s, crosses in zip(segments, crossing, strict=True) if crosses]
    placed: list[PdfLine] = []
    for segment, crosses in zip(segments, crossing, strict=True):
        above = sum(height > segment.y for height in heights)
        if crosses:
            placed.append(replace(segment, band=2 * above, column=0))
        else:
            placed.append(replace(segment, band=2 * above - 1, column=1 if segment.x1 <= left + _OVERHANG else 2))
    return _one_band_per_run(placed)


def gutter(segments: Sequence[PdfLine]) -> tuple[float, float] | None:
    """The right end of the left column and the left end of the right one, or None where the page has one column."""
    if len(segments) < 2 * _FEWEST:
        return None
    left = min(s.x0 for s in segments)
    width = max(s.x1 for s in segments) - left
    if width <= 0:
        return None
    best: tuple[float, float] | None = None
    steps = int(0.3 * width / _STEP)
    for step in range(steps + 1):
        x = left + 0.35 * width + step * _STEP
        crossing = sum(s.width for s in segments if s.x0 < x < s.x1)
        if best is None or crossing < best[0]:
            best = crossing, x
    assert best is not None  # noqa: S101 - there is at least one step
    x = best[1]
    ends = [s for s in segments if s.x1 <= x and s.width >= _COLUMN_LINE * width]
    starts = [s for s in segments if s.x0 >= x and s.width >= _COLUMN_LINE * width]
    across = sum(s.x0 < x < s.x1 and s.width >= _COLUMN_LINE * width for s in segments)
    if min(len(ends), len(starts)) < _FEWEST or across > 0.6 * (len(ends) + len(starts)):
        return None
    return max(s.x1 for s in ends), min(s.x0 for s in starts)


def _beside(segments: Sequence[PdfLine]) -> list[PdfLine]:
    """Marks what stands beside the text, such as a caption that the text runs around, as a column of its own."""
    texts = [s for s in segments if len(s.text) >= _TEXT_LINE]
    seeds = [s for s in segments if any(_interlocks(s, text) for text in texts)]
    placed: list[PdfLine] = []
    for segment in segments:
        aside = any(
            abs(segment.x0 - seed.x0) <= seed.size
            and abs(segment.y - seed.y) <= _ASIDE * seed.size
            and segment.width <= 1.5 * seed.width
            for seed in seeds
        )
        placed.append(replace(segment, column=_SIDE) if aside else segment)
    return placed


def _interlocks(side: PdfLine, text: PdfLine) -> bool:
    """Whether `side` is set next to the wider line `text`, but not on its baseline."""
    apart = abs(side.y - text.y)
    disjoint = side.x0 > text.x1 or side.x1 < text.x0
    return disjoint and side.width < text.width and len(side.text) > 1 and _LEVEL * side.size < apart < 0.8 * side.size


def _one_band_per_run(segments: list[PdfLine]) -> list[PdfLine]:
    """Consecutive full-width lines with no column between them share a band, so that they can form a paragraph."""
    used = sorted({segment.band for segment in segments})
    number: dict[int, int] = {}
    current, last_full = -1, False
    for band in used:
        full = band % 2 == 0
        if not (full and last_full):
            current += 1
        number[band] = current
        last_full = full
    return [replace(segment, band=number[segment.band]) for segment in segments]


def _lines(segments: Sequence[PdfLine]) -> list[PdfLine]:
    """Segments of one column at one height become lines, from the top of each column to its end."""
    ordered = sorted(segments, key=lambda s: (s.band, s.column, -s.y, s.x0))
    rows: list[list[PdfLine]] = []
    for segment in ordered:
        row = rows[-1] if rows else None
        if row and row[0].group == segment.group and _level(row, segment):
            row.append(segment)
        else:
            rows.append([segment])
    return [joined(row) for row in rows]


def _level(row: Sequence[PdfLine], segment: PdfLine) -> bool:
    tallest = max(row, key=lambda s: s.size)
    size = max(tallest.size, segment.size)
    distance = abs(tallest.y - segment.y)
    # The halves of a line that an inline fraction divides overlap, since its denominator is drawn under its numerator.
    overlap = (2.0 if distance <= 0.02 * size else 0.3) * size
    apart = all(segment.x0 >= s.x1 - overlap or segment.x1 <= s.x0 + overlap for s in row)
    return apart and distance <= _LEVEL * size
