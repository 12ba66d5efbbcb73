"""The further forms in which a batch writes its pages: for a browser, for LaTeX and for pandoc."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from alignqa.papers.document import Metadata
from alignqa.render.html.documents import listing_document, page_document, table_document
from alignqa.render.pages import matrix_title
from alignqa.render.tables import Table
from alignqa.render.typeset.manuscript_files import latex_file, pandoc_file, works_file
from alignqa.render.typeset.pieces import Piece, page_pieces, table_pieces
from alignqa.summaries.folder import Files
from alignqa.summaries.pages import PageDict, SummaryPage, file_name
from alignqa.summaries.tables.shown_cells import ShownCell


@dataclass(frozen=True, slots=True)
class PageForms:
    """The chosen forms; pandoc's Markdown ends in `.pandoc.md`, since each page has a Markdown file for reading."""

    html: bool = False
    tex: bool = False
    pandoc: bool = False

    @property
    def words(self) -> list[str]:
        """The choice as options of a command line."""
        return [f"--{name}" for name in ("html", "tex", "pandoc") if getattr(self, name)]

    def of_page(self, page: SummaryPage, *, there: Collection[str] = ()) -> Files:
        """Writes a page; in a browser it links to those that are `there`."""
        written = {f"{page.name}.html": page_document(page, existing=there)} if self.html else {}
        return {**written, **self._typeset(page.name, list(page_pieces(page)), page.metadata)}

    def of_table(
        self,
        columns: Sequence[str],
        pages: Mapping[str, PageDict],
        rows: Sequence[tuple[str, Sequence[ShownCell]]],
        *,
        facts: Mapping[str, Metadata],
    ) -> Files:
        """Writes a table from the pages of its rows, by paper, and from its cells."""
        written: Files = {}
        if self.html:
            cells = [found for _, found in rows]
            title = matrix_title(typed=any(cell.value is not None for row in cells for cell in row))
            shown = Table(title, ("paper", *columns), tuple((name, *(cell.text for cell in found)) for name, found in rows))
            links = [f"{file_name(key)}.html" for key in pages]
            about = "Every quote is proven by the page of its row."
            written = {"table.html": table_document(shown, about=about, links=links, cells=cells)}
        return {**written, **self._typeset("table", list(table_pieces(columns, list(pages.values()))), facts)}

    def of_index(self, title: str, pages: Sequence[tuple[str, str]]) -> Files:
        """Writes the index of the pages."""
        return {"index.html": listing_document(title, pages)} if self.html else {}

    def _typeset(self, name: str, pieces: Sequence[Piece], facts: Mapping[str, Metadata]) -> Files:
        works = f"{name}.bib"
        written = {works: works_file(pieces, facts)} if self.tex or self.pandoc else {}
        if self.tex:
            written[f"{name}.tex"] = latex_file(pieces, list_name=works)
        if self.pandoc:
            written[f"{name}.pandoc.md"] = pandoc_file(pieces, list_name=works)
        return written
