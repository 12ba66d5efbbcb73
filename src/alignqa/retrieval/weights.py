"""The few numbers of retrieval, each with its meaning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """What a passage's score is made of, each 0…1 among the candidates of one question.

    `lexical` is BM25, `dense` the cosine of the whole passage, `sentence` that of its nearest sentence.
    """

    lexical: float = 0.0
    dense: float = 0.0
    sentence: float = 0.0


@dataclass(frozen=True, slots=True)
class RetrievalWeights:
    """How the scores are put together; fitted as docs/evaluation.md says.

    `dense` is the weight of meaning against words, of which `sentence` is the nearest sentence's share.
    `neighbours` is what the passages before and after add to a passage.
    `feedback` is how far the question's vector moves towards the first `feedback_passages`.
    `mentioned` is what a paper gains that the question names.
    """

    dense: float = 0.5
    sentence: float = 0.5
    neighbours: float = 0.3
    feedback: float = 0.3
    feedback_passages: int = 5
    mentioned: float = 0.35

    def fuse(self, parts: Parts) -> float:
        """The convex combination of the parts.

        Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval".
        """
        meaning = (1.0 - self.sentence) * parts.dense + self.sentence * parts.sentence
        return (1.0 - self.dense) * parts.lexical + self.dense * meaning
