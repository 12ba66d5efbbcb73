"""Rank fusion: pure functions over (id, score) lists, best first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Scored = Sequence[tuple[int, float]]


def min_max(scored: Scored) -> dict[int, float]:
    """Scores stretched to 0…1 over the list; a list of equal scores gives 1 throughout."""
    if not scored:
        return {}
    values = [score for _, score in scored]
    low, high = min(values), max(values)
    return {key: (score - low) / (high - low) if high > low else 1.0 for key, score in scored}


def weighted_sum(lists: Sequence[tuple[float, Mapping[int, float]]]) -> dict[int, float]:
    """The sum of weight times score over the lists; what a list lacks counts as 0 there.

    Convex combination of normalised scores: Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval".
    """
    total: dict[int, float] = {}
    for weight, scores in lists:
        for key, score in scores.items():
            total[key] = total.get(key, 0.0) + weight * score
    return total


def reciprocal_ranks(lists: Sequence[Scored], *, constant: int = 60) -> dict[int, float]:
    """Reciprocal rank fusion: the sum of 1 / (constant + rank), rank counted from 1 (Cormack, Clarke and Büttcher 2009)."""
    total: dict[int, float] = {}
    for scored in lists:
        for rank, (key, _) in enumerate(scored, start=1):
            total[key] = total.get(key, 0.0) + 1.0 / (constant + rank)
    return total
