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
    WRONG_PAGE = "no such page"
    WRONG_LINK = "wrong identifier"
    NO_ENTRY = "no such entry"
    DEFINED_TWICE = "defined twice"
    UNKNOWN_WORK = "unknown work"
    WRONG_VENUE = "wrong venue"
    NOT_REGISTERED = "not registered"
    RETRACTED = "retracted"
    IN_DOUBT = "expression of concern"
    PUBLISHED = "published since"

    VERBATIM = "verbatim"
    ALTERED = "altered"
    NOT_THERE = "not there"

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    SAME_SUBJECT = "same-subject"
    NOT_FOUND = "not-found"

    NOT_AT_HAND = "not-at-hand"


PROBLEMS = frozenset(
    {
        FindingVerdict.WRONG_AUTHORS,
        FindingVerdict.WRONG_YEAR,
        FindingVerdict.WRONG_TITLE,
        FindingVerdict.WRONG_SECTION,
        FindingVerdict.WRONG_PAGE,
        FindingVerdict.WRONG_LINK,
        FindingVerdict.NO_ENTRY,
        FindingVerdict.DEFINED_TWICE,
        FindingVerdict.WRONG_VENUE,
        FindingVerdict.NOT_REGISTERED,
        FindingVerdict.RETRACTED,
        FindingVerdict.ALTERED,
        FindingVerdict.NOT_THERE,
        FindingVerdict.CONTRADICTED,
        FindingVerdict.NOT_FOUND,
    }
)
"""The verdicts that count as problems; a part that could not be judged is not one."""


ADVICE = frozenset({FindingVerdict.IN_DOUBT, FindingVerdict.PUBLISHED})
"""The verdicts that the author should know of, although nothing is wrong."""


class WhyNot(StrEnum):
    """The reasons why a part of a draft was not judged."""

    NOT_AT_HAND = "the text of the work is not at hand"
    UNKNOWN_WORK = "the work is unknown"
    NO_ENTRY = "it cites a number or a note that the draft does not have"
    QUESTION = "a question"
    SHORT = "too short to be compared"
    ANNOUNCES = "it only announces what follows"
    SECOND_HAND = "cited through another work"
    POINTS = "it is about a note, a table, a figure or the draft's own words"
    TABLE = "a cell of a table, which no text is near enough to"
    LANGUAGE = "not in English"
    UNREGISTERED = "an entry that no register has, nor would have to: a book, a report, a post"
    UNREACHED = "an entry that was not found while a register gave no answer"
    LIMIT = "the draft has too many"
    UNCITED_QUOTATION = "a quotation without a citation"
    UNCITED = "a sentence without a citation"


UNCITED = frozenset({WhyNot.UNCITED_QUOTATION, WhyNot.UNCITED})
"""The reasons that concern what cites nothing, so that there was nothing to judge it by."""


@dataclass(frozen=True, slots=True)
class NotJudged:
    """The parts of a draft that were not judged for one reason: how many, and the first lines in which they stand."""

    reason: WhyNot
    count: int
    lines: tuple[int, ...] = ()


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
    """All findings on a draft, in the order of its text; `notes` are remarks on the whole.

    `not_judged` counts what was not judged, by reason. `unit` is what the lines of findings count: "line" or "paragraph".
    `known` are problems that a baseline has; they are not among the findings.
    """

    name: str
    text_sha256: str
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()
    unit: str = "line"
    known: tuple[Finding, ...] = ()

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """The findings and the known problems, in the order of the text."""
        return tuple(sorted((*self.findings, *self.known), key=lambda finding: (finding.span.start, finding.part)))

    @property
    def is_whole(self) -> bool:
        """Tells whether everything in the draft that cites was judged."""
        return all(item.reason in UNCITED for item in self.not_judged)

    @property
    def shown(self) -> tuple[Finding, ...]:
        """The findings that the author should know of: the problems and the advice."""
        return tuple(finding for finding in self.findings if finding.is_problem or finding.verdict in ADVICE)

    @property
    def problems(self) -> tuple[Finding, ...]:
        """The findings that are problems."""
        return tuple(finding for finding in self.findings if finding.is_problem)

    def count(self, part: DraftPart) -> dict[FindingVerdict, int]:
        """Counts the verdicts on a part, in the order of `FindingVerdict`, without those that were never given."""
        given = [finding.verdict for finding in self.findings if finding.part is part]
        return {verdict: given.count(verdict) for verdict in FindingVerdict if verdict in given}
