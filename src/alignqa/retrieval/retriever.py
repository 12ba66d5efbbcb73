"""Retrieves ranked passages for a question: lexical and dense candidates, one round of feedback, neighbours' support."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

import numpy as np

from alignqa.errors import IndexUnavailable, StorageError
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import PassageRecord
from alignqa.index.interfaces import Embedder, Vectors, VectorSearch
from alignqa.retrieval.fusion import min_max
from alignqa.retrieval.questions.question import Question
from alignqa.retrieval.questions.topic_words import search_terms
from alignqa.retrieval.terms import stem
from alignqa.retrieval.weights import Parts, RetrievalWeights

CANDIDATES = 100
"""The number of passages requested from each of the two indexes."""
# A term that more than this many passages have is not looked up, unless fewer than this many terms would be left.
_COMMON = 5_000
_MIN_TERMS = 3


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its fused score and the figures that the score was made of.

    `similarity` is the cosine of the passage to the question, `nearest_sentence` that of its nearest sentence.
    `bm25` is None if the full-text index did not find it.
    `parts` are 0…1, relative to this question's candidates.
    """

    passage: PassageRecord
    score: float
    similarity: float = 0.0
    nearest_sentence: float = 0.0
    bm25: float | None = None
    parts: Parts = field(default_factory=Parts)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The candidates for a question in one order: their ids, BM25 scores, vectors, and cosines of their nearest sentences."""

    ids: tuple[int, ...]
    bm25: dict[int, float]
    whole: Vectors
    sentences: Vectors


@dataclass(slots=True)
class _Opened:
    """The state in which the vector index was last opened, shared by the retrievers of all snapshots."""

    generation: int
    lock: threading.Lock = field(default_factory=threading.Lock)


class Retriever:
    """Searches one open index; it notices when another process has changed it."""

    def __init__(self, catalogue: Catalogue, vectors: VectorSearch, embedder: Embedder, *, weights: RetrievalWeights) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedder = embedder
        self.weights = weights
        self._live = catalogue
        self._opened = _Opened(catalogue.generation)

    def over(self, snapshot: Catalogue) -> Retriever:
        """Returns the same retriever, which searches the state of a snapshot of its catalogue."""
        pinned = copy(self)
        pinned._catalogue = snapshot
        return pinned

    def retrieve(
        self,
        question: Question,
        *,
        count: int,
        paper_ids: frozenset[str] | None = None,
    ) -> list[RankedPassage]:
        """Returns at most `count` passages, best first; ties are broken by paper and position.

        Papers that the question names beyond doubt are also searched on their own, and all papers that it names gain in score.
        """
        found = self._candidates(question, max(CANDIDATES, count), paper_ids)
        if not found.ids:
            return []
        vector = question.vector
        parts = self._parts(found, vector)
        records = self._catalogue.passages(found.ids)
        fused = {key: self.weights.fuse(parts[key]) for key in records}
        scores = self._with_support(fused, records)
        whole = dict(zip(found.ids, map(float, found.whole @ vector), strict=True))
        sentence = dict(zip(found.ids, map(float, found.sentences), strict=True))
        ranked = [
            RankedPassage(
                record,
                round(scores[key] + self.weights.mentioned * question.mentions.papers.get(record.paper_id, 0.0), 6),
                round(whole[key], 6),
                round(sentence[key], 6),
                found.bm25.get(key),
                parts[key],
            )
            for key, record in records.items()
        ]
        ranked.sort(key=lambda item: (-item.score, item.passage.paper_id, item.passage.span.start))
        return ranked[:count]

    def _candidates(self, question: Question, count: int, paper_ids: frozenset[str] | None) -> _Candidates:
        """Finds the passages of either index, and by words alone those of papers named beyond doubt, with their vectors."""
        vector, named = question.vector, question.mentions
        # A term of several words is looked up as a phrase, too.
        terms = (*search_terms(question.topic), *(term for term in question.form.subjects if len(term.split()) > 1))
        bm25 = dict(self._catalogue.match(self._without_common(terms), count=count, paper_ids=paper_ids))
        near = dict(self._nearest(vector, count, paper_ids))
        if certain := named.certain() & paper_ids if paper_ids is not None else named.certain():
            bm25 |= dict(self._catalogue.match(terms, count=CANDIDATES // 4, paper_ids=certain))
        kept = self._catalogue.passage_vectors(sorted(bm25.keys() | near.keys()), self._embedder.identity)
        return _Candidates(
            tuple(kept),
            bm25,
            np.array([vectors.whole for vectors in kept.values()]),
            np.array([(vectors.sentences @ vector).max() for vectors in kept.values()]),
        )

    def _without_common(self, terms: Sequence[str]) -> list[str]:
        """Drops the terms that thousands of passages have, as long as enough are left: common terms take the most time."""
        frequency = {term: self._catalogue.document_frequency(stem(term)) for term in terms if " " not in term}
        rarest = sorted(frequency, key=lambda term: (frequency[term], term))[:_MIN_TERMS]
        return [term for term in terms if frequency.get(term, 0) <= _COMMON or term in rarest]

    def _parts(self, found: _Candidates, vector: Vectors) -> dict[int, Parts]:
        """Computes the parts of each candidate's score; the question's vector is first moved towards the best candidates."""
        lexical = min_max(found.bm25)
        sentence = min_max(dict(zip(found.ids, map(float, found.sentences), strict=True)))

        def parts(query: Vectors) -> dict[int, Parts]:
            dense = min_max(dict(zip(found.ids, map(float, found.whole @ query), strict=True)))
            return {key: Parts(lexical.get(key, 0.0), dense[key], sentence[key]) for key in found.ids}

        fused = [self.weights.fuse(part) for part in parts(vector).values()]
        return parts(self._moved(vector, found, fused))

    def _moved(self, vector: Vectors, found: _Candidates, fused: Sequence[float]) -> Vectors:
        """Moves the question's vector towards the first passages (Rocchio 1971, on dense vectors as in Li et al. 2021)."""
        scores = np.asarray(fused, dtype=np.float32)
        first = np.argsort(-scores, kind="stable")[: self.weights.feedback_passages]
        shares = scores[first] / (scores[first].sum() or 1.0)
        moved = vector + self.weights.feedback * (shares @ found.whole[first])
        return np.asarray(moved / np.linalg.norm(moved), dtype=np.float32)

    def _with_support(self, fused: Mapping[int, float], records: Mapping[int, PassageRecord]) -> dict[int, float]:
        """Adds a part of the neighbours' scores to each score: the text around a passage shows what it is about."""
        share = self.weights.neighbours / 2.0
        return {
            key: fused[key]
            + share * sum(fused[near] for near in (key - 1, key + 1) if near in records and _adjoin(record, records[near]))
            for key, record in records.items()
        }

    def _nearest(self, vector: Vectors, count: int, paper_ids: Collection[str] | None) -> Sequence[tuple[int, float]]:
        self._follow(self._catalogue.generation)
        opened = self._opened.generation
        try:
            return self._vectors.of(self._catalogue).nearest(vector, count=count, paper_ids=paper_ids)
        except (IndexUnavailable, StorageError):
            # If it was rebuilt during the search, that is reported, or the new vector index is searched.
            self._live.require_whole()
            self._follow(self._live.generation)
            if self._opened.generation == opened:
                raise
            return self._vectors.of(self._catalogue).nearest(vector, count=count, paper_ids=paper_ids)

    def _follow(self, generation: int) -> None:
        """Reopens the vector index if it was opened in an earlier state than `generation`."""
        with self._opened.lock:
            if generation > self._opened.generation:
                self._vectors.reopen()
                self._opened.generation = generation


def _adjoin(one: PassageRecord, other: PassageRecord) -> bool:
    return (one.paper_id, one.heading, one.kind) == (other.paper_id, other.heading, other.kind)
