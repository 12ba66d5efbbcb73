"""Settings into built objects; the only room that knows both the assistant and the adapters."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from alignqa.adapters import minilm
from alignqa.adapters.chroma_collection import CollectionIndex
from alignqa.adapters.chroma_index import ChromaIndex
from alignqa.adapters.chroma_server import ChromaServerIndex
from alignqa.adapters.onnx_embedder import OnnxEmbedder
from alignqa.bundled import find
from alignqa.index.library import Library
from alignqa.papers.literature import read_literature
from alignqa.retrieval.retriever import Retriever
from alignqa.retrieval.weights import RetrievalWeights
from alignqa.settings import Settings, find_home, load

if TYPE_CHECKING:
    from alignqa.adapters.local_workers import LocalWorkers
    from alignqa.adapters.ray_workers import RayWorkers
    from alignqa.answers.assistant import Assistant
    from alignqa.summaries.audit.auditor import Auditor


@dataclass(frozen=True, slots=True)
class Home:
    """A home with its settings."""

    folder: Path
    settings: Settings

    @property
    def index_folder(self) -> Path:
        """Where the index of this home lies."""
        return self.folder / "indexes" / self.settings.index_name

    @property
    def served(self) -> bool:
        """Whether its vectors are at a server."""
        return self.settings.index_server is not None

    @property
    def vector_index(self) -> str:
        """Where its vectors are: a folder, or the address of a server."""
        return self.settings.index_server or str(self.index_folder / "chroma")

    def vectors(self) -> CollectionIndex:
        """Its vector index; nothing is opened yet."""
        if server := self.settings.index_server:
            return ChromaServerIndex(server, self.index_folder)
        return ChromaIndex(self.index_folder / "chroma")

    @property
    def primer(self) -> Path:
        """The bundled notes, or the home's own."""
        return find("corpus/primer", self.folder)


def open_home(path: str | Path | None = None) -> Home:
    """The home at `path`, or the one that the environment and the current folder name, with its settings."""
    folder = find_home(Path(path) if path is not None else None)
    return Home(folder, load(folder))


def open_library(path: str | Path | None = None, *, notify: Callable[[str], None] | None = None) -> Library:
    """The library of a home, for ingesting, listing, removing, checking; nothing is made or loaded yet."""
    return library_of(open_home(path), notify=notify)


def library_of(home: Home, *, notify: Callable[[str], None] | None = None) -> Library:
    """The library of an opened home; `notify` is told of work that takes seconds."""
    return Library(
        home.index_folder,
        embedder=OnnxEmbedder(_cache(home.settings.cache), notify=notify),
        open_vectors=lambda _: home.vectors(),
        served=home.served,
        literature=read_literature(find("corpus/papers.toml", home.folder)),
    )


def local_workers_of(library: Library) -> AbstractContextManager[LocalWorkers]:
    """Workers on this machine's processors for ingesting into a library, as `local_workers` makes them."""
    from alignqa.adapters.local_workers import local_workers

    return local_workers(library.embedder)


@contextmanager
def ray_workers_of(home: Home, address: str, *, notify: Callable[[str], None] | None = None) -> Iterator[RayWorkers]:
    """Workers of a Ray cluster for ingesting into an opened home; `address` as `ray_workers` takes it."""
    from alignqa.adapters.ray_workers import ray_workers

    make_embedder = partial(_worker_embedder, home.settings.cache)
    with ray_workers(address, make_embedder=make_embedder, identity=minilm.IDENTITY) as workers:
        # Before any worker asks for it, or several on this machine would export the model at once.
        minilm.onnx_file(_cache(home.settings.cache), notify=notify)
        yield workers


def _worker_embedder(chosen: Path | None) -> OnnxEmbedder:
    """The embedder of a worker, made there: a cache that was not chosen lies elsewhere on another machine.

    Ray gives each worker one processor.
    """
    return OnnxEmbedder(_cache(chosen), threads=1)


def open(path: str | Path | None = None, *, notify: Callable[[str], None] | None = None) -> Assistant:  # noqa: A001 - read as alignqa.open
    """The assistant of a home; IndexUnavailable where nothing was ingested yet."""
    return assistant_of(open_home(path), notify=notify)


def assistant_of(home: Home, *, notify: Callable[[str], None] | None = None) -> Assistant:
    """The assistant of an opened home.

    The embedding model and the vector index begin to load in threads of their own, since each takes longer than all the rest.
    """
    embedder = OnnxEmbedder(_cache(home.settings.cache), notify=notify)
    library = Library(home.index_folder, embedder=embedder, open_vectors=lambda _: home.vectors(), served=home.served)
    catalogue = library.catalogue()
    search = library.search(catalogue)
    # The retriever notes the catalogue's generation, so it is made before the vector index opens: a change in between is noticed.
    retriever = Retriever(catalogue, search, embedder, weights=RetrievalWeights(dense=home.settings.dense_weight))
    for load_early in (embedder.warm, search.warm):
        # No daemons: a process that ends while a native library loads would be aborted, so its end waits for them.
        threading.Thread(target=_quietly, args=(load_early,)).start()

    from alignqa.answers.assistant import Assistant

    return Assistant(catalogue, retriever, embedder, index_name=home.settings.index_name)


def auditor_of(home: Home, *, notify: Callable[[str], None] | None = None) -> Auditor:
    """What holds drafts against the papers and the literature list of an opened home."""
    from alignqa.summaries.audit.auditor import Auditor
    from alignqa.summaries.audit.evidence import EvidenceFinder

    embedder = OnnxEmbedder(_cache(home.settings.cache), notify=notify)
    library = Library(home.index_folder, embedder=embedder, open_vectors=lambda _: home.vectors(), served=home.served)
    catalogue = library.catalogue()
    retriever = Retriever(
        catalogue, library.search(catalogue), embedder, weights=RetrievalWeights(dense=home.settings.dense_weight)
    )
    literature = read_literature(find("corpus/papers.toml", home.folder))
    return Auditor(catalogue, literature, EvidenceFinder(catalogue, retriever, embedder))


def _quietly(work: Callable[[], object]) -> None:
    """Runs `work`; its error comes again, to whoever needs the result, when it is used."""
    try:
        work()
    except Exception:  # noqa: BLE001
        return


def _cache(chosen: Path | None) -> Path:
    if chosen is not None:
        return chosen
    import platformdirs

    return Path(platformdirs.user_cache_dir("alignqa", appauthor=False))
