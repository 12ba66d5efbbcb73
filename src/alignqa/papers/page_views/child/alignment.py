"""Finds a passage among the characters of its pages.

The page has more than the passage: numbers beside the lines, marks of notes, notes and running heads between two columns.
So the passage is laid along the page character by character, with as few and as short leaps as possible;
a character of the passage is never left out, and never laid on another character.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_LEAP, _LEAP_BACK, _LEAP_PER_CHARACTER = 3.0, 6.0, 0.002
_IN_WORD = 0.5  # is added to a leap out of a word, and to one into a word
_AROUND = 0.5  # of a leap's cost, where it leads to, from or through the text around the passage
_START = -1  # the place before the first one
_UNMATCHED = 1.0  # for a character of the text around the passage that is not there
_MAX_SYMBOLS, _MAX_PAGE_SYMBOLS = 12_000, 60_000
# The canonical text writes powers, indices and fractions with "^_{}/"; many files print an accent as a sign of its own.
_NO_SYMBOLS = frozenset("^_{}/⁄ˆˇˉˊˋ˘˙˚˜˝")
_QUOTE_MARKS = str.maketrans(dict.fromkeys("‘’‚‛′`´ʼ", "'") | dict.fromkeys("“”„‟″«»", '"'))
_KINDS = frozenset(["Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Pc", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "So"])
_Numbers = npt.NDArray[np.float64]
_Places = npt.NDArray[np.int64]


def symbols_of(text: str) -> str:
    """The letters, digits and signs by which a text is found: without case, accents, white space, hyphens and dashes."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text.translate(_QUOTE_MARKS)).casefold())
    return "".join(char for char in folded if char not in _NO_SYMBOLS and unicodedata.category(char) in _KINDS)


@dataclass(frozen=True, slots=True)
class _Row:
    """The places that a character of the passage may be laid on, what it costs to get there, and from which of the row before."""

    places: _Places
    costs: _Numbers
    origins: _Places
    matched: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Symbols:
    """The symbols of a page, and what a leap to each and from each costs more because it is inside a word."""

    codes: _Places
    to: _Numbers
    away: _Numbers

    @classmethod
    def of(cls, symbols: Sequence[str], begins: Sequence[bool]) -> _Symbols:
        """Takes the symbols, and says of each whether it begins a word."""
        to = np.where(np.array(begins, dtype=np.bool_), 0.0, _IN_WORD)
        return cls(np.array([ord(symbol) for symbol in symbols], dtype=np.int64), to, np.append(to[1:], [0.0, 0.0]))


def align(page: Sequence[str], passage: str, *, before: str = "", after: str = "") -> list[list[int]]:
    """Returns the stretches of `page` that the passage is laid on, in its order, as the numbers of the page's characters.

    A character of the page has a space before it if white space precedes it there.
    `before` and `after` stand around the passage, and help to choose among places with the same words.
    The list is empty if some character of the passage is nowhere on the page.
    """
    symbols = [(symbol, number) for number, char in enumerate(page) for symbol in symbols_of(char)]
    sought = [(symbol, number) for number, char in enumerate(passage) for symbol in symbols_of(char)]
    head, tail = symbols_of(before), symbols_of(after)
    wanted = head + "".join(symbol for symbol, _ in sought) + tail
    if not sought or len(wanted) > _MAX_SYMBOLS or len(symbols) > _MAX_PAGE_SYMBOLS:
        return []
    optional = [True] * len(head) + [False] * len(sought) + [True] * len(tail)
    begins = [page[number][:1].isspace() and (not at or symbols[at - 1][1] != number) for at, (_, number) in enumerate(symbols)]
    laid = _laid(_Symbols.of([symbol for symbol, _ in symbols], begins), wanted, optional)
    places = laid[len(head) : len(head) + len(sought)]
    laid_on = [_Laid(symbols[place][1], place, number) for place, (_, number) in zip(places, sought, strict=False)]
    if any(_tears_a_word(page, passage, one, other) for one, other in pairwise(laid_on)):
        return []
    return _with_dashes(page, passage, laid_on)


class _Laid(NamedTuple):
    """A character of the passage on the page: its number there, the place of its symbol, and its number in the passage."""

    owner: int
    place: int
    number: int


def _with_dashes(page: Sequence[str], passage: str, laid: Sequence[_Laid]) -> list[list[int]]:
    """Joins characters to stretches, with the dashes that the passage has; nothing is found by dashes."""
    stretches: list[list[int]] = []
    last = _Laid(-1, -2, -1)
    for char in laid:
        has_dash = bool(passage[last.number + 1 : char.number].strip())
        if char.place == last.place + 1 and (has_dash or not any(map(_is_free_dash, page[last.owner + 1 : char.owner]))):
            stretches[-1].append(char.owner)
        else:
            if has_dash and stretches and _is_without_symbol(page, last.owner + 1):
                stretches[-1].append(last.owner + 1)
                has_dash = False
            takes_dash = has_dash and _is_without_symbol(page, char.owner - 1)
            stretches.append([char.owner - 1, char.owner] if takes_dash else [char.owner])
        last = char
    if stretches and passage[last.number + 1 :].strip() and _is_without_symbol(page, last.owner + 1):
        stretches[-1].append(last.owner + 1)
    return stretches


