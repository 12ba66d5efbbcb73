"""A Chroma collection as the vector index, embedded or at a server: cosine, no embedding function, batches within its limit."""

from __future__ import annotations

import threading
import time
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Literal, Self, TypeVar

import numpy as np

from alignqa.errors import AlignqaError, IndexUnavailable
from alignqa.index.catalogue.reading import REBUILD
from alignqa.index.interfaces import IndexState, VectorEntry, Vectors

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.types import Where


# ef_search is Chroma's recall knob: 150 finds 0.96 of the nearest ten among a million, 300 finds 0.985, 600 finds 0.995.
HNSW: CreateCollectionConfiguration = {"hnsw": {"space": "cosine", "ef_construction": 150, "ef_search": 600, "max_neighbors": 24}}
_PAUSES = (0.0, 0.1, 0.2, 0.4)  # seconds before a search is tried again that returned less than there is
_MAX_KEYS = 10_000  # keys per filter; Chroma binds an SQL variable for each, and fails above about 32,000
# Messages of SQLite, inside Chroma, about a disk that cannot be written to.
_DISK_MESSAGES = (
    "disk I/O error",
    "disk is full",
    "readonly database",
    "unable to open database",
    "No space left",
    "File too large",
)
_T = TypeVar("_T")


def is_disk_error(error: Exception) -> bool:
    """Checks whether Chroma reports a disk that is full or cannot be written to."""
    return any(words in str(error) for words in _DISK_MESSAGES)


def store_every(collection: ChromaCollection, changes: int) -> None:
    """Has Chroma write the graph's files once for so many changes, from the next time that it opens them."""
    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # of embedding functions: there is none
        collection.modify(configuration={"hnsw": {"sync_threshold": changes}})


class CollectionIndex(ABC):
    """Reads and writes a collection; subclasses open it, delete it and close it.

    Safe to use from several threads, which take turns.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()

    def upsert(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        """Stores entries under their passage ids, without words, which deleting would not remove from Chroma's files."""
        self._exclusively(lambda: self._upsert(entries, vectors))

    def delete(self, passage_ids: Collection[int]) -> None:
        """Deletes entries; unknown ids are ignored."""
        self._exclusively(lambda: self._delete([str(passage_id) for passage_id in passage_ids]))

    def nearest(self, vector: Vectors, *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        """Returns at most `count` pairs (passage id, cosine similarity), best first."""
        if count < 1 or (paper_ids is not None and not paper_ids):
            return []
        if paper_ids is None:
            return self._exclusively(lambda: self._nearest_of_all(vector, count))
        keys = sorted(paper_ids)
        return self._exclusively(lambda: self._nearest_among(vector, count, keys))

    def of(self, state: IndexState) -> Self:
        """Returns the collection itself, which has only one state: the newest."""
        return self

    def fetch(self, passage_ids: Collection[int]) -> dict[int, Vectors]:
        """Returns the vectors of those entries that exist, as Chroma normalised them."""
        return self._exclusively(lambda: self._fetch([str(passage_id) for passage_id in passage_ids])) if passage_ids else {}

    def count(self) -> int:
        """Counts the entries; 0 if there is no collection."""
        return self._exclusively(lambda: self._collection().count() if self._exists() else 0)

    def warm(self) -> None:
        """Opens the collection now; safe to call from a thread while something else is loaded."""
        self._exclusively(self._collection)

    @abstractmethod
    def reopen(self) -> None:
        """Discards what was cached of an earlier state, after another process has written."""

    @abstractmethod
    def clear(self) -> None:
        """Deletes the collection; it is never repaired in place, since it can be rebuilt from the catalogue."""

    @abstractmethod
    def close(self) -> None:
        """Releases files, connections and memory."""

    @property
    @abstractmethod
    def _place(self) -> str:
        """The place of the collection, for messages."""

    @abstractmethod
    def _collection(self, *, create: bool = False) -> ChromaCollection:
        """Opens the collection, once; IndexUnavailable if there is none, unless `create` makes it."""

    @abstractmethod
    def _exists(self) -> bool:
        """Checks whether there is a collection."""

    @abstractmethod
    def _limit(self) -> int:
        """Returns the maximum of entries per call."""

    @abstractmethod
    def _translated(self, error: Exception) -> AlignqaError:
        """Translates an error of Chroma into one for users."""

    def _exclusively(self, work: Callable[[], _T]) -> _T:
        """Does some work while other threads wait; whatever Chroma raises becomes an error for users."""
        with self._lock:
            try:
                return work()
            except AlignqaError:
                raise
            except Exception as error:  # Chroma raises many kinds, some of them from Rust
                raise self._translated(error) from error
            except BaseException as error:
                if type(error).__name__ != "PanicException":  # what Rust raises where its own code gives up
                    raise
                raise self._translated(RuntimeError(str(error))) from error

    def _upsert(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        collection, limit = self._collection(create=True), self._limit()
        for first in range(0, len(entries), limit):
            batch = entries[first : first + limit]
            collection.upsert(
                ids=[str(entry.passage_id) for entry in batch],
                embeddings=np.ascontiguousarray(vectors[first : first + limit], dtype=np.float32),
                metadatas=[{"paper_id": entry.paper_id} for entry in batch],
            )

    def _delete(self, ids: list[str]) -> None:
        if not self._exists():
            return
        limit = self._limit()
        for first in range(0, len(ids), limit):
            self._collection().delete(ids=ids[first : first + limit])

    def _fetch(self, ids: list[str]) -> dict[int, Vectors]:
        if not self._exists():
            return {}
        result = self._collection().get(ids=ids, include=["embeddings"])
        vectors = np.asarray(result["embeddings"], dtype=np.float32)
        return {int(found): vector for found, vector in zip(result["ids"], vectors, strict=True)}

    def _nearest_among(self, vector: Vectors, count: int, keys: list[str]) -> list[tuple[int, float]]:
        found: list[tuple[int, float]] = []
        for first in range(0, len(keys), _MAX_KEYS):
            among: dict[Literal["$in", "$nin"], list[str | int | float | bool]] = {"$in": [*keys[first : first + _MAX_KEYS]]}
            found += self._query(vector, count, {"paper_id": among})
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:count]

    def _nearest_of_all(self, vector: Vectors, count: int) -> list[tuple[int, float]]:
        """Like `_query`, but IndexUnavailable if results are missing: a folder that lost its graph returns only what is left."""
        found = self._query(vector, count, None)
        if len(found) >= count:
            return found  # no need to count, which takes longer than searching
        counts: set[int] = set()
        for pause in _PAUSES:
            counts.add(self._collection().count())
            found = self._query(vector, count, None)
            counts.add(self._collection().count())
            if len(found) >= min(counts):
                return found
            # Another process may have written since it was opened, or be writing now.
            time.sleep(pause)
            self.reopen()
        if len(counts) > 1:
            return found  # another process is writing: Chroma counts entries a moment before it finds them
        raise IndexUnavailable(f"The vector index {self._place} has lost entries.", hint=REBUILD)

    def _query(self, vector: Vectors, count: int, where: Where | None) -> list[tuple[int, float]]:
        queried: list[Sequence[float]] = [np.asarray(vector, dtype=np.float32).tolist()]
        result = self._collection().query(query_embeddings=queried, n_results=count, where=where, include=["distances"])
        distances = result["distances"] or [[]]
        return [(int(found), 1.0 - distance) for found, distance in zip(result["ids"][0], distances[0], strict=True)]
