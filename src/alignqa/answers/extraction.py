"""Chooses quotes without a language model: windows of one to three sentences, scored by a few readable signs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from alignqa.answers import signs
from alignqa.answers.signs import Asked, Signs, Weights
from alignqa.answers.windows import Sentence, Window, continuation, stretches, windows
from alignqa.index.interfaces import Embedder, Vectors
from alignqa.index.records import PassageRecord
from alignqa.papers.document import Span
from alignqa.retrieval.concepts import concepts, names_of, weigh
from alignqa.retrieval.mentions import Mentions
from alignqa.retrieval.question import Question
from alignqa.retrieval.retriever import RankedPassage
from alignqa.retrieval.terms import stems

PASSAGES = 24
"""Passages in which, and around which, quotes are looked for."""
_MOST_PARTS = 2  # further quotes for one list
READ_CLOSELY = 16
"""Sentences that are compared with the question by their meaning, since embedding is what takes time."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window with its score and the signs it was made of."""

    window: Window
    signs: Signs
    score: float

    @property
    def span(self) -> Span:
        """From the first sentence's start to the last one's end."""
        return self.window.span

    @property
    def paper_id(self) -> str:
        """The paper's key."""
        return self.window.paper_id


class Chooser:
    """Scores the windows of ranked passages and of what stands around them."""

    def __init__(self, embedder: Embedder, rarity: Callable[[str], float], weights: Weights | None = None) -> None:
        self._embedder = embedder
        self._rarity = rarity
        self._weights = weights or Weights()

    def candidates(
        self,
        question: Question,
        vector: Vectors,
        *,
        ranked: Sequence[RankedPassage],
        around: Sequence[PassageRecord],
        mentioned: Mentions,
    ) -> list[Candidate]:
        """Scored windows, best first; `around` are the ranked passages and their neighbours."""
        topic = mentioned.topic(question.words)
        asked = Asked(
            kind=question.kind,
            words=frozenset(question.words),
            terms=tuple(name for subject in question.subjects for name in names_of(subject)),
            concepts=weigh(concepts(topic), self._rarity),
            passages={item.passage.passage_id: item.score for item in ranked[:PASSAGES]},
            mentioned=mentioned.papers,
        )
        rough = [
            self._candidate(window, signs.read(window, asked))
            for run in stretches(around)
            for window in windows(run, asked.passages)
        ]
        near = {item.passage.passage_id: item.similarity for item in ranked[:PASSAGES] if item.similarity is not None}
        return sorted(self._read_closely(sorted(rough, key=_order), vector, near), key=_order)

    def _candidate(self, window: Window, found: Signs) -> Candidate:
        return Candidate(window, found, self._weights.score(found))

    def _read_closely(self, rough: Sequence[Candidate], vector: Vectors, passages: Mapping[int, float]) -> list[Candidate]:
        """The candidates with their similarity to the question: that of the nearest sentence for the first of them.

        For the others it is that of their passage, which says less, so none of them gains by not having been read.
        """
        first: dict[tuple[int, int], Sentence] = {}
        for candidate in rough:
            unread = {sentence.place: sentence for sentence in candidate.window.sentences if sentence.place not in first}
            if len(first) + len(unread) <= READ_CLOSELY:
                first.update(unread)
        similarities = self._embedder.embed([sentence.text for sentence in first.values()]) @ vector if first else ()
        near = dict(zip(first, map(float, similarities), strict=True))
        least = min(passages.values(), default=0.0)
        return [self._closer(candidate, near, passages, least) for candidate in rough]

    def _closer(
        self, candidate: Candidate, sentences: Mapping[tuple[int, int], float], passages: Mapping[int, float], least: float
    ) -> Candidate:
        similarity = max(
            sentences.get(sentence.place, passages.get(sentence.passage.passage_id, least))
            for sentence in candidate.window.sentences
        )
        return self._candidate(candidate.window, replace(candidate.signs, similarity=round(similarity, 6)))


def choose(candidates: Sequence[Candidate], *, count: int, floor: float = 0.5) -> list[Candidate]:
    """At most `count` candidates, best first, none repeating another and none far below the best."""
    chosen: list[Candidate] = []
    for candidate in candidates:
        if len(chosen) == count or (chosen and candidate.score < floor * chosen[0].score):
            break
        if not any(_repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
            chosen.extend(_continued(candidate)[: count - len(chosen)])
    return chosen


def _continued(candidate: Candidate) -> list[Candidate]:
    """The other parts of a list that a candidate introduces: half of an enumeration answers nothing."""
    parts: list[Candidate] = []
    window = continuation(candidate.window)
    while window is not None and len(parts) < _MOST_PARTS:
        parts.append(replace(candidate, window=window))
        window = continuation(window)
    return parts


def rarity_from(frequency: Callable[[str], int], passages: int) -> Callable[[str], float]:
    """Inverse document frequency of a stem, as BM25 counts it, never below a little."""

    def rarity(key: str) -> float:
        found = frequency(key)
        return max(0.1, math.log(1.0 + (passages - found + 0.5) / (found + 0.5)))

    return rarity


def _repeats(one: Candidate, other: Candidate) -> bool:
    if one.paper_id == other.paper_id and one.span.overlaps(other.span):
        return True
    mine, theirs = set(stems(one.window.text)), set(stems(other.window.text))
    return len(mine & theirs) >= 0.7 * min(len(mine), len(theirs))


def _order(candidate: Candidate) -> tuple[float, str, int, int]:
    return (-candidate.score, candidate.paper_id, candidate.span.start, candidate.span.end)
