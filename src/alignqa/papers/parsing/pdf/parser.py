"""Runs the steps from the bytes of a PDF to its manuscript; the package's docstring lists the module of each step."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter
from alignqa.papers.parsing.pdf import figures, floats
from alignqa.papers.parsing.pdf.child.child_process import read_printout
from alignqa.papers.parsing.pdf.child.printout import Printout, Sheet
from alignqa.papers.parsing.pdf.furniture import furniture, printed_numbers
from alignqa.papers.parsing.pdf.headings import PdfHeading, headings
from alignqa.papers.parsing.pdf.layout.columns import in_reading_order
from alignqa.papers.parsing.pdf.layout.hidden_lines import with_hidden_above
from alignqa.papers.parsing.pdf.layout.lines import PdfLine, segments
from alignqa.papers.parsing.pdf.layout.norms import Norms, norms_of
from alignqa.papers.parsing.pdf.metadata import byline_below, metadata_of
from alignqa.papers.parsing.pdf.notes import mark_footnotes, with_powers, without_note_marks
from alignqa.papers.parsing.pdf.paragraphs import write
from alignqa.papers.parsing.pdf.ruled_tables import mark_ruled_tables
from alignqa.papers.parsing.pdf.titles import title_lines
from alignqa.papers.parsing.pdf.web_page import web_page_of
from alignqa.papers.parsing.pdf.zones import mark_zones, text_headings


def parse(data: bytes, path: Path) -> Manuscript:
    """The manuscript of the PDF `data`, which came from `path`; raises UnreadablePaper if it holds no text."""
    return manuscript_of(read_printout(data, path), path)


def manuscript_of(printout: Printout, path: Path) -> Manuscript:
    """The manuscript of a printout that has already been read; `path` is for messages."""
    ordered = in_reading_order(segments(printout))
    pages = [with_hidden_above(page, sheet.hidden) for page, sheet in zip(ordered, printout.sheets, strict=True)]
    if not any(pages):
        raise UnreadablePaper(
            f"{path.name} holds no readable text.", hint="Recognise its text first, for example with `ocrmypdf`"
        )
    norms = norms_of(pages)
    places = furniture(pages, norms, printout.sheets)
    kinds = _classified(pages, places, printout, norms)
    pages = [without_note_marks(page, marked) for page, marked in zip(pages, kinds, strict=True)]
    found = text_headings(headings(pages, kinds, printout.bookmarks, norms), pages)
    _mark_headings_and_zones(pages, kinds, found, sheets=printout.sheets, norms=norms)
    pages = with_powers(pages, kinds, found)
    edges = [page[at].text for page, found_at in zip(pages, places, strict=True) for at in sorted(found_at)]
    web_page = web_page_of(edges)
    for at in byline_below(pages[0], title_lines(pages[0], kinds[0], printout, web_page)):
        kinds[0][at] = RegionKind.FRONT_MATTER
    writer = ManuscriptWriter()
    if printout.via != "pdfium":
        writer.notice(
            f"{path.name} is damaged: its text was recovered without its layout, so notes and captions may be mixed into it."
        )
    hidden = [number for number, sheet in enumerate(printout.sheets, start=1) if sheet.hidden_words]
    if hidden:
        words = sum(sheet.hidden_words for sheet in printout.sheets)
        writer.notice(
            f"{path.name} holds {words} words that a reader cannot see (white, transparent or tiny), first on page {hidden[0]}; "
            "they were left out."
        )
    numbers = printed_numbers(pages, places)
    labels = [sheet.label or number for sheet, number in zip(printout.sheets, numbers, strict=True)]
    write(writer, pages, kinds=kinds, headings=found, labels=labels, norms=norms)
    return writer.finish(metadata_of(pages[0], kinds[0], printout, web_page))


def _classified(
    pages: Sequence[Sequence[PdfLine]], places: Sequence[set[int]], printout: Printout, norms: Norms
) -> list[list[RegionKind]]:
    """Classifies each line as far as its own page allows: furniture, figures, notes, captions, ruled tables."""
    kinds: list[list[RegionKind]] = []
    unfinished = False  # a note that continues on the next page
    for page, found, sheet in zip(pages, places, printout.sheets, strict=True):
        marked = [RegionKind.TABLE if line.out_of_flow else RegionKind.BODY for line in page]
        found = found | {at for at, line in enumerate(page) if line.decoration}
        for at in found:
            marked[at] = RegionKind.FURNITURE
        unfinished = mark_footnotes(page, marked, sheet, norms, unfinished=unfinished)
        figures.mark_captions(page, marked, norms)
        figures.mark_names_of_parts(page, marked, sheet, norms)
        figures.mark_labels_beside_text(page, marked)
        mark_ruled_tables(page, marked, sheet, norms)
        figures.mark_text_on_pictures(page, marked, sheet)
        kinds.append(marked)
    return kinds


def _mark_headings_and_zones(
    pages: Sequence[Sequence[PdfLine]],
    kinds: list[list[RegionKind]],
    found: Sequence[PdfHeading],
    *,
    sheets: Sequence[Sheet],
    norms: Norms,
) -> None:
    """Marks headings, then the cells and formulas between them, then the zones that headings open."""
    for heading in found:
        for at in range(heading.first, heading.last + 1):
            kinds[heading.page][at] = RegionKind.HEADING
    for page, marked, sheet in zip(pages, kinds, sheets, strict=True):
        floats.mark_cells_and_formulas(page, marked, norms)
        figures.mark_names_of_parts(page, marked, sheet, norms)  # now that all cells are known
        figures.mark_notes_below_tables(page, marked, norms)
    mark_zones(pages, kinds, found, norms)
