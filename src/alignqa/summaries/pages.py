"""A summary page: parts made of quotes, and the answer file that proves them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NotRequired, Protocol, TypedDict

from alignqa.answers import attribution
from alignqa.answers.answer import Abstention, Answer, Citation, Claim, Outcome, OutcomeDict, Quote, Reason
from alignqa.answers.trace import Trace
from alignqa.papers.document import Metadata, Span
from alignqa.summaries.subjects.reported import ReportedWork

_RESERVED = frozenset({"index", "manifest", "table"})  # other files in an output folder
_MAX_NAME = 80  # code points; file systems allow 255 bytes with the ending


@dataclass(frozen=True, slots=True)
class Item:
    """A quote with a short label: a kind of claim, a term, hedges, and the works that it reports, which are also in `reported`.

    `value` is the part of the quote that fills a cell.
    """

    quote: Quote
    label: str = ""
    value: Span | None = None
    reported: tuple[ReportedWork, ...] = ()


@dataclass(frozen=True, slots=True)
class PagePart:
    """A heading with quotes; `note` says in our own words what is missing, or how much the quotes cover.

    `value` is that of a typed cell of a table.
    """

    heading: str
    items: tuple[Item, ...] = ()
    note: str = ""
    value: str | None = None


class PageWriter(Protocol):
    """An interface that turns the quotes of a part into claims.

    A generator could write prose here: each claim must cite markers of the given quotes, and nothing else is shown.
    """

    def claims(self, heading: str, citations: Sequence[Citation]) -> tuple[Claim, ...]:
        """Returns claims that rest on these citations, each on at least one."""
        ...


class Quoting:
    """Adds no words: every quote speaks for itself."""

    def claims(self, heading: str, citations: Sequence[Citation]) -> tuple[Claim, ...]:
        """Returns one claim per quote, with the text of the quote."""
        del heading
        return attribution.quoted_claims(citations)


class ValueDict(TypedDict):
    """A slice of a quote as JSON; `start` and `end` count in the text of the paper, as those of the quote do."""

    exact: str
    start: int
    end: int


class ReportedDict(TypedDict):
    """A work that a quote reports, as JSON, with the place that it names; `paper_id` is its key in the index."""

    work: str
    place: str
    paper_id: str | None
    url: str | None


class ItemDict(TypedDict):
    """A marker and the label of its quote, as JSON."""

    citation: int
    label: str
    value: NotRequired[ValueDict]
    reported: NotRequired[list[ReportedDict]]


class PartDict(TypedDict):
    """A part as JSON."""

    heading: str
    items: list[ItemDict]
    note: str
    value: NotRequired[str]  # of a typed cell


class LaidOutDict(TypedDict):
    """The layout of a page, as JSON."""

    kind: str
    title: str
    head: dict[str, str]
    parts: list[PartDict]
    links: list[str]


class PageDict(OutcomeDict):
    """A page as JSON: an answer file that also has the layout of the page."""

    page: LaidOutDict


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """A page as it is shown and proven.

    `name` is that of its files, without the ending; `links` are related concepts, with or without a page.
    """

    name: str
    kind: str
    title: str
    parts: tuple[PagePart, ...]
    metadata: Mapping[str, Metadata]
    head: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()
    trace: Trace = field(default_factory=Trace)

    def citations(self) -> tuple[Citation, ...]:
        """Returns citations of the quotes in the order of the page, each once."""
        quotes = {_place(item.quote): item.quote for part in self.parts for item in part.items}
        return attribution.cite(list(quotes.values()), self.metadata)

    def cited(self) -> dict[tuple[str, int, int], Citation]:
        """Returns the citation of each quote, by paper and span."""
        return {_place(citation.quote): citation for citation in self.citations()}

    def outcome(self, writer: PageWriter | None = None) -> Outcome:
        """Returns the page as an answer, which can be proven like any other; an abstention if it has no quote."""
        question = f"{self.kind}: {self.title}"
        cited = self.cited()
        if not cited:
            message = "The papers in the index contain nothing that this page could quote."
            return Abstention(question, Reason.NOT_IN_CORPUS, message, trace=self.trace)
        claims: dict[tuple[tuple[int, ...], str], Claim] = {}
        for part in self.parts:
            given = [cited[_place(item.quote)] for item in part.items]
            claims |= {(claim.citations, claim.text): claim for claim in (writer or Quoting()).claims(part.heading, given)}
        return Answer(question, tuple(claims.values()), tuple(cited.values()), trace=self.trace)

    def to_dict(self, writer: PageWriter | None = None) -> PageDict:
        """Returns the page in the schema of answers, with its layout."""
        cited = self.cited()
        parts: list[PartDict] = []
        for part in self.parts:
            items = [_item_dict(item, cited[_place(item.quote)].marker) for item in part.items]
            parts.append({"heading": part.heading, "items": items, "note": part.note})
            if part.value is not None:
                parts[-1]["value"] = part.value
        layout: LaidOutDict = {
            "kind": self.kind,
            "title": self.title,
            "head": dict(self.head),
            "parts": parts,
            "links": list(self.links),
        }
        return {**self.outcome(writer).to_dict(), "page": layout}

    def marked(self, item: Item) -> Citation:
        """Returns the citation of an item."""
        return self.cited()[_place(item.quote)]


def file_name(text: str) -> str:
    """Returns a file name made of lower-case letters, digits and dashes.

    Accents are dropped; scripts other than Latin keep their letters.
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    name = re.sub(r"[\W_]+", "-", plain).strip("-")[:_MAX_NAME].strip("-") or "page"
    return f"{name}-page" if name in _RESERVED else name


def _item_dict(item: Item, marker: int) -> ItemDict:
    found: ItemDict = {"citation": marker, "label": item.label}
    if item.value is not None:
        start, end, begun = item.value.start, item.value.end, item.quote.span.start
        found["value"] = {"exact": item.quote.exact[start - begun : end - begun], "start": start, "end": end}
    if item.reported:
        found["reported"] = [
            {"work": work.name, "place": work.place, "paper_id": work.paper_id, "url": work.url} for work in item.reported
        ]
    return found


def _place(quote: Quote) -> tuple[str, int, int]:
    return quote.paper_id, quote.span.start, quote.span.end
