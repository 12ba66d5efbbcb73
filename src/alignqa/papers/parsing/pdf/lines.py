"""Runs become printed lines: super- and subscripts join their line, footnote marks leave the words they hang on."""

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
_SCRIPT = 0.87  # a script is set at most this large, relative to its line
_RISE, _DROP = 0.65, 0.45  # em; how far a script's baseline leaves that of its line
_LEVEL = 0.12  # em; baselines that count as one
_SEGMENT_GAP = 1.5  # em; a wider gap begins another segment: a column, a table cell
_SPACE = 0.16  # em; a gap that counts as a space even where none is drawn
_ACCENT = re.compile(
    r"[\u02c6\u02c7\u02d8-\u02dd\u00af\u00a8\u00b4`\u0300-\u036f]+"
)  # drawn alone over a symbol: no text of its own
_MARK = re.compile(r"[\d,∗*†‡§¶‖#⋆★♯\s]+")
_NOTE_HOST = re.compile(r"(?:[^\W\d_]{2}|[.,;:!?)\]”’\"'»…—–])$")
_UNIT = re.compile(r"(?:^|[\W\d])(?:[kcmnµ]?m|km|[mnµ]?s|k?g|Hz|ft|in)$")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_RAISABLE = re.compile(r"[+\-−]?[0-9]+|[+\-−]")


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A printed line, or one column's or one cell's part of it; two spaces in its text are a wide gap.

    `page` counts from 0, `x0`, `x1` and `y` (the baseline) are points, `size` is that of most of its letters.
    `bold`, `maths`, `mono` are shares of its letters, `gap` is the widest gap inside in ems,
    `mark` the raised footnote mark that it begins with, `font` the index of most letters' font.
    `band` orders the parts of the page, `column` is 0 for the full width, 1 or 2, and 3 for what stands beside the text.
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
    drawn: bool = False
    band: int = 0
    column: int = 0

    @property
    def width(self) -> float:
        """The printed width in points."""
        return self.x1 - self.x0

    @property
    def group(self) -> tuple[int, int, int]:
        """The stretch of a page in which lines follow each other downward."""
        return self.page, self.band, self.column


@dataclass(frozen=True, slots=True)
class FontStyles:
    """What the names of a document's fonts give away."""

    bold: frozenset[int]
    maths: frozenset[int]
    mono: frozenset[int]

    @classmethod
    def of(cls, fonts: Sequence[str]) -> FontStyles:
        """The bold, the mathematical and the typewriter fonts, by index."""
        named = [(index, name) for index, name in enumerate(fonts)]
        return cls(*(frozenset(i for i, name in named if pattern.search(name)) for pattern in (_BOLD, _MATHS, _MONO)))


def segments(printout: Printout) -> list[list[PdfLine]]:
    """The lines of each page, cut where a gap is wide, in the order of drawing; drawn and turned text is marked `drawn`."""
    faces = FontStyles.of(printout.fonts)
    return [_sheet_segments(sheet, page, faces) for page, sheet in enumerate(printout.sheets)]


def _sheet_segments(sheet: Sheet, page: int, faces: FontStyles) -> list[PdfLine]:
    found: list[list[CharacterRun]] = []
    apart: list[CharacterRun] = []
    for run in sheet.runs:
        if not run.text.strip() or _ACCENT.fullmatch(run.text.strip()):
            continue
        if run.turned or run.figure:
            apart.append(run)
        elif found and _joins(found[-1], run):
            found[-1].append(run)
        else:
            found.append([run])
    lines = [line_of(runs, page, faces) for runs in found]
    return [*lines, *(line_of([run], page, faces, drawn=True) for run in apart)]


def _joins(runs: list[CharacterRun], run: CharacterRun) -> bool:
    """Whether `run` goes on where `runs` end, on their baseline or as a script of theirs."""
    main = max(runs, key=lambda r: r.size)
    em = max(main.size, run.size, 1.0)
    if not -0.35 * em <= run.x0 - max(r.x1 for r in runs) <= _SEGMENT_GAP * em:
        return False
    shift = run.y - main.y
    if abs(shift) <= _LEVEL * em:
        return True
    if run.size <= _SCRIPT * main.size:
        return -_DROP * em <= shift <= _RISE * em
    if main.size <= _SCRIPT * run.size:  # the line begins with a script, as footnotes do
        return -_RISE * em <= shift <= _DROP * em
    return False


def line_of(runs: Sequence[CharacterRun], page: int, faces: FontStyles, *, drawn: bool = False) -> PdfLine:
    """The line that `runs` make up, from left to right."""
    sizes: Counter[float] = Counter()
    fonts: Counter[int] = Counter()
    for run in runs:
        letters = len(run.text.replace(" ", ""))
        sizes[round(run.size, 1)] += letters
        fonts[run.font] += letters
    size = max(sizes, key=lambda s: (sizes[s], s))
    total = max(sum(fonts.values()), 1)
    main = next(run for run in runs if round(run.size, 1) == size)
    text, mark = _written(runs, main, faces)
    shares = [sum(n for font, n in fonts.items() if font in group) / total for group in (faces.bold, faces.maths, faces.mono)]
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
        drawn=drawn or main.turned or main.figure,
    )


def _written(runs: Sequence[CharacterRun], main: CharacterRun, faces: FontStyles) -> tuple[str, str]:
    """The text of a line, and the footnote mark it begins with."""
    text, mark, end = "", "", None
    before: CharacterRun | None = None
    for run in runs:
        raised = run.size <= _SCRIPT * main.size and run.y - main.y > _LEVEL * main.size
        spaced = end is not None and run.x0 - end > _SPACE * main.size
        end = run.x1
        if raised and not text and _MARK.fullmatch(run.text):
            mark += run.text.strip()
            continue
        if raised and before is not None and _is_note(text, run, before, faces):
            text += " " if run.text[-1].isspace() else ""
            continue
        if spaced and not text.endswith(" "):
            text += " "
        stripped = run.text.strip()
        if raised and run.font in faces.maths and set(stripped) == {"0"}:
            text += "′" * len(stripped)  # TeX's prime sits at the code of a zero
        elif raised and text[-1:].strip() and _RAISABLE.fullmatch(stripped):
            text += stripped.translate(_RAISED) + run.text[len(run.text.rstrip()) :]
        else:
            text += run.text
        before = run
    return " ".join(text.split()), mark


def _is_note(text: str, run: CharacterRun, before: CharacterRun, faces: FontStyles) -> bool:
    """Whether a raised run is a footnote mark and not an exponent: it hangs on a word or on punctuation, not on a symbol."""
    host = text.rstrip()
    if not _MARK.fullmatch(run.text) or not host:
        return False
    if not any(char.isdigit() for char in run.text):
        return True
    return before.font not in faces.maths and bool(_NOTE_HOST.search(host)) and not _UNIT.search(host)


def joined(parts: Sequence[PdfLine]) -> PdfLine:
    """One line of several on a baseline, from left to right; `gap` tells how far they stand apart."""
    parts = sorted(parts, key=lambda part: part.x0)
    if len(parts) == 1:
        return parts[0]
    weights = [max(len(part.text), 1) for part in parts]
    total = sum(weights)
    main = max(parts, key=lambda part: len(part.text))
    between = [(right.x0 - left.x1) / max(main.size, 1.0) for left, right in pairwise(parts)]
    text = parts[0].text
    for gap, part in zip(between, parts[1:], strict=True):
        text += ("  " if gap > _SEGMENT_GAP else " " if gap > _SPACE else "") + part.text

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
        drawn=all(part.drawn for part in parts),
        band=main.band,
        column=main.column,
    )
