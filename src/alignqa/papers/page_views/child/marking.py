"""Draws boxes around a passage on its pages, and reads anew what is under them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from alignqa.papers.page_views.child.alignment import align
from alignqa.papers.page_views.child.page_text import OpenPage, PlacedCharacter
from alignqa.papers.page_views.views import PageBox
from alignqa.papers.page_views.wire import MarkedBox, SoughtPassage

_SAME_LINE, _SAME_WORD = 0.5, 3.0  # em; baselines of one line, and the gap that two neighbours may have
_MARK, _IN_LINE, _NO_WORD = 3.0, 1.0, 0.5  # em; room for a mark between two words, the widest gap in a line, room for no word
_SMALL, _RISE = 0.85, 0.2  # em; the size of a mark beside its word, and the height at which the foot of a raised one stands
_LIST_MARK = re.compile(r"\W{0,2}(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.):]\W?")
_MARGIN = 0.06  # em around the ink


def marks_of(passage: SoughtPassage, pages: Mapping[int, OpenPage]) -> tuple[MarkedBox, ...]:
    """The boxes around a passage in its order, on open pages by number; none if it is not found there."""
    numbers = [number for number in passage.pages if number in pages]
    characters = [(number, char) for number in numbers for char in pages[number].characters]
    stretches = align(
        [" " * char.spaced + char.text for _, char in characters], passage.text, before=passage.before, after=passage.after
    )
    if not stretches:
        return ()
    if not all(_is_reading_on(characters, one[-1], other[0]) for one, other in pairwise(stretches)):
        return ()
    boxes = [
        (number, _displayed(pages[number], run))
        for stretch in stretches
        for number, run in _runs(characters[stretch[0] : stretch[-1] + 1])
    ]
    return tuple(with_text(boxes, pages))


_Placed = tuple[int, PlacedCharacter]


def _is_reading_on(characters: Sequence[_Placed], last: int, first: int) -> bool:
    """Checks whether a reader goes on from one character to another that does not follow it in the file.

    That is over a mark in the line, or from the end of one line to the beginning of another. Anything else would leave out
    a word, or take one from elsewhere.
    """
    gap, larger = _gap(characters[last], characters[first]), max((characters[last][1], characters[first][1]), key=_size)
    if gap <= _MARK:  # with room for a word it must be seen that there is none
        return gap <= _NO_WORD or (first > last and all(_is_mark(char, larger) for _, char in characters[last + 1 : first]))
    ends = next(at for at in range(last + 1, len(characters) + 1) if _is_break(characters, at))
    begins = next(at for at in range(first, -1, -1) if _is_break(characters, at))
    before = "".join(char.text for _, char in characters[begins:first])
    is_marked = all(_is_mark(char, characters[first][1]) for _, char in characters[begins:first])
    return all(_is_mark(char, characters[last][1]) for _, char in characters[last + 1 : ends]) and (
        is_marked or _LIST_MARK.fullmatch(before) is not None
    )


def _size(char: PlacedCharacter) -> float:
    return char.size


def _is_mark(char: PlacedCharacter, beside: PlacedCharacter) -> bool:
    """Checks whether a character is no part of the words beside it: a sign, or a raised or small letter or digit."""
    is_raised = char.quarter_turns == 0 and char.bottom - char.baseline > _RISE * char.size
    return not char.text.isalnum() or char.size < _SMALL * beside.size or is_raised


def _is_break(characters: Sequence[_Placed], at: int) -> bool:
    """Checks whether a line ends before a character."""
    if not 0 < at < len(characters):
        return True
    one, other = characters[at - 1], characters[at]
    return _gap(one, other) > _IN_LINE or not _are_on_line(one[1], other[1])


def _are_on_line(one: PlacedCharacter, other: PlacedCharacter) -> bool:
    is_level = abs(one.baseline - other.baseline) <= _SAME_LINE * max(one.size, other.size)
    return is_level and one.quarter_turns == other.quarter_turns


def _gap(one: _Placed, other: _Placed) -> float:
    """The distance between the ink of two characters in ems, the larger one of that across and that along the page."""
    (page, first), (other_page, second) = one, other
    if page != other_page:
        return math.inf
    across = max(first.left - second.right, second.left - first.right)
    along = max(first.bottom - second.top, second.bottom - first.top)
    return max(across, along) / max(first.size, second.size)


def _runs(characters: Sequence[tuple[int, PlacedCharacter]]) -> Iterator[tuple[int, list[PlacedCharacter]]]:
    """The characters line by line, each with its page."""
    for number, on_page in groupby(characters, key=lambda found: found[0]):
        run: list[PlacedCharacter] = []
        for _, char in on_page:
            if run and not _continues(run[-1], char, max(run, key=_size)):
                yield number, run
                run = []
            run.append(char)
        yield number, run


def _continues(last: PlacedCharacter, char: PlacedCharacter, largest: PlacedCharacter) -> bool:
    """Checks whether a character stands in the line of the last one, be it raised or lowered."""
    apart = max(char.left - last.right, char.bottom - last.top, last.left - char.right, last.bottom - char.top)
    return _are_on_line(largest, char) and apart <= _SAME_WORD * largest.size


def _displayed(page: OpenPage, run: Sequence[PlacedCharacter]) -> PageBox:
    """The box around a run, as the page is displayed."""
    margin = _MARGIN * max(char.size for char in run)
    x0, y0 = page.place(min(char.left for char in run) - margin, min(char.bottom for char in run) - margin)
    x1, y1 = page.place(max(char.right for char in run) + margin, max(char.top for char in run) + margin)
    return PageBox(_share(min(x0, x1)), _share(min(y0, y1)), _share(max(x0, x1)), _share(max(y0, y1)))


def _share(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 5)


def with_text(boxes: Sequence[tuple[int, PageBox]], pages: Mapping[int, OpenPage]) -> Iterator[MarkedBox]:
    """The boxes with what is printed under them: each character belongs to the first box in which its middle lies."""
    texts = [""] * len(boxes)
    for number in dict.fromkeys(number for number, _ in boxes):
        own = [(at, box) for at, (page, box) in enumerate(boxes) if page == number]
        for char, x, y in pages[number].displayed:
            under = next((at for at, box in own if box.left <= x <= box.right and box.top <= y <= box.bottom), None)
            if under is not None:
                texts[under] += " " * char.spaced + char.text
    for (number, box), text in zip(boxes, texts, strict=True):
        yield MarkedBox(number, box, text.strip())
