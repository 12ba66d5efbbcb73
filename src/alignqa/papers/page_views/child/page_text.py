"""The visible characters of a page, in the order of the file, with the places where they are printed."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # it ships no types

from alignqa.papers.parsing.pdf.child.characters import character
from alignqa.papers.parsing.pdf.child.drawings import Handle, page_objects
from alignqa.papers.parsing.pdf.child.glyphs import TextReader

_MAX_CHARACTERS = 100_000  # of one page
_SCALE = 1_000_000  # units in which pdfium tells a place on a displayed page


@dataclass(frozen=True, slots=True)
class PlacedCharacter:
    """A character and the rectangle of its ink, in the page's own coordinates; `spaced` if white space precedes it.

    `baseline` is the height of text that runs to the right, and in general the distance across the direction of the text.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    baseline: float
    size: float
    quarter_turns: int
    spaced: bool

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the rectangle."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


class OpenPage:
    """An open page; its characters are read once to find passages, and once more to check what is under the boxes."""

    def __init__(self, handle: Handle) -> None:
        self.handle = handle

    @cached_property
    def characters(self) -> list[PlacedCharacter]:
        """The characters in the order of the file."""
        return _characters(self.handle)

    @cached_property
    def displayed(self) -> list[tuple[PlacedCharacter, float, float]]:
        """The characters, read anew, with the place of each on the displayed page, in shares of its width and height."""
        return [(char, *self.place(*char.centre)) for char in _characters(self.handle)]

    def place(self, x: float, y: float) -> tuple[float, float]:
        """The place of a point on the displayed page: shares of its width and height, from the upper left corner."""
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self.handle, 0, 0, _SCALE, _SCALE, 0, x, y, across, down)
        return across.value / _SCALE, down.value / _SCALE


def _characters(page: Handle) -> list[PlacedCharacter]:
    """Reads the characters of a page; white space and what nobody can see are left out."""
    textpage = pdfium.FPDFText_LoadPage(page)
    if not textpage:
        return []
    try:
        return list(_read(textpage, TextReader(textpage, {}, page_objects(page))))
    finally:
        pdfium.FPDFText_ClosePage(textpage)


def _read(textpage: Handle, reader: TextReader) -> Iterator[PlacedCharacter]:
    high_surrogate, spaced = 0, True
    for index in range(min(pdfium.FPDFText_CountChars(textpage), _MAX_CHARACTERS)):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        bracket = reader.large_bracket(index, code) if code < 0x20 else ""
        text, high_surrogate = (bracket, 0) if bracket else character(code, high_surrogate)
        if not text or text.isspace():
            spaced = spaced or not high_surrogate
            continue
        style = reader.style_at(index)
        sides = _ink(textpage, index)
        if not style.visible or style.slanted or sides is None:
            continue
        yield PlacedCharacter(text, *sides, style.baseline, max(style.size, 1.0), style.quarter_turns, spaced)
        spaced = False


def _ink(textpage: Handle, index: int) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top of a character's ink, or of its place in the line if it has none; None without a place."""
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
    sides = left.value, bottom.value, right.value, top.value
    if sides[0] >= sides[2] or sides[1] >= sides[3]:
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
        sides = box.left, box.bottom, box.right, box.top
    ordered = min(sides[0], sides[2]), min(sides[1], sides[3]), max(sides[0], sides[2]), max(sides[1], sides[3])
    return ordered if all(map(math.isfinite, ordered)) and ordered[2] > ordered[0] else None
