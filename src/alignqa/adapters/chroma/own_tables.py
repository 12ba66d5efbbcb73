"""Checks the texts with which Chroma describes a folder: where one is no UTF-8, its native code panics, or ends the process."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_TABLES = ("migrations", "tenants", "databases", "collections", "segments", "embeddings_queue_config")
"""Tables of a few rows each, which Chroma reads when it opens a folder; those of passages it reads with care."""


def has_damaged_text(folder: Path) -> bool:
    """Checks for a text that is no UTF-8; a table or file that cannot be read at all is left to Chroma, which says so."""
    path = folder / "chroma.sqlite3"
    if not path.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            return any(_is_damaged(value) for table in _TABLES for row in _rows(connection, table) for value in row)
    except sqlite3.Error:
        return False


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - one of the names above


def _is_damaged(value: object) -> bool:
    if isinstance(value, bytes):
        try:
            value.decode()
        except UnicodeDecodeError:
            return True
    return False
