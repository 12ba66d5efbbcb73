"""A Chroma server as the vector index: several processes read and write it at the same time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from alignqa.adapters.chroma.collection import HNSW, CollectionIndex, says_full
from alignqa.adapters.chroma.connection import away, connect, disconnect
from alignqa.errors import AlignqaError, IndexUnavailable, ProviderError, StorageError
from alignqa.index import manifest
from alignqa.index.catalogue.reading import REBUILD
from alignqa.index.manifest import Manifest

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection
    from chromadb.api.client import Client

_MAX_BYTES = 16_000_000  # a request, with room to spare: the server takes 40 MB
_DOCUMENT_BYTES = 4_000  # of a passage's slice with its metadata, generously
_T = TypeVar("_T")


class ChromaServerIndex(CollectionIndex):
    """The collection that belongs to one index folder, at the server `url`; connected at first use.

    Its name is made of the id in the folder's manifest and of the place of the folder.
    So two homes never share one, nor does a copy of a home share that of the original; passage ids of two catalogues collide.
    A collection is made by the first `upsert` only, and never again by an object that has seen one:
    a server that lost its data in between is an IndexUnavailable, not a fresh start.
    """

    def __init__(self, url: str, folder: Path) -> None:
        super().__init__()
        self._url = url
        self._folder = folder
        self._client: Client | None = None
        self._opened: ChromaCollection | None = None
        self._seen = False

    def reopen(self) -> None:
        """Looks the collection up anew: a rebuild replaces it, and nothing else is cached here."""
        with self._turn:
            self._opened = None

    def clear(self) -> None:
        """Deletes the collection."""
        self._served(self._clear)

    def close(self) -> None:
        """Lets go of the connections."""
        with self._turn:
            client, self._client, self._opened = self._client, None, None
            if client is not None:
                disconnect(client)

    @property
    def _place(self) -> str:
        return f"at {self._url}"

    def _served(self, work: Callable[[], _T]) -> _T:
        def again_if_replaced() -> _T:
            from chromadb.errors import NotFoundError

            try:
                return work()
            except NotFoundError:
                if self._opened is None:
                    raise
                self.reopen()  # another process has rebuilt the collection: it has another id under the same name
                return work()

        return super()._served(again_if_replaced)

    def _clear(self) -> None:
        from chromadb.errors import NotFoundError

        self._opened, self._seen = None, False
        try:
            self._open().delete_collection(_name(self._folder, self._manifest()))
        except NotFoundError:
            return

    def _limit(self) -> int:
        fit = _MAX_BYTES // (6 * self._manifest().embedder.dimension + _DOCUMENT_BYTES)  # base64 takes 5.4 bytes a number
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
                f"The Chroma server at {self._url} has no vectors of the index {self._folder}: "
                "it lost its data, or the folder was moved or copied.",
                hint=REBUILD,
            )
        return found

    def _look(self) -> ChromaCollection | None:
        if self._opened is None and (found := self._find()) is not None:
            self._opened, self._seen = found, True
        return self._opened

    def _find(self) -> ChromaCollection | None:
        """The collection at the server, or None; IndexUnavailable where another embedder made it."""
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
        # The folder is for whoever looks after the server and wonders whose collection this is.
        about = {"embedder": str(made.embedder), "dimension": made.embedder.dimension, "folder": str(self._folder.resolve())}
        name = _name(self._folder, made)
        found = self._open().get_or_create_collection(name, embedding_function=None, configuration=HNSW, metadata=about)
        self._require_embedder(found, made)
        return found

    def _require_embedder(self, found: ChromaCollection, made: Manifest) -> None:
        about = found.metadata or {}
        if (about.get("embedder"), about.get("dimension")) != (str(made.embedder), made.embedder.dimension):
            raise IndexUnavailable(
                f"The collection {found.name} at {self._url} was made by {about.get('embedder', 'an unknown embedder')} "
                f"with {about.get('dimension', 'unknown')} dimensions, "
                f"and the index {self._folder} by {made.embedder} with {made.embedder.dimension}: they cannot be compared.",
                hint=REBUILD,
            )

    def _manifest(self) -> Manifest:
        found = Manifest.load(self._folder / manifest.MANIFEST_FILE)
        if found is None:
            raise IndexUnavailable(
                f"There is no index at {self._folder}.", hint="Make one: alignqa ingest PATH, or alignqa ingest --primer"
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
            return away(self._url, error)
        if says_full(error):
            return StorageError(
                f"The Chroma server at {self._url} cannot write: {error}.",
                hint="Check the free space of its disk, then run the command again: nothing that was taken in is lost",
            )
        if isinstance(error, NotFoundError | InvalidArgumentError | InvalidDimensionException):
            return IndexUnavailable(f"The vector index at {self._url} does not fit this index: {error}.", hint=REBUILD)
        return ProviderError(
            f"The Chroma server at {self._url} failed: {str(error) or type(error).__name__}.",
            hint="Look at what it printed and at the free space of its disk, then run the command again: "
            "nothing that was taken in is lost. Damaged data are replaced by an empty folder and alignqa index rebuild",
        )


def _name(folder: Path, made: Manifest) -> str:
    whose = hashlib.sha256(f"{made.id}\n{folder.resolve()}".encode()).hexdigest()
    return f"alignqa-{whose[:32]}"
