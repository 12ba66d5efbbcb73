"""Checks that the catalogue is sound and that the vector index agrees with it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from alignqa.errors import AlignqaError, IndexUnavailable, ProviderError
from alignqa.index import integrity
from alignqa.index.catalogue.reading import REBUILD
from alignqa.index.catalogue.writing import WritableCatalogue
from alignqa.index.interfaces import EmbedderIdentity, VectorIndex, Vectors

_SAME = 0.9999  # the minimum cosine of a stored vector and the vector index's copy of it, which is normalised once more


def problems(catalogue: WritableCatalogue, vectors: VectorIndex, *, embedder: EmbedderIdentity) -> Iterator[str]:
    """Yields one sentence per problem with its cure; none if all is well."""
    found = list(catalogue.faults(embedder))
    yield from map(str, found)
    if found:
        return  # the vector index is compared with a sound catalogue only
    unfinished = len(catalogue.pending())
    if unfinished:
        yield f"{unfinished} paper(s) are unfinished; the next ingest finishes them."
    if catalogue.rebuilding:
        yield f"A rebuild was interrupted. {REBUILD}."
    if catalogue.unswept:
        yield "Words of purged papers may still be on the disk. Remove them: alignqa index compact."
    for file in catalogue.unread():
        yield f"The paper {file.paper_id} was damaged and is not in the index. Read it anew: alignqa ingest {file.path}."
    try:
        yield from _disagreements(catalogue, vectors, embedder, unfinished=bool(unfinished))
    except ProviderError:
        raise  # an unreachable server says nothing about the index
    except AlignqaError as error:
        yield f"{error.message} {error.hint}."


def require_sound(catalogue: WritableCatalogue, *, embedder: EmbedderIdentity) -> None:
    """Raises IndexUnavailable if the catalogue is damaged."""
    for fault in catalogue.faults(embedder):
        raise IndexUnavailable(fault.message, hint=fault.damage.value)


def _disagreements(
    catalogue: WritableCatalogue, vectors: VectorIndex, embedder: EmbedderIdentity, *, unfinished: bool
) -> Iterator[str]:
    total = missing = different = 0
    for page in catalogue.stored():
        expected = integrity.stored_vectors(catalogue, page, embedder)
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


def _same(found: Vectors, expected: Vectors) -> bool:
    return float(found @ expected) >= _SAME * float(np.linalg.norm(found) * np.linalg.norm(expected))
