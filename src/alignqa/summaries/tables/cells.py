"""The cells of a typed column: a value with its proven quote, or "not stated"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.papers.document import Span
from alignqa.summaries.digest.points import Point
from alignqa.summaries.digest.section_roles import SectionRole
from alignqa.summaries.pages import Item, PagePart
from alignqa.summaries.quotes import Quoter

NOT_STATED = "not stated"
_ORDER = (
    SectionRole.ABSTRACT,
    SectionRole.CONTRIBUTIONS,
    SectionRole.RESULTS,
    SectionRole.METHOD,
    SectionRole.INTRODUCTION,
    SectionRole.CONCLUSION,
    SectionRole.DISCUSSION,
)
_OF_OTHERS = frozenset({SectionRole.BACKGROUND, SectionRole.EXAMPLE, SectionRole.APPARATUS})


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence of the paper that states a value: `at` is the value's span in the paper, None if it is no slice.

    `label` says what the sentence states, where that is no slice.
    """

    point: Point
    at: Span | None
    label: str = ""

    @property
    def text(self) -> str:
        """The value as it is written."""
        if self.at is None:
            return self.label
        start = self.point.main.span.start
        return self.point.text[self.at.start - start : self.at.end - start]


def stated_part(heading: str, stated: Sequence[Stated], quoter: Quoter, *, value: str | None = None, note: str = "") -> PagePart:
    """Returns the cell of some statements, the first of which is its value unless `value` says another.

    A statement whose quote cannot be proven, or whose value is no slice of it, is dropped.
    """
    items = []
    for one in stated:
        quote = quoter.quote(one.point.sentences)
        inside = one.at is None or (quote is not None and quote.span.start <= one.at.start < one.at.end <= quote.span.end)
        if quote is not None and inside:
            items.append(Item(quote, one.text, one.at))
    if not items:
        return PagePart(heading, note=NOT_STATED, value=NOT_STATED)
    return PagePart(heading, tuple(items), note, value=items[0].label if value is None else value)


def by_standing(points: Sequence[Point]) -> list[Point]:
    """Returns the statements of the paper's own, those of its abstract and results before others, else in its order."""
    own = [point for point in points if point.own and (point.role not in _OF_OTHERS or point.first_person)]
    rank = {role: place for place, role in enumerate(_ORDER)}
    last = {SectionRole.APPENDIX: len(_ORDER) + 1}
    return sorted(own, key=lambda point: ({**rank, **last}.get(point.role, len(_ORDER)), point.start))
