"""Copies: windows whose sentences are in several papers, and the rank of a paper by how well it can be cited."""

from __future__ import annotations

from collections.abc import Callable

from alignqa.answers.choosing.windows import Window
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.catalogue.sentence_marks import mark

Standing = Callable[[str], tuple[int, ...]]
"""Ranks a paper, by its key, for how well it can be cited: the greater, the better."""


def standing(paper: PaperRecord) -> tuple[int, ...]:
    """Ranks a paper by how well it can be cited: with author and year, with pages, with a lasting identifier."""
    metadata, source = paper.metadata, paper.source
    named = bool(metadata.authors) + (metadata.year is not None)
    return named, int(source.casefold().endswith(".pdf")), int(bool(metadata.arxiv_id or metadata.doi))


def are_copies(one: Window, other: Window) -> bool:
    """Checks whether two windows of different papers share a sentence, which makes the papers copies at least in this place."""
    return one.paper_id != other.paper_id and not set(marks_of(one)).isdisjoint(marks_of(other))


def marks_of(window: Window) -> tuple[int, ...]:
    """Returns the marks by which copies of its sentences are recognised; none of a sentence too short to be distinctive."""
    return tuple(found for sentence in window.sentences if (found := mark(sentence.text)) is not None)
