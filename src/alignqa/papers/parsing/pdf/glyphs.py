"""Reads characters, rules, pictures and the outline with pdfium; runs only inside the child process."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # it ships no types

from alignqa.papers.parsing.pdf.printout import (
    BROKEN,
    LOCKED,
    TOO_LONG,
    Bookmark,
    Box,
    CharacterRun,
    ChildFailure,
    ChildLimits,
    Printout,
    Sheet,
)

_LINE_END_HYPHENS = frozenset({0x02, 0xFFFE})  # pdfium's codes for a hyphen at the end of a line
_SAME_BASELINE = 0.02  # em
_MAX_GAP = 0.6  # em; the words of a run are closer
_MAX_DRAWING_SHARE = 0.5
_MAX_OBJECTS = 20_000  # per page or drawing; a plot with more strokes adds nothing to the text
_MAX_NESTING = 5
_MAX_BOOKMARKS = 5_000
_MAX_RULE_HEIGHT, _MIN_RULE_WIDTH, _MIN_PICTURE_SIDE = 2.5, 30.0, 20.0  # points
_Handle = Any  # pdfium's handles are untyped pointers


@dataclass(frozen=True, slots=True)
class _TextStyle:
    """The properties that the characters of one text object share.

    `quarter_turns` counts rotations of 90 degrees counter-clockwise;
    `drawing` is the number of the embedded drawing that holds the object, 0 for the page itself.
    """

    font: int
    size: float
    quarter_turns: int
    drawing: int


@dataclass(frozen=True, slots=True)
class _Glyph:
    text: str
    x0: float
    x1: float
    y: float
    style: _TextStyle


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
    title, author = (_text(pdfium.FPDF_GetMetaText, document, key) for key in (b"Title", b"Author"))
    return Printout(tuple(sheets), tuple(fonts), tuple(_bookmarks(document)), title, author)


def _sheet(document: _Handle, number: int, fonts: dict[str, int], remaining: int) -> Sheet | None:
    label = _text(pdfium.FPDF_GetPageLabel, document, number)
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
        glyphs = [_in_page_coordinates(glyph, bounds) for glyph in _glyphs(textpage, fonts, _drawings(page))]
        rules, pictures = _rules_and_pictures(page, bounds)
        width, height = bounds.right - bounds.left, bounds.top - bounds.bottom
        return _with_upright_runs(Sheet(width, height, label, (), tuple(rules), tuple(pictures)), glyphs)
    finally:
        if textpage:
            pdfium.FPDFText_ClosePage(textpage)
        pdfium.FPDF_ClosePage(page)


def _in_page_coordinates(glyph: _Glyph | None, bounds: _Handle) -> _Glyph | None:
    if glyph is None:
        return None
    return replace(glyph, x0=glyph.x0 - bounds.left, x1=glyph.x1 - bounds.left, y=glyph.y - bounds.bottom)


def _glyphs(textpage: _Handle, fonts: dict[str, int], drawings: dict[int, int]) -> Iterator[_Glyph | None]:
    """The characters in drawing order; None stands for a line break that pdfium inserted."""
    styles: dict[int, _TextStyle] = {}
    x, y, box = ctypes.c_double(), ctypes.c_double(), pdfium.FS_RECTF()
    high_surrogate = 0
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:
            high_surrogate = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high_surrogate - 0xD800) << 10) + (code - 0xDC00) if high_surrogate else 0xFFFD
        high_surrogate = 0
        if code in (0x0A, 0x0D):
            yield None
            continue
        text = "-" if code in _LINE_END_HYPHENS else chr(code) if 0x20 <= code <= 0x10FFFF else ""
        if not text or not pdfium.FPDFText_GetCharOrigin(textpage, index, x, y):
            continue
        pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
        address = _address(pdfium.FPDFText_GetTextObject(textpage, index))
        if address not in styles:
            styles[address] = _style(textpage, index, fonts, drawings.get(address, 0))
        style = styles[address]
        if style.quarter_turns % 2:
            yield _Glyph(text, box.bottom, box.top, x.value, style)
        else:
            yield _Glyph(text, box.left, box.right, y.value, style)


def _style(textpage: _Handle, index: int, fonts: dict[str, int], drawing: int) -> _TextStyle:
    page_object = pdfium.FPDFText_GetTextObject(textpage, index)
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    size = pdfium.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    angle = math.atan2(matrix.b, matrix.a)
    quarter_turns = round(angle / (math.pi / 2)) % 4 if math.isfinite(angle) else 0
    font = pdfium.FPDFTextObj_GetFont(page_object) if page_object else None
    name = _bytes(pdfium.FPDFFont_GetBaseFontName, font).decode("utf-8", "replace") if font else ""
    return _TextStyle(fonts.setdefault(name, len(fonts)), size, quarter_turns, drawing)


def _with_upright_runs(sheet: Sheet, glyphs: list[_Glyph | None]) -> Sheet:
    """The page with its runs; a page whose text is mostly rotated is turned first, so that its text is upright."""
    turns = [glyph.style.quarter_turns for glyph in glyphs if glyph]
    counts_by_drawing = Counter(glyph.style.drawing for glyph in glyphs if glyph)
    main_turns = max(range(4), key=turns.count) if turns else 0
    width, height = (sheet.height, sheet.width) if main_turns % 2 else (sheet.width, sheet.height)
    runs: list[CharacterRun] = []
    for run in _grouped_into_runs(glyphs):
        style = run[0].style
        text = "".join(glyph.text for glyph in run)
        visible = [glyph for glyph in run if not glyph.text.isspace()] or run
        x0, x1, y = min(g.x0 for g in visible), max(g.x1 for g in visible), run[0].y
        if style.quarter_turns == main_turns and main_turns:
            x0, x1 = (x0, x1) if main_turns == 1 else (width - x1, width - x0)
            y = y if main_turns == 3 else height - y
        outside = x1 < 0 or x0 > width or not 0 <= y <= height
        # A drawing that holds at least half of the page's text is the page itself: some programs wrap it so.
        in_drawing = style.drawing != 0 and counts_by_drawing[style.drawing] < _MAX_DRAWING_SHARE * len(turns)
        is_finite = all(map(math.isfinite, (x0, x1, y, style.size)))  # a broken matrix gives no position
        if is_finite and (not outside or style.quarter_turns != main_turns):
            place = round(x0, 2), round(x1, 2), round(y, 2), round(style.size, 2)
            runs.append(CharacterRun(text, *place, style.font, style.quarter_turns != main_turns, in_drawing))
    if main_turns:  # the rules and pictures were not rotated with the text, so they are useless
        return Sheet(width, height, sheet.label, tuple(runs))
    return replace(sheet, runs=tuple(runs))


def _grouped_into_runs(glyphs: list[_Glyph | None]) -> Iterator[list[_Glyph]]:
    """The characters divided into runs."""
    run: list[_Glyph] = []
    for glyph in glyphs:
        if run and (glyph is None or not _continues(run, glyph)):
            yield run
            run = []
        if glyph is not None and (run or not glyph.text.isspace()):
            run.append(glyph)
    if run:
        yield run


def _continues(run: list[_Glyph], glyph: _Glyph) -> bool:
    if glyph.text.isspace():
        return True
    last = next((g for g in reversed(run) if not g.text.isspace()), run[-1])
    style, size = last.style, max(last.style.size, 1.0)
    return (
        (glyph.style == style or (glyph.style.font == style.font and abs(glyph.style.size - style.size) < 0.05))
        and glyph.style.quarter_turns == style.quarter_turns
        and abs(glyph.y - last.y) <= _SAME_BASELINE * size
        # The letters of a ligature share one box, so a character may begin where the last one began.
        and glyph.x0 >= last.x0 - 0.1 * size
        and glyph.x0 - last.x1 <= _MAX_GAP * size
    )


def _drawings(page: _Handle) -> dict[int, int]:
    """The number of the embedded drawing, counted from 1, that holds each text object, by the object's address."""
    found: dict[int, int] = {}

    def collect(form: _Handle, number: int, depth: int) -> None:
        for index in range(min(pdfium.FPDFFormObj_CountObjects(form), _MAX_OBJECTS)):
            page_object = pdfium.FPDFFormObj_GetObject(form, index)
            kind = pdfium.FPDFPageObj_GetType(page_object)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                found[_address(page_object)] = number
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_NESTING:
                collect(page_object, number, depth + 1)

    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        page_object = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(page_object) == pdfium.FPDF_PAGEOBJ_FORM:
            collect(page_object, index + 1, 1)
    return found