def _tears_a_word(page: Sequence[str], passage: str, one: _Laid, other: _Laid) -> bool:
    """Checks whether a leap joins parts of two printed words to one of the passage, other than the halves of a divided word."""
    if other.place == one.place + 1 or not (passage[one.number].isalnum() and passage[other.number].isalnum()):
        return False
    if any(char.isspace() or unicodedata.category(char) == "Pd" for char in passage[one.number + 1 : other.number]):
        return False
    following = one.owner + 1
    ends = following == len(page) or page[following][:1].isspace() or _is_without_symbol(page, following)
    return not (ends and page[other.owner][:1].isspace())


def _is_without_symbol(page: Sequence[str], number: int) -> bool:
    return 0 <= number < len(page) and not symbols_of(page[number])


def _is_free_dash(char: str) -> bool:
    """Checks whether a character is a dash after white space, such as the mark of a list item."""
    return char[:1].isspace() and unicodedata.category(char[-1]) == "Pd"


def _laid(symbols: _Symbols, wanted: str, optional: Sequence[bool]) -> list[int]:
    """The place of each wanted symbol, -1 for an optional one that has none; empty if there is no way."""
    by_symbol = {symbol: np.flatnonzero(symbols.codes == ord(symbol)) for symbol in set(wanted)}
    start = _Row(np.array([_START]), np.zeros(1), np.array([0]), np.array([False]))
    rows: list[_Row] = []
    for symbol, is_around, was_around in zip(wanted, optional, [True, *optional], strict=False):
        leap = _AROUND if is_around or was_around else 1.0
        row = _next_row(rows[-1] if rows else start, symbols, by_symbol[symbol], is_around=is_around, leap=leap)
        if not row.places.size:
            return []
        rows.append(row)
    found, at = [], int(np.argmin(rows[-1].costs))
    for row in reversed(rows):
        found.append(int(row.places[at]) if row.matched[at] else -1)
        at = int(row.origins[at])
    return found[::-1]


def _next_row(row: _Row, symbols: _Symbols, places: _Places, *, is_around: bool, leap: float) -> _Row:
    costs, origins = _cheapest(row, symbols, places, leap)
    matched = np.ones(len(places), dtype=np.bool_)
    if is_around:
        places = np.concatenate([places, row.places])
        costs = np.concatenate([costs, row.costs + _UNMATCHED])
        origins = np.concatenate([origins, np.arange(len(row.places))])
        matched = np.concatenate([matched, np.zeros(len(row.places), dtype=np.bool_)])
    order = np.lexsort((costs, places))  # of two ways to one place the cheaper one
    order = order[(np.diff(places[order], prepend=-2) != 0) & np.isfinite(costs[order])]
    return _Row(places[order], costs[order], origins[order], matched[order])


def _cheapest(row: _Row, symbols: _Symbols, places: _Places, leap: float) -> tuple[_Numbers, _Places]:
    """The cheapest way from the places of a row to each of `places`: the next one costs nothing, a leap is dear."""
    last, away, to = len(row.places) - 1, row.costs + leap * symbols.away[row.places], leap * symbols.to[places]
    forward = _least_so_far(away - _LEAP_PER_CHARACTER * row.places)
    backward = last - _least_so_far((away + _LEAP_PER_CHARACTER * row.places)[::-1])[::-1]
    earlier = np.searchsorted(row.places, places, side="left") - 1  # the nearest place before, or -1
    later = np.searchsorted(row.places, places, side="right")
    near, before, after = np.maximum(earlier, 0), forward[np.maximum(earlier, 0)], backward[np.minimum(later, last)]
    follows = (row.places[near] == places - 1) | (row.places[near] == _START)
    onward = away[before] + to + leap * _LEAP + _LEAP_PER_CHARACTER * (places - row.places[before])
    back = away[after] + to + leap * _LEAP_BACK + _LEAP_PER_CHARACTER * (row.places[after] - places)
    ways = np.stack(
        [
            np.where((earlier >= 0) & follows, row.costs[near], np.inf),
            np.where(earlier >= 0, onward, np.inf),
            np.where(later <= last, back, np.inf),
        ]
    )
    choice, columns = np.argmin(ways, axis=0), np.arange(len(places))
    return ways[choice, columns], np.stack([near, before, after])[choice, columns]


def _least_so_far(values: _Numbers) -> _Places:
    """For each position the position of the smallest value so far."""
    least = np.minimum.accumulate(values)
    is_new = np.concatenate([[True], values[1:] < least[:-1]])
    return np.maximum.accumulate(np.where(is_new, np.arange(len(values)), 0))
