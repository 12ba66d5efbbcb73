"""Chooses quotes without a language model: windows of one to three sentences, scored by a few readable signs."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from alignqa.answers.choosing.copies import Standing, are_copies, best_copy
from alignqa.answers.choosing.features import Asked, FeatureExtractor, WindowFeatures, WindowWeights
from alignqa.answers.choosing.windows import Window, continuation, stretches, windows
from alignqa.index.catalogue.records import PassageRecord
from alignqa.index.interfaces import Vectors
from alignqa.index.passages.vectors import PassageVectors
from alignqa.papers.document import Span
from alignqa.retrieval.mentions import Mentions
from alignqa.retrieval.question import Question
from alignqa.retrieval.retriever import RankedPassage
from alignqa.retrieval.terms import stems
from alignqa.retrieval.topic_words import concepts, names_of, weigh

CHOSEN_FROM = 16
"""Passages in which, and around which, quotes are looked for."""
_MAX_PARTS = 2  # further quotes for one list


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window with its score and the signs it was made of."""

    window: Window
    signs: WindowFeatures
    score: float

    @property
    def span(self) -> Span:
        """From the first sentence's start to the last one's end."""
        return self.window.span

    @property
    def paper_id(self) -> str:
        """The paper's key."""
        return self.window.paper_id

    def overlaps(self, other: Candidate) -> bool:
        """Whether they have a place of a paper in common."""
        return self.paper_id == other.paper_id and self.span.overlaps(other.span)


class Chooser:
    """Scores the windows of ranked passages and of what stands around them."""

    def __init__(self, rarity: Callable[[str], float], weights: WindowWeights | None = None) -> None:
        self._rarity = rarity
        self._weights = weights or WindowWeights()

    def candidates(
        self,
        question: Question,
        vector: Vectors,
        *,
        ranked: Sequence[RankedPassage],
        around: Sequence[PassageRecord],
        vectors: Mapping[int, PassageVectors],
        mentioned: Mentions,
    ) -> list[Candidate]:
        """Scored windows, best first; `around` are the ranked passages and their neighbours, `vectors` theirs by id."""
        topic = mentioned.topic(question.words)
        asked = Asked(
            kind=question.kind,
            words=frozenset(question.words),
            terms=tuple(name for subject in question.subjects for name in names_of(subject)),
            concepts=weigh(concepts(topic), self._rarity),
            vector=vector,
            passages={item.passage.passage_id: item.score for item in ranked[:CHOSEN_FROM]},
            mentioned=mentioned.papers,
        )
        reader = FeatureExtractor(asked, around, vectors)
        found = [
            self._candidate(window, reader.read(window)) for run in stretches(around) for window in windows(run, asked.passages)
        ]
        return sorted(found, key=_order)

    def _candidate(self, window: Window, found: WindowFeatures) -> Candidate:
        return Candidate(window, found, self._weights.score(found))


def choose(candidates: Sequence[Candidate], *, count: int, better: Standing, floor: float = 0.5) -> list[Candidate]:
    """At most `count` candidates, best first, none repeating another and none far below the best.

    What stands in several papers is quoted from the one that is `better` to cite.
    """
    chosen: list[Candidate] = []
    for found in candidates:
        if len(chosen) == count or (chosen and found.score < floor * chosen[0].score):
            break
        candidate = best_copy(found, candidates, better)
        parts = _continued(candidate)
        if not any(_repeats(candidate, other) or _begins_again(parts, other) for other in chosen):
            chosen.append(candidate)
            chosen.extend(parts[: count - len(chosen)])
    return chosen


def _begins_again(parts: Sequence[Candidate], other: Candidate) -> bool:
    """Whether a list is one that a copy is quoted from already."""
    return any(are_copies(part.window, other.window) for part in parts)


def _continued(candidate: Candidate) -> list[Candidate]:
    """The other parts of a list that a candidate introduces: half of an enumeration answers nothing."""
    parts: list[Candidate] = []
    window = continuation(candidate.window)
    while window is not None and len(parts) < _MAX_PARTS:
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
    if one.overlaps(other) or are_copies(one.window, other.window):
        return True
    mine, theirs = set(stems(one.window.text)), set(stems(other.window.text))
    return len(mine & theirs) >= 0.7 * min(len(mine), len(theirs))


def _order(candidate: Candidate) -> tuple[float, str, int, int]:
    return (-candidate.score, candidate.paper_id, candidate.span.start, candidate.span.end)
