"""The interfaces of the index: an embedder and a vector index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """The facts that make two embedders interchangeable: the model, its weights, its precision and its dimension."""

    model: str
    weights_sha256: str
    precision: str
    dimension: int

    def __str__(self) -> str:
        return f"{self.model}@{self.weights_sha256[:12]}/{self.precision}"


class Embedder(Protocol):
    """Turns texts into vectors; a vector does not depend on the batch it was computed in."""

    @property
    def identity(self) -> EmbedderIdentity:
        """The identity that an index's manifest is compared with; reading it loads no model."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Returns L2-normalised vectors of shape (len(texts), dimension), in the order of `texts`."""
        ...

    def embed_question(self, question: str) -> Vectors:
        """Returns the L2-normalised vector of a question, of shape (dimension,): some models need a prefix for questions."""
        ...


@dataclass(frozen=True, slots=True)
class VectorEntry:
    """One passage as the vector index stores it: its catalogue id and its paper, and none of its words."""

    passage_id: int
    paper_id: str


class NearestPassages(Protocol):
    """Finds the nearest passages."""

    def nearest(self, vector: Vectors, *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        """Returns at most `count` pairs (passage id, cosine similarity), best first, optionally from some papers only."""
        ...


class IndexState(Protocol):
    """One state of a catalogue, as a vector search sees it."""

    @property
    def generation(self) -> int:
        """The number of the state; a later one is greater."""
        ...

    def whole_vectors(self, embedder: EmbedderIdentity, *, maximum: int) -> NearestPassages | None:
        """Returns the vectors of all passages; None if there are more than `maximum`."""
        ...


class VectorSearch(NearestPassages, Protocol):
    """Finds the nearest passages of an open index."""

    def of(self, state: IndexState) -> NearestPassages:
        """Returns the search in one state, or in the newest one if the index cannot distinguish states.

        In that case it may find passages that the state does not have.
        """
        ...

    def reopen(self) -> None:
        """Discards what was cached from an earlier state, after another process has written."""
        ...

    def warm(self) -> None:
        """Makes the first search fast; safe to call from a thread while something else is loaded."""
        ...

    def close(self) -> None:
        """Releases files and memory."""
        ...


class VectorIndex(VectorSearch, Protocol):
    """Stores the vectors of passages and finds the nearest; a cache that can be rebuilt from the catalogue."""

    def upsert(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        """Stores entries, replacing those of the same passage id."""
        ...

    def delete(self, passage_ids: Collection[int]) -> None:
        """Deletes entries; unknown ids are ignored."""
        ...

    def fetch(self, passage_ids: Collection[int]) -> dict[int, Vectors]:
        """Returns the L2-normalised vectors of the entries that exist."""
        ...

    def count(self) -> int:
        """Returns the number of entries."""
        ...

    def clear(self) -> None:
        """Deletes all entries."""
        ...
