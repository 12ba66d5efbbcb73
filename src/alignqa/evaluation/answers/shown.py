"""The answers that the assistant showed, as a run stores them: the facts from which every measure is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from alignqa.answers.answer import Reason
from alignqa.answers.quoting.verification import Check
from alignqa.papers.document import Locator


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """A quote as it is shown to people."""

    exact: str
    paper_id: str
    locator: Locator


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An outcome as it was shown.

    `reason` is None for an answer; for an abstention, `quotes` are the nearest passages.
    `proofs` is the number of checks against the catalogue, `faults` describes those that failed.
    """

    question_id: str
    reason: Reason | None
    confidence: float | None
    quotes: tuple[ShownQuote, ...]
    proofs: int
    faults: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Tells whether the outcome is an answer."""
        return self.reason is None


def shown_of(question_id: str, outcome: Mapping[str, Any], checks: Sequence[Check]) -> ShownAnswer:
    """Extracts the facts of an outcome in the schema `alignqa.answer/1` and of the checks that were made on it.

    KeyError, TypeError or ValueError if the outcome is malformed.
    """
    declined = outcome["abstention"]
    quoted = outcome["citations"] if declined is None else declined["nearest"]
    return ShownAnswer(
        question_id,
        None if declined is None else Reason(declined["reason"]),
        outcome["confidence"],
        tuple(
            ShownQuote(citation["quote"]["exact"], citation["paper_id"], Locator(**citation["locator"])) for citation in quoted
        ),
        len(checks),
        tuple(f"{check.name}: {check.fault}" for check in checks if check.fault),
    )


def to_record(shown: ShownAnswer) -> dict[str, object]:
    """Returns the facts as a JSON object."""
    return asdict(shown)


def from_record(data: Mapping[str, Any]) -> ShownAnswer:
    """Restores the facts from the object that `to_record` made; KeyError, TypeError or ValueError for anything else."""
    return ShownAnswer(
        data["question_id"],
        None if data["reason"] is None else Reason(data["reason"]),
        data["confidence"],
        tuple(ShownQuote(quote["exact"], quote["paper_id"], Locator(**quote["locator"])) for quote in data["quotes"]),
        data["proofs"],
        tuple(data["faults"]),
    )
