"""What a run reports: its figures, with all that is needed to make them again."""

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
    """The figures of a question set; `missed` has a sentence for each figure below its threshold."""

    provenance: Provenance
    measures: AnswerMeasures
    missed: tuple[str, ...] = ()

    def against(self, thresholds: Iterable[Threshold]) -> AnswersReport:
        """The report with what is below a threshold noted."""
        return replace(self, missed=tuple(missed(thresholds, self.measures.figures)))

    @property
    def holds(self) -> bool:
        """Whether every threshold is met and every quote was proven."""
        return not self.missed and not self.measures.unproven

    def to_dict(self) -> dict[str, object]:
        """The report in the schema `alignqa.eval.answers/1`."""
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
    """The figures of a test collection, with the comparison where there is one.

    `problems` are judgements of what is not there; `left_out` are documents without prose, which cannot be found.
    """

    provenance: Provenance
    counts: Counts
    figures: tuple[Figure, ...]
    comparisons: tuple[RunComparison, ...] = ()
    problems: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    def against(self, thresholds: Iterable[Threshold]) -> RetrievalReport:
        """The report with what is below a threshold noted."""
        return replace(self, missed=tuple(missed(thresholds, self.figures)))

    @property
    def holds(self) -> bool:
        """Whether every threshold is met and every judgement is of a query and a document that are there."""
        return not self.missed and not self.problems

    def to_dict(self) -> dict[str, object]:
        """The report in the schema `alignqa.eval.retrieval/1`."""
        return {"schema": "alignqa.eval.retrieval/1", **asdict(self), "provenance": self.provenance.to_dict()}
