"""Chooses quotes without a language model: windows of one to three sentences, scored by a few readable features."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from alignqa.answers.choosing.copies import Standing, are_copies, marks_of
from alignqa.answers.choosing.features import FeatureExtractor, WindowFeatures, WindowWeights
from alignqa.answers.choosing.windows import Window, continuation, stretches, windows
from alignqa.index.catalogue.records import PassageRecord
from alignqa.index.passages.vectors import PassageVectors
from alignqa.papers.document import Span
from alignqa.reading.readings import Reading
from alignqa.retrieval.questions.question import Question
from alignqa.retrieval.retriever import RankedPassage
from alignqa.retrieval.snapshots import Snapshot
from alignqa.retrieval.terms import stems

CHOSEN_FROM = 16
"""The number of passages retrieved for a question; quotes are sought in them and in their neighbours."""
_MAX_PARTS = 2  # further quotes for one list
FLOOR = 0.5
"""The share of the best score that a further quote needs, where the features alone choose."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window with its features and the score made of them, or of them and of its reading where it was read."""

    window: Window
    features: WindowFeatures
    score: float
    reading: Reading | None = None

    @property
    def span(self) -> Span:
        """The span from the first sentence's start to the last one's end."""
        return self.window.span

    @property
    def paper_id(self) -> str:
        """The paper's key."""
        return self.window.paper_id

    def overlaps(self, other: Candidate) -> bool:
        """Checks whether two candidates share part of a paper's text."""
        return self.paper_id == other.paper_id and self.span.overlaps(other.span)


@dataclass(frozen=True, slots=True)
class Found:
    """The passages retrieved for a question, and the windows that could be quoted from them and around them, best first."""

    ranked: tuple[RankedPassage, ...]
    candidates: tuple[Candidate, ...]


def find_candidates(
    question: Question,
    index: Snapshot,
    *,
    weights: WindowWeights,
    paper_ids: frozenset[str] | None = None,
    passages: int = CHOSEN_FROM,
    retrieved: Callable[[], None] = lambda: None,
) -> Found:
    """Finds the windows that could be quoted for a question; answers and audits both use it.

    `paper_ids` limits the search to some papers, and `passages` are retrieved.
    `retrieved` is called when retrieval is done, for timing.
    """
    ranked = index.retriever.retrieve(question, count=passages, paper_ids=paper_ids)
    retrieved()
    keys = [item.passage.passage_id for item in ranked]
    around = list(index.catalogue.passages({near for key in keys for near in (key - 1, key, key + 1)}).values())
    vectors = index.catalogue.passage_vectors([passage.passage_id for passage in around], index.embedder.identity)
    return Found(tuple(ranked), tuple(score_windows(question, ranked, around=around, vectors=vectors, weights=weights)))


def score_windows(
    question: Question,
    ranked: Sequence[RankedPassage],
    *,
    around: Sequence[PassageRecord],
    vectors: Mapping[int, PassageVectors],
    weights: WindowWeights,
) -> list[Candidate]:
    """Scores the windows of ranked passages, best first; `around` are these and their neighbours, `vectors` are by passage id."""
    scores = {item.passage.passage_id: item.score for item in ranked}
    extractor = FeatureExtractor(question, scores, around=around, vectors=vectors)
    found = [(window, extractor.read(window)) for run in stretches(around) for window in windows(run, scores)]
    return sorted((Candidate(window, features, weights.score(features)) for window, features in found), key=_order)


def choose(candidates: Sequence[Candidate], *, count: int, better: Standing, floor: float = FLOOR) -> list[Candidate]:
    """Chooses at most `count` candidates, best first, none repeating another and none below the share `floor` of the best.

    Text that is in several papers is quoted from the one that is `better` to cite.
    """
    chosen: list[Candidate] = []
    for found in candidates:
        if len(chosen) == count or (chosen and found.score < floor * chosen[0].score):
            break
        candidate = _best_copy(found, candidates, better)
        parts = _list_parts(candidate)
        if not any(_repeats(candidate, other) or _repeats_list(parts, other) for other in chosen):
            chosen.append(candidate)
            chosen.extend(parts[: count - len(chosen)])
    return chosen


def _repeats_list(parts: Sequence[Candidate], other: Candidate) -> bool:
    """Checks whether a copy of this list is quoted already."""
    return any(are_copies(part.window, other.window) for part in parts)


def _list_parts(candidate: Candidate) -> list[Candidate]:
    """Returns the other parts of a list that a candidate introduces: half of an enumeration answers nothing."""
    parts: list[Candidate] = []
    window = continuation(candidate.window)
    while window is not None and len(parts) < _MAX_PARTS:
        parts.append(replace(candidate, window=window))
        window = continuation(window)
    return parts


def _best_copy(candidate: Candidate, candidates: Sequence[Candidate], better: Standing) -> Candidate:
    """Returns the candidate itself, or one with the same sentences in a paper that is better to cite."""
    wanted = marks_of(candidate.window)
    if len(wanted) < len(candidate.window.sentences):  # some are too short to be distinctive
        return candidate
    same = [other for other in candidates if other.paper_id != candidate.paper_id and marks_of(other.window) == wanted]
    return max((candidate, *same), key=lambda one: better(one.paper_id))  # the first of the best ones


def _repeats(one: Candidate, other: Candidate) -> bool:
    if one.overlaps(other) or are_copies(one.window, other.window):
        return True
    mine, theirs = set(stems(one.window.text)), set(stems(other.window.text))
    return len(mine & theirs) >= 0.7 * min(len(mine), len(theirs))


def _order(candidate: Candidate) -> tuple[float, str, int, int]:
    return (-candidate.score, candidate.paper_id, candidate.span.start, candidate.span.end)
