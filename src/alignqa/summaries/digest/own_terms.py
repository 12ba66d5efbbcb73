"""The terms that a paper itself defines and uses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.retrieval.terms import stems
from alignqa.summaries.defined_terms import defined_terms
from alignqa.summaries.digest.points import Point
from alignqa.summaries.digest.section_roles import SectionRole

_MIN_USES = 4  # of a term in its paper; what is named less often is only described in passing
_RECIPE = re.compile(r"^\W*[\w’' -]{2,60}: *(?:\w+ly )?(?:\w+ing|to|see|e\.g)\b", re.IGNORECASE)
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


def definition_of_title(points: Sequence[Point], title: str) -> Point | None:
    """Returns the point that defines what the title names, or the first of several things that it names, if there is one."""
    found = _defined(points)
    names = [tuple(stems(part)) for part in (title, *re.split(r"[:(–—]| and ", title))]
    return next((found[name][1] for name in names if name in found), None)


def _defined(points: Sequence[Point]) -> dict[tuple[str, ...], tuple[str, Point]]:
    """Returns the defined terms by their stems.

    A glossary's entry is preferred to the sentence that brings a term in, and a sentence of the body to one of an appendix.
    """
    found: dict[tuple[str, ...], tuple[str, Point]] = {}
    for point in sorted(points, key=lambda one: (_standing(one), one.start)):
        if point.role is SectionRole.BACKGROUND or _RECIPE.match(point.text):
            continue
        for term in defined_terms(point.text, authors=point.authors):
            if not _JUDGED.search(term):
                found.setdefault(tuple(stems(term)), (term, point))
    return found


def _standing(point: Point) -> int:
    return {SectionRole.GLOSSARY: 0, SectionRole.APPENDIX: 2}.get(point.role, 1)


def _uses(words: Sequence[str], term: tuple[str, ...]) -> int:
    return sum(words[at : at + len(term)] == list(term) for at, word in enumerate(words) if word == term[0])
