"""Repairs a catalogue: what can be made again is made again, and what cannot is taken out, for its file to be read anew."""

# ruff: noqa: S608 - only names from this package are put into statements

from __future__ import annotations

from collections.abc import Sequence

from alignqa.errors import IndexUnavailable
from alignqa.index.catalogue import properties, schema
from alignqa.index.catalogue.checks import CatalogueFault, Damage, without_vectors
from alignqa.index.catalogue.checksums import RECORDS, columns, insertion, is_sound, resum, summed
from alignqa.index.catalogue.database import START_AGAIN, Database
from alignqa.index.catalogue.records import UNREAD
from alignqa.index.interfaces import EmbedderIdentity

_TRIGGERS = [statement for statement in schema.STATEMENTS if "CREATE TRIGGER" in statement]
_INDEXES_OF_WORDS = ("passages_fts", "papers_fts")


def repair(database: Database, found: Sequence[CatalogueFault], embedder: EmbedderIdentity) -> list[str]:
    """Repairs what was found, in one transaction; returns the keys of the papers whose passages must be made again."""
    if broken := next((fault for fault in found if fault.damage is Damage.FILE), None):
        raise IndexUnavailable(broken.message, hint=START_AGAIN)
    if not found:
        return []
    with database.tolerant(), database.transaction():
        database.rows("PRAGMA defer_foreign_keys = ON")
        _drop_what_follows(database)
        _take_out(database, found)
        _derive(database)
        renewed = properties.renewed(database)
        for statement in (*_TRIGGERS, *schema.ADDITIONS):
            database.rows(statement)
        _index_words(database)
        database.rows("REINDEX")
        properties.write(database, renewed)
        again = {row for fault in found if fault.damage is Damage.PASSAGES for (row,) in fault.subjects}
        again |= {row for row, *_ in without_vectors(database, embedder)}
        return sorted(
            key for row, key in database.rows("SELECT id, paper_id FROM papers WHERE state = 'committed'") if row in again
        )


def _drop_what_follows(database: Database) -> None:
    """Drops what may fail on a damaged record, or be damaged itself: triggers, and indexes over what JSON says."""
    for statement in _TRIGGERS:
        database.rows(f"DROP TRIGGER IF EXISTS {statement.split()[2]}")
    for name in schema.WORK_FACTS:
        database.rows(f"DROP INDEX IF EXISTS papers_by_{name}")
    for name in _INDEXES_OF_WORDS:
        try:
            database.rows(f"DROP TABLE IF EXISTS {name}")
        except IndexUnavailable:  # SQLite opens a full-text index to drop it
            database.rows("PRAGMA writable_schema = ON")
            database.rows("DELETE FROM sqlite_master WHERE name = ?", (name,))
            database.rows("PRAGMA writable_schema = RESET")
            for part in ("data", "idx", "docsize", "config"):
                database.rows(f"DROP TABLE IF EXISTS {name}_{part}")
    database.rows("REINDEX")


def _take_out(database: Database, found: Sequence[CatalogueFault]) -> None:
    """Deletes damaged records, texts and vectors with what hangs on them; an unfinished paper is simply begun again."""
    for fault in found:
        for subject in fault.subjects:
            if fault.damage is Damage.RECORD:
                database.rows("DELETE FROM papers WHERE id = ?", subject)
            elif fault.damage is Damage.TEXT:
                database.rows(f"DELETE FROM texts WHERE {_is('text_sha256', subject[0])}", subject)
                database.rows(f"UPDATE papers SET state = 'purged' WHERE {_is('text_sha256', subject[0])}", subject)
            elif fault.damage is Damage.VECTORS:
                where = f"{_is('embedded_sha256', subject[0])} AND {_is('embedder', subject[1])}"
                database.rows(f"DELETE FROM embeddings WHERE {where}", subject)
            elif fault.damage is Damage.PASSAGES:
                database.rows("DELETE FROM papers WHERE id = ? AND state = 'pending'", subject)
    live = "(SELECT id FROM papers WHERE state IN ('pending', 'committed'))"
    for table in ("passages", "parsers"):
        database.rows(f"DELETE FROM {table} WHERE paper NOT IN {live}")
    resum(database, "papers", "state = 'purged'", ())


def _derive(database: Database) -> None:
    """Drops what the next ingest makes again, and corrects numbers that follow from others."""
    for table in ("sources", "parsers"):
        key = RECORDS[table][0]
        for record in database.rows(f"SELECT {columns(table)} FROM {table}"):
            if not is_sound(record):
                database.rows(f"DELETE FROM {table} WHERE {_is(key, record[0])}", (record[0],))
    for table in ("sentence_marks", "marked_papers", "sqlite_sequence"):
        database.rows(f"DELETE FROM {table}")
    for table in ("papers", "passages"):
        database.rows(f"INSERT INTO sqlite_sequence SELECT '{table}', coalesce(max(id), 0) FROM {table}")
    database.rows("DELETE FROM retired WHERE passage_id IN (SELECT id FROM passages)")
    # A file whose paper was taken out is read anew, and its paper gets the same key. A mere rendering has no key.
    stale = (
        "SELECT path, paper_id FROM sources "
        "WHERE paper_id != '' AND paper_id NOT IN (SELECT paper_id FROM papers WHERE state = 'committed')"
    )
    database.many(insertion("sources", replace=True), [summed(path, key, UNREAD, 0, "") for path, key in database.rows(stale)])


def _is(column: str, value: object) -> str:
    """Returns the condition that a column has a value that was read from it; bytes may have been a text that is not UTF-8."""
    return f"CAST({column} AS BLOB) = ?" if isinstance(value, bytes) else f"{column} IS ?"


def _index_words(database: Database) -> None:
    for statement in schema.STATEMENTS:
        if any(f"TABLE {name} " in statement for name in _INDEXES_OF_WORDS):
            database.rows(statement)
    database.rows("INSERT INTO passages_fts (passages_fts) VALUES ('rebuild')")
    database.rows(
        "INSERT INTO papers_fts (rowid, title, text) SELECT papers.id, json_extract(metadata, '$.title'), text "
        "FROM papers JOIN texts USING (text_sha256) WHERE state = 'committed'"
    )
