"""Sentences that stand in several papers: which windows are copies of one another, and which of them is quoted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from alignqa.answers.choosing.windows import Window
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.catalogue.sentence_marks import mark

if TYPE_CHECKING:
    from alignqa.answers.choosing.candidates import Candidate

Standing = Callable[[str], tuple[int, ...]]
"""How well a paper can be cited, by its key: the greater, the better."""


def standing(paper: PaperRecord) -> tuple[int, ...]:
    """How well a paper can be cited: by whom and when, with pages, under a lasting address."""
    metadata, source = paper.metadata, paper.source
    named = bool(metadata.authors) + (metadata.year is not None)
    return named, int(source.casefold().endswith(".pdf")), int(bool(metadata.arxiv_id or metadata.doi))


def are_copies(one: Window, other: Window) -> bool:
    """Whether they have a sentence in common that stands in two papers, which then are copies in this place at least."""
    return one.paper_id != other.paper_id and not set(_marks(one)).isdisjoint(_marks(other))


def best_copy(candidate: Candidate, candidates: Sequence[Candidate], better: Standing) -> Candidate:
    """The candidate itself, or what has the same sentences in a paper that is better to cite."""
    wanted = _marks(candidate.window)
    if len(wanted) < len(candidate.window.sentences):  # some are too short to be told from others
        return candidate
    same = [other for other in candidates if other.paper_id != candidate.paper_id and _marks(other.window) == wanted]
    return max((candidate, *same), key=lambda one: better(one.paper_id))  # the first of the best ones


def _marks(window: Window) -> tuple[int, ...]:
    return tuple(found for sentence in window.sentences if (found := mark(sentence.text)) is not None)
