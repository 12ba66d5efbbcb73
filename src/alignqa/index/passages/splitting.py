"""Passages, the units of retrieval: spans first, text by slicing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Manuscript, RegionKind, Span

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(r"\w+")
# Kinds that can be retrieved besides body text; they never join a body passage.
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

    `sentences` are consecutive; `span` runs from the first one's start to the last one's end.
    `heading` is the section path ("3 Inner alignment > 3.1 Pseudo-alignment"), empty outside sections.
    """

    span: Span
    sentences: tuple[Span, ...]
    heading: str
    kind: RegionKind = RegionKind.BODY


@dataclass(frozen=True, slots=True)
class _Block:
    span: Span
    kind: RegionKind
    starts_paragraph: bool


def split(manuscript: Manuscript, policy: PassagePolicy | None = None) -> list[Passage]:
    """Splits a manuscript into passages, in the order of the text; a passage stays inside one section."""
    limits = policy or PassagePolicy()
    found: list[Passage] = []
    open_sentences: list[Span] = []
    section_start = -1

    def close() -> None:
        if open_sentences:
            found.append(_passage(manuscript, tuple(open_sentences), RegionKind.BODY))
            open_sentences.clear()

    for block in _blocks(manuscript):
        if block.kind is not RegionKind.BODY:
            close()
            if block.kind in _NOTES:
                found.append(_passage(manuscript, tuple(sentences(manuscript.text, block.span)), block.kind))
            continue
        section = manuscript.section_at(block.span.start)
        start = section.span.start if section else -1
        if start != section_start:
            close()
            section_start = start
        if block.starts_paragraph and _words(manuscript.text, open_sentences) >= limits.enough:
            close()
        for sentence in sentences(manuscript.text, block.span):
            if open_sentences and _words(manuscript.text, [*open_sentences, sentence]) > limits.maximum:
                close()
            open_sentences.append(sentence)
    close()
    return found


def _passage(manuscript: Manuscript, spans: tuple[Span, ...], kind: RegionKind) -> Passage:
    path = manuscript.section_path(spans[0].start)
    heading = " > ".join(section.heading for section in path)
    return Passage(Span(spans[0].start, spans[-1].end), spans, heading, kind)


def _words(text: str, spans: list[Span]) -> int:
    return sum(1 for span in spans for _ in _WORD.finditer(text, span.start, span.end))


def _blocks(manuscript: Manuscript) -> Iterator[_Block]:
    """The lines of the canonical text with their kinds; a line never crosses a region's border."""
    for line in _LINE.finditer(manuscript.text):
        first = line.start() == 0 or manuscript.text[line.start() - 2 : line.start()] == "\n\n"
        if line.group().strip():
            yield _Block(Span(line.start(), line.end()), manuscript.kind_at(line.start()), first)
