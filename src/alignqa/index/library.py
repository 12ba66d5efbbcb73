"""The library: a folder with a catalogue, a vector index and a manifest, and what is done with them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alignqa.errors import IndexUnavailable, UnknownPaper
from alignqa.index import integrity
from alignqa.index.catalogue import Catalogue
from alignqa.index.catalogue_writing import WritableCatalogue
from alignqa.index.ingestion import Ingestion, IngestReport, Progress, ignore
from alignqa.index.interfaces import Embedder, VectorIndex
from alignqa.index.lock import writer_lock
from alignqa.index.manifest import Manifest
from alignqa.index.passages import PassagePolicy
from alignqa.index.records import PaperRecord
from alignqa.papers.document import Paper
from alignqa.papers.literature import Literature

OpenVectors = Callable[[Path], VectorIndex]


class Library:
    """The papers of one index folder.

    Reading needs no lock; every change holds the writer lock from beginning to end and first finishes what an interrupted one left.
    """

    def __init__(
        self,
        folder: Path,
        *,
        embedder: Embedder,
        open_vectors: OpenVectors,
        literature: Literature | None = None,
        policy: PassagePolicy | None = None,
    ) -> None:
        self.folder = folder
        self.embedder = embedder
        self.open_vectors = open_vectors
        self._literature = literature or Literature()
        self._policy = policy or PassagePolicy()

    # reading

    def catalogue(self) -> Catalogue:
        """The catalogue, opened for reading; IndexUnavailable where there is none or another embedder made it."""
        manifest = Manifest.load(self.folder / "manifest.json")
        catalogue = Catalogue.open(self.folder / "catalogue.sqlite")
        if manifest is None:
            raise IndexUnavailable(f"The index at {self.folder} was never finished.", hint="Run alignqa ingest PATH")
        manifest.require(self.embedder.identity)
        return catalogue

    def papers(self) -> list[PaperRecord]:
        """All papers, sorted by key."""
        return self.catalogue().papers()

    def paper(self, paper_id: str) -> Paper:
        """A paper with its text; UnknownPaper offers the nearest keys."""
        catalogue = self.catalogue()
        paper = catalogue.paper(paper_id)
        if paper is None:
            raise unknown_paper(paper_id, [record.paper_id for record in catalogue.papers()])
        return paper

    # changing

    def ingest(self, paths: Sequence[Path], *, progress: Progress = ignore, wait: float = 0.0) -> IngestReport:
        """Takes the papers among `paths` in; broken files are reported and the rest goes on."""
        with self._writing(wait, create=True) as (catalogue, vectors):
            ingestion = Ingestion(
                catalogue, vectors, embedder=self.embedder, policy=self._manifest().policy, literature=self._literature
            )
            return ingestion.run(paths, progress)

    def remove(self, paper_id: str, *, purge: bool = False, wait: float = 0.0) -> None:
        """Takes a paper out of retrieval; with `purge` its text is deleted too and its quotes can be verified no more."""
        with self._writing(wait) as (catalogue, vectors):
            live = [record.paper_id for record in catalogue.papers()]
            if paper_id not in live and not (purge and paper_id in catalogue.keys_ever()):
                raise unknown_paper(paper_id, live)
            catalogue.remove(paper_id, purge=purge)
            integrity.forget_retired(catalogue, vectors)

    def verify(self, *, wait: float = 0.0) -> list[str]:
        """Sentences on whatever does not hold in catalogue and vector index; none where all is well."""
        with self._writing(wait, finish=False) as (catalogue, vectors):
            return integrity.problems(catalogue, vectors)

    def rebuild(self, *, wait: float = 0.0) -> int:
        """Makes the vector index anew from the catalogue, without parsing or embedding; the number of passages."""
        with self._writing(wait, finish=False) as (catalogue, vectors):
            return integrity.rebuild(catalogue, vectors, embedder=str(self._manifest().embedder))

    def counts(self) -> dict[str, int]:
        """How many papers, passages, texts and vectors there are."""
        return self.catalogue().counts()

    @contextmanager
    def _writing(
        self, wait: float, *, create: bool = False, finish: bool = True
    ) -> Iterator[tuple[WritableCatalogue, VectorIndex]]:
        if not create:
            self.catalogue().close()  # a missing or foreign index is refused before anything is made
        with writer_lock(self.folder, wait=wait):
            manifest = Manifest.load(self.folder / "manifest.json")
            if manifest is None:
                Manifest(self.embedder.identity, self._policy).save(self.folder / "manifest.json")
            else:
                manifest.require(self.embedder.identity)
            catalogue = WritableCatalogue.open(self.folder / "catalogue.sqlite", create=create)
            vectors = self.open_vectors(self.folder)
            try:
                if finish:
                    integrity.finish_pending(catalogue, vectors, embedder=str(self.embedder.identity))
                yield catalogue, vectors
            finally:
                vectors.close()
                catalogue.close()

    def _manifest(self) -> Manifest:
        manifest = Manifest.load(self.folder / "manifest.json")
        if manifest is None:
            raise IndexUnavailable(f"The index at {self.folder} has no manifest.", hint="Run alignqa ingest PATH")
        return manifest


def unknown_paper(paper_id: str, known: Sequence[str]) -> UnknownPaper:
    """The error for a key that is not there, with the nearest ones."""
    near = difflib.get_close_matches(paper_id, known, n=3, cutoff=0.5)
    hint = f"Did you mean {', '.join(near)}?" if near else "See the keys: alignqa papers"
    return UnknownPaper(f"There is no paper {paper_id!r} in the index.", hint=hint)
