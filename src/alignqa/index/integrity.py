"""Keeps catalogue and vector index in agreement: finishing, checking and rebuilding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from alignqa.errors import AlignqaError, IndexUnavailable, ProviderError
from alignqa.index.catalogue.reading import REBUILD
from alignqa.index.catalogue.writing import PendingPaper, StoredPassage, WritableCatalogue
from alignqa.index.interfaces import EmbedderIdentity, VectorIndex, Vectors

_AT_ONCE = 512  # passages of several papers that go to the vector index together
_SAME = 0.9999  # the least cosine of a kept vector and the vector index's copy of it, which is normalised once more


def finish(
    catalogue: WritableCatalogue, vectors: VectorIndex, pending: Sequence[PendingPaper], *, embedder: EmbedderIdentity
) -> None:
    """Second half of the writing order: vector index first, then the committed rows, then what the former versions leave.

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

    Nothing ever needs undoing: vectors are kept before a paper is written down as pending.
    """
    for pending in catalogue.pending():
        finish(catalogue, vectors, [pending], embedder=embedder)
    forget_retired(catalogue, vectors)


def forget_retired(catalogue: WritableCatalogue, vectors: VectorIndex) -> None:
    """Deletes retired passages from the vector index, then from the list of what is to be deleted."""
    if retired := catalogue.retired():
        vectors.delete(retired)
        catalogue.forget_retired(retired)


def require_whole(catalogue: WritableCatalogue, vectors: VectorIndex) -> None:
    """Refuses to go on with a vector index that has lost entries: a cheap look before anything is added to it."""
    expected, present = catalogue.counts()["passages"], vectors.count()
    if catalogue.rebuilding or present < expected:
        raise IndexUnavailable(f"The vector index holds {present} of {expected} passages.", hint=REBUILD)


def problems(catalogue: WritableCatalogue, vectors: VectorIndex, *, embedder: EmbedderIdentity) -> Iterator[str]:
    """Sentences on whatever does not hold; none where all is well."""
    yield from catalogue.faults()
    unfinished = len(catalogue.pending())
    if unfinished:
        yield f"{unfinished} paper(s) are unfinished; the next ingest finishes them."
    if catalogue.rebuilding:
        yield f"A rebuild was interrupted. {REBUILD}."
    try:
        yield from _disagreements(catalogue, vectors, embedder, unfinished=bool(unfinished))
    except ProviderError:
        raise  # a server that is away says nothing about the index
    except AlignqaError as error:
        yield f"{error.message} {error.hint}."


def _disagreements(
    catalogue: WritableCatalogue, vectors: VectorIndex, embedder: EmbedderIdentity, *, unfinished: bool
) -> Iterator[str]:
    total = missing = different = 0
    for page in catalogue.stored():
        kept = _kept(catalogue, page, embedder)
        there = vectors.fetch([stored.entry.passage_id for stored in page])
        total += len(page)
        missing += len(page) - len(there)
        for stored, vector in zip(page, kept, strict=True):
            found = there.get(stored.entry.passage_id)
            different += found is not None and not _same(found, vector)
    if missing:
        yield f"{missing} of {total} passages are missing in the vector index. {REBUILD}."
    if different:
        yield f"{different} of {total} passages have another vector in the vector index than was kept. {REBUILD}."
    surplus = vectors.count() - (total - missing) - len(vectors.fetch(catalogue.retired()))
    if surplus > 0 and not unfinished:
        yield f"{surplus} entries of the vector index belong to no passage. {REBUILD}."


def rebuild(catalogue: WritableCatalogue, vectors: VectorIndex, *, embedder: EmbedderIdentity) -> int:
    """Clears the vector index and fills it from the catalogue's vectors; returns the number of passages.

    An interrupted rebuild is noticed by whoever opens the index next, and is simply run again.
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
    vectors.upsert([stored.entry for stored in page], _kept(catalogue, page, embedder))


def _kept(catalogue: WritableCatalogue, page: Sequence[StoredPassage], embedder: EmbedderIdentity) -> Vectors:
    known = catalogue.vectors((stored.embedded_sha256 for stored in page), embedder)
    if lost := {stored.entry.paper_id for stored in page if stored.embedded_sha256 not in known}:
        raise IndexUnavailable(
            f"The catalogue has lost vectors of {', '.join(sorted(lost))}.", hint="Remove these papers and ingest them again"
        )
    return np.stack([known[stored.embedded_sha256].whole for stored in page])


def _same(found: Vectors, kept: Vectors) -> bool:
    return float(found @ kept) >= _SAME * float(np.linalg.norm(found) * np.linalg.norm(kept))
