"""Builds printed lines from runs: superscripts and subscripts join their line, footnote marks leave the words they follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from alignqa.papers.parsing.pdf.child.printout import CharacterRun, Printout, Sheet
from alignqa.papers.parsing.pdf.layout.decorations import decorations
from alignqa.papers.parsing.pdf.layout.large_scripts import with_small_scripts
from alignqa.papers.parsing.pdf.layout.line_text import (
    FontStyles,
    TakenMark,
    as_sign,
    hangs,
    is_accent,
    text_and_marks,
    with_accent,
)
from alignqa.papers.parsing.pdf.layout.scripts import MAX_SCRIPT_SIZE, MIN_SPACE, SAME_BASELINE

_MAX_RISE, _MAX_DROP = 0.65, 0.45  # em; from the baseline of the line to that of a superscript or subscript
_MAX_HANG = 1.15  # em; from the baseline to the origin of a large sign
_SEGMENT_GAP = 1.5  # em; a wider gap begins another segment, such as a column or a table cell
_MIN_DROP_CAPITAL = 1.8  # times the type size of the line that it begins
_MIN_CAPITALS = 0.05  # of the letters of a line, for their size to count
_DROP_CAPITAL = re.compile(r"[“\"‘']?[^\W\d_a-z]\s*")


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A printed line, or the part of it in one column or cell; two spaces in its text are a wide gap.

    `page` counts from 0; `x0`, `x1` and `y` (the baseline) are points;
    `size` and `font` (an index) are those of most of its letters, and `tallest` is the size of its largest letters.
    `bold`, `maths` and `mono` are shares of its letters, `gap` is the widest gap inside it in ems,
    `mono_ends` tells whether it begins and whether it ends in typewriter type,
    `mark` is the raised footnote mark that it begins with, and `notes` are those that were taken from its words.
    `out_of_flow` marks rotated text and text of embedded drawings,
    and `decoration` that of it which is neither: line numbers and watermarks.
    `hidden_above` is the height, in points, that lines which nobody can see take up between this line and the one above.
    `band` numbers the strips of the page from top to bottom;
    `column` is 0 for the full width, 1 or 2 for a column, more for texts side by side, and negative for lines beside the text.
    """

    text: str
    page: int
    x0: float
    x1: float
    y: float
    size: float
    font: int = 0
    tallest: float = 0.0
    bold: float = 0.0
    maths: float = 0.0
    mono: float = 0.0
    mono_ends: tuple[bool, bool] = (False, False)
    gap: float = 0.0
    mark: str = ""
    notes: tuple[TakenMark, ...] = ()
    out_of_flow: bool = False
    decoration: bool = False
    hidden_above: float = 0.0
    band: int = 0
    column: int = 0

    @property
    def width(self) -> float:
        """The printed width in points."""
        return self.x1 - self.x0

    @property
    def is_aside(self) -> bool:
        """Checks whether the line stands beside the running text, which goes on without it."""
        return self.column < 0

    @property
    def group(self) -> tuple[int, int, int]:
        """The page, band and column: the lines of one group follow each other downward."""
        return self.page, self.band, self.column


def segments(printout: Printout) -> list[list[PdfLine]]:
    """The lines of each page in drawing order, cut at wide gaps; rotated text and text of drawings is marked `out_of_flow`."""
    font_styles = FontStyles.of(printout.fonts)
    return [
        _sheet_segments(sheet, page, font_styles, places)
        for page, (sheet, places) in enumerate(zip(printout.sheets, decorations(printout.sheets), strict=True))
    ]


def _sheet_segments(sheet: Sheet, page: int, font_styles: FontStyles, beside: Sequence[frozenset[int]]) -> list[PdfLine]:
    found: list[list[CharacterRun]] = []
    decorating = frozenset[int]().union(*beside)
    shown = [run for at, run in enumerate(sheet.runs) if run.text.strip() and at not in decorating]
    out_of_flow = [run for run in shown if (run.rotated or run.in_drawing) and not is_accent(run)]
    flowing = with_small_scripts([run for run in shown if not (run.rotated or run.in_drawing)])
    for run in _with_accents(flowing):
        if found and (capital := _as_first_letter(found[-1], run)) is not None:
            found[-1] = [capital, run]
        elif found and _continues_line(found[-1], run, font_styles):
            found[-1].append(run)
        else:
            found.append([run])
    lines = [line_of(runs, page, font_styles) for runs in found]
    drawn = [line_of([run], page, font_styles, out_of_flow=True) for run in out_of_flow]
    return [*lines, *drawn, *(_decoration([sheet.runs[at] for at in sorted(places)], page) for places in beside)]


def _with_accents(runs: Sequence[CharacterRun]) -> list[CharacterRun]:
    """The runs with their accents, which are drawn before or after the letters; one that stands alone is a sign of its own."""
    found: list[CharacterRun] = []
    accent: CharacterRun | None = None
    for run in runs:
        if is_accent(run):
            accented = _accented(found[-1], run) if found else None
            accent = run if accented is None else None
            if accented is not None:
                found[-1] = accented
            continue
        if accent is not None:
            if (accented := with_accent(run, accent, last=False)) is not None:
                run = accented
            elif (alone := as_sign(accent, found[-1] if found else None, run)) is not None:
                found.append(alone)
            accent = None
        found.append(run)
    return found


def _accented(run: CharacterRun, accent: CharacterRun) -> CharacterRun | None:
    """The run with an accent on its last letter, or on its first one if the accent was drawn after the whole run."""
    over_first = accent.x1 < run.x1 and (accent.x0 + accent.x1) / 2 <= run.x0 + 0.7 * run.size
    return with_accent(run, accent, last=True) or (with_accent(run, accent, last=False) if over_first else None)


