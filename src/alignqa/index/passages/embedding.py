"""Sees to it that the catalogue has the vectors of passages, and computes only those that it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from alignqa.index.catalogue.writing import WritableCatalogue
from alignqa.index.interfaces import Embedder
from alignqa.index.passages.vectors import PassageText, embed_passages
from alignqa.index.workers import EmbeddedBatch

_EMBEDDED_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class PassageEmbedding:
    """The vectors that an embedder makes, as one catalogue keeps them."""

    catalogue: WritableCatalogue
    embedder: Embedder

    def embed(self, passages: Sequence[PassageText], begun: Sequence[EmbeddedBatch] = ()) -> tuple[str, ...]:
        """Makes sure that the catalogue has the vectors of each passage; returns the hashes under which they are stored.

        Vectors are stored a batch at a time, so that an interrupted run over a long paper does not start over.
        """
        embedder = self.embedder.identity
        for made in begun:
            self.catalogue.keep_vectors(made.hashes, made.vectors.result(), embedder)
        for batch in self.missing(passages):
            vectors = embed_passages([passage for _, passage in batch], self.embedder)
            self.catalogue.keep_vectors([digest for digest, _ in batch], vectors, embedder)
        return tuple(passage.sha256 for passage in passages)

    def missing(self, passages: Iterable[PassageText]) -> Iterator[list[tuple[str, PassageText]]]:
        """Yields the passages whose vectors are not stored, with their hashes, in batches."""
        by_hash = {passage.sha256: passage for passage in passages}
        known = self.catalogue.vectors(by_hash, self.embedder.identity)
        missing = [(digest, passage) for digest, passage in by_hash.items() if digest not in known]
        for first in range(0, len(missing), _EMBEDDED_AT_ONCE):
            yield missing[first : first + _EMBEDDED_AT_ONCE]
