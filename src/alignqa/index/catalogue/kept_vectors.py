"""Reads vectors from the catalogue; one that is lost or was changed is an IndexUnavailable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from alignqa.index.catalogue.checksums import readable
from alignqa.index.catalogue.database import Database, batches, placeholders
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.index.passages.vectors import PassageVectors, WholeVectors

_K = TypeVar("_K", bound=int | str)


def of_passages(database: Database, passage_ids: Sequence[int], embedder: EmbedderIdentity) -> dict[int, PassageVectors]:
    """Returns the vectors of the passages that exist, by passage id."""
    query = (
        "SELECT passages.id, passages.embedded_sha256, embeddings.vectors FROM passages LEFT JOIN embeddings "
        "ON embeddings.embedded_sha256 = passages.embedded_sha256 AND embeddings.embedder = ? WHERE passages.id IN "
    )
    return _read(database, query, passage_ids, embedder)


def by_hash(database: Database, hashes: Sequence[str], embedder: EmbedderIdentity) -> dict[str, PassageVectors]:
    """Returns the vectors by the hashes of the embedded strings; unknown hashes are left out."""
    query = "SELECT embedded_sha256, embedded_sha256, vectors FROM embeddings WHERE embedder = ? AND embedded_sha256 IN "
    return _read(database, query, hashes, embedder)


def _read(database: Database, query: str, keys: Sequence[_K], embedder: EmbedderIdentity) -> dict[_K, PassageVectors]:
    """Runs `query`, which selects keys, hashes and vectors, and ends where the list of wanted keys is to follow."""
    found: dict[_K, PassageVectors] = {}
    checked, dimension = database.checked, embedder.dimension
    for wanted in batches(keys):
        rows = database.rows(f"{query}({placeholders(wanted)})", (str(embedder), *wanted))
        with readable("the vectors of a passage"):
            found.update((key, PassageVectors.from_bytes(blob, dimension, digest, checked=checked)) for key, digest, blob in rows)
    return found


def whole(database: Database, embedder: EmbedderIdentity, *, maximum: int) -> WholeVectors | None:
    """Returns the vectors of all committed passages, in the order of their ids; None if there are more than `maximum`."""
    if database.rows("SELECT count(*) FROM (SELECT 1 FROM passages LIMIT ?)", (maximum + 1,))[0][0] > maximum:
        return None
    checked, dimension = database.checked, embedder.dimension
    rows = database.rows(
        "SELECT passages.id, papers.paper_id, passages.embedded_sha256, substr(embeddings.vectors, 1, ?) FROM passages "
        "JOIN papers ON papers.id = passages.paper "
        "LEFT JOIN embeddings ON embeddings.embedded_sha256 = passages.embedded_sha256 AND embeddings.embedder = ? "
        "WHERE papers.state = 'committed' ORDER BY passages.id",
        (PassageVectors.whole_bytes(dimension, checked=checked), str(embedder)),
    )
    with readable("the vector of a passage"):
        return WholeVectors.of(rows, dimension, checked=checked)
