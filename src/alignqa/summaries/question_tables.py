"""Builds a table of papers by questions: each cell is a quote, or says that nothing was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Answer, Quote
from alignqa.answers.assistant import Assistant
from alignqa.answers.trace import Trace
from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.document import Locator
from alignqa.summaries.pages import Item, ItemDict, PageDict, PagePart, SummaryPage, file_name

TABLE_PAGE = "table"
NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True)
class Row:
    """The quotes with which one paper answers the questions, in their order; None if nothing was found."""

    paper_id: str
    cells: tuple[Quote | None, ...]


def answer_row(assistant: Assistant, record: PaperRecord, questions: Sequence[str]) -> Row:
    """Asks a paper every question and takes the best proven quote from each answer."""
    cells = []
    for question in questions:
        outcome = assistant.ask(question, papers=[record.paper_id], quotes=1)
        cells.append(outcome.citations[0].quote if isinstance(outcome, Answer) else None)
    return Row(record.paper_id, tuple(cells))


def cells_of(page: PageDict) -> tuple[str, ...]:
    """Returns the cells of a row as they are shown: a quote in quotation marks with its locator, or "not found"."""
    return tuple(_cell(page, part["items"]) for part in page["page"]["parts"])


def _cell(page: PageDict, items: Sequence[ItemDict]) -> str:
    if not items:
        return NOT_FOUND
    citation = page["citations"][items[0]["citation"] - 1]
    whose = "quoted in" if citation.get("quoted") else ""
    place = " ".join(part for part in (whose, str(Locator(**citation["locator"]))) if part)
    return f"“{citation['quote']['exact']}”" + (f" ({place})" if place else "")


def row_page(row: Row, record: PaperRecord, questions: Sequence[str], *, trace: Trace) -> SummaryPage:
    """Returns the row of a paper as a page, so that it is stored and proven by itself."""
    parts = tuple(
        PagePart(question, (Item(cell),)) if cell else PagePart(question, note=NOT_FOUND)
        for question, cell in zip(questions, row.cells, strict=True)
    )
    title = record.metadata.title or record.paper_id
    return SummaryPage(file_name(record.paper_id), TABLE_PAGE, title, parts, {record.paper_id: record.metadata}, trace=trace)
