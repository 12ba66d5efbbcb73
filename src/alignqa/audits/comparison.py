"""Compares quoted words with a text: whether they stand in it, and how they differ from it.

The approximate comparison only explains a difference to people; no Quote is built from it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise

from alignqa.audits.wording import Wording
from alignqa.papers.document import Span

MAX_WORDS = 600
"""Maximum length of a comparison; of a longer quotation, only this many words are compared."""
_ALIKE = 0.6  # minimum share of the words that a place must have for the quotation to have been taken from it
_LEFT_OUT = 400  # maximum of words that "…" can stand for
_BRACKETED = 12  # maximum of words that "[it]" can stand for
_RUN = 4  # minimum of words in each run of a spliced quotation
_SLACK = 12  # words compared on either side of the likely place
_COMMON = 200  # a pair of words that occurs more often does not help to find the place

_OMISSION = re.compile(r"\[?\s{0,60}(?:\.\s?\.\s?\.|…|\\l?dots\b)(?:\s*\.)?\s*\]?")
_EDITED = re.compile(r"[^\W_]{0,60}\[([^\[\]]{1,80})\][^\W_]*")
# Marks of notes and citations in the source that a quotation may omit.
_APPARATUS = re.compile(r"[\[(]?\s{0,20}(?:\d{1,3}|[^()\[\]]{0,80}(?:19|20)\d\d[a-z]?)\s{0,20}[\])]?")


class Match(StrEnum):
    """The results of comparing quoted words with a text."""

    VERBATIM = "verbatim"
    ALTERED = "altered"
    ABSENT = "not there"


@dataclass(frozen=True, slots=True)
class Change:
    """Words of a quotation, and the words that the source has instead; either may be empty."""

    quoted: str
    source: str


@dataclass(frozen=True, slots=True)
class WordComparison:
    """The outcome of a comparison: where the words stand in the text, and what differs.

    An altered quotation with several places is spliced from them and has no changes.
    `alike` is the share of matching words, in 0…1.
    """

    match: Match
    places: tuple[Span, ...] = ()
    changes: tuple[Change, ...] = ()
    alike: float = 0.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """Consecutive words of a quotation; `gap` is how many words of the source may be left out before them."""

    words: tuple[str, ...]
    gap: int = 0


def compare(quoted: str, source: Wording, text: str) -> WordComparison:
    """Compares `quoted` with a text; `source` is the wording of `text`.

    Verbatim means the same words in the same order, regardless of punctuation, case and typography;
    "…" may stand for words left out, and brackets may hold words put in, as is usual in quotations.
    Altered means most of the same words in one place, or whole runs of words from several places put together.
    """
    for pieces in (_pieces(quoted, edited=False), _pieces(quoted, edited=True)):
        if places := _in_order(pieces, source):
            return WordComparison(Match.VERBATIM, places, alike=1.0)
    words = tuple(word for piece in _pieces(quoted, edited=False) for word in piece.words)[:MAX_WORDS]
    return _nearest(words, source, text) or _spliced(words, source) or WordComparison(Match.ABSENT)


def _pieces(quoted: str, *, edited: bool) -> list[_Piece]:
    """Splits a quotation at its omissions.

    With `edited`, bracketed words stand for other words; else they are read as if they had no brackets.
    """
    found: list[_Piece] = []
    for number, part in enumerate(_OMISSION.split(quoted)):
        if not edited:
            found.append(_Piece(Wording(part.replace("[", "").replace("]", "")).words, _LEFT_OUT if number else 0))
            continue
        subparts = _EDITED.sub("\0", part).split("\0")
        for place, sub in enumerate(subparts):
            found.append(_Piece(Wording(sub).words, _BRACKETED if place else _LEFT_OUT if number else 0))
    return [piece for piece in found if piece.words]


def _in_order(pieces: Sequence[_Piece], source: Wording) -> tuple[Span, ...]:
    """Returns the spans of the pieces, each within its gap after the previous one; empty if the source does not have them so."""
    if not pieces or sum(len(piece.words) for piece in pieces) < 2:
        return ()
    for first in source.occurrences(pieces[0].words):
        ends, spans = first + len(pieces[0].words), [source.span(first, first + len(pieces[0].words))]
        for piece in pieces[1:]:
            at = next(source.occurrences(piece.words, start=ends), None)
            if at is None or at - ends > piece.gap:
                break
            ends = at + len(piece.words)
            spans.append(source.span(at, ends))
        else:
            return tuple(spans)
    return ()


def _nearest(words: tuple[str, ...], source: Wording, text: str) -> WordComparison | None:
    """Finds the place that has most of the words in order, with what differs there; None if no place is alike enough."""
    best: tuple[float, int, int] | None = None
    for offset in _likely(words, source):
        first, end = max(0, offset - _SLACK), min(len(source), offset + len(words) + _SLACK)
        blocks = _densest(_blocks(words, source.words[first:end]), len(words))
        if not blocks:
            continue
        # The words before the first match and after the last one count as replaced too.
        before, after = blocks[0].a, len(words) - blocks[-1].a - blocks[-1].size
        start = max(0, first + blocks[0].b - before)
        stop = min(len(source), first + blocks[-1].b + blocks[-1].size + after)
        alike = sum(block.size for block in _blocks(words, source.words[start:stop])) / max(len(words), stop - start)
        if best is None or alike > best[0]:
            best = (alike, start, stop)
    if best is None or best[0] < _ALIKE:
        return None
    alike, start, stop = best
    changes = _changes(words, source, Span(start, stop), text)
    place = (source.span(start, stop),)
    if not changes:
        return WordComparison(Match.VERBATIM, place, alike=1.0)
    return WordComparison(Match.ALTERED, place, changes, alike)


def _likely(words: tuple[str, ...], source: Wording) -> list[int]:
    """Returns the five likeliest positions at which the quotation begins in the source, by shared pairs of words."""
    votes: Counter[int] = Counter()
    for position, pair in enumerate(pairwise(words)):
        places = source.pairs(*pair)
        if len(places) <= _COMMON:
            votes.update({place - position: 1 for place in places})
    near: Counter[int] = Counter()
    for offset, count in votes.items():
        # One word more or less shifts all following words by one.
        near[offset] = sum(votes.get(offset + step, 0) for step in (-2, -1, 0, 1, 2)) + count
    return [offset for offset, _ in sorted(near.items(), key=lambda item: (-item[1], item[0]))[:5]]


def _densest(blocks: Sequence[_Block], length: int) -> Sequence[_Block]:
    """Returns the consecutive blocks with the most words for their extent: a word may have its like in the next sentence."""

    def density(run: Sequence[_Block]) -> float:
        return sum(block.size for block in run) / max(length, run[-1].b + run[-1].size - run[0].b)

    runs = [blocks[first:end] for first in range(len(blocks)) for end in range(first + 1, len(blocks) + 1)]
    return max(runs, key=density, default=())


def _blocks(words: Sequence[str], others: Sequence[str]) -> list[_Block]:
    matcher = SequenceMatcher(a=words, b=others, autojunk=False)
    return [_Block(block.a, block.b, block.size) for block in matcher.get_matching_blocks() if block.size]


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of `size` words, at position `a` of one sequence and `b` of the other."""

    a: int
    b: int
    size: int


def _changes(words: tuple[str, ...], source: Wording, place: Span, text: str) -> tuple[Change, ...]:
    """Returns the differences, without marks of notes and citations that the quotation omits."""
    found = []
    matcher = SequenceMatcher(a=words, b=source.words[place.start : place.end], autojunk=False)
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        there = source.span(place.start + b, place.start + b_end).of(text) if b_end > b else ""
        if a == a_end and _APPARATUS.fullmatch(there):
            continue
        found.append(Change(" ".join(words[a:a_end]), there))
    return tuple(found)


def _spliced(words: tuple[str, ...], source: Wording) -> WordComparison | None:
    """Finds runs of words from two or three places of the source that the quotation joins; None if it is not such a splice."""
    runs: list[tuple[int, int]] = []
    at = loose = 0
    while at < len(words):
        run = source.longest(words[at:], minimum=_RUN)
        if run is None:
            loose, at = loose + 1, at + 1
            continue
        runs.append(run)
        at += run[1]
    if not 2 <= len(runs) <= 3 or loose > len(words) * (1 - _ALIKE) / 2:
        return None
    places = tuple(source.span(first, first + length) for first, length in runs)
    return WordComparison(Match.ALTERED, places, alike=1 - loose / len(words))
