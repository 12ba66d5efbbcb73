"""A page: parts with quotes, and the answer file that proves them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from alignqa.answers import attribution
from alignqa.answers.answer import Abstention, Answer, Citation, Claim, Outcome, OutcomeDict, Quote, Reason
from alignqa.answers.trace import Trace
from alignqa.papers.document import Metadata

_RESERVED = frozenset({"index", "manifest", "table"})  # what a folder holds beside its pages
_LONGEST_NAME = 80  # code points of a file name, well below what any file system takes


@dataclass(frozen=True, slots=True)
class Item:
    """A quote with what is said of it in a few words: a kind, a term, hedges."""

    quote: Quote
    label: str = ""


@dataclass(frozen=True, slots=True)
class PagePart:
    """A heading with quotes; `note` says in our own words what is missing, or how far the quotes go."""

    heading: str
    items: tuple[Item, ...] = ()
    note: str = ""


class PageWriter(Protocol):
    """Says what the quotes of a part come to.

    Here a generator may write prose: each claim cites markers of the quotes it was given, and nothing else is shown.
    """

    def claims(self, heading: str, citations: Sequence[Citation]) -> tuple[Claim, ...]:
        """Claims that stand on these citations, each on one at least."""
        ...


class Quoting:
    """Writes nothing: every quote speaks for itself."""

    def claims(self, heading: str, citations: Sequence[Citation]) -> tuple[Claim, ...]:
        """One claim a quote."""
        del heading
        return attribution.quoted_claims(citations)


class ItemDict(TypedDict):
    """A marker with what is said of its quote, as JSON."""

    citation: int
    label: str


class PartDict(TypedDict):
    """A part as JSON."""

    heading: str
    items: list[ItemDict]
    note: str


class LaidOutDict(TypedDict):
    """How a page is laid out, as JSON."""

    kind: str
    title: str
    head: dict[str, str]
    parts: list[PartDict]
    links: list[str]


class PageDict(OutcomeDict):
    """A page as JSON: an answer file that tells how it is laid out, too."""

    page: LaidOutDict


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """A page as it is shown and proven; `name` is that of its files, `links` are related concepts, with or without a page."""

    name: str
    kind: str
    title: str
    parts: tuple[PagePart, ...]
    metadata: Mapping[str, Metadata]
    head: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    trace: Trace = field(default_factory=Trace)

    def citations(self) -> tuple[Citation, ...]:
        """The quotes in the order of the page, each once."""
        quotes = {_place(item.quote): item.quote for part in self.parts for item in part.items}
        return attribution.cite(list(quotes.values()), self.metadata)

    def cited(self) -> dict[tuple[str, int, int], Citation]:
        """The citation of each quote, by paper and span."""
        return {_place(citation.quote): citation for citation in self.citations()}

    def outcome(self, writer: PageWriter | None = None) -> Outcome:
        """The page as an answer, which can be proven like any other; an abstention where it has no quote."""
        question = f"{self.kind}: {self.title}"
        cited = self.cited()
        if not cited:
            message = "The papers in the index say nothing that this page could quote."
            return Abstention(question, Reason.NOT_IN_CORPUS, message, trace=self.trace)
        claims: dict[tuple[tuple[int, ...], str], Claim] = {}
        for part in self.parts:
            given = [cited[_place(item.quote)] for item in part.items]
            claims |= {(claim.citations, claim.text): claim for claim in (writer or Quoting()).claims(part.heading, given)}
        return Answer(question, tuple(claims.values()), tuple(cited.values()), trace=self.trace)

    def to_dict(self, writer: PageWriter | None = None) -> PageDict:
        """The page in the schema of answers, with its layout."""
        cited = self.cited()
        parts: list[PartDict] = [
            {
                "heading": part.heading,
                "items": [{"citation": cited[_place(item.quote)].marker, "label": item.label} for item in part.items],
                "note": part.note,
            }
            for part in self.parts
        ]
        laid: LaidOutDict = {
            "kind": self.kind,
            "title": self.title,
            "head": dict(self.head),
            "parts": parts,
            "links": list(self.links),
        }
        return {**self.outcome(writer).to_dict(), "page": laid}

    def marked(self, item: Item) -> Citation:
        """The citation of an item."""
        return self.cited()[_place(item.quote)]


def file_name(text: str) -> str:
    """A name for a file: lower-case ASCII letters, digits and dashes; other scripts keep their letters."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    name = re.sub(r"[\W_]+", "-", plain).strip("-")[:_LONGEST_NAME].strip("-") or "page"
    return f"{name}-page" if name in _RESERVED else name


def _place(quote: Quote) -> tuple[str, int, int]:
    return quote.paper_id, quote.span.start, quote.span.end