def _as_first_letter(runs: Sequence[CharacterRun], run: CharacterRun) -> CharacterRun | None:
    """A drop capital as the first letter of the line that `run` begins beside its upper half; None if `runs` are none."""
    capital = runs[0]
    if len(runs) > 1 or capital.size < _MIN_DROP_CAPITAL * run.size or not _DROP_CAPITAL.fullmatch(capital.text):
        return None
    beside = capital.x1 - 0.4 * run.size <= run.x0 <= capital.x1 + 1.2 * run.size
    higher = 0.3 * capital.size <= run.y - capital.y <= 0.9 * capital.size
    if not (beside and higher and run.text[:1].isalpha()):
        return None
    return replace(capital, x1=run.x0, y=run.y, size=run.size, font=run.font)


def _decoration(runs: Sequence[CharacterRun], page: int) -> PdfLine:
    """One line of what decorates the page, from top to bottom."""
    runs = sorted(runs, key=lambda run: (run.x0 > runs[0].x1, -run.y))
    text = " ".join(run.text.strip() for run in runs)
    first = runs[0]
    x0, x1 = min(run.x0 for run in runs), max(run.x1 for run in runs)
    return PdfLine(text, page, x0, x1, first.y, first.size, font=first.font, out_of_flow=True, decoration=True)


def _continues_line(runs: list[CharacterRun], run: CharacterRun, font_styles: FontStyles) -> bool:
    """Checks whether `run` continues `runs`: next to them, on their baseline or as a superscript or subscript."""
    main = max(runs, key=lambda r: (not hangs(r, font_styles), r.size))
    em = max(main.size, run.size, 1.0)
    end = max(r.x1 for r in runs)
    is_script = run.size <= MAX_SCRIPT_SIZE * main.size
    # Two scripts stand above each other, so the second begins where the letter ends that they belong to.
    start = max(r.x1 for r in runs if r.size > MAX_SCRIPT_SIZE * main.size) if is_script else end
    if run.x0 < start - 0.35 * em or run.x0 > end + _SEGMENT_GAP * em:
        return False
    shift = run.y - main.y
    if abs(shift) <= SAME_BASELINE * em or (hangs(run, font_styles) and abs(shift) <= _MAX_HANG * em):
        return True
    if is_script:
        last = runs[-1]  # a script of a script is further away from the line
        of_script = run.size < last.size <= MAX_SCRIPT_SIZE * main.size and abs(run.y - last.y) <= _MAX_DROP * last.size
        return of_script or -_MAX_DROP * em <= shift <= _MAX_RISE * em
    if main.size <= MAX_SCRIPT_SIZE * run.size:  # the line begins with a superscript or subscript, as footnotes do
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
    if len(sizes) > 1:
        size = _size_between_scripts(runs, size, font_styles)
    total = max(sum(fonts.values()), 1)
    main = next((run for run in runs if round(run.size, 1) == size and not hangs(run, font_styles)), runs[0])
    text, mark, notes = text_and_marks(runs, main, font_styles)
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
        tallest=max((s for s in sizes if sizes[s] >= _MIN_CAPITALS * total), default=size),
        bold=shares[0],
        maths=shares[1],
        mono=shares[2],
        mono_ends=(runs[0].font in font_styles.mono, runs[-1].font in font_styles.mono),
        gap=max(gaps, default=0.0),
        mark=mark,
        notes=notes,
        out_of_flow=out_of_flow or main.rotated or main.in_drawing,
    )


def _size_between_scripts(runs: Sequence[CharacterRun], size: float, font_styles: FontStyles) -> float:
    """The size of the letters on the line if most letters, of `size`, are their scripts, as in "R ≥ R_recov"; else `size`."""
    largest = max((run for run in runs if not hangs(run, font_styles)), key=lambda run: run.size, default=runs[0])
    small = [run for run in runs if run.size <= MAX_SCRIPT_SIZE * largest.size and run.text.strip()]
    off = all(abs(run.y - largest.y) > SAME_BASELINE * largest.size for run in small)
    return round(largest.size, 1) if off and size <= MAX_SCRIPT_SIZE * largest.size else size


def join_segments(parts: Sequence[PdfLine]) -> PdfLine:
    """Joins segments on one baseline, from left to right; `gap` becomes the widest gap inside and between them."""
    parts = sorted(parts, key=lambda part: part.x0)
    if len(parts) == 1:
        return parts[0]
    weights = [max(len(part.text), 1) for part in parts]
    total = sum(weights)
    main = max(parts, key=lambda part: len(part.text))
    between = [(right.x0 - left.x1) / max(main.size, 1.0) for left, right in pairwise(parts)]
    text, notes = parts[0].text, list(parts[0].notes)
    for gap, part in zip(between, parts[1:], strict=True):
        text += "  " if gap > _SEGMENT_GAP else " " if gap > MIN_SPACE else ""
        notes.extend(replace(note, place=len(text) + note.place) for note in part.notes)
        text += part.text

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
        tallest=max(part.tallest for part in parts),
        bold=share(part.bold for part in parts),
        maths=share(part.maths for part in parts),
        mono=share(part.mono for part in parts),
        mono_ends=(parts[0].mono_ends[0], parts[-1].mono_ends[1]),
        gap=max([*between, *(part.gap for part in parts)]),
        notes=tuple(notes),
        mark=parts[0].mark if parts[0].text != parts[0].mark else "",
        out_of_flow=all(part.out_of_flow for part in parts),
        band=main.band,
        column=main.column,
    )
