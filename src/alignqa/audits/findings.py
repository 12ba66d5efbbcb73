"""What an audit found: a verdict on each citation, quotation and statement, with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from alignqa.answers.answer import Citation
from alignqa.audits.comparison import Change
from alignqa.papers.document import Span


class DraftPart(StrEnum):
    """What of a draft is judged."""

    CITATION = "citation"
    QUOTATION = "quotation"
    CONTENT = "content"


class FindingVerdict(StrEnum):
    """How a part of a draft stands to the literature."""

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
"""The verdicts that make a draft unclean; what could not be judged does not."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Words of a draft to be replaced."""

    span: Span
    by: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict on a stretch of a draft.

    `about` is the stretch as a reader sees it, `work` the work it was held against, in words, and `message` a sentence.
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
        """Whether the author has something to mend."""
        return self.verdict in PROBLEMS


@dataclass(frozen=True, slots=True)
class Audit:
    """All findings on a draft, in the order of its text; `notes` are sentences on what was not judged."""

    name: str
    text_sha256: str
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings that make the draft unclean."""
        return tuple(finding for finding in self.findings if finding.is_problem)

    def count(self, part: DraftPart) -> dict[FindingVerdict, int]:
        """How often each verdict was given on a part, in the order of the verdicts; those never given are left out."""
        given = [finding.verdict for finding in self.findings if finding.part is part]
        return {verdict: given.count(verdict) for verdict in FindingVerdict if verdict in given}
