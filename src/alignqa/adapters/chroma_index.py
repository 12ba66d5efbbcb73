"""Chroma as the vector index: cosine, no embedding function of its own, batches within its limit."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from alignqa.adapters.chroma_graph import shortened
from alignqa.errors import AlignqaError, IndexUnavailable, StorageError
from alignqa.index.interfaces import VectorEntry, Vectors

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.types import Where

COLLECTION = "alignqa-passages"
# ef_search is Chroma's recall knob: its default of 100 finds too little when a hundred neighbours are asked for.
_HNSW: CreateCollectionConfiguration = {
    "hnsw": {"space": "cosine", "ef_construction": 150, "ef_search": 150, "max_neighbors": 24}
}
_MOST_KEYS = 10_000  # keys a filter; Chroma binds one SQL variable for each and fails above some 32,000
_REBUILD = "Make it anew from the catalogue: alignqa index rebuild"
# What SQLite, inside Chroma, says of a disk that takes no more.
_FULL = ("disk I/O error", "disk is full", "readonly database", "unable to open database", "No space left", "File too large")


class ChromaIndex:
    """An embedded Chroma folder; opened at first use, since importing Chroma takes half a second.

    Only `upsert` makes a folder: a reader of one that is gone is told so, and is not given an empty one.
    Safe to use from several threads; one of them is served at a time.
    """

    _in_use: ClassVar[set[str]] = set()
    _naming: ClassVar[threading.Lock] = threading.Lock()

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._client: Client | None = None
        self._opened: ChromaCollection | None = None
        self._name = ""
        self._turn = threading.RLock()

    def upsert(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        """Stores entries under their passage ids; each document is the bare slice."""
        with self._used():
            collection, limit = self._collection(create=True), self._limit()
            for first in range(0, len(entries), limit):
                batch = entries[first : first + limit]
                collection.upsert(
                    ids=[str(entry.passage_id) for entry in batch],
                    embeddings=np.ascontiguousarray(vectors[first : first + limit], dtype=np.float32),
                    documents=[entry.document for entry in batch],
                    metadatas=[{"paper_id": entry.paper_id} for entry in batch],
                )

    def delete(self, passage_ids: Collection[int]) -> None:
        """Forgets entries; unknown ids are ignored."""
        with self._used():
            if not self._exists():
                return
            ids, limit = [str(passage_id) for passage_id in passage_ids], self._limit()
            for first in range(0, len(ids), limit):
                self._collection().delete(ids=ids[first : first + limit])

    def nearest(self, vector: Vectors, *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        """At most `count` pairs (passage id, cosine similarity), best first."""
        if count < 1 or (paper_ids is not None and not paper_ids):
            return []
        with self._used():
            if paper_ids is None:
                return self._nearest_of_all(vector, count)
            keys = sorted(paper_ids)
            found: list[tuple[int, float]] = []
            for first in range(0, len(keys), _MOST_KEYS):
                among: dict[Literal["$in", "$nin"], list[str | int | float | bool]] = {"$in": [*keys[first : first + _MOST_KEYS]]}
                found += self._query(vector, count, {"paper_id": among})
            return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:count]

    def fetch(self, passage_ids: Collection[int]) -> dict[int, Vectors]:
        """The vectors of those entries that are there, as Chroma normalised them."""
        if not passage_ids:
            return {}
        with self._used():
            if not self._exists():
                return {}
            result = self._collection().get(ids=[str(passage_id) for passage_id in passage_ids], include=["embeddings"])
        vectors = np.asarray(result["embeddings"], dtype=np.float32)
        return {int(found): vector for found, vector in zip(result["ids"], vectors, strict=True)}

    def count(self) -> int:
        """How many entries there are; none where there is no folder."""
        with self._used():
            return self._collection().count() if self._exists() else 0

    def reopen(self) -> None:
        """Opens the folder anew: a client opened before another process wrote gives stale results without an error."""
        self.close()

    def clear(self) -> None:
        """Deletes the folder; it is never repaired in place, since the catalogue can fill it again."""
        with self._turn:
            self.close()
            with self._used():
                if self._folder.is_dir():
                    shutil.rmtree(self._folder)

    def close(self) -> None:
        """Lets go of Chroma's files."""
        with self._turn:
            client, self._client, self._opened = self._client, None, None
            if client is not None:
                client.close()
            with self._naming:
                self._in_use.discard(self._name)

    def warm(self) -> None:
        """Opens the folder now; safe to call from a thread while something else is loaded."""
        with self._used():
            self._collection()

    def _nearest_of_all(self, vector: Vectors, count: int) -> list[tuple[int, float]]:
        """Like `_query`, and refuses fewer results than there must be: a folder that lost its graph answers with what is left."""
        for last in (False, True):
            there = self._collection().count()
            found = self._query(vector, count, None)
            if len(found) >= min(count, there, self._collection().count()):
                return found
            if not last:
                self.close()  # another process may have written since it was opened
        raise IndexUnavailable(f"The vector index {self._folder} has lost entries.", hint=_REBUILD)

    def _query(self, vector: Vectors, count: int, where: Where | None) -> list[tuple[int, float]]:
        queried: list[Sequence[float]] = [np.asarray(vector, dtype=np.float32).tolist()]
        result = self._collection().query(query_embeddings=queried, n_results=count, where=where, include=["distances"])
        distances = result["distances"] or [[]]
        return [(int(found), 1.0 - distance) for found, distance in zip(result["ids"][0], distances[0], strict=True)]

    def _limit(self) -> int:
        return self._open().get_max_batch_size()

    def _exists(self) -> bool:
        return (self._folder / "chroma.sqlite3").exists()

    def _collection(self, *, create: bool = False) -> ChromaCollection:
        if self._opened is None:
            if not create and not self._exists():
                raise IndexUnavailable(f"There is no vector index at {self._folder}.", hint=_REBUILD)
            client = self._open()
            if create:
                self._opened = client.get_or_create_collection(COLLECTION, embedding_function=None, configuration=_HNSW)
            else:
                self._opened = client.get_collection(COLLECTION, embedding_function=None)
        return self._opened

    def _open(self) -> Client:
        if self._client is None:
            from chromadb.api.client import Client
            from chromadb.config import Settings

            self._folder.mkdir(parents=True, exist_ok=True)
            if damaged := shortened(self._folder):
                raise IndexUnavailable(f"The vector index is damaged: {damaged} is too short.", hint=_REBUILD)
            self._name = self._free_name()
            self._client = Client(settings=Settings(is_persistent=True, persist_directory=self._name, anonymized_telemetry=False))
        return self._client

    def _free_name(self) -> str:
        """A spelling of the folder that nobody else in this process uses, which the plain one might be.

        Chroma shares one engine among all clients of one spelling, so that reopening would change nothing while another is open.
        """
        with self._naming:
            name = f"{self._folder}/."
            while name in self._in_use:
                name += "/."
            self._in_use.add(name)
            return name

    @contextmanager
    def _used(self) -> Iterator[None]:
        """One thread's turn; whatever Chroma raises becomes an error for users."""
        with self._turn:
            try:
                yield
            except AlignqaError:
                raise
            except OSError as error:
                raise self._storage_error(error) from error
            except Exception as error:  # Chroma raises many kinds, some of them from Rust
                if any(words in str(error) for words in _FULL):
                    raise self._storage_error(error) from error
                raise IndexUnavailable(f"The vector index {self._folder} cannot be read: {error}.", hint=_REBUILD) from error

    def _storage_error(self, error: Exception) -> StorageError:
        return StorageError(
            f"The vector index {self._folder} cannot be read or written: {error}.",
            hint="Check free disk space and that the folder can be written, then run the command again",
        )
