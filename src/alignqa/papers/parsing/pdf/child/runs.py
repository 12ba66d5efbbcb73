"""The runs of glyphs under construction, and how the hidden ones among them are taken out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alignqa.papers.parsing.pdf.child.printout import Box

_SAME_BASELINE = 0.02  # em
_MAX_GAP = 0.6  # em; the words of a run are closer
_MAX_OVERLAP = 0.1  # em
_SAME_LINE = 0.3  # em
_MIN_SPACE = 0.16  # em
_LINE_STEP = 4.0  # points; runs are sought in strips of this height


@dataclass(frozen=True, slots=True)
class TextObject:
    """The properties that the characters of one text object share.

    `baseline` is the height of upright text, and the distance from the left of text that runs upward or downward;
    `quarter_turns` counts rotations of 90 degrees counter-clockwise, and `slanted` text stands at any other angle;
    `drawing` is the number of the embedded drawing that holds the object, 0 for the page itself;
    `has_large_signs` tells whether its font is one of those with TeX's large signs.
    """

    font: int
    size: float
    baseline: float
    quarter_turns: int
    slanted: bool
    drawing: int
    visible: bool
    has_large_signs: bool


class GlyphRun:
    """A run under construction, with the box of its last character."""

    __slots__ = ("last_x0", "last_x1", "size", "style", "text", "x0", "x1", "y")

    def __init__(self, text: str, style: TextObject, y: float, size: float, box: tuple[float, float]) -> None:
        self.text, self.style, self.y, self.size = text, style, y, size
        self.x0, self.x1 = self.last_x0, self.last_x1 = box

    def continues(self, style: TextObject, y: float, size: float, x0: float) -> bool:
        """Checks whether a character belongs to this run: as visible, same font, size and baseline, close to the last one."""
        own = self.style
        if own is not style and (own.font, own.quarter_turns, own.slanted, own.visible) != (
            style.font,
            style.quarter_turns,
            style.slanted,
            style.visible,
        ):
            return False
        if style.slanted:
            return own is style
        em = max(self.size, 1.0)
        return (
            abs(size - self.size) < 0.05
            and abs(y - self.y) <= _SAME_BASELINE * em
            # The letters of a ligature share one box, so a character may begin where the last one began.
            and x0 >= self.last_x0 - 0.1 * em
            and x0 - self.last_x1 <= _MAX_GAP * em
        )

    def add(self, text: str, x0: float, x1: float) -> None:
        """Adds a character."""
        self.text += text
        self.x0, self.x1 = min(self.x0, x0), max(self.x1, x1)
        self.last_x0, self.last_x1 = x0, x1

    @property
    def is_upright(self) -> bool:
        """Checks whether the run goes from left to right, at a place that a page has."""
        return self.style.quarter_turns == 0 and not self.style.slanted and all(map(math.isfinite, (self.x0, self.x1, self.y)))

    @property
    def box(self) -> Box:
        """The place of an upright run."""
        return Box(self.x0, self.y, self.x1, self.y + self.size)

    def fill(self, hidden: GlyphRun) -> None:
        """Takes the place of a hidden run that stands behind this one."""
        is_wide = hidden.x1 - hidden.x0 > _MIN_SPACE * self.size or hidden.text != hidden.text.strip()
        self.text = self.text.rstrip() + " " if is_wide else self.text
        self.x1 = max(self.x1, hidden.x1)

    def stands_behind(self, other: GlyphRun) -> bool:
        """Checks whether this run goes on where another one ends, on the same line."""
        em = max(self.size, other.size, 1.0)
        return self._is_level_with(other, em) and -_MAX_OVERLAP * em <= self.x0 - other.x1 <= _MAX_GAP * em

    def overlaps(self, other: GlyphRun) -> bool:
        """Checks whether this run covers a part of another one on the same line."""
        em = max(self.size, other.size, 1.0)
        return self._is_level_with(other, em) and min(self.x1, other.x1) - max(self.x0, other.x0) > _MAX_OVERLAP * em

    def _is_level_with(self, other: GlyphRun, em: float) -> bool:
        return self.style.quarter_turns == other.style.quarter_turns and abs(self.y - other.y) <= _SAME_LINE * em


def without_hidden(runs: Sequence[GlyphRun]) -> list[GlyphRun]:
    """The visible runs; those that hidden words touch take the place of these, so that no gap is left in the line."""
    seen = [run for run in runs if run.style.visible]
    hidden = sorted((run for run in runs if not run.style.visible), key=lambda run: run.x0)
    by_line: dict[int, list[GlyphRun]] = {}
    for run in seen if hidden else ():
        by_line.setdefault(_line_number(run), []).append(run)
    opening: list[GlyphRun] = []  # those with no visible words before them on their line
    for run in hidden:
        if any(run.overlaps(one) for one in _near(by_line, run)):
            continue  # the white rim of visible letters
        before = next((one for one in _near(by_line, run) if run.stands_behind(one)), None)
        if before is None:
            opening.append(run)
        else:
            before.fill(run)
    for run in reversed(opening):
        behind = next((one for one in _near(by_line, run) if one.stands_behind(run)), None)
        if behind is not None:
            behind.x0 = min(behind.x0, run.x0)
    return seen


def _near(by_line: Mapping[int, Sequence[GlyphRun]], run: GlyphRun) -> Iterator[GlyphRun]:
    number = _line_number(run)
    return (one for near in (number, number - 1, number + 1) for one in by_line.get(near, ()))


def _line_number(run: GlyphRun) -> int:
    return round(run.y / _LINE_STEP) if math.isfinite(run.y) else 0
