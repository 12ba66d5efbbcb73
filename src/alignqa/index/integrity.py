"""Keeps the catalogue and the vector index in agreement: finishing, checking and rebuilding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from alignqa.errors import AlignqaError, IndexUnavailable, ProviderError
from alignqa.index.catalogue.reading import REBUILD
from alignqa.index.catalogue.writing import PendingPaper, StoredPassage, WritableCatalogue
from alignqa.index.interfaces import EmbedderIdentity, VectorIndex, Vectors

_AT_ONCE = 512  # passages, of one or more papers, that are sent to the vector index together
_SAME = 0.9999  # the minimum cosine of a stored vector and the vector index's copy of it, which is normalised once more


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
            _upsert(catalogue, vectors, waiting, embedder)
            waiting = []
    if waiting:
        _upsert(catalogue, vectors, waiting, embedder)
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
    expected, present = catalogue.counts()["passages"], vectors.count()
    if catalogue.rebuilding or present < expected:
        raise IndexUnavailable(f"The vector index holds {present} of {expected} passages.", hint=REBUILD)


def problems(catalogue: WritableCatalogue, vectors: VectorIndex, *, embedder: EmbedderIdentity) -> Iterator[str]:
    """Yields one sentence per problem; none if all is well."""
    yield from catalogue.faults()
    unfinished = len(catalogue.pending())
    if unfinished:
        yield f"{unfinished} paper(s) are unfinished; the next ingest finishes them."
    if catalogue.rebuilding:
        yield f"A rebuild was interrupted. {REBUILD}."
    try:
        yield from _disagreements(catalogue, vectors, embedder, unfinished=bool(unfinished))
    except ProviderError:
        raise  # an unreachable server says nothing about the index
    except AlignqaError as error:
        yield f"{error.message} {error.hint}."


def _disagreements(
    catalogue: WritableCatalogue, vectors: VectorIndex, embedder: EmbedderIdentity, *, unfinished: bool
) -> Iterator[str]:
    total = missing = different = 0
    for page in catalogue.stored():
        expected = _stored_vectors(catalogue, page, embedder)
        present = vectors.fetch([stored.entry.passage_id for stored in page])
        total += len(page)
        missing += len(page) - len(present)
        for stored, vector in zip(page, expected, strict=True):
            found = present.get(stored.entry.passage_id)
            different += found is not None and not _same(found, vector)
    if missing:
        yield f"{missing} of {total} passages are missing from the vector index. {REBUILD}."
    if different:
        yield f"{different} of {total} passages have a different vector in the vector index than in the catalogue. {REBUILD}."
    surplus = vectors.count() - (total - missing) - len(vectors.fetch(catalogue.retired()))
    if surplus > 0 and not unfinished:
        yield f"{surplus} entries of the vector index belong to no passage. {REBUILD}."


def rebuild(catalogue: WritableCatalogue, vectors: VectorIndex, *, embedder: EmbedderIdentity) -> int:
    """Clears the vector index and fills it from the catalogue's vectors; returns the number of passages.

    An interrupted rebuild is noticed when the index is next opened, and is simply run again.
    """
    catalogue.begin_rebuild()
    vectors.clear()
    for page in catalogue.stored():
        _upsert(catalogue, vectors, page, embedder)
    finish_pending(catalogue, vectors, embedder=embedder)
    catalogue.end_rebuild()
    return catalogue.counts()["passages"]


def _upsert(
    catalogue: WritableCatalogue, vectors: VectorIndex, page: Sequence[StoredPassage], embedder: EmbedderIdentity
) -> None:
    vectors.upsert([stored.entry for stored in page], _stored_vectors(catalogue, page, embedder))


def _stored_vectors(catalogue: WritableCatalogue, page: Sequence[StoredPassage], embedder: EmbedderIdentity) -> Vectors:
    known = catalogue.vectors((stored.embedded_sha256 for stored in page), embedder)
    if lost := {stored.entry.paper_id for stored in page if stored.embedded_sha256 not in known}:
        raise IndexUnavailable(
            f"The catalogue has lost vectors of {', '.join(sorted(lost))}.", hint="Remove these papers and ingest them again"
        )
    return np.stack([known[stored.embedded_sha256].whole for stored in page])


def _same(found: Vectors, expected: Vectors) -> bool:
    return float(found @ expected) >= _SAME * float(np.linalg.norm(found) * np.linalg.norm(expected))
