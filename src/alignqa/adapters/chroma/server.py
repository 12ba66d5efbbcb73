"""A Chroma server as the vector index, which several processes can read and write at the same time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from alignqa.adapters.chroma.collection import HNSW, CollectionIndex, is_disk_error, store_every
from alignqa.adapters.chroma.connection import connect, disconnect, no_answer
from alignqa.errors import AlignqaError, IndexUnavailable, ProviderError, StorageError
from alignqa.index import manifest
from alignqa.index.catalogue.reading import REBUILD
from alignqa.index.manifest import Manifest

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection
    from chromadb.api.client import Client

_MAX_BYTES = 16_000_000  # per request; the server accepts 40 MB
_ENTRY_BYTES = 1_000  # a generous estimate for a passage's id and metadata
_STORED_EVERY = 10_000  # changes, after which the server writes the graph's files; when it starts, it makes the later ones again
_T = TypeVar("_T")


class ChromaServerIndex(CollectionIndex):
    """The collection of one index folder at the server `url`, connected at first use.

    Its name is made of the id in the folder's manifest and the path of the folder.
    So two homes never share a collection, nor do a home and its copy, whose passage ids would collide.
    Only the first `upsert` makes a collection, and an object that has seen one never makes another:
    if the server loses its data in between, that is an IndexUnavailable and not a fresh start.
    """

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__()
        self._url = url
        self._folder = folder
        self._client: Client | None = None
        self._opened: ChromaCollection | None = None
        self._seen = False

    def reopen(self) -> None:
        """Discards the collection, so that it is looked up anew: a rebuild replaces it, and nothing else is cached here."""
        with self._lock:
            self._opened = None

    def clear(self) -> None:
        """Deletes the collection."""
        self._exclusively(self._clear)

    def close(self) -> None:
        """Closes the connections."""
        with self._lock:
            client, self._client, self._opened = self._client, None, None
            if client is not None:
                disconnect(client)

    @property
    def _place(self) -> str:
        return f"at {self._url}"

    def _exclusively(self, work: Callable[[], _T]) -> _T:
        def retried_if_replaced() -> _T:
            from chromadb.errors import NotFoundError

            try:
                return work()
            except NotFoundError:
                if self._opened is None:
                    raise
                self.reopen()  # another process has rebuilt the collection: it has another id under the same name
                return work()

        return super()._exclusively(retried_if_replaced)

    def _clear(self) -> None:
        from chromadb.errors import NotFoundError

        self._opened, self._seen = None, False
        try:
            self._open().delete_collection(_name(self._folder, self._manifest()))
        except NotFoundError:
            return

    def _limit(self) -> int:
        fit = _MAX_BYTES // (6 * self._manifest().embedder.dimension + _ENTRY_BYTES)  # base64 takes 5.4 bytes per number
        return max(1, min(self._open().get_max_batch_size(), fit))

    def _exists(self) -> bool:
        return self._look() is not None

    def _collection(self, *, create: bool = False) -> ChromaCollection:
        found = self._look()
        if found is None and create and not self._seen:
            found = self._make()
            self._opened, self._seen = found, True
        if found is None:
            raise IndexUnavailable(
                f"The Chroma server at {self._url} has no vectors for the index {self._folder}: "
                "it lost its data, or the folder was moved or copied.",
                hint=REBUILD,
            )
        return found

    def _look(self) -> ChromaCollection | None:
        if self._opened is None and (found := self._find()) is not None:
            self._opened, self._seen = found, True
        return self._opened

    def _find(self) -> ChromaCollection | None:
        """Finds the collection at the server, or None; IndexUnavailable if another embedder made it."""
        from chromadb.errors import NotFoundError

        made = self._manifest()
        name = _name(self._folder, made)
        try:
            found = self._open().get_collection(name, embedding_function=None)
        except NotFoundError:
            return None
        self._require_embedder(found, made)
        return found

    def _make(self) -> ChromaCollection:
        made = self._manifest()
        # The folder tells the server's administrator what the collection belongs to.
        about = {"embedder": str(made.embedder), "dimension": made.embedder.dimension, "folder": str(self._folder.resolve())}
        name = _name(self._folder, made)
        found = self._open().get_or_create_collection(name, embedding_function=None, configuration=HNSW, metadata=about)
        store_every(found, _STORED_EVERY)
        self._require_embedder(found, made)
        return found

    def _require_embedder(self, found: ChromaCollection, made: Manifest) -> None:
        about = found.metadata or {}
        if (about.get("embedder"), about.get("dimension")) != (str(made.embedder), made.embedder.dimension):
            raise IndexUnavailable(
                f"The collection {found.name} at {self._url} was made by {about.get('embedder', 'an unknown embedder')} "
                f"with {about.get('dimension', 'unknown')} dimensions, "
                f"and the index {self._folder} by {made.embedder} with {made.embedder.dimension}: their vectors do not match.",
                hint=REBUILD,
            )

    def _manifest(self) -> Manifest:
        found = Manifest.load(self._folder / manifest.MANIFEST_FILE)
        if found is None:
            raise IndexUnavailable(
                f"There is no index at {self._folder}.", hint="Run alignqa ingest PATH, or alignqa ingest --primer"
            )
        return found

    def _open(self) -> Client:
        if self._client is None:
            self._client = connect(self._url)
        return self._client

    def _translated(self, error: Exception) -> AlignqaError:
        from chromadb.errors import InvalidArgumentError, InvalidDimensionException, NotFoundError
        from httpx import TransportError

        if isinstance(error, TransportError):
            return no_answer(self._url, error)
        if is_disk_error(error):
            return StorageError(
                f"The Chroma server at {self._url} cannot write: {error}.",
                hint="Check the free space on its disk, then run the command again: nothing that was ingested is lost",
            )
        if isinstance(error, NotFoundError | InvalidArgumentError | InvalidDimensionException):
            return IndexUnavailable(f"The vector index at {self._url} does not fit this index: {error}.", hint=REBUILD)
        return ProviderError(
            f"The Chroma server at {self._url} failed: {str(error) or type(error).__name__}.",
            hint="Check its output and the free space on its disk, then run the command again: nothing that was ingested is "
            "lost, and if its data are damaged, it can be given an empty folder and filled by alignqa index rebuild",
        )


def _name(folder: Path, made: Manifest) -> str:
    owner = hashlib.sha256(f"{made.id}\n{folder.resolve()}".encode()).hexdigest()
    return f"alignqa-{owner[:32]}"
