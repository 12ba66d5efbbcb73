"""Keeps catalogue and vector index in agreement: finishing, checking and rebuilding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from alignqa.errors import StorageError
from alignqa.index.catalogue_writing import PendingPaper, WritableCatalogue
from alignqa.index.interfaces import VectorEntry, VectorIndex, Vectors
from alignqa.index.records import SourceRecord

_BATCH = 2_000  # passages a step of a rebuild: about 3 MB of vectors


def finish(
    catalogue: WritableCatalogue,
    vectors: VectorIndex,
    pending: PendingPaper,
    *,
    embedder: str,
    source: SourceRecord | None = None,
) -> None:
    """Second half of the writing order: vector index first, then the committed row, then what the paper's former version leaves."""
    vectors.upsert(pending.entries, _kept(catalogue, pending.hashes, embedder))
    catalogue.commit_paper(pending, source)
    forget_retired(catalogue, vectors)


def finish_pending(catalogue: WritableCatalogue, vectors: VectorIndex, *, embedder: str) -> None:
    """Finishes the papers that an interrupted writer left behind, and undoes those whose vectors it had not kept."""
    for pending in catalogue.pending():
        if len(catalogue.vectors(pending.hashes, embedder)) == len(set(pending.hashes)):
            finish(catalogue, vectors, pending, embedder=embedder)
        else:
            catalogue.discard(pending)
    forget_retired(catalogue, vectors)


def forget_retired(catalogue: WritableCatalogue, vectors: VectorIndex) -> None:
    """Deletes retired passages from the vector index, then from the list of what is to be deleted."""
    if retired := catalogue.retired():
        vectors.delete(retired)
        catalogue.forget_retired(retired)


def problems(catalogue: WritableCatalogue, vectors: VectorIndex) -> list[str]:
    """Sentences on whatever does not hold; none where all is well."""
    found = catalogue.faults()
    if unfinished := len(catalogue.pending()):
        found.append(f"{unfinished} paper(s) are unfinished; the next ingest finishes them.")
    expected, present = catalogue.passage_ids(), vectors.passage_ids()
    if missing := len(expected - present):
        found.append(f"{missing} of {len(expected)} passages are missing in the vector index.")
    surplus = present - expected - set(catalogue.retired())
    if not unfinished and surplus:
        found.append(f"{len(surplus)} entries of the vector index belong to no passage.")
    return found


def rebuild(catalogue: WritableCatalogue, vectors: VectorIndex, *, embedder: str) -> int:
    """Clears the vector index and fills it from the catalogue's vectors."""
    vectors.clear()
    stored = catalogue.stored_entries()
    for batch in _batches(stored):
        entries, hashes = [entry for entry, _ in batch], [digest for _, digest in batch]
        vectors.upsert(entries, _kept(catalogue, hashes, embedder))
    catalogue.forget_retired(catalogue.retired())
    catalogue.next_generation()
    return len(stored)


def _batches(stored: Sequence[tuple[VectorEntry, str]]) -> Iterator[Sequence[tuple[VectorEntry, str]]]:
    for first in range(0, len(stored), _BATCH):
        yield stored[first : first + _BATCH]


def _kept(catalogue: WritableCatalogue, hashes: Sequence[str], embedder: str) -> Vectors:
    known = catalogue.vectors(list(dict.fromkeys(hashes)), embedder)
    absent = sum(digest not in known for digest in hashes)
    if absent:
        raise StorageError(
            f"The catalogue has lost the vectors of {absent} passages.",
            hint="Remove the paper and ingest it again, or make the index anew",
        )
    return np.stack([known[digest] for digest in hashes]) if hashes else np.empty((0, 0), dtype=np.float32)
