"""Finds texts that stand side by side on a part of a page: beside a figure that the text runs around, in boxes, in cells.

A page without a gutter from top to bottom can still hold such strips.
The sign is the order of drawing: a program draws each of the texts downward, one after the other,
but the rows of a plain table and of a formula from left to right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.layout.norms import CAPTION

_SAME_ROW = 0.35  # em
_MAX_STEP = 2.3  # em from one line of a stack down to the next
_MIN_ROWS = 3  # of a stack
_MIN_ROW_WORDS = 3
_MIN_SHARED_ROWS = 2  # of each of two stacks at one height
_MIN_GAP = 0.5  # em between two texts
_MAX_DEPTH = 6  # strips inside strips
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Cut:
    """A vertical cut through a part of a page: between two heights no segment crosses the position `x`."""

    x: float
    top: float
    foot: float


def reading_groups(segments: Sequence[PdfLine], *, depth: int = 0) -> tuple[list[list[PdfLine]], list[list[PdfLine]]]:
    """Divides the segments of a page into groups that are read one after the other, and texts beside them that are read last.

    `segments` are in drawing order, and so are those of each group. A page without strips is one group.
    """
    cut = next(_cuts(segments), None) if depth < _MAX_DEPTH else None
    if cut is None:
        return [list(segments)], []
    inside = [s for s in segments if cut.foot < s.y < cut.top]
    left, right = [s for s in inside if s.x1 <= cut.x], [s for s in inside if s.x1 > cut.x]
    aside = _aside(left, right, [s for s in segments if s not in inside])
    if aside is not None:
        groups, asides = reading_groups([s for s in segments if s not in aside], depth=depth + 1)
        own, inner = reading_groups(aside, depth=depth + 1)
        return groups, [*asides, *own, *inner]
    above, below = [s for s in segments if s.y >= cut.top], [s for s in segments if s.y <= cut.foot]
    found: list[list[PdfLine]] = []
    beside: list[list[PdfLine]] = []
    for part in (above, left, right, below):
        groups, asides = reading_groups(part, depth=depth + 1) if part else ([], [])
        found.extend(groups)
        beside.extend(asides)
    return found, beside


def _cuts(segments: Sequence[PdfLine]) -> Iterator[Cut]:
    """The cuts between two stacks of text."""
    stacks = [stack for stack in _stacks(segments) if _is_text(stack)]
    for one, other in combinations(stacks, 2):
        top, foot = min(one[0].y, other[0].y), max(one[-1].y, other[-1].y)
        slack = _SAME_ROW * one[0].size
        shared = [[line for line in stack if foot - slack <= line.y <= top + slack] for stack in (one, other)]
        if min(len({round(line.y) for line in lines}) for lines in shared) < _MIN_SHARED_ROWS:
            continue
        left, right = sorted(shared, key=lambda lines: min(line.x0 for line in lines))
        edge, start = max(line.x1 for line in left), min(line.x0 for line in right)
        if start - edge < _MIN_GAP * max(one[0].size, other[0].size):
            continue
        x = (edge + start) / 2
        crossing = [s.y for s in segments if s.x0 < x < s.x1]
        if any(foot <= y <= top for y in crossing):
            continue
        yield Cut(
            x,
            min((y for y in crossing if y > top), default=float("inf")),
            max((y for y in crossing if y < foot), default=-float("inf")),
        )


def _stacks(segments: Sequence[PdfLine]) -> Iterator[list[PdfLine]]:
    """The runs of segments that are drawn downward, each row below the one before."""
    stack: list[PdfLine] = []
    for segment in segments:
        if stack and not _continues_stack(stack, segment):
            yield stack
            stack = []
        stack.append(segment)
    if stack:
        yield stack


def _continues_stack(stack: Sequence[PdfLine], segment: PdfLine) -> bool:
    last = stack[-1]
    em = max(last.size, segment.size)
    if abs(last.y - segment.y) <= _SAME_ROW * em:
        return segment.x0 >= last.x1 - 0.3 * em
    row = [line for line in stack[-8:] if abs(line.y - last.y) <= _SAME_ROW * em]
    overlaps = min(line.x0 for line in row) < segment.x1 and max(line.x1 for line in row) > segment.x0
    return overlaps and 0.5 * em <= last.y - segment.y <= _MAX_STEP * em


def _is_text(stack: Sequence[PdfLine]) -> bool:
    """Checks whether a stack holds rows that read as sentences and not as names, labels or numbers."""
    rows: dict[int, str] = {}
    for line in stack:
        rows[round(line.y)] = f"{rows.get(round(line.y), '')} {line.text}"
    found = [words for text in rows.values() if len(words := _WORD.findall(text)) >= _MIN_ROW_WORDS]
    words = [word for row in found for word in row]
    return len(found) >= _MIN_ROWS and sum(word[0].islower() for word in words) >= 0.5 * len(words)


def _aside(left: list[PdfLine], right: list[PdfLine], others: Sequence[PdfLine]) -> list[PdfLine] | None:
    """The side that stands beside the running text, such as a figure with its caption; None if both are read in turn."""
    captioned = [any(CAPTION.match(line.text) for line in side) for side in (left, right)]
    if captioned[0] != captioned[1]:
        return left if captioned[0] else right
    for side, main in ((right, left), (left, right)):
        if _goes_on(main, others) and not _goes_on(side, others):
            return side
        narrow = _width(side) <= 0.5 * _width(main)
        if narrow and max(line.size for line in side) <= 0.95 * max(line.size for line in main):
            return side  # a note in the margin
    return None


def _goes_on(side: Sequence[PdfLine], others: Sequence[PdfLine]) -> bool:
    """Checks whether a text goes on in a wider line right above or below it, in the same type and from the same margin."""
    margin = min(line.x0 for line in side)
    ends = max(side, key=lambda line: line.y), min(side, key=lambda line: line.y)
    return any(
        abs(other.size - end.size) <= 0.05 * end.size
        and abs(other.y - end.y) <= 1.6 * end.size
        and abs(other.x0 - margin) <= 2 * end.size
        for end in ends
        for other in others
    )


def _width(side: Sequence[PdfLine]) -> float:
    return max(line.x1 for line in side) - min(line.x0 for line in side)
