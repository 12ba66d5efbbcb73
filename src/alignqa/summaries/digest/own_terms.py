"""The terms that a paper itself defines and uses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.retrieval.terms import stems
from alignqa.summaries.defined_terms import defined_terms
from alignqa.summaries.digest.points import Point
from alignqa.summaries.digest.section_roles import SectionRole
from alignqa.summaries.digest.worth import understood_alone

_MIN_USES = 4  # of a term in its paper; what is named less often is only described in passing
_RECIPE = re.compile(r"^\W*[\w’' -]{2,60}: *(?:\w+ly )?(?:\w+ing|to|see|e\.g)\b", re.IGNORECASE)
_LABELLED = re.compile(
    r"^\W*(?!definition)[\w’' -]{2,60}: *(?!(?:an?|any|the (?:\w+ )?(?:process|property|ability|tendency|problem|act|degree"
    r"|extent|set|case|study|practice|risk|phenomenon|situation|state|capacity))\b)",
    re.IGNORECASE,
)
_ORIGIN = re.compile(r"\b(?:inspired by|similar to|based on several|related to (?:several|many))\b", re.IGNORECASE)
_OF_OTHERS = re.compile(r"\brelated (?:works?|literature|research)\b", re.IGNORECASE)
_JUDGED = re.compile(
    r"^(?:significant|large|small|common|easiest|hardest|main|first|second|new|same|current|good|best|key|major|simple|next|other|one)\b"
    r"|\b(?:problem|risks? from|thing|question|answer|example|way|reason|result|case|subcategory)$",
    re.IGNORECASE,
)


def own_terms(points: Sequence[Point], text: str, *, count: int) -> list[tuple[str, Point]]:
    """Returns the terms that the paper uses most of those it defines, each with one defining point, in the paper's order."""
    found = _defined(points)
    words = stems(text)
    used = {key: _uses(words, key) for key in found}
    kept = sorted((key for key in found if used[key] >= _MIN_USES), key=lambda key: (-used[key], key))[:count]
    return sorted((found[key] for key in kept), key=lambda one: (one[1].start, one[0]))


def _defined(points: Sequence[Point]) -> dict[tuple[str, ...], tuple[str, Point]]:
    """Returns the defined terms by their stems.

    A glossary's entry is preferred to the sentence that brings a term in, and a sentence of the body to one of an appendix.
    """
    found: dict[tuple[str, ...], tuple[str, Point]] = {}
    for point in sorted(points, key=lambda one: (_standing(one), one.start)):
        if not _is_definition(point):
            continue
        for term in defined_terms(point.text, authors=point.authors):
            if not _JUDGED.search(term) and not re.search(
                rf"\b(?:called|named|dubbed) {re.escape(term.capitalize())}\b", point.text
            ):
                found.setdefault(tuple(stems(term)), (term, point))
    return found


def _is_definition(point: Point) -> bool:
    """Checks whether a point gives a meaning: no recipe, no report, no origin, and under a label the kind of thing that it is."""
    told = point.role is not SectionRole.BACKGROUND and not _OF_OTHERS.search(point.main.passage.heading)
    labelled = point.role is not SectionRole.GLOSSARY and _LABELLED.match(point.text)
    return told and not labelled and not _RECIPE.match(point.text) and not _ORIGIN.search(point.text) and understood_alone(point)


def _standing(point: Point) -> int:
    return {SectionRole.GLOSSARY: 0, SectionRole.APPENDIX: 2}.get(point.role, 1)


def _uses(words: Sequence[str], term: tuple[str, ...]) -> int:
    return sum(words[at : at + len(term)] == list(term) for at, word in enumerate(words) if word == term[0])
