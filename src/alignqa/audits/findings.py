"""The findings of an audit: a verdict on each citation, quotation and statement, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from alignqa.answers.answer import Citation
from alignqa.audits.comparison import Change
from alignqa.papers.document import Span


class DraftPart(StrEnum):
    """The parts of a draft that are judged."""

    CITATION = "citation"
    QUOTATION = "quotation"
    CONTENT = "content"


class FindingVerdict(StrEnum):
    """The verdicts on a part of a draft."""

    RIGHT = "right"
    WRONG_AUTHORS = "wrong authors"
    WRONG_YEAR = "wrong year"
    WRONG_TITLE = "wrong title"
    WRONG_SECTION = "no such section"
    UNKNOWN_WORK = "unknown work"

    VERBATIM = "verbatim"
    ALTERED = "altered"
    NOT_THERE = "not there"

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not found"
    UNSETTLED = "unsettled"

    NOT_IN_CORPUS = "paper not in the corpus"


PROBLEMS = frozenset(
    {
        FindingVerdict.WRONG_AUTHORS,
        FindingVerdict.WRONG_YEAR,
        FindingVerdict.WRONG_TITLE,
        FindingVerdict.WRONG_SECTION,
        FindingVerdict.ALTERED,
        FindingVerdict.NOT_THERE,
        FindingVerdict.CONTRADICTED,
        FindingVerdict.NOT_FOUND,
    }
)
"""The verdicts that count as problems; a part that could not be judged is not one."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A span of a draft, and the text that replaces it."""

    span: Span
    by: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on a span of a draft.

    `about` is the text of the span without markup, `work` the name of the work it was checked against, `message` the reason.
    `evidence` are proven quotes, the best first; `changes` explain an altered quotation.
    """

    part: DraftPart
    verdict: FindingVerdict
    span: Span
    line: int
    about: str
    work: str = ""
    message: str = ""
    evidence: tuple[Citation, ...] = ()
    changes: tuple[Change, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def is_problem(self) -> bool:
        """Tells whether the author has something to correct."""
        return self.verdict in PROBLEMS


@dataclass(frozen=True, slots=True)
class Audit:
    """All findings on a draft, in the order of its text; `notes` are sentences about what was not judged."""

    name: str
    text_sha256: str
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings that are problems."""
        return tuple(finding for finding in self.findings if finding.is_problem)

    def count(self, part: DraftPart) -> dict[FindingVerdict, int]:
        """Counts the verdicts on a part, in the order of `FindingVerdict`, without those that were never given."""
        given = [finding.verdict for finding in self.findings if finding.part is part]
        return {verdict: given.count(verdict) for verdict in FindingVerdict if verdict in given}
