"""The pieces of a result, in its order, as LaTeX and pandoc's Markdown write them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Answer, Citation, Outcome
from alignqa.papers.document import Locator, Metadata
from alignqa.render.debates.debate import parts_of_debate
from alignqa.render.ledger import USES, count_line, parts_of_ledger
from alignqa.render.pages import matrix_title
from alignqa.render.wording import FROM_METADATA, by_line, fact_lines, overclaim_warning, own_claims
from alignqa.summaries.debates.debate import NO_SIDE, Debate
from alignqa.summaries.ledger import Ledger
from alignqa.summaries.pages import PageDict, SummaryPage
from alignqa.summaries.tables.shown_cells import cells_of


@dataclass(frozen=True, slots=True)
class CitedPlace:
    """A place in a paper as a manuscript cites it; `quoted` if the paper only quotes the words."""

    key: str
    locator: Locator
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; 1 is the outermost level."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence that is no quote, and the places it rests on."""

    text: str
    places: tuple[CitedPlace, ...] = ()


@dataclass(frozen=True, slots=True)
class SetQuote:
    """A quote set off from the text; `lead` stands before it."""

    text: str
    place: CitedPlace
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; a cell is a text or a quote."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | SetQuote, ...], ...]


Piece = Heading | Remark | SetQuote | Grid


def keys_of(pieces: Iterable[Piece]) -> tuple[str, ...]:
    """Returns the keys of the works that the pieces cite, sorted."""
    return tuple(sorted({place.key for piece in pieces for place in _places(piece)}))


def cited_facts(citations: Iterable[Citation], records: Mapping[str, Metadata]) -> dict[str, Metadata]:
    """Returns what is known of each cited work: its record, or what the citation says if it has none any more."""
    told = {one.paper_id: Metadata(one.title, one.authors, one.year, one.url, wholes=one.wholes) for one in citations}
    return told | dict(records)


def outcome_pieces(outcome: Outcome) -> Iterator[Piece]:
    """Yields the question, what a generator wrote, and the quotes; of an abstention, the reason and the nearest passages."""
    yield Heading(outcome.question)
    yield from (Remark(f"Note: {notice}") for notice in outcome.trace.notices)
    if not isinstance(outcome, Answer):
        yield Remark(f"No answer: {outcome.message}")
        if outcome.nearest:
            yield Remark("The nearest passages, which do not answer the question:")
        yield from map(_quote, outcome.nearest)
        return
    places = {citation.marker: _place(citation) for citation in outcome.citations}
    for claim in own_claims(outcome):
        text = " ".join(part for part in (claim.text, overclaim_warning(claim)) if part)
        yield Remark(text, tuple(dict.fromkeys(places[marker] for marker in claim.citations)))
    yield from map(_quote, outcome.citations)
    if outcome.facts:
        yield Remark(FROM_METADATA)
    yield from (Remark(line) for line in fact_lines(outcome.facts))


def ledger_pieces(ledgers: Sequence[Ledger]) -> Iterator[Piece]:
    """Yields each term, its definitions by sense, the reports, and how often it is used."""
    for ledger in ledgers:
        yield Heading(ledger.term)
        for title, entries in parts_of_ledger(ledger):
            if title:
                yield Heading(title, 2)
            yield from (_quote(entry.citation, by_line(entry.citation.authors, entry.citation.year)) for entry in entries)
        yield Remark(count_line(ledger))
        if ledger.nearest:
            yield Remark(USES)
        yield from map(_quote, ledger.nearest)


def debate_pieces(debate: Debate) -> Iterator[Piece]:
    """Yields a claim, who is for and who is against it, and the reports."""
    yield Heading(debate.claim)
    for title, entries in parts_of_debate(debate):
        yield Heading(title, 2)
        for one in entries:
            who = by_line(one.citation.authors, one.citation.year)
            yield _quote(one.citation, "; ".join(part for part in (who, one.label) if part))
    if not debate.entries:
        yield Remark(NO_SIDE)
    yield from map(_quote, debate.nearest)


def page_pieces(page: SummaryPage) -> Iterator[Piece]:
    """Yields the title of a page and its parts."""
    yield Heading(page.title)
    for part in page.parts:
        yield Heading(part.heading, 2)
        yield from (_quote(page.marked(item), item.label) for item in part.items)
        if part.note:
            yield Remark(part.note)


def table_pieces(questions: Sequence[str], pages: Sequence[PageDict]) -> Iterator[Piece]:
    """Yields a table of papers by questions or typed columns from the pages of its rows."""
    yield Heading(matrix_title(typed=any("value" in part for page in pages for part in page["page"]["parts"])))
    yield Grid(("Paper", *questions), tuple((page["page"]["title"], *_cells(page)) for page in pages))


def _cells(page: PageDict) -> Iterator[str | SetQuote]:
    for part, cell in zip(page["page"]["parts"], cells_of(page), strict=True):
        if not part["items"]:
            yield cell.text
            continue
        cited = page["citations"][part["items"][0]["citation"] - 1]
        place = CitedPlace(cited["paper_id"], Locator(**cited["locator"]), cited.get("quoted", False))
        exact = cited["quote"]["exact"]
        yield SetQuote(exact, place, cell.brief if cell.value not in (None, exact) else "")


def _place(citation: Citation) -> CitedPlace:
    return CitedPlace(citation.paper_id, citation.locator, citation.quoted)


def _quote(citation: Citation, lead: str = "") -> SetQuote:
    return SetQuote(citation.quote.exact, _place(citation), lead)


def _places(piece: Piece) -> Iterator[CitedPlace]:
    match piece:
        case Remark():
            yield from piece.places
        case SetQuote():
            yield piece.place
        case Grid():
            yield from (cell.place for row in piece.rows for cell in row if isinstance(cell, SetQuote))
