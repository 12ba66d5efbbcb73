"""Question to ranked passages: lexical and dense candidates, fused, with their neighbours' support and one round of feedback."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from alignqa.index.catalogue import Catalogue
from alignqa.index.interfaces import Embedder, VectorIndex, Vectors
from alignqa.index.records import PassageRecord
from alignqa.retrieval import fusion
from alignqa.retrieval.concepts import search_terms
from alignqa.retrieval.mentions import Mentions
from alignqa.retrieval.question import Question
from alignqa.retrieval.weights import RetrievalWeights

CANDIDATES = 200
"""Passages asked of each of the two indexes."""


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its fused score (relative to this question's candidates) and what it was made of.

    `similarity` is the cosine to the question, or None where something else found it; `bm25` likewise.
    """

    passage: PassageRecord
    score: float
    similarity: float | None = None
    bm25: float | None = None


class Retriever:
    """Searches one open index; it notices when another process has changed it."""

    def __init__(
        self, catalogue: Catalogue, vectors: VectorIndex, embedder: Embedder, *, weights: RetrievalWeights | None = None
    ) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedder = embedder
        self._weights = weights or RetrievalWeights()
        self._generation = catalogue.generation

    def retrieve(
        self,
        question: Question,
        *,
        count: int,
        paper_ids: frozenset[str] | None = None,
        vector: Vectors | None = None,
        mentioned: Mentions | None = None,
    ) -> list[RankedPassage]:
        """At most `count` passages, best first; ties are broken by paper and place.

        `vector` is the question's, where the caller has it already.
        Papers that are `mentioned` beyond doubt are searched on their own, too, and gain against others.
        """
        if vector is None:
            vector = self._embedder.embed([question.text])[0]
        named = mentioned or Mentions()
        # A term of several words is looked up as a phrase, too.
        terms = (*search_terms(named.topic(question.words)), *(term for term in question.subjects if len(term.split()) > 1))
        wanted = max(CANDIDATES, count)
        lexical = self._catalogue.match(terms, count=wanted, paper_ids=paper_ids)
        dense = self._nearest(vector, wanted, paper_ids)
        if sure := named.surely() & paper_ids if paper_ids is not None else named.surely():
            lexical = _joined(lexical, self._catalogue.match(terms, count=CANDIDATES // 4, paper_ids=sure))
            dense = _joined(dense, self._nearest(vector, CANDIDATES // 4, sure))
        similarities, bm25 = dict(dense), dict(lexical)
        fused = self._fuse(lexical, dense)
        if fused and self._weights.feedback:
            moved = self._moved(vector, fused)
            dense = self._nearest(moved, wanted, paper_ids)
            if sure:
                dense = _joined(dense, self._nearest(moved, CANDIDATES // 4, sure))
            fused = self._fuse(lexical, dense)
        records = self._catalogue.passages(fused)
        scores = self._with_support(fused, records)
        ranked = [
            RankedPassage(
                record,
                round(scores[passage_id] + self._weights.mentioned * named.papers.get(record.paper_id, 0.0), 6),
                similarities.get(passage_id),
                bm25.get(passage_id),
            )
            for passage_id, record in records.items()
        ]
        ranked.sort(key=lambda item: (-item.score, item.passage.paper_id, item.passage.span.start))
        return ranked[:count]

    def _fuse(self, lexical: fusion.Scored, dense: fusion.Scored) -> dict[int, float]:
        weight = self._weights.dense
        return fusion.weighted_sum([(1.0 - weight, fusion.min_max(lexical)), (weight, fusion.min_max(dense))])

    def _moved(self, vector: Vectors, fused: Mapping[int, float]) -> Vectors:
        """The question's vector moved towards the first passages (Rocchio 1971, on dense vectors as in Li et al. 2021)."""
        first = sorted(fused, key=lambda key: (-fused[key], key))[: self._weights.feedback_passages]
        kept = self._catalogue.passage_vectors(first, str(self._embedder.identity))
        total = sum(fused[key] for key in kept) or 1.0
        moved = vector + self._weights.feedback * sum((fused[key] / total) * kept[key] for key in kept)
        return np.asarray(moved / np.linalg.norm(moved), dtype=np.float32)

    def _with_support(self, fused: Mapping[int, float], records: Mapping[int, PassageRecord]) -> dict[int, float]:
        """Each score with a part of the neighbours': what surrounds a passage tells what it is about."""
        share = self._weights.neighbours / 2.0
        return {
            key: fused[key]
            + share * sum(fused[near] for near in (key - 1, key + 1) if near in records and _adjoin(record, records[near]))
            for key, record in records.items()
        }

    def _nearest(self, vector: Vectors, count: int, paper_ids: Collection[str] | None) -> Sequence[tuple[int, float]]:
        if (generation := self._catalogue.generation) != self._generation:
            self._vectors.reopen()
            self._generation = generation
        return self._vectors.nearest(vector, count=count, paper_ids=paper_ids)


def _joined(one: fusion.Scored, other: fusion.Scored) -> list[tuple[int, float]]:
    """Two lists of one scale as one, best first."""
    return sorted((dict(one) | dict(other)).items(), key=lambda pair: (-pair[1], pair[0]))


def _adjoin(one: PassageRecord, other: PassageRecord) -> bool:
    return (one.paper_id, one.heading, one.kind) == (other.paper_id, other.heading, other.kind)
