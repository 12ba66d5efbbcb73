"""Chroma as the vector index: cosine, no embedding function of its own, batches within its limit."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from alignqa.errors import IndexUnavailable, StorageError
from alignqa.index.interfaces import VectorEntry, Vectors

if TYPE_CHECKING:
    from chromadb import Collection as ChromaCollection
    from chromadb.api import ClientAPI

COLLECTION = "alignqa-passages"
# ef_search is Chroma's recall knob: its default of 100 finds too little when a hundred neighbours are asked for.
_HNSW = {"space": "cosine", "ef_construction": 150, "ef_search": 150, "max_neighbors": 24}


class ChromaIndex:
    """An embedded Chroma folder; opened at first use, since importing Chroma takes half a second."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._client: ClientAPI | None = None
        self._opened: ChromaCollection | None = None
        self._opening = threading.RLock()

    def upsert(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        """Stores entries under their passage ids; each document is the bare slice."""
        with _translated(self._folder):
            collection = self._collection()
            limit = self._limit()
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
        with _translated(self._folder):
            ids, limit = [str(passage_id) for passage_id in passage_ids], self._limit()
            for first in range(0, len(ids), limit):
                self._collection().delete(ids=ids[first : first + limit])

    def nearest(self, vector: Vectors, *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        """At most `count` pairs (passage id, cosine similarity), best first."""
        with _translated(self._folder):
            result = self._collection().query(
                query_embeddings=[np.asarray(vector, dtype=np.float32)],
                n_results=count,
                where=None if paper_ids is None else {"paper_id": {"$in": sorted(paper_ids)}},
                include=["distances"],
            )
        distances = result["distances"] or [[]]
        return [(int(found), 1.0 - distance) for found, distance in zip(result["ids"][0], distances[0], strict=True)]

    def passage_ids(self) -> set[int]:
        """The ids of all entries."""
        with _translated(self._folder):
            return {int(found) for found in self._collection().get(include=[])["ids"]}

    def reopen(self) -> None:
        """Opens the folder anew: a client opened before another process wrote gives stale results without an error."""
        self.close()

    def clear(self) -> None:
        """Deletes the folder; it is never repaired in place, since the catalogue can fill it again."""
        self.close()
        with _translated(self._folder):
            shutil.rmtree(self._folder, ignore_errors=False) if self._folder.exists() else None

    def close(self) -> None:
        """Lets go of Chroma's files."""
        client, self._client, self._opened = self._client, None, None
        if client is not None:
            client.close()

    def warm(self) -> None:
        """Opens the folder now; safe to call from a thread while something else is loaded."""
        with _translated(self._folder):
            self._collection()

    def _limit(self) -> int:
        self._collection()
        return self._client.get_max_batch_size() if self._client else 1

    def _collection(self) -> ChromaCollection:
        with self._opening:
            return self._opened or self._open()

    def _open(self) -> ChromaCollection:
        import chromadb
        from chromadb.config import Settings

        self._folder.mkdir(parents=True, exist_ok=True)
        self._client = chromadb.PersistentClient(str(self._folder), settings=Settings(anonymized_telemetry=False))
        self._opened = self._client.get_or_create_collection(
            COLLECTION,
            embedding_function=None,
            configuration={"hnsw": _HNSW},  # type: ignore[typeddict-item]
        )
        return self._opened


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"The vector index {folder} cannot be used: {error}.", hint="Check free disk space and permissions"
        ) from error
    except (StorageError, IndexUnavailable):
        raise
    except Exception as error:  # Chroma raises many kinds, some of them from Rust
        if _no_space(folder):
            raise StorageError(
                f"The disk is full: {folder} cannot be written.", hint="Free some space and run the command again"
            ) from error
        raise IndexUnavailable(
            f"The vector index {folder} cannot be read or written: {error}.",
            hint="Make it anew from the catalogue: alignqa index rebuild",
        ) from error


def _no_space(folder: Path) -> bool:
    try:
        status = os.statvfs(folder)
    except OSError:
        return False
    return status.f_bavail * status.f_frsize < 1_000_000
