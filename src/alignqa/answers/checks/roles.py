"""Finds swapped roles: two things compared in a statement that have each other's part in its evidence."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations, permutations

from alignqa.answers.checks.alignment import clauses, key_stems

_PIVOT = re.compile(
    r"\b(?:rather than|instead of|as opposed to|than|and not|not|unlike|whereas|while|over|but|into|from|to|before"
    r"|after|by|because|causes?|of)\b|, not\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"\b(?:rather than|instead of|as opposed to|than|and not|unlike|whereas|while|but|though|although)\b|[;,]", re.IGNORECASE
)


def swapped(statement: str, sentence: str) -> tuple[str, str] | None:
    """Returns two stems that have changed places between a statement and a sentence; None if none have."""
    return _around_pivots(statement, sentence) or _between_clauses(statement, sentence)


def _around_pivots(statement: str, sentence: str) -> tuple[str, str] | None:
    """Compares what stands before and after words of comparison."""
    found: tuple[str, str] | None = None
    for mine in _PIVOT.finditer(statement):
        before, after = set(key_stems(statement[: mine.start()])), set(key_stems(statement[mine.end() :]))
        for theirs in _PIVOT.finditer(sentence):
            if theirs[0].casefold() != mine[0].casefold():
                continue
            first, second = set(key_stems(sentence[: theirs.start()])), set(key_stems(sentence[theirs.end() :]))
            same = ((before - after) & (first - second)) | ((after - before) & (second - first))
            one, other = (before - after) & (second - first), (after - before) & (first - second)
            if one and other and len(one) + len(other) >= len(same):
                found = min(one), min(other)
            elif same:
                return None
    return found


def _between_clauses(statement: str, sentence: str) -> tuple[str, str] | None:
    """Compares which words share a clause, where the statement contrasts two clauses."""
    if not _CONTRAST.search(statement):
        return None
    mine, theirs = clauses(statement), clauses(sentence)
    once = _once(mine) & _once(theirs)
    here = {stem: number for number, found in enumerate(mine) for stem in found if stem in once}
    there = {stem: number for number, found in enumerate(theirs) for stem in found if stem in once}
    agreeing = sum(here[one] == here[other] and there[one] == there[other] for one, other in combinations(sorted(once), 2))
    moved = [
        (one, other)
        for one, other in permutations(sorted(once), 2)
        if here[one] != here[other]
        and there[one] != there[other]
        and any(here[stem] == here[one] and there[stem] == there[other] for stem in once - {one, other})
    ]
    return moved[0] if moved and not agreeing else None


def _once(found: list[list[str]]) -> set[str]:
    counts = Counter(stem for clause in found for stem in set(clause))
    return {stem for stem, count in counts.items() if count == 1}
