"""The interface of a model that puts retrieved text in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Reranker(Protocol):
    """Scores texts for a question with a model that reads both together."""

    @property
    def name(self) -> str:
        """The name that the trace of an outcome gives it: the model, and what distinguishes its weights from others."""
        ...

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """Returns one score per text, 0…1, higher is better, in the order of `texts`."""
        ...
