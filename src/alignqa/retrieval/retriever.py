"""Question to ranked passages: lexical and dense candidates, fused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from alignqa.index.catalogue import Catalogue
from alignqa.index.interfaces import Embedder, VectorIndex, Vectors
from alignqa.index.records import PassageRecord
from alignqa.retrieval import fusion
from alignqa.retrieval.question import Question

CANDIDATES = 100
"""Passages asked of each of the two indexes."""


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its fused score (0…1, relative to this question's candidates) and what it was made of.

    `similarity` is the cosine to the question, or None where only the words found it; `bm25` likewise.
    """

    passage: PassageRecord
    score: float
    similarity: float | None = None
    bm25: float | None = None


class Retriever:
    """Searches one open index; it notices when another process has changed it."""

    def __init__(self, catalogue: Catalogue, vectors: VectorIndex, embedder: Embedder, *, dense_weight: float = 0.5) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedder = embedder
        self._dense_weight = dense_weight
        self._generation = catalogue.generation

    def retrieve(
        self, question: Question, *, count: int, paper_ids: Collection[str] | None = None, vector: Vectors | None = None
    ) -> list[RankedPassage]:
        """At most `count` passages, best first; ties are broken by paper and place.

        `vector` is the question's, where the caller has it already.
        """
        if vector is None:
            vector = self._embedder.embed([question.text])[0]
        wanted = max(CANDIDATES, count)
        lexical = self._catalogue.match(question.words, count=wanted, paper_ids=paper_ids)
        dense = self._nearest(vector, wanted, paper_ids)
        fused = fusion.weighted_sum(
            [(1.0 - self._dense_weight, fusion.min_max(lexical)), (self._dense_weight, fusion.min_max(dense))]
        )
        records = self._catalogue.passages(fused)
        similarities, scores = dict(dense), dict(lexical)
        ranked = [
            RankedPassage(record, round(fused[passage_id], 6), similarities.get(passage_id), scores.get(passage_id))
            for passage_id, record in records.items()
        ]
        ranked.sort(key=lambda item: (-item.score, item.passage.paper_id, item.passage.span.start))
        return ranked[:count]

    def _nearest(self, vector: Vectors, count: int, paper_ids: Collection[str] | None) -> list[tuple[int, float]]:
        if (generation := self._catalogue.generation) != self._generation:
            self._vectors.reopen()
            self._generation = generation
        return self._vectors.nearest(vector, count=count, paper_ids=paper_ids)
