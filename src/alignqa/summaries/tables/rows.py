"""The rows of a table: each paper answers the columns with quotes, with proven values, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from alignqa.answers.answer import Answer
from alignqa.answers.assistant import Assistant
from alignqa.answers.trace import Trace
from alignqa.index.catalogue.records import PaperRecord
from alignqa.summaries.digest.parts import Part, fill, is_study
from alignqa.summaries.digest.points import Point, points_of
from alignqa.summaries.digest.section_roles import SectionRoles
from alignqa.summaries.pages import Item, PagePart, SummaryPage, file_name
from alignqa.summaries.quotes import Quoter
from alignqa.summaries.selection import quotable
from alignqa.summaries.tables.cells import NOT_STATED, stated_part
from alignqa.summaries.tables.columns import Column, ColumnKind
from alignqa.summaries.tables.numbers import MOST, stated_numbers
from alignqa.summaries.tables.phrases import stated_phrase, tells, whole_sentence
from alignqa.summaries.tables.yes_no import yes_no_part

TABLE_PAGE = "table"
NOT_FOUND = "not found"
_SHOWN = 3  # different numbers in one cell


@dataclass(frozen=True, slots=True)
class PaperRead:
    """The statements of a paper, and the parts of its page that they are chosen for."""

    points: Sequence[Point] = ()
    page: Mapping[Part, Sequence[Point]] = field(default_factory=dict)


class RowWriter:
    """Fills the rows of a table; a paper is read once for all typed columns."""

    def __init__(self, assistant: Assistant, columns: Sequence[Column], *, trace: Trace) -> None:
        self._assistant = assistant
        self._columns = columns
        self._trace = trace
        self._quoter = Quoter(assistant.index.catalogue)

    def row(self, record: PaperRecord) -> SummaryPage:
        """Returns the row of a paper as a page, so that it is stored and proven by itself."""
        read = self._read(record) if any(column.typed for column in self._columns) else PaperRead()
        parts = tuple(self._cell(column, record, read) for column in self._columns)
        title = record.metadata.title or record.paper_id
        known = {record.paper_id: record.metadata}
        return SummaryPage(file_name(record.paper_id), TABLE_PAGE, title, parts, known, trace=self._trace)

    def _cell(self, column: Column, record: PaperRecord, read: PaperRead) -> PagePart:
        match column.kind:
            case ColumnKind.NUMBER:
                return self._number(column, read.points)
            case ColumnKind.PHRASE:
                return self._phrase(column, record, read)
            case ColumnKind.YES_NO:
                return yes_no_part(column.name, read.points, record.metadata.title or "", self._quoter)
            case ColumnKind.QUESTION:
                outcome = self._assistant.ask(column.name, papers=[record.paper_id], quotes=1)
                found = outcome.citations[0].quote if isinstance(outcome, Answer) and outcome.citations else None
                return PagePart(column.name, (Item(found),)) if found else PagePart(column.name, note=NOT_FOUND)

    def _number(self, column: Column, points: Sequence[Point]) -> PagePart:
        found = stated_numbers(column.name, points)
        note = f"It gives {len(found)} different numbers." if len(found) > 1 else ""
        return stated_part(column.name, found[:_SHOWN], self._quoter, value=NOT_STATED if len(found) > MOST else None, note=note)

    def _phrase(self, column: Column, record: PaperRecord, read: PaperRead) -> PagePart:
        points = read.points
        found = None if column.question else stated_phrase(column.name, points, read.page)
        if found is None:
            asked = column.question or f"What is the {column.name}?"
            outcome = self._assistant.ask(asked, papers=[record.paper_id], quotes=1)
            quote = outcome.citations[0].quote if isinstance(outcome, Answer) and outcome.citations else None
            span = quote.span if quote and not quote.quoted else None
            inside = [one for one in points if span and span.start <= one.main.span.start and one.main.span.end <= span.end]
            fits = [one for one in inside if one.own and (column.question or tells(column.name, one))]
            found = whole_sentence(fits[0]) if fits else None
        return stated_part(column.name, [found] if found else [], self._quoter)

    def _read(self, record: PaperRecord) -> PaperRead:
        catalogue = self._assistant.index.catalogue
        paper = catalogue.paper(record.paper_id)
        if paper is None:
            return PaperRead()
        passages, roles = catalogue.passages_of(record.paper_id), SectionRoles(paper.manuscript)
        said = quotable(catalogue, self._assistant.index.embedder.identity, passages)
        points = points_of(said, passages, roles, paper.metadata)
        return PaperRead(points, fill(points, roles, study=is_study(points, roles)))
