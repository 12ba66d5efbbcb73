"""Reads the objects of a page besides its text with pdfium: rules, pictures, embedded drawings, and grounds; and the outline."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # it ships no types

from alignqa.papers.parsing.pdf.child.printout import Bookmark, Box

_MAX_OBJECTS = 20_000  # per page or drawing; a plot with more strokes adds nothing to the text
_MAX_NESTING = 5
_MAX_BOOKMARKS = 5_000
_MAX_RULE_HEIGHT, _MIN_RULE_WIDTH, _MIN_PICTURE_SIDE = 2.5, 30.0, 20.0  # points
_MIN_GROUND_HEIGHT = 4.0  # points; text is not printed on anything flatter
MIN_OPACITY = 26  # of 255, one tenth
_WHITE = 245  # of 255; a ground with all channels above is paper
Handle = Any  # pdfium's handles are untyped pointers


@dataclass(slots=True)
class PageObjects:
    """The objects of one page besides its text, in the page's own coordinates, from which `bounds` starts.

    `drawings` gives the number of the embedded drawing, from 1, that holds a text object, by the object's address,
    and `faint` are the text objects of those that are drawn transparent;
    `grounds` are the areas that are not white, and `pictures_of_any_size` those that a scan may consist of.
    """

    rules: list[Box] = field(default_factory=list)
    pictures: list[Box] = field(default_factory=list)
    grounds: list[Box] = field(default_factory=list)
    pictures_of_any_size: list[Box] = field(default_factory=list)
    drawings: dict[int, int] = field(default_factory=dict)
    faint: set[int] = field(default_factory=set)


def page_objects(page: Handle) -> PageObjects:
    """Collects the objects of `page`."""
    found = PageObjects()
    sides = [ctypes.c_float() for _ in range(4)]
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        page_object = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(page_object)
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            _collect_texts(page_object, index + 1, 1, found)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT or not pdfium.FPDFPageObj_GetBounds(page_object, *sides):
            continue
        x0, y0, x1, y1 = (side.value for side in sides)
        if not all(map(math.isfinite, (x0, y0, x1, y1))):
            continue
        box = Box(x0, y0, x1, y1)
        is_picture = kind == pdfium.FPDF_PAGEOBJ_IMAGE
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            if y1 - y0 <= _MAX_RULE_HEIGHT and x1 - x0 >= _MIN_RULE_WIDTH:
                found.rules.append(box)
        elif is_picture and x1 - x0 >= _MIN_PICTURE_SIDE and y1 - y0 >= _MIN_PICTURE_SIDE:
            found.pictures.append(box)
        if is_picture or kind == pdfium.FPDF_PAGEOBJ_FORM:
            found.pictures_of_any_size.append(box)
        if y1 - y0 >= _MIN_GROUND_HEIGHT and (kind != pdfium.FPDF_PAGEOBJ_PATH or _is_filled(page_object)):
            found.grounds.append(box)
    return found


def _collect_texts(form: Handle, number: int, depth: int, found: PageObjects, *, faint: bool = False) -> None:
    colour = fill_colour(form)
    faint = faint or (colour is not None and colour[3] < MIN_OPACITY)
    for index in range(min(pdfium.FPDFFormObj_CountObjects(form), _MAX_OBJECTS)):
        page_object = pdfium.FPDFFormObj_GetObject(form, index)
        kind = pdfium.FPDFPageObj_GetType(page_object)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            found.drawings[address(page_object)] = number
            if faint:
                found.faint.add(address(page_object))
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_NESTING:
            _collect_texts(page_object, number, depth + 1, found, faint=faint)


def _is_filled(path: Handle) -> bool:
    """Checks whether a path paints its area in anything but white."""
    mode, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, mode, stroke) or mode.value == pdfium.FPDF_FILLMODE_NONE:
        return False
    colour = fill_colour(path)
    return colour is None or (min(colour[:3]) < _WHITE and colour[3] > 0)


def fill_colour(page_object: Handle) -> tuple[int, int, int, int] | None:
    """Red, green, blue and opacity, from 0 to 255; None if the object is filled with a pattern."""
    channels = [ctypes.c_uint() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetFillColor(page_object, *channels):
        return None
    red, green, blue, opacity = (channel.value for channel in channels)
    return red, green, blue, opacity


def address(page_object: Handle) -> int:
    """The address that identifies an object of the page."""
    return ctypes.cast(page_object, ctypes.c_void_p).value or 0


def bookmarks(document: Handle) -> Iterator[Bookmark]:
    """The outline, depth first; the limit on entries also ends a cycle in it."""
    pending = [(pdfium.FPDFBookmark_GetFirstChild(document, None), 1)]
    for _ in range(_MAX_BOOKMARKS):
        if not pending:
            return
        mark, level = pending.pop()
        if not mark:
            continue
        pending.append((pdfium.FPDFBookmark_GetNextSibling(document, mark), level))
        if level < 8:
            pending.append((pdfium.FPDFBookmark_GetFirstChild(document, mark), level + 1))
        target = pdfium.FPDFBookmark_GetDest(document, mark)
        if not target:
            target = pdfium.FPDFAction_GetDest(document, pdfium.FPDFBookmark_GetAction(mark))
        page = pdfium.FPDFDest_GetDestPageIndex(document, target) if target else -1
        if page >= 0:
            yield Bookmark(level, string(pdfium.FPDFBookmark_GetTitle, mark), page, _height(target))


def _height(target: Handle) -> float | None:
    has = [ctypes.c_int() for _ in range(3)]
    values = [ctypes.c_float() for _ in range(3)]
    if pdfium.FPDFDest_GetLocationInPage(target, *has, *values) and has[1].value:
        return float(values[1].value)
    return None


def string(function: Any, *arguments: Any) -> str:
    """The UTF-16 string that a function of pdfium returns."""
    return octets(function, *arguments).decode("utf-16-le", "replace").rstrip("\0").strip()


def octets(function: Any, *arguments: Any) -> bytes:
    """The bytes that a function of pdfium writes into a buffer."""
    size = function(*arguments, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    function(*arguments, buffer, size)
    return buffer.raw[:size].rstrip(b"\0") if function is pdfium.FPDFFont_GetBaseFontName else buffer.raw[:size]
