"""Adds checksums to a catalogue that an earlier alignqa wrote, or that has just been made."""

# ruff: noqa: S608 - only names from this package are put into statements

from __future__ import annotations

from dataclasses import replace
from functools import partial

from alignqa.index.catalogue import properties, schema
from alignqa.index.catalogue.checksums import RECORDS, checksum
from alignqa.index.catalogue.database import Database, Value
from alignqa.index.passages.vectors import with_checksums


def upgrade(database: Database, dimension: int) -> None:
    """Does it in one transaction; the records are taken as they are, and vectors that cannot be right get no checksum."""
    if database.checked:
        return
    database.function("record_checksum", checksum)
    database.function("checked_vectors", partial(_checked_vectors, dimension))
    with database.transaction(), database.tolerant():
        if database.checked:  # by another process meanwhile
            return
        empty = not database.row("SELECT 1 FROM papers")
        for table, column in schema.CHECKSUMS:
            if not database.row("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", (table, column)):
                database.rows(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER")
        database.rows("UPDATE papers SET passages = (SELECT count(*) FROM passages WHERE paper = papers.id)")
        for table, names in RECORDS.items():
            database.rows(f"UPDATE {table} SET checksum = record_checksum({', '.join(names)})")
        database.rows("UPDATE embeddings SET vectors = checked_vectors(embedded_sha256, vectors)")
        found = properties.renewed(database)
        database.rows(f"PRAGMA user_version = {schema.VERSION}")
        properties.write(database, replace(found, documents=not empty))


def _checked_vectors(dimension: int, key: str, blob: Value) -> Value:
    try:
        return with_checksums(blob, dimension, key)  # type: ignore[arg-type]  # another kind is a TypeError
    except (ValueError, TypeError):
        return blob
