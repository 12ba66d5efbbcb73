"""The child process's report on a PDF: runs of characters with their positions, and the document's own outline.

Lengths are points (1/72 inch), the origin is the lower left corner of the page, y grows upward.
The wire form is one JSON object; both ends of the pipe use this module.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from alignqa.papers.parsing.confined.allowance import Allowance

_USUAL = Allowance()
BROKEN, LOCKED, TOO_LONG = "broken", "locked", "too long"


@dataclass(frozen=True, slots=True)
class CharacterRun:
    """Characters of one font on one baseline, without a gap wider than a word space.

    `rotated` marks text that does not run from left to right, and `slanted` that of it which runs at no right angle;
    `in_drawing` marks text that is part of an embedded drawing;
    white space at the ends of `text` is the document's own.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: int
    rotated: bool = False
    in_drawing: bool = False
    slanted: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page: a picture, or a rule if it is flat."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its runs in drawing order, its horizontal rules and its pictures.

    `hidden_words` counts the words that were left out because nobody can see them, and `hidden` are their places.
    """

    width: float
    height: float
    label: str
    runs: tuple[CharacterRun, ...]
    rules: tuple[Box, ...] = ()
    pictures: tuple[Box, ...] = ()
    hidden_words: int = 0
    hidden: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline: `level` counts from 1, `page` from 0, and `y` is None where the target is a whole page."""

    level: int
    title: str
    page: int
    y: float | None = None


@dataclass(frozen=True, slots=True)
class Printout:
    """Everything that the child read; `CharacterRun.font` is an index into `fonts`, and `via` names the library that read it."""

    sheets: tuple[Sheet, ...]
    fonts: tuple[str, ...] = ()
    bookmarks: tuple[Bookmark, ...] = ()
    title: str = ""
    author: str = ""
    via: str = "pdfium"


@dataclass(frozen=True, slots=True)
class ChildFailure:
    """The reason why the child could not read the file (BROKEN, LOCKED or TOO_LONG), with a detail."""

    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """Limits for one file: address space in bytes, processor and wall-clock seconds, pages, characters."""

    memory: int = _USUAL.memory
    cpu_s: int = _USUAL.cpu_s
    wall_s: float = _USUAL.wall_s
    pages: int = 2_000
    characters: int = 8_000_000


def encode(outcome: Printout | ChildFailure) -> bytes:
    """The wire form of the child's report."""
    if isinstance(outcome, ChildFailure):
        return json.dumps({"failure": asdict(outcome)}).encode()
    return json.dumps(
        {
            "sheets": [_sheet_row(sheet) for sheet in outcome.sheets],
            "fonts": outcome.fonts,
            "bookmarks": [[mark.level, mark.title, mark.page, mark.y] for mark in outcome.bookmarks],
            "title": outcome.title,
            "author": outcome.author,
            "via": outcome.via,
        }
    ).encode()


def decode(wire: bytes) -> Printout | ChildFailure:
    """The child's report; raises ValueError, TypeError or KeyError if the wire form is damaged."""
    content = json.loads(wire)
    if "failure" in content:
        return ChildFailure(**content["failure"])
    return Printout(
        sheets=tuple(_sheet(*row) for row in content["sheets"]),
        fonts=tuple(content["fonts"]),
        bookmarks=tuple(Bookmark(*row) for row in content["bookmarks"]),
        title=content["title"],
        author=content["author"],
        via=content["via"],
    )


_Coordinates = list[float]


def _sheet_row(sheet: Sheet) -> list[object]:
    runs = [[r.text, r.x0, r.x1, r.y, r.size, r.font, r.rotated, r.in_drawing, r.slanted] for r in sheet.runs]
    boxes = [[[b.x0, b.y0, b.x1, b.y1] for b in boxes] for boxes in (sheet.rules, sheet.pictures, sheet.hidden)]
    return [sheet.width, sheet.height, sheet.label, sheet.hidden_words, runs, *boxes]


def _sheet(
    width: float,
    height: float,
    label: str,
    hidden_words: int,
    runs: list[tuple[str, float, float, float, float, int, bool, bool, bool]],
    *boxes: list[_Coordinates],
) -> Sheet:
    rules, pictures, hidden = (tuple(Box(*box) for box in group) for group in boxes)
    return Sheet(width, height, label, tuple(CharacterRun(*run) for run in runs), rules, pictures, hidden_words, hidden)
