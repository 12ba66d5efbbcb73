"""Tells text that a reader of the page can see from text that is there for machines only.

Invisible text is no part of the paper, and it is where instructions to programs are hidden.
The text layer of a scan is invisible too, but it lies on a picture of the same words.
"""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # it ships no types

from alignqa.papers.parsing.pdf.child.drawings import MIN_OPACITY, Handle, PageObjects, address, fill_colour
from alignqa.papers.parsing.pdf.child.printout import Box

_MIN_SIZE = 2.0  # points; nobody reads smaller type
_MIN_CONTRAST = 1.12  # to white paper, as the Web Content Accessibility Guidelines define it; black on white has 21
_UNPAINTED = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_FILLED = (pdfium.FPDF_TEXTRENDERMODE_FILL, pdfium.FPDF_TEXTRENDERMODE_FILL_CLIP)


def is_visible(text_object: Handle, place: tuple[float, float], size: float, *, objects: PageObjects, in_drawing: bool) -> bool:
    """Checks whether a reader sees a text object that stands at `place` in type of `size` points."""
    if address(text_object) in objects.faint:
        return False
    mode = pdfium.FPDFTextObj_GetTextRenderMode(text_object)
    if mode in _UNPAINTED:
        return _lies_on(objects.pictures_of_any_size, place)
    if 0 < size < _MIN_SIZE and not in_drawing:  # a drawing may be scaled up
        return False
    colour = fill_colour(text_object) if mode in _FILLED else None
    if colour is None:
        return True
    if colour[3] < MIN_OPACITY:
        return False
    # White letters in a drawing stand on something that the drawing paints itself.
    return in_drawing or _contrast_to_paper(colour) >= _MIN_CONTRAST or _lies_on(objects.grounds, place)


def _contrast_to_paper(colour: tuple[int, int, int, int]) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour[:3])
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _lies_on(areas: Sequence[Box], place: tuple[float, float]) -> bool:
    x, y = place
    return any(area.x0 <= x <= area.x1 and area.y0 - 1 <= y <= area.y1 for area in areas)
