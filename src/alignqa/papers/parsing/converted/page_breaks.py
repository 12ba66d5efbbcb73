"""Finds where the pages of a PDF ended in the text that was made from it, and which lines begin a footnote.

A converter glues the page number at the foot of a page to the first word of the next one ("4alignment"),
and the number of a footnote to its first word ("4Unlike"). Both count upwards, so one search distinguishes them:
it looks for the two rising sequences that best explain the numbered lines.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

_LEADING_NUMBER = re.compile(r"[1-9]\d{0,5}")
# A footnote's mark in the prose: digits glued to a word or to punctuation, and not part of a decimal or a percentage.
_MARK = re.compile(r"(?<=[^\s\d(\[{$~<>=+/#-])(\d{1,3})(?![\d%±]|[.,]\d)")
_NOTE_START = re.compile(r"[A-Z“\"‘'(]|https?:")
# Weights of the search, set on papers whose pages are known; only their order matters.
_ALONE, _BEFORE_LOWER, _BEFORE_UPPER, _BEFORE_DIGIT, _LIST_LIKE = 4.0, 5.0, 2.0, 0.0, -4.0
_GLUED_HEADING, _SPACED = 3.0, -1.0
_SKIPPED = -3.0
_NOTE, _NOTE_MARKED, _NOTE_UNMARKED = 2.0, 3.0, -3.5
_SHORTEST_PAGE, _LONGEST_PAGE = 400, 9_000
_TOO_SHORT, _TOO_LONG = -6.0, -3.0
_WIDTH = 80
_MAX_CANDIDATES = 30_000
_FEWEST_PAGES = 3


@dataclass(frozen=True, slots=True)
class Breaks:
    """The numbers of pages and of footnotes with which lines begin, by the index of the line.

    A page number ends its page: the rest of its line is on the next page.
    """

    pages: Mapping[int, int] = field(default_factory=dict)
    notes: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Choice:
    """One interpretation of the lines so far: a chain of choices, the last one first."""

    score: float
    page: int | None
    note: int
    break_line: int
    break_offset: int
    line: int = -1
    is_page: bool = False
    before: _Choice | None = None


def find_breaks(lines: Sequence[str], headings: Sequence[bool]) -> Breaks:
    """Returns the page breaks and footnotes in `lines`; `headings` says of each line whether it is a heading.

    If there are fewer than three pages, no page is reported; in a text too large for a paper nothing is looked for.
    """
    candidates = [index for index, line in enumerate(lines) if _LEADING_NUMBER.match(line)]
    if len(candidates) > _MAX_CANDIDATES:
        return Breaks()
    offsets = _offsets(lines)
    marks = _marks(lines)
    beam = {(-1, 0): _Choice(0.0, None, 0, 0, 0)}
    for index in candidates:
        grown = dict(beam)
        for choice in beam.values():
            for following in (
                *_as_page(choice, lines[index], index, heading=headings[index], offset=offsets[index]),
                *_as_note(choice, lines[index], index, marks=marks),
            ):
                key = (-1 if following.page is None else following.page, following.note)
                if key not in grown or grown[key].score < following.score:
                    grown[key] = following
        best = sorted(grown.items(), key=lambda entry: -entry[1].score)[:_WIDTH]
        beam = dict(best)
    return _breaks(max(beam.values(), key=lambda choice: choice.score))


def _offsets(lines: Sequence[str]) -> list[int]:
    offsets, position = [], 0
    for line in lines:
        offsets.append(position)
        position += len(line) + 1
    return offsets


def _marks(lines: Sequence[str]) -> Mapping[int, Sequence[int]]:
    """Returns the lines in which each number is glued to a word."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        for match in _MARK.finditer(line):
            if match.start():
                found[int(match[1])].append(index)
    return found


def _as_page(choice: _Choice, line: str, index: int, *, heading: bool, offset: int) -> Iterator[_Choice]:
    digits = _LEADING_NUMBER.match(line)
    for length in range(1, min(digits.end() if digits else 0, 4) + 1):
        number, rest = int(line[:length]), line[length:]
        steps = 1 if choice.page is None else number - choice.page
        if not 1 <= steps <= 3:
            continue
        score = _page_score(rest, heading=heading) + (steps - 1) * _SKIPPED
        length_of_page = (offset - choice.break_offset) / steps
        if choice.page is not None and length_of_page < _SHORTEST_PAGE:
            score += _TOO_SHORT
        if length_of_page > _LONGEST_PAGE:
            score += _TOO_LONG * length_of_page / _LONGEST_PAGE
        yield _Choice(choice.score + score, number, choice.note, index, offset, index, True, choice)


def _page_score(rest: str, *, heading: bool) -> float:
    if not rest:
        return _ALONE
    first = rest[0]
    if first.isspace() and not heading and rest.lstrip()[:1].islower():
        return _SPACED
    if first.isspace() or first in ".,:;%)]±/":
        return _LIST_LIKE
    glued = _GLUED_HEADING if heading else 0.0
    if first.isdigit():
        return _BEFORE_DIGIT + glued
    return glued + (_BEFORE_LOWER if first.islower() else _BEFORE_UPPER)


def _as_note(choice: _Choice, line: str, index: int, *, marks: Mapping[int, Sequence[int]]) -> Iterator[_Choice]:
    digits = _LEADING_NUMBER.match(line)
    number = int(digits[0]) if digits else 0
    if not digits or number not in {choice.note + 1, choice.note + 2} or not _NOTE_START.match(line, digits.end()):
        return
    places = marks.get(number, ())
    first = bisect_left(places, choice.break_line)
    marked = first < len(places) and places[first] < index
    score = _NOTE + (_NOTE_MARKED if marked else _NOTE_UNMARKED) + (number - choice.note - 1) * _SKIPPED
    yield _Choice(choice.score + score, choice.page, number, choice.break_line, choice.break_offset, index, False, choice)


def _breaks(last: _Choice) -> Breaks:
    pages: dict[int, int] = {}
    notes: dict[int, int] = {}
    step: _Choice | None = last
    while step is not None and step.line >= 0:
        if step.is_page and step.page is not None:
            pages[step.line] = step.page
        elif not step.is_page:
            notes[step.line] = step.note
        step = step.before
    if len(pages) < _FEWEST_PAGES:
        pages = {}
    return Breaks(dict(sorted(pages.items())), dict(sorted(notes.items())))
