"""Copies: windows whose sentences are in several papers, and the choice of the one to quote."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from alignqa.answers.choosing.windows import Window
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.catalogue.sentence_marks import mark

if TYPE_CHECKING:
    from alignqa.answers.choosing.candidates import Candidate

Standing = Callable[[str], tuple[int, ...]]
"""Ranks a paper, by its key, for how well it can be cited: the greater, the better."""


def standing(paper: PaperRecord) -> tuple[int, ...]:
    """Ranks a paper by how well it can be cited: with author and year, with pages, with a lasting identifier."""
    metadata, source = paper.metadata, paper.source
    named = bool(metadata.authors) + (metadata.year is not None)
    return named, int(source.casefold().endswith(".pdf")), int(bool(metadata.arxiv_id or metadata.doi))


def are_copies(one: Window, other: Window) -> bool:
    """Checks whether two windows of different papers share a sentence, which makes the papers copies at least in this place."""
    return one.paper_id != other.paper_id and not set(_marks(one)).isdisjoint(_marks(other))


def best_copy(candidate: Candidate, candidates: Sequence[Candidate], better: Standing) -> Candidate:
    """Returns the candidate itself, or one with the same sentences in a paper that is better to cite."""
    wanted = _marks(candidate.window)
    if len(wanted) < len(candidate.window.sentences):  # some are too short to be distinctive
        return candidate
    same = [other for other in candidates if other.paper_id != candidate.paper_id and _marks(other.window) == wanted]
    return max((candidate, *same), key=lambda one: better(one.paper_id))  # the first of the best ones


def _marks(window: Window) -> tuple[int, ...]:
    return tuple(found for sentence in window.sentences if (found := mark(sentence.text)) is not None)
