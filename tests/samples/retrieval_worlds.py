"""An index in which every vector is written down by hand, for the tests of retrieval."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import SourceRecord
from alignqa.index.catalogue.writing import NewPaper, WritableCatalogue
from alignqa.index.exact_search import ExactWhileSmall
from alignqa.index.interfaces import EmbedderIdentity, Vectors
from alignqa.index.passages.splitting import Passage
from alignqa.index.passages.vectors import PassageVectors
from alignqa.papers.document import Manuscript, Metadata, Paper, RegionKind, Span
from alignqa.retrieval.retriever import RankedPassage, Retriever
from alignqa.retrieval.weights import RetrievalWeights
from choosing_worlds import SAME, Vector, array

IDENTITY = EmbedderIdentity("by hand", "0" * 64, "fp32", 4)
PLAIN = RetrievalWeights(dense=0.5, sentence=0.5, neighbours=0.0, feedback=0.0, feedback_passages=5, mentioned=0.0)
"""Words and meaning count alike, and nothing else counts."""


class ByHand:
    """An embedder that gives every question the same vector, and tells what it was asked for."""

    identity = IDENTITY

    def __init__(self) -> None:
        self.questions: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.stack([array(SAME) for _ in texts])

    def embed_question(self, question: str) -> Vectors:
        self.questions.append(question)
        return array(SAME)


class Nowhere:
    """A vector index that finds what it is told to find, nothing by default, and remembers what was asked of it."""

    def __init__(self, found: Sequence[tuple[int, float]] = ()) -> None:
        self.found = list(found)
        self.fails: list[Exception] = []
        self.asked: list[str] = []

    def nearest(self, vector: Vectors, *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        self.asked.append("nearest")
        if self.fails:
            raise self.fails.pop(0)
        return self.found[:count]

    def of(self, snapshot: Catalogue) -> Self:
        return self

    def reopen(self) -> None:
        self.asked.append("reopen")

    def warm(self) -> None:
        self.asked.append("warm")

    def close(self) -> None:
        self.asked.append("close")


@dataclass(frozen=True)
class Given:
    """A passage of one sentence, unless `sentences` gives the vectors of several; they then stand between full stops."""

    text: str
    whole: Vector = (0.0, 0.0, 0.0, 1.0)
    sentences: tuple[Vector, ...] = ()
    heading: str = ""
    kind: RegionKind = RegionKind.BODY


def add_paper(folder: Path, key: str, *passages: Given, commit: bool = True, last_first: bool = False) -> None:
    """Writes a paper with these passages into the catalogue of a folder, which is made where there is none.

    With `last_first` the catalogue numbers them from the last one to the first.
    """
    text = "\n\n".join(given.text for given in passages)
    with closing(WritableCatalogue.open(folder / "catalogue.sqlite", create=True)) as catalogue:
        drafts, hashes, vectors, start = [], [], [], 0
        for place, given in enumerate(passages):
            whole = Span(start, start + len(given.text))
            spans = tuple(_sentences(given.text, start)) if given.sentences else (whole,)
            drafts.append(Passage(whole, spans, given.heading, given.kind))
            hashes.append(f"{key}/{place}")
            kept = given.sentences or (given.whole,)
            vectors.append(PassageVectors(array(given.whole), np.stack([array(vector) for vector in kept])))
            start = whole.end + 2
        if last_first:
            drafts, hashes, vectors = drafts[::-1], hashes[::-1], vectors[::-1]
        catalogue.keep_vectors(hashes, vectors, IDENTITY)
        paper = Paper(key, Metadata(title=key), Manuscript(text), f"{key}.md")
        pending = catalogue.begin_paper(NewPaper(paper, tuple(drafts), tuple(hashes), SourceRecord(f"{key}.md", key, 0, 0, "")))
        if commit:
            catalogue.commit_paper(pending)


def _sentences(text: str, start: int) -> Iterable[Span]:
    at = 0
    for part in text.split(". "):
        yield Span(start + at, start + min(len(text), at + len(part) + 1))
        at += len(part) + 2


def opened(folder: Path) -> Catalogue:
    """The catalogue of that folder, open for reading; the caller closes it."""
    return Catalogue.open(folder / "catalogue.sqlite")


def retriever(catalogue: Catalogue, weights: RetrievalWeights = PLAIN, vectors: Nowhere | None = None) -> Retriever:
    """A retriever over the catalogue; it compares the kept vectors unless it is given another vector index."""
    search = vectors if vectors is not None else ExactWhileSmall(catalogue, Nowhere(), IDENTITY)
    return Retriever(catalogue, search, ByHand(), weights=weights)


def texts(found: Sequence[RankedPassage]) -> list[str]:
    return [item.passage.text for item in found]
