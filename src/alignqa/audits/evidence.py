"""Finds the best evidence for a statement: the quotable windows of papers, scored like those of an answer."""

from __future__ import annotations

from dataclasses import dataclass

from alignqa.answers.choosing.candidates import Candidate, find_candidates
from alignqa.answers.choosing.features import WindowWeights
from alignqa.papers.document import Span
from alignqa.retrieval.questions.form import MAX_QUESTION_CHARACTERS
from alignqa.retrieval.questions.understanding import understand
from alignqa.retrieval.snapshots import Snapshot


@dataclass(frozen=True, slots=True)
class Evidence:
    """A window of a paper, with measures of how near it is to a statement.

    `similarity` is the best cosine of a sentence, `whole` that of the mean sentence, `coverage` the weighted share of the
    statement's concepts that the window has, all in 0…1.
    """

    paper_id: str
    span: Span
    text: str
    heading: str
    similarity: float
    whole: float
    coverage: float

    @property
    def strength(self) -> float:
        """The strength of the evidence, in 0…1: the mean of the three measures."""
        return (self.similarity + self.whole + self.coverage) / 3.0


class EvidenceFinder:
    """Finds evidence in one state of an index."""

    def __init__(self, index: Snapshot, *, weights: WindowWeights) -> None:
        self._index = index
        self._weights = weights

    def find(self, statement: str, *, paper_ids: frozenset[str] | None = None) -> list[Evidence]:
        """Returns the windows nearest to a statement, strongest first, from these papers or from all."""
        claim = understand(statement[:MAX_QUESTION_CHARACTERS], self._index)
        found = find_candidates(claim, self._index, weights=self._weights, paper_ids=paper_ids).candidates
        evidence = [_evidence(candidate) for candidate in found]
        return sorted(evidence, key=lambda item: (-item.strength, len(item.span), item.paper_id, item.span.start))


def _evidence(candidate: Candidate) -> Evidence:
    window, features = candidate.window, candidate.features
    heading = window.sentences[0].passage.heading
    return Evidence(candidate.paper_id, window.span, window.text, heading, features.similarity, features.whole, features.coverage)
