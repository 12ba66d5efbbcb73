"""The outcome of a question: an Answer whose claims stand on quotes, or an Abstention with its reason.

`to_dict` gives the one versioned schema that the command line, the batch files and the server share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NotRequired

from typing_extensions import TypedDict  # pydantic reads that of typing only from Python 3.12 on

from alignqa.answers.facts import Fact, fact_dict
from alignqa.answers.quote_schema import LocatorDict, OriginalDict, QuoteDict
from alignqa.answers.trace import Trace, TraceDict, trace_dict
from alignqa.papers.bibliography.citation_keys import stated_families
from alignqa.papers.document import Locator, Span
from alignqa.papers.notebook import NotebookDisplay
from alignqa.papers.person_names import plain_names

ANSWER_SCHEMA = "alignqa.answer/1"


class Reason(StrEnum):
    """The reason why an answer was declined."""

    OFF_TOPIC = "off-topic"
    NOT_IN_CORPUS = "not-in-corpus"
    INSUFFICIENT_EVIDENCE = "insufficient-evidence"
    FALSE_PREMISE = "false-premise"


class ClaimVerdict(StrEnum):
    """The relation of a claim to its quotes."""

    SUPPORTED = "supported"
    OVERCLAIMED = "overclaimed"
    SAME_SUBJECT = "same-subject"


@dataclass(frozen=True, slots=True)
class Quote(NotebookDisplay):
    """Verbatim, located text: `exact == text[span.start:span.end]` of the text with that hash.

    Only `quoting` builds one. `prefix` and `suffix` are up to 32 code points on either side.
    `quoted` says that the words are not the author's own: the paper quotes them, in a block quotation or a transcript.
    """

    exact: str
    span: Span
    prefix: str
    suffix: str
    paper_id: str
    text_sha256: str
    locator: Locator
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class WorkInQuote:
    """A work that a quote cites, resolved surely: the `mark` in the quote, and what is known of the work.

    `reported` says that the sentence is a report of it, and does not only mention it.
    `paper_id` is its key if the index has it; `original` is its own passage with nearly the same words, if there is one.
    """

    mark: str
    title: str | None
    authors: tuple[str, ...]
    year: int | None
    reported: bool = False
    paper_id: str | None = None
    original: Quote | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A marker that points to a quote, with the metadata of its paper.

    `wholes` are the works that the paper is a part of, `named` those that the quote itself cites.
    """

    marker: int
    quote: Quote
    title: str | None
    authors: tuple[str, ...]
    year: int | None
    url: str | None
    wholes: tuple[str, ...] = ()
    named: tuple[WorkInQuote, ...] = ()

    @property
    def paper_id(self) -> str:
        """The key of the paper that is quoted."""
        return self.quote.paper_id

    @property
    def locator(self) -> Locator:
        """Section and page of the quote."""
        return self.quote.locator

    @property
    def quoted(self) -> bool:
        """Tells that the words are quoted in the paper, and are not its author's own."""
        return self.quote.quoted


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement and the markers of the quotes it stands on, at least one."""

    text: str
    citations: tuple[int, ...]
    verdict: ClaimVerdict = ClaimVerdict.SUPPORTED

    def __post_init__(self) -> None:
        if not self.citations:
            raise ValueError("a claim stands on at least one quote")


@dataclass(frozen=True, slots=True)
class Answer(NotebookDisplay):
    """Claims, best first, and the citations they stand on; or instead of both `facts`, which the catalogue tells unquoted."""

    question: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    confidence: float | None = None
    trace: Trace = field(default_factory=Trace)
    facts: tuple[Fact, ...] = ()

    def to_dict(self) -> OutcomeDict:
        """Returns the answer in the schema `alignqa.answer/1`."""
        made: OutcomeDict = {
            "schema": ANSWER_SCHEMA,
            "question": self.question,
            "outcome": "answered",
            "claims": [{"text": c.text, "citations": list(c.citations), "verdict": c.verdict.value} for c in self.claims],
            "confidence": self.confidence,
            "citations": [citation_dict(citation) for citation in self.citations],
            "abstention": None,
            "trace": trace_dict(self.trace),
        }
        told: FactsDict = {**made, "facts": [fact_dict(fact) for fact in self.facts]}
        return told if self.facts else made


@dataclass(frozen=True, slots=True)
class Abstention(NotebookDisplay):
    """A declined answer: the reason, a sentence that explains it, and the nearest passages."""

    question: str
    reason: Reason
    message: str
    nearest: tuple[Citation, ...] = ()
    confidence: float | None = None
    trace: Trace = field(default_factory=Trace)

    def to_dict(self) -> OutcomeDict:
        """Returns the abstention in the schema `alignqa.answer/1`."""
        return {
            "schema": ANSWER_SCHEMA,
            "question": self.question,
            "outcome": "abstained",
            "claims": [],
            "confidence": self.confidence,
            "citations": [],
            "abstention": {
                "reason": self.reason.value,
                "message": self.message,
                "nearest": [citation_dict(citation) for citation in self.nearest],
            },
            "trace": trace_dict(self.trace),
        }


Outcome = Answer | Abstention


class CitationDict(TypedDict):
    """A citation as JSON."""

    marker: int
    paper_id: str
    title: str | None
    authors: list[str]
    year: int | None
    url: str | None
    wholes: NotRequired[list[str]]  # the titles of the works that the paper is a part of, if it is one
    # The works that the quote itself cites; without their fields, since an agent pays for each line of a schema.
    names: NotRequired[list[dict[str, object]]]
    # The family name of each author, if a source states one of several words; a list, untyped for the same reason.
    families: NotRequired[object]
    quoted: NotRequired[bool]  # true if the paper only quotes these words, which are not its author's own
    locator: LocatorDict
    quote: QuoteDict
    text_sha256: str


class ClaimDict(TypedDict):
    """A claim as JSON."""

    text: str
    citations: list[int]
    verdict: str


class AbstentionDict(TypedDict):
    """The reason of an abstention as JSON."""

    reason: str
    message: str
    nearest: list[CitationDict]


class OutcomeDict(TypedDict):
    """An answer or an abstention as JSON."""

    schema: str
    question: str
    outcome: str
    claims: list[ClaimDict]
    confidence: float | None
    citations: list[CitationDict]
    abstention: AbstentionDict | None
    trace: TraceDict


class FactsDict(OutcomeDict):
    """An answer as JSON that metadata give; apart, since an agent pays for each line of the schema of all others."""

    facts: list[dict[str, object]]


def citation_dict(citation: Citation) -> CitationDict:
    """Returns a citation as JSON."""
    found: CitationDict = {
        "marker": citation.marker,
        "paper_id": citation.paper_id,
        "title": citation.title,
        "authors": plain_names(citation.authors),
        "year": citation.year,
        "url": citation.url,
        "locator": _locator_dict(citation.locator),
        "quote": _quote_dict(citation.quote),
        "text_sha256": citation.quote.text_sha256,
    }
    if families := stated_families(citation.authors):
        found["families"] = families
    if citation.wholes:
        found["wholes"] = list(citation.wholes)
    if citation.named:
        found["names"] = [_named_dict(work) for work in citation.named]
    if citation.quoted:
        found["quoted"] = True
    return found


def original_dict(quote: Quote) -> OriginalDict:
    """Returns a quote with its place and the hash of its text as JSON."""
    return {
        "paper_id": quote.paper_id,
        "locator": _locator_dict(quote.locator),
        "quote": _quote_dict(quote),
        "text_sha256": quote.text_sha256,
    }


def _named_dict(work: WorkInQuote) -> dict[str, object]:
    return {
        "mark": work.mark,
        "title": work.title,
        "authors": plain_names(work.authors),
        "year": work.year,
        "reported": work.reported,
        "paper_id": work.paper_id,
        "original": original_dict(work.original) if work.original else None,
    }


def _locator_dict(locator: Locator) -> LocatorDict:
    return {"section": locator.section, "page": locator.page, "page_label": locator.page_label}


def _quote_dict(quote: Quote) -> QuoteDict:
    return {
        "exact": quote.exact,
        "start": quote.span.start,
        "end": quote.span.end,
        "prefix": quote.prefix,
        "suffix": quote.suffix,
    }
