"""The library: a folder with a catalogue, a vector index and a manifest, and the operations on them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

from alignqa.errors import IndexLocked, IndexUnavailable, UnknownPaper
from alignqa.index import integrity, manifest
from alignqa.index.catalogue import schema
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.catalogue.writing import WritableCatalogue
from alignqa.index.exact_search import ExactWhileSmall
from alignqa.index.ingestion import HoldLock, Ingestion
from alignqa.index.interfaces import Embedder, VectorIndex, VectorSearch
from alignqa.index.lock import writer_lock
from alignqa.index.manifest import Manifest
from alignqa.index.passages.splitting import PassagePolicy
from alignqa.index.preparation import NamedManuscript
from alignqa.index.reports import IngestReport, OutdatedPaper, Progress, ignore
from alignqa.index.upkeep import compaction, manifest_copy, rebuilding, verification
from alignqa.index.workers import Workers
from alignqa.index.works import Copies, copies_among
from alignqa.papers.document import Metadata, Paper
from alignqa.papers.identity.literature import Literature
from alignqa.papers.parsing.formats import newest_parser

_MANIFEST = manifest.MANIFEST_FILE
_MIN_WAIT = 60.0  # seconds to wait for another writer that releases the lock after each paper

OpenVectors = Callable[[Path], VectorIndex]


class Library:
    """The papers of one index folder.

    Reading needs no lock.
    Every change holds the writer lock from beginning to end, and first finishes what an interrupted change left behind.
    If the vectors are `served`, several writers may ingest at once: each holds the lock for one paper at a time.
    `literature` may be a function that reads the list: only an ingest needs it, and a question should not wait for it.
    """

    def __init__(
        self,
        folder: Path,
        *,
        embedder: Embedder,
        open_vectors: OpenVectors,
        served: bool = False,
        literature: Literature | Callable[[], Literature] | None = None,
        policy: PassagePolicy | None = None,
    ) -> None:
        self.folder = folder
        self.embedder = embedder
        self.open_vectors = open_vectors
        self._served = served
        self._literature = cache(literature if callable(literature) else lambda: literature or Literature())
        self._policy = policy or PassagePolicy()

    # reading

    def catalogue(self) -> Catalogue:
        """Opens the catalogue for reading; the caller closes it.

        Raises IndexUnavailable if there is none, if another embedder made it, or if a rebuild was not finished.
        """
        self._require_manifest()
        catalogue = Catalogue.open(self.folder / schema.FILE)
        try:
            catalogue.require_whole()
        except IndexUnavailable:
            catalogue.close()
            raise
        return catalogue

    def search(self, catalogue: Catalogue) -> VectorSearch:
        """Returns the search for the nearest passages of an open catalogue of this library; nothing is opened yet."""
        vectors = self.open_vectors(self.folder)
        return vectors if self._served else ExactWhileSmall(catalogue, vectors, self.embedder.identity)

    def papers(self) -> list[PaperRecord]:
        """All papers, sorted by key."""
        with closing(self.catalogue()) as catalogue:
            return catalogue.papers()

    def paper(self, paper_id: str) -> Paper:
        """Returns a paper with its text; raises UnknownPaper, which suggests the nearest keys."""
        with closing(self.catalogue()) as catalogue:
            paper = catalogue.paper(paper_id)
            if paper is None:
                raise unknown_paper(paper_id, [record.paper_id for record in catalogue.papers()])
            return paper

    def copies(self) -> dict[str, Copies]:
        """Finds the papers that are in the index more than once, by key: as other versions of the same work, or as a part."""
        with closing(self.catalogue()) as catalogue:
            return copies_among(catalogue.papers(), catalogue.overlaps(), catalogue.overlap_of)

    def outdated(self) -> list[OutdatedPaper]:
        """Returns the papers that another version of a parser read from a file, sorted by key: `ingest(…, again=True)` helps."""
        with closing(self.catalogue()) as catalogue:
            parsers, found = catalogue.parsers(), catalogue.papers()
        by_file = [record for record in found if Path(record.source).is_absolute() and parsers.get(record.paper_id) != ""]
        papers = (OutdatedPaper(record.paper_id, record.source, parsers.get(record.paper_id)) for record in by_file)
        return [paper for paper in papers if paper.parser is None or paper.parser != newest_parser(paper.parser)]

    def counts(self) -> dict[str, int]:
        """Counts papers, passages, texts and vectors, unfinished papers and retired passages."""
        with closing(self.catalogue()) as catalogue:
            return catalogue.counts()

    # changing

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        progress: Progress = ignore,
        wait: float = 0.0,
        workers: Workers | None = None,
        declared: Mapping[Path, Metadata] | None = None,
        again: bool = False,
    ) -> IngestReport:
        """Ingests the papers among `paths`; broken files are reported and the others are still ingested.

        `declared` is metadata for files, by resolved path; it takes precedence over what the files say themselves.
        `again` reads unchanged files anew; their papers keep their keys, and quotes from their former texts can be verified.
        `wait` is the number of seconds to wait for another writer, here and below, before IndexLocked is raised.
        `workers` read and embed in advance; the result is the same without them.
        """
        with self._ingestion(wait) as ingestion:
            return replace(ingestion, workers=workers, declared=declared or {}, again=again).run(paths, progress)

    def ingest_manuscripts(
        self, items: Sequence[NamedManuscript], *, progress: Progress = ignore, wait: float = 0.0
    ) -> IngestReport:
        """Ingests manuscripts that have no file, such as a benchmark's abstracts; the reports are in the order of `items`."""
        with self._ingestion(wait) as ingestion:
            return ingestion.run_manuscripts(items, progress)

    def move_source(self, old: Path, new: Path, *, wait: float = 0.0) -> None:
        """Records that the file `new` takes the place of `old`, so that ingesting `new` replaces its paper and keeps the key."""
        with self._finished(wait) as (catalogue, _):
            if before := catalogue.source(str(old.resolve())):
                catalogue.keep_source(replace(before, path=str(new.resolve()), size=-1, file_sha256=""), former=before.path)

    def remove(self, paper_id: str, *, purge: bool = False, wait: float = 0.0) -> None:
        """Removes a paper from retrieval; with `purge` its text is deleted too, and its quotes can no longer be verified."""
        with self._finished(wait) as (catalogue, vectors):
            live = [record.paper_id for record in catalogue.papers()]
            if paper_id not in live and not (purge and paper_id in catalogue.keys_ever()):
                raise unknown_paper(paper_id, live)
            catalogue.remove(paper_id, purge=purge)
            integrity.forget_retired(catalogue, vectors)
            if purge:
                compaction.sweep(catalogue, vectors, embedder=self.embedder)

    def verify(self, *, wait: float = 0.0) -> list[str]:
        """Checks catalogue and vector index; returns one sentence per problem, with its cure, none if all is well."""
        with self._locked(wait) as (catalogue, vectors):
            return list(verification.problems(catalogue, vectors, embedder=self.embedder.identity))

    def rebuild(self, *, wait: float = 0.0) -> int:
        """Repairs the catalogue and rebuilds the vector index from it; returns the number of passages.

        Only what is damaged is computed again: passages and vectors from the text, and texts and records from their files.
        The catalogue's `unread` names the files of papers that could not be read anew.
        """
        if (self.folder / schema.FILE).exists():
            with self._lock(wait):
                manifest_copy.restore(self.folder / _MANIFEST, self.folder / schema.FILE)
        with self._locked(wait, move=True) as (catalogue, vectors):
            policy = self._require_manifest(move=True).policy
            rebuilding.rebuild(catalogue, vectors, embedder=self.embedder, policy=policy)
            # Saved last, so that an interrupted move is refused whichever place the setting names.
            manifest_copy.keep(
                replace(self._require_manifest(move=True), served=self._served), self.folder / _MANIFEST, catalogue
            )
            if files := [Path(file.path) for file in catalogue.unread() if Path(file.path).is_file()]:
                self._ingestion_into(catalogue, vectors, hold_lock=nullcontext).run(files, ignore)
                catalogue.keep_marks()
            catalogue.seal()
            return catalogue.size

    def compact(self, *, wait: float = 0.0) -> tuple[int, int]:
        """Gives unused space back to the disk; returns the bytes that the index took before and takes now."""
        with self._finished(wait) as (catalogue, vectors):
            before = compaction.folder_size(self.folder)
            rebuilding.refill(catalogue, vectors, embedder=self.embedder)
            catalogue.sweep()
        return before, compaction.folder_size(self.folder)

    @contextmanager
    def _ingestion(self, wait: float) -> Iterator[Ingestion]:
        self._literature()  # before anything is created: the list may be malformed
        with self._finished(wait, create=True) as (catalogue, vectors):
            if not self._served:
                yield self._ingestion_into(catalogue, vectors, hold_lock=nullcontext)
                catalogue.keep_marks()
                return
        with self._opened() as (catalogue, vectors):
            yield self._ingestion_into(catalogue, vectors, hold_lock=lambda: self._paper_lock(catalogue, vectors, wait))
            with suppress(IndexLocked), self._lock(wait):  # otherwise the next ingest keeps them
                catalogue.keep_marks()
                catalogue.seal()

    def _ingestion_into(self, catalogue: WritableCatalogue, vectors: VectorIndex, *, hold_lock: HoldLock) -> Ingestion:
        policy, literature = self._require_manifest().policy, self._literature()
        return Ingestion(catalogue, vectors, embedder=self.embedder, policy=policy, literature=literature, hold_lock=hold_lock)

    @contextmanager
    def _paper_lock(self, catalogue: WritableCatalogue, vectors: VectorIndex, wait: float) -> Iterator[None]:
        """Holds the lock for one paper.

        A pending paper that is found then belongs to a writer that died: a live one commits its own before it releases the lock.
        """
        with self._lock(wait):
            if catalogue.rebuilding:
                integrity.require_whole(catalogue, vectors)  # raises: another process's rebuild was interrupted meanwhile
            integrity.finish_pending(catalogue, vectors, embedder=self.embedder.identity)
            yield

    def _lock(self, wait: float) -> AbstractContextManager[None]:
        return writer_lock(self.folder, wait=max(wait, _MIN_WAIT) if self._served else wait)

    @contextmanager
    def _finished(self, wait: float, *, create: bool = False) -> Iterator[tuple[WritableCatalogue, VectorIndex]]:
        """Locks the index, checks that the vector index is whole, and finishes what an interrupted writer left behind."""
        with self._locked(wait, create=create) as (catalogue, vectors):
            catalogue.upgrade(self.embedder.identity)
            manifest_copy.keep(self._require_manifest(), self.folder / _MANIFEST, catalogue)
            integrity.require_whole(catalogue, vectors)
            integrity.finish_pending(catalogue, vectors, embedder=self.embedder.identity)
            if catalogue.unswept:
                compaction.sweep(catalogue, vectors, embedder=self.embedder)
            yield catalogue, vectors
            catalogue.seal()

    @contextmanager
    def _locked(
        self, wait: float, *, create: bool = False, move: bool = False
    ) -> Iterator[tuple[WritableCatalogue, VectorIndex]]:
        if not create:
            self._require_manifest(move=move)  # a missing or foreign index is refused before anything is created
        with self._lock(wait):
            if create and not (self.folder / schema.FILE).exists():
                Manifest(self.embedder.identity, self._policy, served=self._served).save(self.folder / _MANIFEST)
            made = self._require_manifest(move=move)
            if not made.id:
                replace(made, id=manifest.new_id()).save(self.folder / _MANIFEST)
            with self._opened(create=create) as opened:
                yield opened

    @contextmanager
    def _opened(self, *, create: bool = False) -> Iterator[tuple[WritableCatalogue, VectorIndex]]:
        with (
            closing(WritableCatalogue.open(self.folder / schema.FILE, create=create)) as catalogue,
            closing(self.open_vectors(self.folder)) as vectors,
        ):
            yield catalogue, vectors

    def _require_manifest(self, *, move: bool = False) -> Manifest:
        """Returns the manifest; it names this embedder and, unless the vectors are to `move`, the place where they are sought.

        Raises IndexUnavailable otherwise. The manifest is written before the catalogue, so without one there is no index.
        """
        made = Manifest.load(self.folder / _MANIFEST)
        if made is None and (self.folder / schema.FILE).exists():
            raise IndexUnavailable(
                f"The index at {self.folder} has lost its manifest.",
                hint=f"Restore {_MANIFEST}, or make the index in a new folder",
            )
        if made is None:
            raise IndexUnavailable(
                f"There is no index at {self.folder}.", hint="Make one: alignqa ingest PATH, or alignqa ingest --primer"
            )
        made.require(self.embedder.identity)
        if not move:
            made.require_place(served=self._served)
        return made


def unknown_paper(paper_id: str, known: Sequence[str]) -> UnknownPaper:
    """Returns the error for an unknown key, which suggests the nearest ones."""
    near = difflib.get_close_matches(paper_id, known, n=3, cutoff=0.5)
    hint = f"Did you mean {', '.join(near)}?" if near else "See the keys: alignqa papers"
    return UnknownPaper(f"There is no paper {paper_id!r} in the index.", hint=hint)
