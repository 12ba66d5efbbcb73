"""What the index needs from an embedder and from a vector index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from alignqa.index.catalogue.reading import Catalogue

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EmbedderIdentity:
    """What makes two embedders interchangeable: the model, its weights and its precision."""

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
        """What the manifest of an index compares; reading it loads no model."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """L2-normalised vectors of shape (len(texts), dimension), in the order of `texts`."""
        ...

    def embed_question(self, question: str) -> Vectors:
        """The L2-normalised vector of a question, of shape (dimension,): some models want other words before questions."""
        ...


@dataclass(frozen=True, slots=True)
class VectorEntry:
    """One passage as the vector index keeps it: its catalogue id, its paper and the bare slice."""

    passage_id: int
    paper_id: str
    document: str


class NearestPassages(Protocol):
    """Finds the nearest passages."""

    def nearest(self, vector: Vectors, *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        """At most `count` pairs (passage id, cosine similarity), best first, optionally of some papers only."""
        ...


class VectorSearch(NearestPassages, Protocol):
    """Finds the nearest passages of an open index."""

    def of(self, snapshot: Catalogue) -> NearestPassages:
        """The search in the state of a snapshot, or in the newest where states cannot be told apart.

        A passage that the snapshot does not have may then be among those found.
        """
        ...

    def reopen(self) -> None:
        """Forgets what was cached of an earlier state, after another process wrote."""
        ...

    def warm(self) -> None:
        """Makes the first search fast; safe to call from a thread while something else is loaded."""
        ...

    def close(self) -> None:
        """Lets go of files and memory."""
        ...


class VectorIndex(VectorSearch, Protocol):
    """Keeps the vectors of passages and finds the nearest; a cache that can be rebuilt from the catalogue."""

    def upsert(self, entries: Sequence[VectorEntry], vectors: Vectors) -> None:
        """Stores entries, replacing those of the same passage id."""
        ...

    def delete(self, passage_ids: Collection[int]) -> None:
        """Forgets entries; unknown ids are ignored."""
        ...

    def fetch(self, passage_ids: Collection[int]) -> dict[int, Vectors]:
        """The vectors of those entries that are there, L2-normalised."""
        ...

    def count(self) -> int:
        """How many entries there are."""
        ...

    def clear(self) -> None:
        """Forgets all entries."""
        ...
