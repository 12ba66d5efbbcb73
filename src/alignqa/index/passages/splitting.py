"""Passages, the units of retrieval: spans first, text by slicing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from alignqa.index.passages.lists import line_breaks, short_lists
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import PROSE, Manuscript, RegionKind, Span

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"\w+")
# Kinds that can be retrieved besides prose; they never join a passage of it.
_NOTES = frozenset({RegionKind.FOOTNOTE, RegionKind.CAPTION})


@dataclass(frozen=True, slots=True)
class PassagePolicy:
    """The length of passages, in words.

    A passage closes before it exceeds `maximum`, and at a paragraph's end once it has `enough`.
    """

    enough: int = 45
    maximum: int = 80


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one section and one kind.

    `sentences` are consecutive; `span` runs from the first one's start, or that of its list mark, to the last one's end.
    `heading` is the section path ("3 Inner alignment > 3.1 Pseudo-alignment"), empty outside sections.
    """

    span: Span
    sentences: tuple[Span, ...]
    heading: str
    kind: RegionKind = RegionKind.BODY


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the canonical text, which lies in one region; `section` is where its section starts, or -1."""

    span: Span
    kind: RegionKind
    section: int


def split(manuscript: Manuscript, policy: PassagePolicy | None = None) -> list[Passage]:
    """Splits a manuscript into passages, in the order of the text; a passage stays inside one section and one kind.

    A short list stays with the sentence that introduces it, even beyond the usual maximum.
    """
    limits = policy or PassagePolicy()
    found: list[Passage] = []
    for (kind, _), group in groupby(_lines(manuscript), key=lambda line: (line.kind, line.section)):
        lines = [line.span for line in group]
        if kind in PROSE:
            found.extend(_passages(manuscript, lines, kind, limits))
        elif kind in _NOTES:
            found.extend(_passage(manuscript, sentences(manuscript.text, line), kind, after=line.start) for line in lines)
    return found


def _passages(manuscript: Manuscript, lines: Sequence[Span], kind: RegionKind, limits: PassagePolicy) -> Iterator[Passage]:
    """Yields the passages of consecutive lines of prose."""
    text = manuscript.text
    spans = [sentence for line in lines for sentence in sentences(text, line)]
    breaks = line_breaks(text, spans)
    lists = {places.start: places for places in short_lists([span.of(text) for span in spans], spans, breaks)}
    first = at = 0
    while at < len(spans):
        following = lists[at].stop if at in lists else at + 1
        enough = breaks[at] >= 2 and _words(text, spans[first:at]) >= limits.enough
        if at > first and (enough or _words(text, spans[first:following]) > limits.maximum):
            yield _passage(manuscript, spans[first:at], kind, after=spans[first - 1].end if first else lines[0].start)
            first = at
        at = following
    if first < at:
        yield _passage(manuscript, spans[first:], kind, after=spans[first - 1].end if first else lines[0].start)


def _passage(manuscript: Manuscript, spans: Sequence[Span], kind: RegionKind, *, after: int) -> Passage:
    """Makes a passage of sentences; a list mark between `after` and the first of them is part of the passage."""
    first = spans[0].start
    start = first - len(manuscript.text[after:first].lstrip())
    path = manuscript.section_path(first)
    heading = " > ".join(section.heading for section in path)
    return Passage(Span(start, spans[-1].end), tuple(spans), heading, kind)


def _words(text: str, spans: Sequence[Span]) -> int:
    return sum(1 for span in spans for _ in _WORD.finditer(text, span.start, span.end))


def _lines(manuscript: Manuscript) -> Iterator[_Line]:
    """Yields the lines of the canonical text that are not empty; a line never crosses a region's border."""
    for line in _LINE.finditer(manuscript.text):
        if line.group().strip():
            section = manuscript.section_at(line.start())
            yield _Line(Span(*line.span()), manuscript.kind_at(line.start()), section.span.start if section else -1)
