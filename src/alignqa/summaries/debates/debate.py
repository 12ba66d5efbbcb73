"""A debate: who says a claim and who denies it, each with a proven quote, and apart from them who reports that others do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from typing_extensions import TypedDict  # as in answers/answer.py

from alignqa.answers import attribution
from alignqa.answers.answer import Abstention, Answer, Citation, Outcome, OutcomeDict, Reason
from alignqa.answers.trace import Trace
from alignqa.summaries.subjects.reported import ReportedWork
from alignqa.summaries.subjects.sides import Side


class DebateEntryDict(TypedDict):
    """An entry."""

    marker: int
    side: str
    own: bool
    reports: list[str]
    words: str
    hedges: list[str]


class DebateToldDict(TypedDict):
    """The sides."""

    claim: str
    entries: list[DebateEntryDict]


class DebateDict(OutcomeDict):
    """An answer that also has the sides."""

    debate: DebateToldDict


@dataclass(frozen=True, slots=True)
class DebateEntry:
    """A quote that takes a side; `own` says if its authors hold it themselves, and `reported` are the works that they name else.

    `words` are those of the quote, or of the heading above it, by which it takes the side; `hedges` weaken it.
    """

    side: Side
    own: bool
    citation: Citation
    words: str
    reported: tuple[ReportedWork, ...] = ()
    hedges: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The works that it reports, the heading that tells the side, and its hedges."""
        named = f"reports {', '.join(map(str, self.reported)) or 'others'}" if not self.own else ""
        headed = "" if self.words in self.citation.quote.exact else f"under “{self.words}”"
        hedged = f"hedged: {', '.join(self.hedges)}" if self.hedges else ""
        return "; ".join(part for part in (named, headed, hedged) if part)


@dataclass(frozen=True, slots=True)
class Debate:
    """The entries on a claim, numbered in this order: for, against, and the same of reports; each group oldest first.

    `asked` is what was asked, `claim` the claim that it was turned to.
    `nearest` are passages on the subject that take no side, if nothing does.
    """

    asked: str
    claim: str
    entries: tuple[DebateEntry, ...]
    nearest: tuple[Citation, ...] = ()
    trace: Trace = field(default_factory=Trace)

    def groups(self) -> Iterator[tuple[Side, bool, tuple[DebateEntry, ...]]]:
        """Yields side, own, and the entries of each group: what authors hold, even if there is nothing, and then reports."""
        for own in (True, False):
            for side in Side:
                found = tuple(one for one in self.entries if one.side is side and one.own is own)
                if found or own:
                    yield side, own, found

    def outcome(self) -> Outcome:
        """Returns the debate as an answer, which can be proven like any other; an abstention if nothing takes a side."""
        question = f"debate: {self.asked}"
        citations = tuple(one.citation for one in self.entries)
        if citations:
            return Answer(question, attribution.quoted_claims(citations), citations, trace=self.trace)
        reason = Reason.INSUFFICIENT_EVIDENCE if self.nearest else Reason.NOT_IN_CORPUS
        return Abstention(question, reason, NO_SIDE, self.nearest, trace=self.trace)

    def to_dict(self) -> DebateDict:
        """Returns the outcome as JSON, with the side of each citation."""
        return {
            **self.outcome().to_dict(),
            "debate": {"claim": self.claim, "entries": [_dict(one) for one in self.entries]},
        }


NO_SIDE = "No sentence was found that plainly says this, or denies it."
"""The message of an abstention."""


def _dict(one: DebateEntry) -> DebateEntryDict:
    return {
        "marker": one.citation.marker,
        "side": one.side.value,
        "own": one.own,
        "reports": [str(work) for work in one.reported] if not one.own else [],
        "words": one.words,
        "hedges": list(one.hedges),
    }
