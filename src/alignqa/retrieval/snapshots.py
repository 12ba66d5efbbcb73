"""An index open for reading, and its state at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.interfaces import Embedder
from alignqa.papers.document import Manuscript, Metadata
from alignqa.retrieval.rarity import rarity_from
from alignqa.retrieval.retriever import Retriever


@dataclass(frozen=True)
class Contents:
    """The papers of an index in one state, sorted by key, and the number of its passages."""

    generation: int
    papers: tuple[PaperRecord, ...]
    passages: int

    @cached_property
    def records(self) -> dict[str, PaperRecord]:
        """The papers by key."""
        return {record.paper_id: record for record in self.papers}

    @cached_property
    def metadata(self) -> dict[str, Metadata]:
        """The metadata of each paper, by key."""
        return {record.paper_id: record.metadata for record in self.papers}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An index in one state: everything read from it belongs together, whatever is ingested or removed meanwhile."""

    catalogue: Catalogue
    retriever: Retriever
    embedder: Embedder
    name: str
    contents: Contents

    @property
    def rarity(self) -> Callable[[str], float]:
        """A function that gives the rarity of a stem among the passages."""
        return rarity_from(self.catalogue.document_frequency, self.contents.passages)

    def manuscript(self, paper_id: str) -> Manuscript | None:
        """Returns the text of a paper, or None if there is no such paper."""
        record = self.contents.records.get(paper_id)
        return self.catalogue.manuscript(record.text_sha256) if record else None


class OpenIndex:
    """The catalogue of an index, the retriever over it, the embedder it was made with, and its name.

    Safe to use from several threads.
    """

    def __init__(self, catalogue: Catalogue, retriever: Retriever, embedder: Embedder, *, name: str = "") -> None:
        self.catalogue = catalogue
        self.embedder = embedder
        self.name = name
        self._retriever = retriever
        self._contents: Contents | None = None

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Opens the index as it is now until the end of the block; raises IndexUnavailable while its vectors are rebuilt."""
        with self.catalogue.snapshot() as catalogue:
            catalogue.require_whole()
            yield Snapshot(catalogue, self._retriever.over(catalogue), self.embedder, self.name, self._contents_of(catalogue))

    @contextmanager
    def pinned(self) -> Iterator[OpenIndex]:
        """Returns the same index, with every snapshot until the end of the block in the state of now."""
        with self.snapshot() as snapshot:
            yield _Pinned(snapshot, self._retriever)

    def _contents_of(self, catalogue: Catalogue) -> Contents:
        """The contents in a state; those of the newest state requested so far are kept."""
        generation, kept = catalogue.generation, self._contents
        if kept is not None and kept.generation == generation:
            return kept
        contents = Contents(generation, tuple(catalogue.papers()), catalogue.size)
        if kept is None or generation > kept.generation:
            self._contents = contents
        return contents


class _Pinned(OpenIndex):
    """An open index fixed in the state of one snapshot."""

    def __init__(self, snapshot: Snapshot, retriever: Retriever) -> None:
        super().__init__(snapshot.catalogue, retriever, snapshot.embedder, name=snapshot.name)
        self._pinned = snapshot

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Returns the snapshot that it was made from."""
        yield self._pinned
