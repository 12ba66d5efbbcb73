"""The outcome of a question: an Answer whose claims stand on quotes, or an Abstention with its reason.

`to_dict` gives the one versioned schema that the command line, the batch files and the server share.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NotRequired

from typing_extensions import TypedDict  # pydantic reads that of typing only from Python 3.12 on

from alignqa.answers.trace import Trace, TraceDict, trace_dict
from alignqa.papers.document import Locator, Span
from alignqa.papers.notebook import NotebookDisplay

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
class Citation:
    """A marker that points to a quote, with the metadata of its paper; `wholes` are the works that the paper is a part of."""

    marker: int
    quote: Quote
    title: str | None
    authors: tuple[str, ...]
    year: int | None
    url: str | None
    wholes: tuple[str, ...] = ()

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
    """Claims, best first, and the citations they stand on."""

    question: str
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    confidence: float | None = None
    trace: Trace = field(default_factory=Trace)

    def to_dict(self) -> OutcomeDict:
        """Returns the answer in the schema `alignqa.answer/1`."""
        return {
            "schema": ANSWER_SCHEMA,
            "question": self.question,
            "outcome": "answered",
            "claims": [{"text": c.text, "citations": list(c.citations), "verdict": c.verdict.value} for c in self.claims],
            "confidence": self.confidence,
            "citations": [citation_dict(citation) for citation in self.citations],
            "abstention": None,
            "trace": trace_dict(self.trace),
        }


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


class QuoteDict(TypedDict):
    """A quote as JSON."""

    exact: str
    start: int
    end: int
    prefix: str
    suffix: str


class LocatorDict(TypedDict):
    """A locator as JSON."""

    section: str | None
    page: int | None
    page_label: str | None


class CitationDict(TypedDict):
    """A citation as JSON."""

    marker: int
    paper_id: str
    title: str | None
    authors: list[str]
    year: int | None
    url: str | None
    wholes: NotRequired[list[str]]  # the titles of the works that the paper is a part of, if it is one
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


def citation_dict(citation: Citation) -> CitationDict:
    """Returns a citation as JSON."""
    quote, locator = citation.quote, citation.locator
    found: CitationDict = {
        "marker": citation.marker,
        "paper_id": citation.paper_id,
        "title": citation.title,
        "authors": list(citation.authors),
        "year": citation.year,
        "url": citation.url,
        "locator": {"section": locator.section, "page": locator.page, "page_label": locator.page_label},
        "quote": {
            "exact": quote.exact,
            "start": quote.span.start,
            "end": quote.span.end,
            "prefix": quote.prefix,
            "suffix": quote.suffix,
        },
        "text_sha256": quote.text_sha256,
    }
    if citation.wholes:
        found["wholes"] = list(citation.wholes)
    if citation.quoted:
        found["quoted"] = True
    return found
