"""What retrieval may use beside the index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Reranker(Protocol):
    """Scores passages for a question with a model that reads both together."""

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text, higher is better, in the order of `texts`."""
        ...
