"""Builds printed lines from runs: superscripts and subscripts join their line, footnote marks leave the words they follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from alignqa.papers.parsing.pdf.printout import CharacterRun, Printout, Sheet

_BOLD = re.compile(r"bold|black|heavy|demi|medi(?!um)|(?:CM|SF)B|bx\d|-?BX|XBd|Bd(?:$|[-,])", re.IGNORECASE)
_MATHS = re.compile(
    r"math|symbol|^(?:\w{6}\+)?(?:CM(?:MI|SY|EX|BSY)|MS[AB]M|EU[FSR]M|tx[sm][yi]|tx[em]|px[sm]|rsfs|wasy|stmary)", re.IGNORECASE
)
_MONO = re.compile(r"mono|courier|typewriter|consol|menlo|code|NimbusMon|(?:CM|SF|LM|EC)[A-Z]*TT|-TT\b", re.IGNORECASE)
_MAX_SCRIPT_SIZE = 0.87  # times the type size of the line: the largest superscript or subscript
_MAX_RISE, _MAX_DROP = 0.65, 0.45  # em; from the baseline of the line to that of a superscript or subscript
_SAME_BASELINE = 0.12  # em; baselines this close count as one
_SEGMENT_GAP = 1.5  # em; a wider gap begins another segment, such as a column or a table cell
_MIN_SPACE = 0.16  # em; a wider gap counts as a space even if the file contains none
# Accents drawn separately over a symbol are not text of their own.
_ACCENT = re.compile(r"[\u02c6\u02c7\u02d8-\u02dd\u00af\u00a8\u00b4`\u0300-\u036f]+")
_NOTE_MARK = re.compile(r"[\d,∗*†‡§¶‖#⋆★♯\s]+")
_BEFORE_NOTE_MARK = re.compile(r"(?:[^\W\d_]{2}|[.,;:!?)\]”’\"'»…—–])$")
_UNIT = re.compile(r"(?:^|[\W\d])(?:[kcmnµ]?m|km|[mnµ]?s|k?g|Hz|ft|in)$")
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SUPERSCRIPTABLE = re.compile(r"[+\-−]?[0-9]+|[+\-−]")


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A printed line, or the part of it in one column or cell; two spaces in its text are a wide gap.

    `page` counts from 0; `x0`, `x1` and `y` (the baseline) are points;
    `size` and `font` (an index) are those of most of its letters.
    `bold`, `maths` and `mono` are shares of its letters, `gap` is the widest gap inside it in ems,
    and `mark` is the raised footnote mark that it begins with.
    `out_of_flow` marks rotated text and text of embedded drawings.
    `band` numbers the strips of the page from top to bottom;
    `column` is 0 for the full width, 1 or 2 for a column, and 3 for lines beside the text.
    """

    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float
    font: int = 0
    bold: float = 0.0
    maths: float = 0.0
    mono: float = 0.0
    gap: float = 0.0
    mark: str = ""
    out_of_flow: bool = False
    band: int = 0
    column: int = 0

    @property
    def width(self) -> float:
        """The printed width in points."""
        return self.x1 - self.x0

    @property
    def group(self) -> tuple[int, int, int]:
        """The page, band and column: the lines of one group follow each other downward."""
        return self.page, self.band, self.column


@dataclass(frozen=True, slots=True)
class FontStyles:
    """The bold, mathematical and typewriter fonts of a document, by index."""

    bold: frozenset[int]
    maths: frozenset[int]
    mono: frozenset[int]

    @classmethod
    def of(cls, fonts: Sequence[str]) -> FontStyles:
        """Recognises the styles by the names of the `fonts`."""
        named = [(index, name) for index, name in enumerate(fonts)]
        return cls(*(frozenset(i for i, name in named if pattern.search(name)) for pattern in (_BOLD, _MATHS, _MONO)))


def segments(printout: Printout) -> list[list[PdfLine]]:
    """The lines of each page in drawing order, cut at wide gaps; rotated text and text of drawings is marked `out_of_flow`."""
    font_styles = FontStyles.of(printout.fonts)
    return [_sheet_segments(sheet, page, font_styles) for page, sheet in enumerate(printout.sheets)]


def _sheet_segments(sheet: Sheet, page: int, font_styles: FontStyles) -> list[PdfLine]:
    found: list[list[CharacterRun]] = []
    out_of_flow: list[CharacterRun] = []
    for run in sheet.runs:
        if not run.text.strip() or _ACCENT.fullmatch(run.text.strip()):
            continue
        if run.rotated or run.in_drawing:
            out_of_flow.append(run)
        elif found and _continues_line(found[-1], run):
            found[-1].append(run)
        else:
            found.append([run])
    lines = [line_of(runs, page, font_styles) for runs in found]
    return [*lines, *(line_of([run], page, font_styles, out_of_flow=True) for run in out_of_flow)]


