"""Reads a PDF: characters with their places become lines, lines become columns, and lines are told apart by how they are set.

The way: `pdf_reading` asks a child process for the runs of each page (`pdf_child`, `pdf_glyphs`, `pdf_pages`),
`pdf_lines` and `pdf_columns` put lines in reading order, `pdf_norms` says what is normal in this document,
`pdf_furniture`, `pdf_apart`, `pdf_headings` and `pdf_zones` mark what is not running text,
`pdf_paragraphs` writes, `pdf_metadata` reads the title page.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter
from alignqa.papers.parsing.pdf import floats
from alignqa.papers.parsing.pdf.child_process import read_printout
from alignqa.papers.parsing.pdf.columns import in_reading_order
from alignqa.papers.parsing.pdf.furniture import furniture, printed_numbers
from alignqa.papers.parsing.pdf.headings import PdfHeading, headings
from alignqa.papers.parsing.pdf.lines import PdfLine, segments
from alignqa.papers.parsing.pdf.metadata import metadata_of
from alignqa.papers.parsing.pdf.norms import Norms, norms_of
from alignqa.papers.parsing.pdf.paragraphs import write
from alignqa.papers.parsing.pdf.printout import Printout
from alignqa.papers.parsing.pdf.zones import mark_zones, text_headings


def parse(data: bytes, path: Path) -> Manuscript:
    """The manuscript of the PDF `data`, which came from `path`; UnreadablePaper when there is no text to be had."""
    return manuscript_of(read_printout(data, path), path)


def manuscript_of(printout: Printout, path: Path) -> Manuscript:
    """The manuscript of a printout that is already read; `path` is for messages."""
    pages = [in_reading_order(page) for page in segments(printout)]
    if not any(pages):
        raise UnreadablePaper(
            f"{path.name} holds no readable text.", hint="Recognise its text first, for example with `ocrmypdf`."
        )
    norms = norms_of(pages)
    places = furniture(pages, norms)
    kinds = _marked(pages, places, printout, norms)
    found = text_headings(headings(pages, kinds, printout.bookmarks, norms), pages)
    _settle(pages, kinds, found, norms)
    writer = ManuscriptWriter()
    if printout.via != "pdfium":
        writer.notice(
            f"{path.name} is damaged: its text was recovered without its layout, so notes and captions may stand among it."
        )
    numbers = printed_numbers(pages, places)
    labels = [sheet.label or number for sheet, number in zip(printout.sheets, numbers, strict=True)]
    write(writer, pages, kinds=kinds, headings=found, labels=labels, norms=norms)
    return writer.finish(metadata_of(pages[0], kinds[0], printout))


def _marked(
    pages: Sequence[Sequence[PdfLine]], places: Sequence[set[int]], printout: Printout, norms: Norms
) -> list[list[RegionKind]]:
    """What each line is, as far as its own page tells: furniture, figures, notes, captions, ruled tables."""
    kinds: list[list[RegionKind]] = []
    for page, found, sheet in zip(pages, places, printout.sheets, strict=True):
        marked = [RegionKind.TABLE if line.drawn else RegionKind.BODY for line in page]
        for at in found:
            marked[at] = RegionKind.FURNITURE
        floats.footnotes(page, marked, sheet, norms)
        floats.captions(page, marked, norms)
        floats.ruled_tables(page, marked, sheet)
        floats.pictured(page, marked, sheet)
        kinds.append(marked)
    return kinds


def _settle(pages: Sequence[Sequence[PdfLine]], kinds: list[list[RegionKind]], found: Sequence[PdfHeading], norms: Norms) -> None:
    """Marks headings, then cells and formulas between them, then the zones that headings open."""
    for heading in found:
        for at in range(heading.first, heading.last + 1):
            kinds[heading.page][at] = RegionKind.HEADING
    for page, marked in zip(pages, kinds, strict=True):
        floats.displayed(page, marked, norms)
    mark_zones(pages, kinds, found, norms)
