"""The occurrences of a sentence in the papers, each with its proof."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from typing_extensions import TypedDict  # as in answers/answer.py

from alignqa.answers import attribution
from alignqa.answers.answer import Abstention, Answer, Citation, Outcome, OutcomeDict, Reason
from alignqa.answers.trace import Trace
from alignqa.audits.comparison import Change


class Likeness(StrEnum):
    """The relation of a place in a paper to a sentence, the closest first.

    At a place of the same subject, neither agreement nor contradiction is established.
    """

    VERBATIM = "verbatim"
    NEARLY_VERBATIM = "nearly-verbatim"
    SAME_CLAIM = "same-claim"
    OPPOSITE_CLAIM = "opposite-claim"
    SAME_SUBJECT = "same-subject"


class OccurrenceDict(TypedDict):
    """An occurrence as JSON; `marker` is that of its citation or nearest passage, `changes` have `sentence` and `paper`."""

    marker: int
    likeness: str
    message: str
    changes: list[dict[str, str]]
    also_in: list[str]


class OccurrencesDict(OutcomeDict):
    """The occurrences of a sentence as JSON: an answer file with the likeness of each place."""

    occurrences: list[OccurrenceDict]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place in a paper and its relation to the sentence; `citation` has the proven quote of the whole sentences there.

    `changes` are the differences in words of a place with nearly the same ones, `message` says what to look at.
    `also_in` are other papers that have the same words.
    """

    likeness: Likeness
    citation: Citation
    message: str = ""
    changes: tuple[Change, ...] = ()
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The places that say a sentence or its opposite, in the order of `Likeness`; `nearest` are some of the same subject.

    Markers number each of the two from 1.
    """

    sentence: str
    found: tuple[Occurrence, ...]
    nearest: tuple[Occurrence, ...] = ()
    trace: Trace = field(default_factory=Trace)

    def outcome(self) -> Outcome:
        """Returns an answer, which can be proven like any other; an abstention if no paper says the sentence or its opposite."""
        asked = f"find: {self.sentence}"
        citations = tuple(item.citation for item in self.found)
        if citations:
            return Answer(asked, attribution.quoted_claims(citations), citations, trace=self.trace)
        reason = Reason.INSUFFICIENT_EVIDENCE if self.nearest else Reason.NOT_IN_CORPUS
        message = "No paper in the index was found to say this or its opposite."
        return Abstention(asked, reason, message, tuple(item.citation for item in self.nearest), trace=self.trace)

    def to_dict(self) -> OccurrencesDict:
        """Returns the outcome as JSON, with the likeness of each of its citations, or of its nearest passages."""
        return {**self.outcome().to_dict(), "occurrences": [_dict(item) for item in self.found or self.nearest]}


def _dict(item: Occurrence) -> OccurrenceDict:
    return {
        "marker": item.citation.marker,
        "likeness": item.likeness.value,
        "message": item.message,
        "changes": [{"sentence": change.quoted, "paper": change.source} for change in item.changes],
        "also_in": list(item.also_in),
    }
