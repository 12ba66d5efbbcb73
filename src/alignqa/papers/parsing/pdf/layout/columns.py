"""Finds the columns of a page and puts its lines in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from alignqa.papers.parsing.pdf.layout.lines import PdfLine, join_segments
from alignqa.papers.parsing.pdf.layout.strips import reading_groups

_SAME_HEIGHT = 0.35  # em; segments of one column that are this close in height are one line
_MIN_COLUMN_SHARE = 0.3  # of the text width; shorter segments are no evidence of a column
_MIN_LINES = 4  # lines in each of two columns
_MIN_TEXT_LENGTH = 30  # characters; a line of this length can have other lines beside it
_MAX_ASIDE_DISTANCE = 2.5  # em between the lines of one aside
_ASIDE_COLUMN = -1  # the column number of lines beside the text
_FIRST_BOX_COLUMN = 3  # the first column number of texts side by side, after those of a page with two columns
_MAX_OVERHANG = 2.0  # points that a line may reach into the gutter
_MIN_COLUMN_BALANCE = 0.4  # of the lines in the fuller of two columns
_MIN_TWO_COLUMN_PAGES = 0.5  # of all pages, for the others to have two columns as well
_MIN_FULL_WIDTH = 0.8  # of the text width
_MAX_LEADING = 1.4  # em from one line of a paragraph to the next
_MAX_MATHS_OF_WORDS = 0.5  # of the letters
_MIN_SIGN_GAP = 2.0  # em from the words to the signs of a formula below them
_LARGE_SIGNS = re.compile(r"[∑∏∫√⋃⋂()\[\]{}⌊⌋⌈⌉\s]+")
_WORD = re.compile(r"[^\W\d_]{3}")
_GUTTER_STEP = 2.0  # points between the positions at which a gutter is sought


def in_reading_order(pages: Sequence[Sequence[PdfLine]]) -> list[list[PdfLine]]:
    """The lines of each page: down the left column, then down the right one, with full-width lines at their height.

    `pages` hold segments in drawing order. Rotated text and the text of drawings come last.
    """
    flowing = [[segment for segment in page if not segment.out_of_flow] for page in pages]
    gutters = [gutter(page) for page in flowing]
    usual = [edges for edges, page in zip(gutters, flowing, strict=True) if edges and _has_two_columns(page, *edges)]
    two_columns = len(usual) >= _MIN_TWO_COLUMN_PAGES * len(pages)
    ordered: list[list[PdfLine]] = []
    for page, segments, edges in zip(flowing, pages, gutters, strict=True):
        if edges is not None and edges not in usual and not _is_usual(edges, usual):
            edges = None
        if edges is None and usual and two_columns and _fits(page, *usual[0]):
            edges = usual[0]
        ordered.append(_ordered(page, segments, edges))
    return ordered


def _fits(segments: Sequence[PdfLine], left: float, right: float) -> bool:
    """Checks whether a page with few lines, such as the last one, keeps the gutter of the others; the rows of a table do not."""
    texts = [s for s in segments if len(s.text) >= _MIN_TEXT_LENGTH]
    beside = [s for s in texts if s.x1 <= left + _MAX_OVERHANG or s.x0 >= right - _MAX_OVERHANG]
    return 0 < len(beside) == len(texts) and len(texts) >= 0.6 * len(segments)


def _has_two_columns(segments: Sequence[PdfLine], left: float, right: float) -> bool:
    """Checks whether both sides of a gutter are filled, as they are not where the text runs around figures at one margin."""
    ends = sum(len(s.text) >= _MIN_TEXT_LENGTH and s.x1 <= left for s in segments)
    starts = sum(len(s.text) >= _MIN_TEXT_LENGTH and s.x0 >= right for s in segments)
    return left < right and min(ends, starts) >= _MIN_COLUMN_BALANCE * max(ends, starts)


def _is_usual(edges: tuple[float, float], usual: Sequence[tuple[float, float]]) -> bool:
    """Checks whether a gutter is where those of other pages are."""
    middle = sum(edges) / 2
    return any(left - _MAX_OVERHANG <= middle <= right + _MAX_OVERHANG for left, right in usual)


def _ordered(flowing: Sequence[PdfLine], segments: Sequence[PdfLine], edges: tuple[float, float] | None) -> list[PdfLine]:
    placed = _in_strips(flowing) if edges is None else _in_columns(flowing, *edges)
    band = max((line.band for line in placed), default=0) + 1
    out_of_flow = [replace(segment, band=band) for segment in segments if segment.out_of_flow]
    return [*_merged_lines(placed), *out_of_flow]


def _in_strips(segments: Sequence[PdfLine]) -> list[PdfLine]:
    """Gives each group of segments that is read in turn a band of its own, on a page without a gutter; asides come last."""
    groups, asides = reading_groups(segments)
    if len(groups) == 1 and not asides:
        return _with_asides(segments)
    width = max(s.x1 for s in segments) - min(s.x0 for s in segments)
    placed: list[PdfLine] = []
    for band, group in enumerate([*groups, *asides]):
        wide = max(s.x1 for s in group) - min(s.x0 for s in group) >= _MIN_FULL_WIDTH * width
        column = _ASIDE_COLUMN if band >= len(groups) else 0 if wide else _FIRST_BOX_COLUMN + band
        placed.extend(replace(segment, band=band, column=column) for segment in group)
    return placed


def _in_columns(segments: Sequence[PdfLine], left: float, right: float) -> list[PdfLine]:
    """Gives each segment its column, and its band: a full-width line, or the strip between two of them."""
    crossing = _crossing(segments, left, right)
    heights = [s.y for s, crosses in zip(segments, crossing, strict=True) if crosses]
    placed: list[PdfLine] = []
    for segment, crosses in zip(segments, crossing, strict=True):
        above = sum(height > segment.y for height in heights)
        if crosses:
            placed.append(replace(segment, band=2 * above, column=0))
        else:
            placed.append(replace(segment, band=2 * above - 1, column=1 if segment.x1 <= left + _MAX_OVERHANG else 2))
    return _with_merged_bands(placed)


def _crossing(segments: Sequence[PdfLine], left: float, right: float) -> list[bool]:
    """Tells which segments are full-width text: they cross the gutter, or belong to a line or a paragraph that does."""
    wide = {at for at, s in enumerate(segments) if s.x0 < right - _MAX_OVERHANG and s.x1 > left + _MAX_OVERHANG}
    narrow = set(range(len(segments))) - wide
    reached = wide
    while reached := {at for at in narrow if any(_touches(segments[at], segments[other]) for other in reached)}:
        wide, narrow = wide | reached, narrow - reached
    beside = [segments[at] for at in narrow]
    wide |= {at for at in narrow if _is_last_line(segments[at], [segments[other] for other in wide], beside)}
    return [at in wide for at in range(len(segments))]


def _touches(segment: PdfLine, other: PdfLine) -> bool:
    """Checks whether two segments are parts of one line, such as a name with letters above and below it."""
    em = max(segment.size, other.size)
    apart = max(segment.x0 - other.x1, other.x0 - segment.x1)
    return abs(segment.y - other.y) <= _SAME_HEIGHT * em and -em < apart < 0.3 * em


def _is_last_line(segment: PdfLine, wide: Sequence[PdfLine], narrow: Sequence[PdfLine]) -> bool:
    """Checks whether a segment is the short last line of a full-width paragraph: right below it, and alone at its height."""
    em = segment.size
    below = any(
        abs(s.x0 - segment.x0) <= em / 2 and abs(s.size - em) <= 0.05 * em and 0.5 * em < s.y - segment.y <= _MAX_LEADING * em
        for s in wide
    )
    return below and not any(s is not segment and -_MAX_LEADING * em < s.y - segment.y <= _SAME_HEIGHT * em for s in narrow)


def gutter(segments: Sequence[PdfLine]) -> tuple[float, float] | None:
    """The right edge of the left column and the left edge of the right one, or None if the page has one column."""
    if len(segments) < 2 * _MIN_LINES:
        return None
    left = min(s.x0 for s in segments)
    width = max(s.x1 for s in segments) - left
    if width <= 0:
        return None
    best: tuple[float, float] | None = None
    steps = int(0.3 * width / _GUTTER_STEP)
    for step in range(steps + 1):
        x = left + 0.35 * width + step * _GUTTER_STEP
        crossing = sum(s.width for s in segments if s.x0 < x < s.x1)
        if best is None or crossing < best[0]:
            best = crossing, x
    assert best is not None  # noqa: S101 - there is at least one step
    x = best[1]
    ends = [s for s in segments if s.x1 <= x and s.width >= _MIN_COLUMN_SHARE * width]
    starts = [s for s in segments if s.x0 >= x and s.width >= _MIN_COLUMN_SHARE * width]
    across = sum(s.x0 < x < s.x1 and s.width >= _MIN_COLUMN_SHARE * width for s in segments)
    if min(len(ends), len(starts)) < _MIN_LINES or across > 0.6 * (len(ends) + len(starts)):
        return None
    return max(s.x1 for s in ends), min(s.x0 for s in starts)


def _with_asides(segments: Sequence[PdfLine]) -> list[PdfLine]:
    """Gives segments beside the text, such as a caption that the text runs around, a column of their own."""
    texts = [s for s in segments if len(s.text) >= _MIN_TEXT_LENGTH]
    seeds = [s for s in segments if any(_interlocks(s, text) for text in texts)]
    placed: list[PdfLine] = []
    for segment in segments:
        aside = any(
            abs(segment.x0 - seed.x0) <= seed.size
            and abs(segment.y - seed.y) <= _MAX_ASIDE_DISTANCE * seed.size
            and segment.width <= 1.5 * seed.width
            for seed in seeds
        )
        placed.append(replace(segment, band=1, column=_ASIDE_COLUMN) if aside else segment)
    return placed


def _interlocks(side: PdfLine, text: PdfLine) -> bool:
    """Checks whether `side` is set next to the wider line `text`, but not on its baseline."""
    distance = abs(side.y - text.y)
    disjoint = side.x0 > text.x1 or side.x1 < text.x0
    return disjoint and side.width < text.width and len(side.text) > 1 and _SAME_HEIGHT * side.size < distance < 0.8 * side.size


def _with_merged_bands(segments: list[PdfLine]) -> list[PdfLine]:
    """Gives consecutive full-width lines with no column between them one band, so that they can form a paragraph."""
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


def _merged_lines(segments: Sequence[PdfLine]) -> list[PdfLine]:
    """Joins the segments of one column at one height into lines, from the top of each column to its end."""
    ordered = sorted(segments, key=lambda s: (s.band, s.column, -s.y, s.x0))
    rows: list[list[PdfLine]] = []
    for segment in ordered:
        row = rows[-1] if rows else None
        if row and row[0].group == segment.group and _is_same_line(row, segment):
            row.append(segment)
        else:
            rows.append([segment])
    return [join_segments(row) for row in rows]


def _is_same_line(row: Sequence[PdfLine], segment: PdfLine) -> bool:
    tallest = max(row, key=lambda s: s.size)
    size = max(tallest.size, segment.size)
    distance = abs(tallest.y - segment.y)
    # An inline fraction splits its line into halves that overlap, since its denominator is drawn under its numerator.
    overlap = (2.0 if distance <= 0.02 * size else 0.3) * size
    disjoint = all(segment.x0 >= s.x1 - overlap or segment.x1 <= s.x0 + overlap for s in row)
    return disjoint and distance <= _SAME_HEIGHT * size and not any(_is_sign_beside_words(s, segment) for s in row)


def _is_sign_beside_words(one: PdfLine, other: PdfLine) -> bool:
    """Checks whether the large signs of a formula, whose origin is above it, are level with the last words above the formula."""
    left, right = sorted((one, other), key=lambda s: s.x0)
    words = left.maths < _MAX_MATHS_OF_WORDS and _WORD.search(left.text) is not None
    return words and _LARGE_SIGNS.fullmatch(right.text) is not None and right.x0 - left.x1 >= _MIN_SIGN_GAP * left.size
