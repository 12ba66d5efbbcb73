"""Finds the line numbers of review copies: numbers in the margin that count on down the page, beside one column or two."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from alignqa.papers.parsing.pdf.child.printout import CharacterRun, Sheet

_NUMBER = re.compile(r"\d{1,5}")
_MIN_TEXT_LENGTH = 20  # characters; a run of this length is text, and its column is no margin
_MAX_CROSSING = 0.05  # of the text runs of a page may reach into the margin, such as a wide figure's labels
_MIN_COUNT = 5  # numbers in one margin of one page
_STEPS = (1, 2, 3, 4, 5, 10)  # lines are numbered one by one, or every fifth
_MIN_REGULAR = 0.8  # of the distances between two numbers are one step
_MIN_PAGES = 0.5  # of the pages with text have numbers in the margin
_SAME_EDGE = 2.0  # points


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number that stands alone: its place in the list of runs, its value and its run."""

    at: int
    value: int
    run: CharacterRun


@dataclass(frozen=True, slots=True)
class _Edge:
    """The position at which the numbers of one margin are aligned, on their left or on their right."""

    left: bool
    x: float

    def holds(self, run: CharacterRun) -> bool:
        """Checks whether a run is aligned there."""
        return abs((run.x0 if self.left else run.x1) - self.x) <= _SAME_EDGE


def line_numbers(sheets: Sequence[Sheet]) -> list[frozenset[int]]:
    """The places of the line numbers among the runs of each page; all empty if the lines of the document have none."""
    candidates = [list(_in_margin(sheet)) for sheet in sheets]
    ladders = [list(_ladders(found)) for found in candidates]
    with_text = sum(any(len(run.text) >= _MIN_TEXT_LENGTH for run in sheet.runs) for sheet in sheets)
    if sum(map(bool, ladders)) < max(1, _MIN_PAGES * with_text):
        return [frozenset() for _ in sheets]
    edges = {edge for found in ladders for edge, _ in found}
    places: list[frozenset[int]] = []
    for found, certain in zip(candidates, ladders, strict=True):
        numbers = {number.at for _, ladder in certain for number in ladder}
        # A page with few lines has too few numbers to be certain, but they stand where those of other pages do.
        for edge in edges:
            aligned = sorted((c for c in found if edge.holds(c.run)), key=lambda c: -c.run.y)
            if all(below.value > above.value for above, below in pairwise(aligned)):
                numbers |= {c.at for c in aligned}
        places.append(frozenset(numbers))
    return places


def _in_margin(sheet: Sheet) -> Iterator[_Candidate]:
    """The numbers of a page that stand alone and above and below which there is no text."""
    texts = [run for run in sheet.runs if len(run.text) >= _MIN_TEXT_LENGTH and not run.rotated and not run.in_drawing]
    for at, run in enumerate(sheet.runs):
        text = run.text.strip()
        if run.rotated or run.in_drawing or not _NUMBER.fullmatch(text):
            continue
        crossing = sum(other.x0 < run.x1 and other.x1 > run.x0 for other in texts)
        if crossing <= _MAX_CROSSING * len(texts):
            yield _Candidate(at, int(text), run)


def _ladders(candidates: Sequence[_Candidate]) -> Iterator[tuple[_Edge, list[_Candidate]]]:
    """The numbers of each margin that count on from one to the next, with the edge at which they are aligned."""
    for left in (False, True):
        for group in _aligned(candidates, left=left):
            ladder = _counting_on(group)
            if ladder:
                xs = Counter(round(c.run.x0 if left else c.run.x1, 1) for c in ladder)
                yield _Edge(left, xs.most_common(1)[0][0]), ladder


def _aligned(candidates: Iterable[_Candidate], *, left: bool) -> Iterator[list[_Candidate]]:
    """The candidates whose left or right ends have one position."""
    group: list[_Candidate] = []
    for candidate in sorted(candidates, key=lambda c: c.run.x0 if left else c.run.x1):
        x = candidate.run.x0 if left else candidate.run.x1
        if group and x - (group[-1].run.x0 if left else group[-1].run.x1) > _SAME_EDGE / 2:
            yield group
            group = []
        group.append(candidate)
    if group:
        yield group


def _counting_on(group: Sequence[_Candidate]) -> list[_Candidate]:
    """The numbers of a group from top to bottom, without strays, if they rise in equal steps; otherwise none."""
    downward = sorted(group, key=lambda c: -c.run.y)
    steps = Counter(below.value - above.value for above, below in pairwise(downward))
    if len(downward) < _MIN_COUNT or not steps:
        return []
    step, count = steps.most_common(1)[0]
    if step not in _STEPS or count < _MIN_REGULAR * (len(downward) - 1):
        return []
    return [
        c for c, near in zip(downward, _neighbours(downward), strict=True) if any(abs(c.value - n.value) == step for n in near)
    ]


def _neighbours(downward: Sequence[_Candidate]) -> Iterator[Sequence[_Candidate]]:
    for at in range(len(downward)):
        yield [*downward[max(0, at - 1) : at], *downward[at + 1 : at + 2]]
