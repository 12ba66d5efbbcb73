"""Chooses quotes without a language model: windows of one to three sentences, scored by a few readable signs."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from alignqa.answers import cues
from alignqa.answers.quoting import MOST_CHARACTERS, MOST_SENTENCES
from alignqa.index.interfaces import Embedder, Vectors
from alignqa.index.records import PassageRecord
from alignqa.papers.document import RegionKind, Span
from alignqa.retrieval.question import Kind, Question
from alignqa.retrieval.retriever import RankedPassage
from alignqa.retrieval.terms import stem, stems

PASSAGES = 16
"""Passages in which quotes are looked for."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign counts; all signs lie in 0…1."""

    similarity: float = 1.0
    coverage: float = 0.8
    passage: float = 0.45
    definition: float = 0.7
    form: float = 0.2
    report: float = -0.12
    question: float = -0.35
    malformed: float = -0.5
    leaning: float = -0.08
    extra_sentence: float = -0.04


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window of a passage with its score and the signs it was made of."""

    ranked: RankedPassage
    sentences: tuple[Span, ...]
    score: float
    similarity: float
    coverage: float
    definition: float

    @property
    def span(self) -> Span:
        """From the first sentence's start to the last one's end."""
        return Span(self.sentences[0].start, self.sentences[-1].end)

    @property
    def passage(self) -> PassageRecord:
        """The passage of which this is a window."""
        return self.ranked.passage

    @property
    def text(self) -> str:
        """The window's slice."""
        offset = self.passage.span.start
        return self.passage.text[self.span.start - offset : self.span.end - offset]


class Chooser:
    """Scores the windows of ranked passages for a question and picks a few that do not repeat each other."""

    def __init__(self, embedder: Embedder, rarity: Callable[[str], float], weights: Weights | None = None) -> None:
        self._embedder = embedder
        self._rarity = rarity
        self._weights = weights or Weights()

    def candidates(self, question: Question, vector: Vectors, ranked: Sequence[RankedPassage]) -> list[Candidate]:
        """All windows of the first body passages, best first."""
        body = [item for item in ranked if item.passage.kind is RegionKind.BODY][:PASSAGES]
        texts = [_slice(item.passage, span) for item in body for span in item.passage.sentences]
        similarities = self._embedder.embed(texts) @ vector if texts else np.empty(0, dtype=np.float32)
        wanted = {stem(word): 0.0 for word in question.words}
        wanted = {key: self._rarity(key) for key in wanted}
        found: list[Candidate] = []
        first = 0
        for item in body:
            count = len(item.passage.sentences)
            found.extend(self._windows(question, item, similarities[first : first + count], wanted))
            first += count
        found.sort(key=lambda c: (-c.score, c.passage.paper_id, c.span.start, c.span.end))
        return found

    def _windows(
        self, question: Question, item: RankedPassage, similarities: Vectors, wanted: dict[str, float]
    ) -> list[Candidate]:
        passage = item.passage
        texts = [_slice(passage, span) for span in passage.sentences]
        present = [frozenset(stems(text)) & wanted.keys() for text in texts]
        defining = [
            max((cues.defines(text, term) for term in question.subjects), default=0.0)
            if question.kind is Kind.DEFINITION
            else 0.0
            for text in texts
        ]
        total = sum(wanted.values()) or 1.0
        found: list[Candidate] = []
        for first in range(len(texts)):
            for last in range(first, min(first + MOST_SENTENCES, len(texts))):
                sentences = passage.sentences[first : last + 1]
                if sentences[-1].end - sentences[0].start > MOST_CHARACTERS:
                    break
                window = slice(first, last + 1)
                coverage = sum(wanted[key] for key in frozenset().union(*present[window])) / total
                similarity = float(similarities[window].max())
                definition = max(defining[window])
                score = self._score(question, texts[window], item.score, similarity, coverage, definition)
                found.append(Candidate(item, sentences, round(score, 6), round(similarity, 6), round(coverage, 6), definition))
        return found

    def _score(
        self, question: Question, texts: Sequence[str], passage: float, similarity: float, coverage: float, definition: float
    ) -> float:
        w = self._weights
        count = len(texts)
        return (
            w.similarity * similarity
            + w.coverage * coverage
            + w.passage * passage
            + w.definition * definition
            + w.form * max(cues.suits(text, question.kind) for text in texts)
            + w.report * cues.reports(texts[0])
            + w.question * sum(map(cues.asks, texts)) / count
            + w.malformed * sum(not cues.well_formed(text) for text in texts) / count
            + w.leaning * cues.leans_on_previous(texts[0])
            + w.extra_sentence * (count - 1)
        )


def choose(candidates: Sequence[Candidate], *, count: int, floor: float = 0.72) -> list[Candidate]:
    """At most `count` candidates, best first, none repeating another and none far below the best."""
    chosen: list[Candidate] = []
    for candidate in candidates:
        if len(chosen) == count or (chosen and candidate.score < floor * chosen[0].score):
            break
        if not any(_repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


def _repeats(one: Candidate, other: Candidate) -> bool:
    if one.passage.paper_id == other.passage.paper_id and one.span.overlaps(other.span):
        return True
    mine, theirs = set(stems(one.text)), set(stems(other.text))
    return len(mine & theirs) >= 0.7 * min(len(mine), len(theirs))


def rarity_from(frequency: Callable[[str], int], passages: int) -> Callable[[str], float]:
    """Inverse document frequency of a stem, as BM25 counts it, never below a little."""

    def rarity(key: str) -> float:
        found = frequency(key)
        return max(0.1, math.log(1.0 + (passages - found + 0.5) / (found + 0.5)))

    return rarity


def _slice(passage: PassageRecord, span: Span) -> str:
    return passage.text[span.start - passage.span.start : span.end - passage.span.start]
