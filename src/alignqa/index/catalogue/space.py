"""Bounds what is kept, and gives the space of deleted rows back to the disk."""

# ruff: noqa: S608 - only names from this package are put into statements

from __future__ import annotations

from alignqa.errors import IndexLocked
from alignqa.index.catalogue import properties, seals
from alignqa.index.catalogue.database import Database

MAX_FORMER_VERSIONS = 20
"""The number of former texts of a paper that are kept for `verify`, the latest ones; older ones are deleted."""


def forget_old(database: Database, paper_id: str) -> int:
    """Deletes the former versions of a paper beyond those that are kept; returns the number of records that were deleted."""
    old = "paper_id = ? AND state IN ('former', 'purged')"
    kept = f"SELECT max(id) FROM papers WHERE {old} GROUP BY text_sha256 ORDER BY 1 DESC LIMIT {MAX_FORMER_VERSIONS}"
    database.rows(f"DELETE FROM papers WHERE {old} AND id NOT IN ({kept})", (paper_id, paper_id))
    if deleted := int(database.rows("SELECT changes()")[0][0]):
        forget_texts(database)
    return deleted


def forget_texts(database: Database) -> None:
    """Deletes the texts that no paper has, and that none had whose text is kept."""
    database.rows("DELETE FROM texts WHERE text_sha256 NOT IN (SELECT text_sha256 FROM papers WHERE state != 'purged')")


def sweep(database: Database) -> None:
    """Rewrites the file, so that nothing deleted remains in it, in its journal or in the full-text indexes.

    It needs as much free space as the file takes. Readers are not disturbed.
    """
    with database.transaction():
        # Until its segments are merged, a full-text index keeps the words of what was deleted.
        for index in ("passages_fts", "papers_fts"):
            database.rows(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
        properties.change(database, words="", unswept=True)
    database.rows("VACUUM")
    # The new pages are in the journal until no reader needs the old ones.
    if database.rows("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
        raise IndexLocked(
            "A reader still holds an earlier state of the index, so space cannot be given back yet; nothing is lost.",
            hint="Wait until it is done, then run alignqa index compact",
        )
    with database.transaction():
        properties.change(database, words=seals.words_of(database), unswept=False)
