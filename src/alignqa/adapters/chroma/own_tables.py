"""Reads Chroma's own tables: texts that are no UTF-8, on which its native code panics, and how far its log is ahead."""

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


def unstored(folder: Path) -> int:
    """Counts the changes that are in Chroma's log and not yet in the graph's files: whoever opens the graph makes them again."""
    path = folder / "chroma.sqlite3"
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        last = sorted((int(str(number)) for _, number in _rows(connection, "max_seq_id")), reverse=True)
    return last[0] - last[1] if len(last) > 1 else sum(last)


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - one of the names above


def _is_damaged(value: object) -> bool:
    if isinstance(value, bytes):
        try:
            value.decode()
        except UnicodeDecodeError:
            return True
    return False