def _continues_line(runs: list[CharacterRun], run: CharacterRun) -> bool:
    """Checks whether `run` continues `runs`: next to them, on their baseline or as a superscript or subscript."""
    main = max(runs, key=lambda r: r.size)
    em = max(main.size, run.size, 1.0)
    if not -0.35 * em <= run.x0 - max(r.x1 for r in runs) <= _SEGMENT_GAP * em:
        return False
    shift = run.y - main.y
    if abs(shift) <= _SAME_BASELINE * em:
        return True
    if run.size <= _MAX_SCRIPT_SIZE * main.size:
        return -_MAX_DROP * em <= shift <= _MAX_RISE * em
    if main.size <= _MAX_SCRIPT_SIZE * run.size:  # the line begins with a superscript or subscript, as footnotes do
        return -_MAX_RISE * em <= shift <= _MAX_DROP * em
    return False


def line_of(runs: Sequence[CharacterRun], page: int, font_styles: FontStyles, *, out_of_flow: bool = False) -> PdfLine:
    """The line that consists of `runs`, from left to right."""
    sizes: Counter[float] = Counter()
    fonts: Counter[int] = Counter()
    for run in runs:
        letters = len(run.text.replace(" ", ""))
        sizes[round(run.size, 1)] += letters
        fonts[run.font] += letters
    size = max(sizes, key=lambda s: (sizes[s], s))
    total = max(sum(fonts.values()), 1)
    main = next(run for run in runs if round(run.size, 1) == size)
    text, mark = _text_and_mark(runs, main, font_styles)
    shares = [
        sum(n for font, n in fonts.items() if font in group) / total
        for group in (font_styles.bold, font_styles.maths, font_styles.mono)
    ]
    gaps = [(right.x0 - left.x1) / max(size, 1.0) for left, right in pairwise(runs)]
    return PdfLine(
        text,
        page,
        min(run.x0 for run in runs),
        max(run.x1 for run in runs),
        main.y,
        size,
        font=fonts.most_common(1)[0][0],
        bold=shares[0],
        maths=shares[1],
        mono=shares[2],
        gap=max(gaps, default=0.0),
        mark=mark,
        out_of_flow=out_of_flow or main.rotated or main.in_drawing,
    )


def _text_and_mark(runs: Sequence[CharacterRun], main: CharacterRun, font_styles: FontStyles) -> tuple[str, str]:
    """The text of a line, and the footnote mark that it begins with."""
    text, mark, end = "", "", None
    before: CharacterRun | None = None
    for run in runs:
        raised = run.size <= _MAX_SCRIPT_SIZE * main.size and run.y - main.y > _SAME_BASELINE * main.size
        spaced = end is not None and run.x0 - end > _MIN_SPACE * main.size
        end = run.x1
        if raised and not text and _NOTE_MARK.fullmatch(run.text):
            mark += run.text.strip()
            continue
        if raised and before is not None and _is_note_mark(text, run, before, font_styles):
            text += " " if run.text[-1].isspace() else ""
            continue
        if spaced and not text.endswith(" "):
            text += " "
        stripped = run.text.strip()
        if raised and run.font in font_styles.maths and set(stripped) == {"0"}:
            text += "′" * len(stripped)  # TeX's prime has the code of a zero
        elif raised and text[-1:].strip() and _SUPERSCRIPTABLE.fullmatch(stripped):
            text += stripped.translate(_SUPERSCRIPTS) + run.text[len(run.text.rstrip()) :]
        else:
            text += run.text
        before = run
    return " ".join(text.split()), mark


def _is_note_mark(text: str, run: CharacterRun, before: CharacterRun, font_styles: FontStyles) -> bool:
    """Checks whether a raised run is a footnote mark and not an exponent: it follows a word or punctuation, not a symbol."""
    preceding = text.rstrip()
    if not _NOTE_MARK.fullmatch(run.text) or not preceding:
        return False
    if not any(char.isdigit() for char in run.text):
        return True
    return before.font not in font_styles.maths and bool(_BEFORE_NOTE_MARK.search(preceding)) and not _UNIT.search(preceding)


def join_segments(parts: Sequence[PdfLine]) -> PdfLine:
    """Joins segments on one baseline, from left to right; `gap` becomes the widest gap inside and between them."""
    parts = sorted(parts, key=lambda part: part.x0)
    if len(parts) == 1:
        return parts[0]
    weights = [max(len(part.text), 1) for part in parts]
    total = sum(weights)
    main = max(parts, key=lambda part: len(part.text))
    between = [(right.x0 - left.x1) / max(main.size, 1.0) for left, right in pairwise(parts)]
    text = parts[0].text
    for gap, part in zip(between, parts[1:], strict=True):
        text += ("  " if gap > _SEGMENT_GAP else " " if gap > _MIN_SPACE else "") + part.text

    def share(values: Iterable[float]) -> float:
        return sum(value * weight for value, weight in zip(values, weights, strict=True)) / total

    return PdfLine(
        text,
        main.page,
        parts[0].x0,
        max(part.x1 for part in parts),
        main.y,
        main.size,
        font=main.font,
        bold=share(part.bold for part in parts),
        maths=share(part.maths for part in parts),
        mono=share(part.mono for part in parts),
        gap=max([*between, *(part.gap for part in parts)]),
        mark=parts[0].mark if parts[0].text != parts[0].mark else "",
        out_of_flow=all(part.out_of_flow for part in parts),
        band=main.band,
        column=main.column,
    )
