"""Reads the characters of a PDF with pdfium, as runs; used only inside the child process."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # it ships no types

from alignqa.papers.parsing.pdf.child.characters import EXTENSION_FONT, character, large_bracket
from alignqa.papers.parsing.pdf.child.drawings import Handle, PageObjects, bookmarks, octets, page_objects, string
from alignqa.papers.parsing.pdf.child.printout import (
    BROKEN,
    LOCKED,
    TOO_LONG,
    Box,
    CharacterRun,
    ChildFailure,
    ChildLimits,
    Printout,
    Sheet,
)
from alignqa.papers.parsing.pdf.child.runs import GlyphRun, TextObject, without_hidden
from alignqa.papers.parsing.pdf.child.visibility import is_visible

_MIN_PAGE_SHARE, _MIN_PAGE_HEIGHT = 0.5, 0.7  # of the page's text, and of its height
_MAX_SLANT = math.radians(5)  # a scanned page is rarely more crooked
_MIN_RISE = 0.2  # em; the foot of a raised digit is so far above the baseline, that of any other digit stands on it or below
_RAISED_SIZE = 0.65  # em; the size of a raised digit that the font draws small in the size of its neighbours
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))

# The address of a text object, as a number: one call for each character, without an object around the pointer.
_text_object_at = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)(
    ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value or 0
)


def read(data: bytes, limits: ChildLimits) -> Printout | ChildFailure:
    """All pages of the PDF, or the reason why they cannot be read."""
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        return ChildFailure(LOCKED if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD else BROKEN)
    count = pdfium.FPDF_GetPageCount(document)
    if count > limits.pages:
        return ChildFailure(TOO_LONG, f"{count} pages")
    fonts: dict[str, int] = {}
    sheets: list[Sheet] = []
    remaining = limits.characters
    for number in range(count):
        sheet = _sheet(document, number, fonts, remaining)
        if sheet is None:
            return ChildFailure(TOO_LONG, f"more than {limits.characters} characters")
        remaining -= sum(len(run.text) for run in sheet.runs)
        sheets.append(sheet)
    if not sheets:
        return ChildFailure(BROKEN, "no pages")
    title, author = (string(pdfium.FPDF_GetMetaText, document, key) for key in (b"Title", b"Author"))
    return Printout(tuple(sheets), tuple(fonts), tuple(bookmarks(document)), title, author)


def _sheet(document: Handle, number: int, fonts: dict[str, int], remaining: int) -> Sheet | None:
    label = string(pdfium.FPDF_GetPageLabel, document, number)
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        return Sheet(1.0, 1.0, label, ())
    textpage = pdfium.FPDFText_LoadPage(page)
    try:
        bounds = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, bounds)
        if not textpage:
            return Sheet(1.0, 1.0, label, ())
        if pdfium.FPDFText_CountChars(textpage) > remaining:
            return None
        objects = page_objects(page)
        reader = TextReader(textpage, fonts, objects)
        return _upright(list(reader.runs()), objects, bounds, label)
    finally:
        if textpage:
            pdfium.FPDFText_ClosePage(textpage)
        pdfium.FPDF_ClosePage(page)


class TextReader:
    """Reads the runs of one page; characters that nobody can see are left out."""

    def __init__(self, textpage: Handle, fonts: dict[str, int], objects: PageObjects) -> None:
        self._textpage, self._fonts, self._objects = textpage, fonts, objects
        self._styles: dict[int, TextObject] = {}
        self._sides = [ctypes.c_double() for _ in range(4)]

    def runs(self) -> Iterator[GlyphRun]:
        """The runs in drawing order; a line break that pdfium inserted ends one."""
        textpage, styles = self._textpage, self._styles
        handle, box = ctypes.cast(textpage, ctypes.c_void_p), pdfium.FS_RECTF()
        reference, unicode_at, box_at = ctypes.byref(box), pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
        run: GlyphRun | None = None
        high_surrogate = 0
        for index in range(pdfium.FPDFText_CountChars(textpage)):
            code = unicode_at(textpage, index)
            bracket = self.large_bracket(index, code) if code < 0x20 else ""
            if code in (0x0A, 0x0D) and not bracket:
                if run is not None:
                    yield run
                run = None
                continue
            text, high_surrogate = (bracket, 0) if bracket else character(code, high_surrogate)
            if not text:
                continue
            if text.isspace():
                if run is not None:
                    run.text += text
                continue
            address = _text_object_at(handle, index) or 0
            style = styles.get(address) or self._read_style(index, address)
            box_at(textpage, index, reference)
            x0, x1 = (box.bottom, box.top) if style.quarter_turns % 2 else (box.left, box.right)
            y, size = style.baseline, style.size
            if text.isdigit():
                text, y, size = self._raised(index, text, style)
            if run is not None and run.continues(style, y, size, x0):
                run.add(text, x0, x1)
                continue
            if run is not None:
                yield run
            run = GlyphRun(text, style, y, size, (x0, x1))
        if run is not None:
            yield run

    def large_bracket(self, index: int, code: int) -> str:
        """The large bracket that a control code stands for in a mathematical font; none for one that pdfium inserted."""
        inserted = pdfium.FPDFText_IsGenerated(self._textpage, index) == 1
        return "" if inserted or not self.style_at(index).has_large_signs else large_bracket(code)

    def _raised(self, index: int, text: str, style: TextObject) -> tuple[str, float, float]:
        """A digit with its baseline and size, which differ from those of its text object where the font itself raises it."""
        if text in _SUPERSCRIPTS:
            return _SUPERSCRIPTS[text], style.baseline + 0.35 * style.size, _RAISED_SIZE * style.size
        if style.quarter_turns == 0 and not style.slanted:
            pdfium.FPDFText_GetCharBox(self._textpage, index, *self._sides)
            rise = self._sides[2].value - style.baseline
            if _MIN_RISE * style.size < rise < style.size:
                return text, style.baseline + rise, _RAISED_SIZE * style.size
        return text, style.baseline, style.size

    def style_at(self, index: int) -> TextObject:
        """The properties of the text object that holds a character."""
        address = _text_object_at(ctypes.cast(self._textpage, ctypes.c_void_p), index) or 0
        return self._styles.get(address) or self._read_style(index, address)

    def _read_style(self, index: int, address: int) -> TextObject:
        textpage, x, y = self._textpage, ctypes.c_double(), ctypes.c_double()
        page_object = pdfium.FPDFText_GetTextObject(textpage, index)
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(textpage, index, matrix)
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        size = pdfium.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
        angle = math.atan2(matrix.b, matrix.a)
        angle = angle if math.isfinite(angle) else 0.0
        turns = round(angle / (math.pi / 2))
        font = pdfium.FPDFTextObj_GetFont(page_object) if page_object else None
        name = octets(pdfium.FPDFFont_GetBaseFontName, font).decode("utf-8", "replace") if font else ""
        drawing = self._objects.drawings.get(address, 0)
        style = TextObject(
            font=self._fonts.setdefault(name, len(self._fonts)),
            size=size,
            baseline=x.value if turns % 2 else y.value,
            quarter_turns=turns % 4,
            slanted=abs(angle - turns * math.pi / 2) > _MAX_SLANT,
            drawing=drawing,
            visible=not page_object
            or is_visible(page_object, (x.value, y.value), size, objects=self._objects, in_drawing=drawing != 0),
            has_large_signs=EXTENSION_FONT.search(name) is not None,
        )
        self._styles[address] = style
        return style


def _upright(runs: list[GlyphRun], objects: PageObjects, bounds: Handle, label: str) -> Sheet:
    """The page with its visible runs; a page whose text is mostly rotated is turned, so that its text is upright."""
    width, height = bounds.right - bounds.left, bounds.top - bounds.bottom
    hidden = [run for run in runs if not run.style.visible]
    runs = without_hidden(runs)
    turns = Counter[int]()
    for run in runs:
        turns[run.style.quarter_turns] += len(run.text)
    main_turns = max(range(4), key=lambda turn: turns[turn])
    drawings = _drawings(runs, height)
    if main_turns % 2:
        width, height = height, width
    placed = (_placed(run, bounds, (width, height), main_turns, in_drawing=run.style.drawing in drawings) for run in runs)
    rules, pictures = objects.rules, objects.pictures
    if main_turns:  # the rules and pictures were not rotated with the text, so they are useless
        rules, pictures = [], []
    return Sheet(
        width,
        height,
        label,
        tuple(run for run in placed if run),
        rules=tuple(_moved(box, bounds) for box in rules),
        pictures=tuple(_moved(box, bounds) for box in pictures),
        hidden_words=sum(len(run.text.split()) for run in hidden),
        hidden=() if main_turns else tuple(_moved(run.box, bounds) for run in hidden if run.is_upright),
    )


def _drawings(runs: list[GlyphRun], height: float) -> frozenset[int]:
    """The embedded drawings that hold text, without one that is the page itself: some programs wrap a page as a drawing."""
    counts, heights = Counter[int](), dict[int, list[float]]()
    for run in runs:
        counts[run.style.drawing] += len(run.text)
        heights.setdefault(run.style.drawing, []).append(run.y)
    wrapper, count = counts.most_common(1)[0] if counts else (0, 0)
    tall = bool(counts) and max(heights[wrapper]) - min(heights[wrapper]) >= _MIN_PAGE_HEIGHT * height
    is_page = count == counts.total() or (tall and count >= _MIN_PAGE_SHARE * counts.total())
    return frozenset(counts) - {0} - ({wrapper} if is_page else set())


def _placed(
    run: GlyphRun, bounds: Handle, extent: tuple[float, float], main_turns: int, *, in_drawing: bool
) -> CharacterRun | None:
    """The run in coordinates that begin in the lower left corner of the upright page, or None if it is outside."""
    style, (width, height) = run.style, extent
    left, below = (bounds.bottom, bounds.left) if style.quarter_turns % 2 else (bounds.left, bounds.bottom)
    x0, x1, y = run.x0 - left, run.x1 - left, run.y - below
    if style.quarter_turns == main_turns and main_turns:
        x0, x1 = (x0, x1) if main_turns == 1 else (width - x1, width - x0)
        y = y if main_turns == 3 else height - y
    rotated = style.quarter_turns != main_turns or style.slanted
    outside = x1 < 0 or x0 > width or not 0 <= y <= height
    if not all(map(math.isfinite, (x0, x1, y, run.size))) or (outside and not rotated):  # a broken matrix gives no position
        return None
    place = round(x0, 2), round(x1, 2), round(y, 2), round(run.size, 2)
    return CharacterRun(run.text, *place, style.font, rotated, in_drawing, style.slanted)


def _moved(box: Box, bounds: Handle) -> Box:
    return Box(box.x0 - bounds.left, box.y0 - bounds.bottom, box.x1 - bounds.left, box.y1 - bounds.bottom)
