"""The child process that highlights passages in a copy of a PDF: a task on standard input, the copy on standard output.

It runs as `python -I -m alignqa.papers.page_views.child.highlight_main`, with the arguments of `view_main`.
pypdf writes the copy; pdfium reads it back and tells which words are under each highlight.
"""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator, Sequence

import pypdf
from pypdf.annotations import Highlight as Annotation
from pypdf.generic import ArrayObject, FloatObject, NameObject, TextStringObject

from alignqa.papers.page_views.highlighting import Highlight, HighlightedCopy, decode_highlights, encode_copy
from alignqa.papers.page_views.views import PageBox
from alignqa.papers.parsing.confined.allowance import restrict
from alignqa.papers.parsing.confined.lifeline import end_with

_COLOUR = "ffe066"
_NAME = "alignqa-"  # of our highlights; the file may have others
_CORNERS = 8  # numbers of a quadrilateral


def main(arguments: list[str]) -> int:
    """Reads standard input within the limits and reports on standard output."""
    memory, cpu_s = (int(argument) for argument in arguments[:2])
    if arguments[2].isdigit():
        end_with(int(arguments[2]))
    restrict(memory, cpu_s)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    highlights, data = decode_highlights(sys.stdin.buffer.read())
    copy = _written(data, highlights)
    sys.stdout.buffer.write(
        encode_copy(
            HighlightedCopy(copy, tuple(highlight for _, highlight in sorted(_read_back(copy), key=lambda found: found[0])))
        )
    )
    sys.stdout.buffer.flush()
    return 0


def _written(data: bytes, highlights: Sequence[Highlight]) -> bytes:
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        reader.decrypt("")
    writer = pypdf.PdfWriter(clone_from=reader)
    for number, highlight in enumerate(highlights, start=1):
        page = writer.pages[highlight.page - 1]
        areas = [_on_paper(page, box) for box in highlight.boxes]
        quads = [side for left, bottom, right, top in areas for side in (left, top, right, top, left, bottom, right, bottom)]
        annotation = Annotation(
            rect=(min(a[0] for a in areas), min(a[1] for a in areas), max(a[2] for a in areas), max(a[3] for a in areas)),
            quad_points=ArrayObject([FloatObject(round(side, 3)) for side in quads]),
            highlight_color=_COLOUR,
            printing=True,
            title_bar="alignqa",
        )
        annotation[NameObject("/Contents")] = TextStringObject(highlight.note)
        annotation[NameObject("/NM")] = TextStringObject(f"{_NAME}{number}")
        writer.add_annotation(page, annotation)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _read_back(data: bytes) -> Iterator[tuple[int, Highlight]]:
    """Our highlights of a PDF with their numbers, and with the words under each."""
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # it ships no types

    from alignqa.papers.page_views.child.marking import with_text
    from alignqa.papers.page_views.child.page_text import OpenPage

    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    for number, page in enumerate(pypdf.PdfReader(io.BytesIO(data)).pages, start=1):
        ours = [
            each
            for each in (entry.get_object() for entry in page.annotations or ())
            if str(each.get("/NM", "")).startswith(_NAME)
        ]
        if not ours:
            continue
        opened = {number: OpenPage(pdfium.FPDF_LoadPage(document, number - 1))}
        for annotation in ours:
            sides = [float(side) for side in annotation["/QuadPoints"]]
            quads = [sides[at : at + _CORNERS] for at in range(0, len(sides), _CORNERS)]
            boxes = [_on_screen(page, (quad[0], quad[5], quad[2], quad[1])) for quad in quads]
            marks = with_text([(number, box) for box in boxes], opened)
            found = Highlight(number, tuple(boxes), str(annotation["/Contents"]), " ".join(mark.text for mark in marks))
            yield int(str(annotation["/NM"]).removeprefix(_NAME)), found


_Area = tuple[float, float, float, float]


def _seen(page: pypdf.PageObject) -> _Area:
    """Left, bottom, right and top of the part of a page that is displayed."""
    crop, media = page.cropbox, page.mediabox
    return (
        max(float(crop.left), float(media.left)),
        max(float(crop.bottom), float(media.bottom)),
        min(float(crop.right), float(media.right)),
        min(float(crop.top), float(media.top)),
    )


def _on_paper(page: pypdf.PageObject, box: PageBox) -> _Area:
    """The area of a box in the page's own coordinates."""
    left, bottom, right, top = _seen(page)
    turned = {
        0: (box.left, 1 - box.bottom, box.right, 1 - box.top),
        90: (box.top, box.left, box.bottom, box.right),
        180: (1 - box.right, box.top, 1 - box.left, box.bottom),
        270: (1 - box.bottom, 1 - box.right, 1 - box.top, 1 - box.left),
    }[page.rotation % 360]
    x0, y0, x1, y1 = turned
    return left + x0 * (right - left), bottom + y0 * (top - bottom), left + x1 * (right - left), bottom + y1 * (top - bottom)


def _on_screen(page: pypdf.PageObject, area: _Area) -> PageBox:
    """The box that displays an area of the page."""
    left, bottom, right, top = _seen(page)
    x0, x1 = ((side - left) / (right - left) for side in (area[0], area[2]))
    y0, y1 = ((side - bottom) / (top - bottom) for side in (area[1], area[3]))
    return {
        0: PageBox(x0, 1 - y1, x1, 1 - y0),
        90: PageBox(y0, x0, y1, x1),
        180: PageBox(1 - x1, y0, 1 - x0, y1),
        270: PageBox(1 - y1, 1 - x1, 1 - y0, 1 - x0),
    }[page.rotation % 360]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
