"""Exact search over the vectors in the catalogue, for as long as there are few."""

from __future__ import annotations

import threading
from collections.abc import Collection

from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.interfaces import EmbedderIdentity, IndexState, NearestPassages, Vectors, VectorSearch

MAX_EXACT_PASSAGES = 20_000
"""The number of passages up to which all are compared: 30 MB of vectors, 3 ms per question, nothing else to open first."""

_NEVER = -1  # no generation


class ExactWhileSmall:
    """Searches the catalogue's own vectors while there are at most `maximum`, and the vector index from then on.

    In a small index no near passage is missed, in whatever order the index was built.
    Safe to use from several threads.
    """

    def __init__(
        self, catalogue: Catalogue, vectors: VectorSearch, embedder: EmbedderIdentity, *, maximum: int = MAX_EXACT_PASSAGES
    ) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedder = embedder
        self._maximum = maximum
        self._read_generation = _NEVER
        self._whole: NearestPassages | None = None
        self._lock = threading.Lock()

    def nearest(self, vector: Vectors, *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        """Returns at most `count` pairs (passage id, cosine similarity), best first, optionally from some papers only."""
        return self.of(self._catalogue).nearest(vector, count=count, paper_ids=paper_ids)

    def of(self, state: IndexState) -> NearestPassages:
        """Returns the search in one state."""
        return self._vectors_of(state) or self._vectors.of(state)

    def reopen(self) -> None:
        """Discards the vectors of an earlier state."""
        self._discard()
        self._vectors.reopen()

    def warm(self) -> None:
        """Reads the vectors, or opens the vector index."""
        if self._vectors_of(self._catalogue) is None:
            self._vectors.warm()

    def close(self) -> None:
        """Discards the vectors and closes the vector index."""
        self._discard()
        self._vectors.close()

    def _discard(self) -> None:
        with self._lock:
            self._read_generation, self._whole = _NEVER, None

    def _vectors_of(self, state: IndexState) -> NearestPassages | None:
        """Returns the vectors of a state, None if there are too many; those of the newest state read so far are kept."""
        with self._lock:
            generation = state.generation
            if generation == self._read_generation:
                return self._whole
            whole = state.whole_vectors(self._embedder, maximum=self._maximum)
            if generation > self._read_generation:
                self._read_generation, self._whole = generation, whole
            return whole
