"""Chooses quotes without a language model: windows of one to three sentences, scored by a few readable signs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from alignqa.answers import cues
from alignqa.answers.windows import Sentence, Window, stretches, windows
from alignqa.index.interfaces import Embedder, Vectors
from alignqa.index.records import PassageRecord
from alignqa.papers.document import Span
from alignqa.retrieval.question import Kind, Question
from alignqa.retrieval.retriever import RankedPassage
from alignqa.retrieval.terms import stem, stems

PASSAGES = 24
"""Passages in which, and around which, quotes are looked for."""
READ_CLOSELY = 30
"""Sentences that are compared with the question by their meaning, since embedding is what takes time."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign counts; the signs lie in 0…1."""

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
    paragraph: float = -0.06


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window with its score and the signs it was made of; `similarity` is None where it was not read closely."""

    window: Window
    score: float
    coverage: float
    definition: float
    similarity: float | None = None

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
        self, question: Question, vector: Vectors, ranked: Sequence[RankedPassage], around: Sequence[PassageRecord]
    ) -> list[Candidate]:
        """Scored windows, best first; `around` are the ranked passages and their neighbours."""
        scores = {item.passage.passage_id: item.score for item in ranked[:PASSAGES]}
        asked = {stem(word): self._rarity(stem(word)) for word in question.words}
        rough = [
            self._score(question, window, scores, asked) for run in stretches(around) for window in windows(run, scores)
        ]
        rough.sort(key=_order)
        close = self._read_closely(rough, vector)
        close.sort(key=_order)
        return close

    def _score(self, question: Question, window: Window, passages: Mapping[int, float], asked: Mapping[str, float]) -> Candidate:
        w = self._weights
        texts = [sentence.text for sentence in window.sentences]
        present = {key for text in texts for key in stems(text) if key in asked}
        coverage = sum(asked[key] for key in present) / (sum(asked.values()) or 1.0)
        definition = max((cues.defines(text, term) for text in texts for term in question.subjects), default=0.0)
        score = (
            w.coverage * coverage
            + w.passage * max(passages.get(sentence.passage.passage_id, 0.0) for sentence in window.sentences)
            + w.definition * (definition if question.kind is Kind.DEFINITION else 0.0)
            + w.form * max(cues.suits(text, question.kind) for text in texts)
            + w.report * cues.reports(texts[0])
            + w.question * sum(map(cues.asks, texts)) / len(texts)
            + w.malformed * sum(not cues.well_formed(text) for text in texts) / len(texts)
            + w.leaning * cues.leans_on_previous(texts[0])
            + w.extra_sentence * (len(texts) - 1)
            + w.paragraph * (window.paragraphs - 1)
        )
        return Candidate(window, score, round(coverage, 6), definition)

    def _read_closely(self, rough: Sequence[Candidate], vector: Vectors) -> list[Candidate]:
        """The first candidates with their similarity to the question: that of their nearest sentence."""
        chosen: dict[tuple[int, int], Sentence] = {}
        taken: list[Candidate] = []
        for candidate in rough:
            unread = {sentence.place: sentence for sentence in candidate.window.sentences if sentence.place not in chosen}
            if len(chosen) + len(unread) > READ_CLOSELY:
                continue
            chosen.update(unread)
            taken.append(candidate)
        if not taken:
            return []
        similarities = self._embedder.embed([sentence.text for sentence in chosen.values()]) @ vector
        near = dict(zip(chosen, map(float, similarities), strict=True))
        return [self._closer(candidate, max(near[sentence.place] for sentence in candidate.window.sentences)) for candidate in taken]

    def _closer(self, candidate: Candidate, similarity: float) -> Candidate:
        score = candidate.score + self._weights.similarity * similarity
        return replace(candidate, score=round(score, 6), similarity=round(similarity, 6))


def choose(candidates: Sequence[Candidate], *, count: int, floor: float = 0.6) -> list[Candidate]:
    """At most `count` candidates, best first, none repeating another and none far below the best."""
    chosen: list[Candidate] = []
    for candidate in candidates:
        if len(chosen) == count or (chosen and candidate.score < floor * chosen[0].score):
            break
        if not any(_repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
    return chosen


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
