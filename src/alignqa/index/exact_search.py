"""Exact search over the vectors that the catalogue keeps, while there are few."""

from __future__ import annotations

import threading
from collections.abc import Collection

from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.interfaces import EmbedderIdentity, NearestPassages, Vectors, VectorSearch
from alignqa.index.passages.vectors import WholeVectors

MAX_EXACT_PASSAGES = 20_000
"""Passages that are compared one by one: 30 MB of vectors, 3 ms a question, and nothing else to open at the first."""


_NEVER = -1  # no generation


class ExactWhileSmall:
    """Searches the catalogue's own vectors while there are at most `maximum`, and the vector index from then on.

    Nothing near is missed in a small index, whatever the order in which it was made.
    Safe to use from several threads.
    """

    def __init__(
        self, catalogue: Catalogue, vectors: VectorSearch, embedder: EmbedderIdentity, *, maximum: int = MAX_EXACT_PASSAGES
    ) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedder = embedder
        self._maximum = maximum
        self._read_at = _NEVER
        self._whole: WholeVectors | None = None
        self._reading = threading.Lock()

    def nearest(self, vector: Vectors, *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        """At most `count` pairs (passage id, cosine similarity), best first, optionally of some papers only."""
        return self.of(self._catalogue).nearest(vector, count=count, paper_ids=paper_ids)

    def of(self, snapshot: Catalogue) -> NearestPassages:
        """The search in the state of a snapshot."""
        return self._kept(snapshot) or self._vectors.of(snapshot)

    def reopen(self) -> None:
        """Forgets what was read of an earlier state."""
        self._forget()
        self._vectors.reopen()

    def warm(self) -> None:
        """Reads the vectors, or opens the vector index."""
        if self._kept(self._catalogue) is None:
            self._vectors.warm()

    def close(self) -> None:
        """Lets go of the vectors, and of the vector index."""
        self._forget()
        self._vectors.close()

    def _forget(self) -> None:
        with self._reading:
            self._read_at, self._whole = _NEVER, None

    def _kept(self, catalogue: Catalogue) -> WholeVectors | None:
        """The vectors of the catalogue's state; those of the newest state that was read are kept."""
        with self._reading:
            generation = catalogue.generation
            if generation == self._read_at:
                return self._whole
            whole = catalogue.whole_vectors(self._embedder, maximum=self._maximum)
            if generation > self._read_at:
                self._read_at, self._whole = generation, whole
            return whole
