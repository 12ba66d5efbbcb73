"""Whether quoted words stand in a text, and how they differ from it.

What is compared approximately here explains a difference to a reader; no Quote is built of it.
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
"""A longer quotation is compared up to here."""
_ALIKE = 0.6  # of the words of a quotation stand in the place it was taken from; else it is not that place
_LEFT_OUT = 400  # words that "…" may stand for
_BRACKETED = 12  # words that "[it]" may stand for
_RUN = 4  # words of a spliced quotation that stand together
_SLACK = 12  # words looked at on either side of the likely place
_COMMON = 200  # pairs of words that stand in more places tell nothing about the place

_OMISSION = re.compile(r"\[?\s*(?:\.\s?\.\s?\.|…|\\l?dots\b)(?:\s*\.)?\s*\]?")
_EDITED = re.compile(r"[^\W_]*\[([^\[\]]{1,80})\][^\W_]*")
# Marks of notes and citations that the source has and a quotation may leave out.
_APPARATUS = re.compile(r"[\[(]?\s*(?:\d{1,3}|[^()\[\]]{0,80}(?:19|20)\d\d[a-z]?)\s*[\])]?")


class Match(StrEnum):
    """How quoted words stand to a text."""

    VERBATIM = "verbatim"
    ALTERED = "altered"
    ABSENT = "not there"


@dataclass(frozen=True, slots=True)
class Change:
    """Words of a quotation, and what the source has in their place; either may be empty."""

    quoted: str
    source: str


@dataclass(frozen=True, slots=True)
class WordComparison:
    """The outcome: where the words stand in the text, and what differs.

    An altered quotation with several places is spliced of them, and has no changes.
    """

    match: Match
    places: tuple[Span, ...] = ()
    changes: tuple[Change, ...] = ()
    alike: float = 0.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words without an omission among them; `gap` is how many words may be left out before them."""

    words: tuple[str, ...]
    gap: int = 0


def compare(quoted: str, source: Wording, text: str) -> WordComparison:
    """How `quoted` stands to a text; `source` is the wording of `text`.

    Verbatim is the same words in the same order: punctuation, case and typography aside,
    with "…" for words left out and brackets for words put in, as quotations mark them.
    Altered is most of the same words in one place, or whole runs from several places put together.
    """
    for pieces in (_pieces(quoted, edited=False), _pieces(quoted, edited=True)):
        if places := _in_order(pieces, source):
            return WordComparison(Match.VERBATIM, places, alike=1.0)
    words = tuple(word for piece in _pieces(quoted, edited=False) for word in piece.words)[:MAX_WORDS]
    return _nearest(words, source, text) or _spliced(words, source) or WordComparison(Match.ABSENT)


def _pieces(quoted: str, *, edited: bool) -> list[_Piece]:
    """The pieces of a quotation; with `edited`, words in brackets stand for others, else they are read without the brackets."""
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
    """The spans of the pieces, each within its gap behind the one before; empty where they do not stand so."""
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
    """The place that has most of the words in their order, with what differs there."""
    best: tuple[float, int, int] | None = None
    for offset in _likely(words, source):
        first, end = max(0, offset - _SLACK), min(len(source), offset + len(words) + _SLACK)
        blocks = _blocks(words, source.words[first:end])
        if not blocks:
            continue
        start, stop = first + blocks[0].b, first + blocks[-1].b + blocks[-1].size
        matched = sum(block.size for block in blocks)
        alike = matched / max(len(words), stop - start)
        if best is None or alike > best[0]:
            # The words before the first match and after the last one are replaced, too.
            before, after = blocks[0].a, len(words) - blocks[-1].a - blocks[-1].size
            best = (alike, max(0, start - before), min(len(source), stop + after))
    if best is None or best[0] < _ALIKE:
        return None
    alike, start, stop = best
    changes = _changes(words, source, Span(start, stop), text)
    place = (source.span(start, stop),)
    if not changes:
        return WordComparison(Match.VERBATIM, place, alike=1.0)
    return WordComparison(Match.ALTERED, place, changes, alike)


def _likely(words: tuple[str, ...], source: Wording) -> list[int]:
    """Where the quotation would begin in the source, by the pairs of words that they share; the likeliest first."""
    votes: Counter[int] = Counter()
    for position, pair in enumerate(pairwise(words)):
        places = source.pairs(*pair)
        if len(places) <= _COMMON:
            votes.update({place - position: 1 for place in places})
    near: Counter[int] = Counter()
    for offset, count in votes.items():
        # A word more or less moves all that follow by one.
        near[offset] = sum(votes.get(offset + step, 0) for step in (-2, -1, 0, 1, 2)) + count
    return [offset for offset, _ in sorted(near.items(), key=lambda item: (-item[1], item[0]))[:5]]


def _blocks(words: Sequence[str], others: Sequence[str]) -> list[_Block]:
    matcher = SequenceMatcher(a=words, b=others, autojunk=False)
    return [_Block(block.a, block.b, block.size) for block in matcher.get_matching_blocks() if block.size]


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of `size` words that stands at `a` in the one sequence and at `b` in the other."""

    a: int
    b: int
    size: int


def _changes(words: tuple[str, ...], source: Wording, place: Span, text: str) -> tuple[Change, ...]:
    """What differs, without marks of notes and citations that the quotation leaves out."""
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
    """Runs of words from two or three places of the source put together as if they were one."""
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