def _rules_and_pictures(page: _Handle, bounds: _Handle) -> tuple[list[Box], list[Box]]:
    """The horizontal rules and the pictures of a page."""
    rules: list[Box] = []
    pictures: list[Box] = []
    sides = [ctypes.c_float() for _ in range(4)]
    for index in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
        page_object = pdfium.FPDFPage_GetObject(page, index)
        kind = pdfium.FPDFPageObj_GetType(page_object)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT or not pdfium.FPDFPageObj_GetBounds(page_object, *sides):
            continue
        x0, y0, x1, y1 = (side.value for side in sides)
        if not all(map(math.isfinite, (x0, y0, x1, y1))):
            continue
        box = Box(x0 - bounds.left, y0 - bounds.bottom, x1 - bounds.left, y1 - bounds.bottom)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            if y1 - y0 <= _MAX_RULE_HEIGHT and x1 - x0 >= _MIN_RULE_WIDTH:
                rules.append(box)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE and x1 - x0 >= _MIN_PICTURE_SIDE and y1 - y0 >= _MIN_PICTURE_SIDE:
            pictures.append(box)
    return rules, pictures


def _bookmarks(document: _Handle) -> Iterator[Bookmark]:
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
            yield Bookmark(level, _text(pdfium.FPDFBookmark_GetTitle, mark), page, _height(target))


def _height(target: _Handle) -> float | None:
    has = [ctypes.c_int() for _ in range(3)]
    values = [ctypes.c_float() for _ in range(3)]
    if pdfium.FPDFDest_GetLocationInPage(target, *has, *values) and has[1].value:
        return float(values[1].value)
    return None


def _address(page_object: _Handle) -> int:
    return ctypes.cast(page_object, ctypes.c_void_p).value or 0


def _text(function: Any, *arguments: Any) -> str:
    """The UTF-16 string that a function of pdfium returns."""
    return _bytes(function, *arguments).decode("utf-16-le", "replace").rstrip("\0").strip()


def _bytes(function: Any, *arguments: Any) -> bytes:
    size = function(*arguments, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    function(*arguments, buffer, size)
    return buffer.raw[:size].rstrip(b"\0") if function is pdfium.FPDFFont_GetBaseFontName else buffer.raw[:size]
