"""Makes the image of a page as a viewer displays it."""

from __future__ import annotations

import ctypes
import io

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # it ships no types
from PIL import Image

from alignqa.papers.page_views.wire import DrawnPage
from alignqa.papers.parsing.pdf.child.drawings import Handle

_HIGHEST = 4.0  # times the width; a taller page is drawn smaller
_COLOURS = 64  # are enough for a page of text, and make its image a third as large
_PAPER = 0xFFFFFFFF


def drawn(page: Handle, width: int) -> DrawnPage:
    """Draws an open page `width` pixels wide."""
    points = float(pdfium.FPDF_GetPageWidthF(page)), float(pdfium.FPDF_GetPageHeightF(page))
    scale = min(width / max(points[0], 1.0), _HIGHEST * width / max(points[1], 1.0))
    columns, rows = (max(1, round(scale * side)) for side in points)
    bitmap = pdfium.FPDFBitmap_Create(columns, rows, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, columns, rows, _PAPER)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, columns, rows, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * rows)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    image = Image.frombuffer("RGB", (columns, rows), pixels, "raw", "BGRX", stride, 1)
    return DrawnPage(*points, _png(image))


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()
