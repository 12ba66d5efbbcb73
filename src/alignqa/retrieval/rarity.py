"""The rarity of a stem in an index."""

from __future__ import annotations

import math
from collections.abc import Callable

_MIN_RARITY = 0.1  # even the most common word counts a little


def rarity_from(frequency: Callable[[str], int], passages: int) -> Callable[[str], float]:
    """Returns a function that gives the inverse document frequency of a stem in nats, as BM25 computes it, but at least 0.1.

    `frequency` gives the number of passages that contain a stem, `passages` is the number of all passages.
    """

    def rarity(stem: str) -> float:
        found = frequency(stem)
        return max(_MIN_RARITY, math.log(1.0 + (passages - found + 0.5) / (found + 0.5)))

    return rarity
