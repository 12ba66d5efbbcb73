"""The few numbers of retrieval, each with its meaning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RetrievalWeights:
    """How the scores are put together; fitted as docs/evaluation.md says.

    `dense` is the weight of meaning against words; `neighbours` is what the passages before and after add to a passage.
    `feedback` is how far the question's vector moves towards the first `feedback_passages`.
    `mentioned` is what a paper gains that the question names.
    """

    dense: float = 0.5
    neighbours: float = 0.3
    feedback: float = 0.3
    feedback_passages: int = 5
    mentioned: float = 0.35
