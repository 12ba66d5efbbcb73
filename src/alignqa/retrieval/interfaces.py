"""What answers may use beside the index to put what was found in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Reranker(Protocol):
    """Scores texts for a question with a model that reads both together."""

    @property
    def name(self) -> str:
        """What the trace of an outcome calls it: the model, and what tells its weights from others."""
        ...

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text, 0…1, higher is better, in the order of `texts`."""
        ...
