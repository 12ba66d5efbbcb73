"""The choice of statements for each part of a concept's page: no two say the same, and several works come before one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial

from alignqa.summaries.concepts import fitness
from alignqa.summaries.subjects.accounts import Account
from alignqa.summaries.subjects.sides import Side

_OF_PAPER = 2  # statements of one paper in a part
_USED_COSTS = 0.25  # for each statement of the same paper that the page already has
_SAME = 0.6  # of the words of the shorter of two statements, without the name of the concept
Fit = Callable[[Account], float]


class ConceptPart(Enum):
    """The parts after the definition, each with its heading, the least fitness and how many statements it may have."""

    WHY = ("Why it matters", 2.0, 3)
    ORIGIN = ("Origin", 2.2, 2)
    RESULTS = ("Key results", 2.3, 5)
    FOR = ("Debates and critiques: in favour", 2.2, 3)
    AGAINST = ("Debates and critiques: against", 2.2, 3)
    OPEN = ("Open questions", 1.8, 3)

    @property
    def heading(self) -> str:
        """The heading."""
        return self.value[0]

    @property
    def least(self) -> float:
        """The least fitness."""
        return self.value[1]

    @property
    def count(self) -> int:
        """The maximum number of statements."""
        return self.value[2]


_FIRST_CHOICE = (ConceptPart.ORIGIN, ConceptPart.WHY, ConceptPart.AGAINST, ConceptPart.FOR, ConceptPart.OPEN, ConceptPart.RESULTS)
"""The order in which the parts choose: what fits few statements before what fits many."""


@dataclass(slots=True)
class ConceptFiller:
    """Chooses among the accounts of a concept; `taken` are those that the page has."""

    accounts: Sequence[Account]
    names: tuple[str, ...]
    taken: list[Account] = field(default_factory=list)

    def fill(self) -> dict[ConceptPart, list[Account]]:
        """Returns the statements of each part in the order of the page, each part the oldest first."""
        chosen = {part: self._chosen(part) for part in _FIRST_CHOICE}
        return {part: sorted(chosen[part], key=lambda one: one.order) for part in ConceptPart}

    def strongest(self, part: ConceptPart) -> Account | None:
        """Returns the statement that fits a part best, and takes it; None if none fits."""
        found = self._chosen(part, count=1)
        return found[0] if found else None

    def _chosen(self, part: ConceptPart, *, count: int | None = None) -> list[Account]:
        fit = self._fit(part)
        scored = [(fit(one), one) for one in self.accounts]
        left = [(score, one) for score, one in scored if score >= part.least]
        found: list[Account] = []
        while left and len(found) < (count or part.count):
            used = Counter(one.paper_id for one in self.taken)
            here = Counter(one.paper_id for one in found)
            left = [(score, one) for score, one in left if here[one.paper_id] < _OF_PAPER and not self._said(one)]
            if not left:
                break
            best = max(
                left,
                key=lambda item: (
                    round(item[0] - _USED_COSTS * used[item[1].paper_id], 6),
                    [-ord(c) for c in item[1].paper_id],
                    -item[1].point.start,
                ),
            )[1]
            found.append(best)
            self.taken.append(best)
        return found

    def _fit(self, part: ConceptPart) -> Fit:
        sides = {ConceptPart.FOR: Side.FOR, ConceptPart.AGAINST: Side.AGAINST}
        if part in sides:
            return partial(fitness.debated, names=self.names, side=sides[part])
        of_part: dict[ConceptPart, Fit] = {
            ConceptPart.WHY: fitness.importance,
            ConceptPart.ORIGIN: fitness.origin,
            ConceptPart.RESULTS: fitness.result,
            ConceptPart.OPEN: fitness.open_question,
        }
        return of_part[part]

    def _said(self, one: Account) -> bool:
        """Checks whether the page has the sentence, or one that says the same."""
        return any(_same(one, other) for other in self.taken)


def _same(one: Account, other: Account) -> bool:
    if {sentence.place for sentence in one.sentences} & {sentence.place for sentence in other.sentences}:
        return True
    mine, theirs = sorted((one.names.without(item.point.main.stems) for item in (one, other)), key=len)
    return len(mine & theirs) >= _SAME * max(len(mine), 1)
