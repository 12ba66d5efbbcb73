"""Question to ranked passages: lexical and dense candidates, fused, with their neighbours' support and one round of feedback."""

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
from alignqa.retrieval.mentions import Mentions
from alignqa.retrieval.question import Question
from alignqa.retrieval.terms import stem
from alignqa.retrieval.topic_words import search_terms
from alignqa.retrieval.weights import Parts, RetrievalWeights

CANDIDATES = 100
"""Passages asked of each of the two indexes."""
_COMMON = 5_000  # passages: a term that more of them have is not looked up, unless
_MIN_TERMS = 3  # terms would not be left


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage with its fused score and what it was made of.

    `similarity` is the cosine of the passage to the question, `nearest_sentence` that of its nearest sentence.
    `bm25` is None where the full-text index did not find it.
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
    """The candidates of a question in one order: their ids, BM25 scores, vectors, and cosines of their nearest sentences."""

    ids: tuple[int, ...]
    bm25: dict[int, float]
    whole: Vectors
    sentences: Vectors


@dataclass(slots=True)
class _Opened:
    """The state in which the vector index was opened, shared by the retrievers of all snapshots."""

    generation: int
    turn: threading.Lock = field(default_factory=threading.Lock)


class Retriever:
    """Searches one open index; it notices when another process has changed it."""

    def __init__(
        self, catalogue: Catalogue, vectors: VectorSearch, embedder: Embedder, *, weights: RetrievalWeights | None = None
    ) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedder = embedder
        self._weights = weights or RetrievalWeights()
        self._live = catalogue
        self._opened = _Opened(catalogue.generation)

    def over(self, snapshot: Catalogue) -> Retriever:
        """The same retriever, searching the state of a snapshot of its catalogue."""
        pinned = copy(self)
        pinned._catalogue = snapshot
        return pinned

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
            vector = self._embedder.embed_question(question.text)
        named = mentioned or Mentions()
        found = self._candidates(question, vector, max(CANDIDATES, count), paper_ids, named)
        if not found.ids:
            return []
        parts = self._parts(found, vector)
        records = self._catalogue.passages(found.ids)
        fused = {key: self._weights.fuse(parts[key]) for key in records}
        scores = self._with_support(fused, records)
        whole = dict(zip(found.ids, map(float, found.whole @ vector), strict=True))
        sentence = dict(zip(found.ids, map(float, found.sentences), strict=True))
        ranked = [
            RankedPassage(
                record,
                round(scores[key] + self._weights.mentioned * named.papers.get(record.paper_id, 0.0), 6),
                round(whole[key], 6),
                round(sentence[key], 6),
                found.bm25.get(key),
                parts[key],
            )
            for key, record in records.items()
        ]
        ranked.sort(key=lambda item: (-item.score, item.passage.paper_id, item.passage.span.start))
        return ranked[:count]

    def _candidates(
        self, question: Question, vector: Vectors, count: int, paper_ids: frozenset[str] | None, named: Mentions
    ) -> _Candidates:
        """What either index finds, and by its words in papers that are surely named, with the vectors that are kept of it."""
        # A term of several words is looked up as a phrase, too.
        terms = (*search_terms(named.topic(question.words)), *(term for term in question.subjects if len(term.split()) > 1))
        bm25 = dict(self._catalogue.match(self._telling(terms), count=count, paper_ids=paper_ids))
        near = dict(self._nearest(vector, count, paper_ids))
        if sure := named.surely() & paper_ids if paper_ids is not None else named.surely():
            bm25 |= dict(self._catalogue.match(terms, count=CANDIDATES // 4, paper_ids=sure))
        kept = self._catalogue.passage_vectors(sorted(bm25.keys() | near.keys()), self._embedder.identity)
        return _Candidates(
            tuple(kept),
            bm25,
            np.array([vectors.whole for vectors in kept.values()]),
            np.array([(vectors.sentences @ vector).max() for vectors in kept.values()]),
        )

    def _telling(self, terms: Sequence[str]) -> list[str]:
        """The terms without those that thousands of passages have, as long as enough are left: those take most of the time."""
        frequency = {term: self._catalogue.document_frequency(stem(term)) for term in terms if " " not in term}
        rarest = sorted(frequency, key=lambda term: (frequency[term], term))[:_MIN_TERMS]
        return [term for term in terms if frequency.get(term, 0) <= _COMMON or term in rarest]

    def _parts(self, found: _Candidates, vector: Vectors) -> dict[int, Parts]:
        """What each candidate's score is made of; the question's vector is moved towards the first of them before it counts."""
        lexical = min_max(found.bm25)
        sentence = min_max(dict(zip(found.ids, map(float, found.sentences), strict=True)))

        def parts(asked: Vectors) -> dict[int, Parts]:
            dense = min_max(dict(zip(found.ids, map(float, found.whole @ asked), strict=True)))
            return {key: Parts(lexical.get(key, 0.0), dense[key], sentence[key]) for key in found.ids}

        fused = [self._weights.fuse(part) for part in parts(vector).values()]
        return parts(self._moved(vector, found, fused))

    def _moved(self, vector: Vectors, found: _Candidates, fused: Sequence[float]) -> Vectors:
        """The question's vector moved towards the first passages (Rocchio 1971, on dense vectors as in Li et al. 2021)."""
        scores = np.asarray(fused, dtype=np.float32)
        first = np.argsort(-scores, kind="stable")[: self._weights.feedback_passages]
        shares = scores[first] / (scores[first].sum() or 1.0)
        moved = vector + self._weights.feedback * (shares @ found.whole[first])
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
        self._follow(self._catalogue.generation)
        opened = self._opened.generation
        try:
            return self._vectors.of(self._catalogue).nearest(vector, count=count, paper_ids=paper_ids)
        except (IndexUnavailable, StorageError):
            # Was it rebuilt in mid-search? Then that is said, or what stands there now is searched.
            self._live.require_whole()
            self._follow(self._live.generation)
            if self._opened.generation == opened:
                raise
            return self._vectors.of(self._catalogue).nearest(vector, count=count, paper_ids=paper_ids)

    def _follow(self, generation: int) -> None:
        """Opens the vector index anew where it was opened in an earlier state than `generation`."""
        with self._opened.turn:
            if generation > self._opened.generation:
                self._vectors.reopen()
                self._opened.generation = generation


def _adjoin(one: PassageRecord, other: PassageRecord) -> bool:
    return (one.paper_id, one.heading, one.kind) == (other.paper_id, other.heading, other.kind)
