"""Reports of runs: the figures, with everything that is needed to remake them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from alignqa.evaluation.answers.measures import AnswerMeasures
from alignqa.evaluation.provenance import Provenance
from alignqa.evaluation.retrieval.measures import RunComparison
from alignqa.evaluation.statistics import Figure
from alignqa.evaluation.thresholds import Threshold, missed


@dataclass(frozen=True, slots=True)
class AnswersReport:
    """The report on a question set; `missed` has a sentence for each figure below its threshold."""

    provenance: Provenance
    measures: AnswerMeasures
    missed: tuple[str, ...] = ()

    def against(self, thresholds: Iterable[Threshold]) -> AnswersReport:
        """Returns the report with a note for each figure below its threshold."""
        return replace(self, missed=tuple(missed(thresholds, self.measures.figures)))

    @property
    def holds(self) -> bool:
        """Tells whether every threshold is met and every quote was proven."""
        return not self.missed and not self.measures.unproven

    def to_dict(self) -> dict[str, object]:
        """Returns the report in the schema `alignqa.eval.answers/1`."""
        return {
            "schema": "alignqa.eval.answers/1",
            "provenance": self.provenance.to_dict(),
            "measures": asdict(self.measures),
            "missed": list(self.missed),
        }


@dataclass(frozen=True, slots=True)
class Counts:
    """The size of a collection."""

    documents: int
    queries: int
    judgements: int


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """The report on a test collection, with the comparison of two runs if there is one.

    `problems` are judgements of documents or queries that do not exist.
    `left_out` are documents without prose, which cannot be found.
    """

    provenance: Provenance
    counts: Counts
    figures: tuple[Figure, ...]
    comparisons: tuple[RunComparison, ...] = ()
    problems: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    def against(self, thresholds: Iterable[Threshold]) -> RetrievalReport:
        """Returns the report with a note for each figure below its threshold."""
        return replace(self, missed=tuple(missed(thresholds, self.figures)))

    @property
    def holds(self) -> bool:
        """Tells whether every threshold is met and every judged query and document exists."""
        return not self.missed and not self.problems

    def to_dict(self) -> dict[str, object]:
        """Returns the report in the schema `alignqa.eval.retrieval/1`."""
        return {"schema": "alignqa.eval.retrieval/1", **asdict(self), "provenance": self.provenance.to_dict()}
