"""Tells whether a file that has the stem of a paper in its folder is another rendering of that paper, or a text of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.preparation import ReadPaper
from alignqa.papers.bibliography.citation_keys import fold_title

_RUN = 3  # words
_OWN = 0.8
"""The minimum share of a rendering's runs of three words that the paper has, too.

PDF and LaTeX of one real paper, and PDF and Markdown of another, share 0.96 or more both ways; different papers 0.10 or less.
A copy with a fifth of somebody's remarks between its lines is none.
"""
_COVERED = 0.5  # the minimum share of the paper's runs and of its length that a rendering has: an excerpt or a chapter has less


@dataclass(frozen=True, slots=True)
class ReadAlready:
    """A paper that was read to be compared, for whoever takes it in."""

    paper: ReadPaper

    def result(self) -> ReadPaper:
        """Returns the paper."""
        return self.paper


def rendered_paper(text: str, keys: Iterable[str], catalogue: Catalogue) -> str:
    """Returns the first of some papers whose rendering a text is; "" if it is a text of its own."""
    words = _words(text)
    for key in keys:
        record = catalogue.record(key)
        manuscript = catalogue.manuscript(record.text_sha256) if record else None
        if manuscript and _is_rendering(words, _words(manuscript.text)):
            return key
    return ""


def _is_rendering(other: Sequence[str], paper: Sequence[str]) -> bool:
    shorter, longer = sorted((len(other), len(paper)))
    if shorter < _COVERED * longer:
        return False
    theirs, its = _runs(other), _runs(paper)
    shared = len(theirs & its)
    return bool(shared) and shared >= _OWN * len(theirs) and shared >= _COVERED * len(its)


def _words(text: str) -> list[str]:
    return fold_title(text).split()


def _runs(words: Sequence[str]) -> set[str]:
    return {" ".join(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1))}
