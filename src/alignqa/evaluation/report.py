"""What a run reports: its figures, with all that is needed to make them again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace

from alignqa.evaluation.answer_measures import AnswerMeasures
from alignqa.evaluation.provenance import Provenance
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
