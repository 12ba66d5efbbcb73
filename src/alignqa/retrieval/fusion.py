"""Makes scores of different scales comparable."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

_K = TypeVar("_K", bound=Hashable)


def min_max(scores: Mapping[_K, float]) -> dict[_K, float]:
    """Stretches scores to 0…1; if all are equal, each becomes 1."""
    low, high = min(scores.values(), default=0.0), max(scores.values(), default=0.0)
    return {key: (score - low) / (high - low) if high > low else 1.0 for key, score in scores.items()}
