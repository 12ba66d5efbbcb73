"""Keeps the catalogue and the vector index in agreement: the second half of a write."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alignqa.errors import IndexUnavailable
from alignqa.index.catalogue.checksums import damaged
from alignqa.index.catalogue.reading import REBUILD
from alignqa.index.catalogue.writing import PendingPaper, StoredPassage, WritableCatalogue
from alignqa.index.interfaces import EmbedderIdentity, VectorIndex, Vectors

_AT_ONCE = 512  # passages, of one or more papers, that are sent to the vector index together


def finish(
    catalogue: WritableCatalogue, vectors: VectorIndex, pending: Sequence[PendingPaper], *, embedder: EmbedderIdentity
) -> None:
    """Completes the second half of a write: vector index first, then the committed rows, then the removal of former versions.

    Papers that are finished together share their calls to the vector index, each of which costs a write to the disk.
    """
    waiting: list[StoredPassage] = []
    for page in (page for paper in pending for page in catalogue.stored_of(paper)):
        waiting += page
        if len(waiting) >= _AT_ONCE:
            upsert(catalogue, vectors, waiting, embedder)
            waiting = []
    if waiting:
        upsert(catalogue, vectors, waiting, embedder)
    for paper in pending:
        catalogue.commit_paper(paper)
    forget_retired(catalogue, vectors)


def finish_pending(catalogue: WritableCatalogue, vectors: VectorIndex, *, embedder: EmbedderIdentity) -> None:
    """Finishes what an interrupted writer left behind.

    Nothing ever has to be undone: vectors are stored before a paper is recorded as pending.
    """
    for pending in catalogue.pending():
        finish(catalogue, vectors, [pending], embedder=embedder)
    forget_retired(catalogue, vectors)


def forget_retired(catalogue: WritableCatalogue, vectors: VectorIndex) -> None:
    """Deletes retired passages from the vector index, then clears them from the list of passages to delete."""
    if retired := catalogue.retired():
        vectors.delete(retired)
        catalogue.forget_retired(retired)


def require_whole(catalogue: WritableCatalogue, vectors: VectorIndex) -> None:
    """Raises IndexUnavailable if the vector index has lost entries or is being rebuilt: a cheap check before a change."""
    expected, present = catalogue.size, vectors.count()
    if catalogue.rebuilding or present < expected:
        raise IndexUnavailable(f"The vector index holds {present} of {expected} passages.", hint=REBUILD)


def upsert(catalogue: WritableCatalogue, vectors: VectorIndex, page: Sequence[StoredPassage], embedder: EmbedderIdentity) -> None:
    """Sends passages to the vector index with their vectors from the catalogue; IndexUnavailable if one is damaged or lost."""
    vectors.upsert([stored.entry for stored in page], stored_vectors(catalogue, page, embedder))


def stored_vectors(catalogue: WritableCatalogue, page: Sequence[StoredPassage], embedder: EmbedderIdentity) -> Vectors:
    """Returns the vectors of passages, of shape (passages, dimension); IndexUnavailable if one is damaged or lost."""
    known = catalogue.vectors((stored.embedded_sha256 for stored in page), embedder)
    if lost := {stored.entry.paper_id for stored in page if stored.embedded_sha256 not in known}:
        raise damaged(f"vectors of {', '.join(sorted(lost))} are lost")
    return np.stack([known[stored.embedded_sha256].whole for stored in page])
