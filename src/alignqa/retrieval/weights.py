"""The weights of retrieval, and the parts of a score that they weigh."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a passage's score, each 0…1 among the candidates of one question.

    `lexical` is BM25, `dense` the cosine of the whole passage, `sentence` that of its nearest sentence.
    """

    lexical: float = 0.0
    dense: float = 0.0
    sentence: float = 0.0


@dataclass(frozen=True, slots=True)
class RetrievalWeights:
    """The weights that combine the parts of a score; the fitted ones are in `fitted.toml`.

    `dense` is the weight of meaning against words, of which `sentence` is the nearest sentence's share.
    `neighbours` is the share of their own scores that the passages before and after add to a passage.
    `feedback` is how far the question's vector moves towards the first `feedback_passages`.
    `mentioned` is added to passages of a paper that the question names.
    `paper_dense` and `paper_sentence` weigh the best passage and the best sentence of a paper, against 1 for the words of its
    whole text, when papers are ranked.
    """

    dense: float
    sentence: float
    neighbours: float
    feedback: float
    feedback_passages: int
    mentioned: float
    paper_dense: float
    paper_sentence: float

    def fuse(self, parts: Parts) -> float:
        """Returns the convex combination of the parts.

        Bruch, Gai and Ingber 2023, "An Analysis of Fusion Functions for Hybrid Retrieval".
        """
        meaning = (1.0 - self.sentence) * parts.dense + self.sentence * parts.sentence
        return (1.0 - self.dense) * parts.lexical + self.dense * meaning
