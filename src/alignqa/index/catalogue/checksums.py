"""Checksums of records and vectors: a changed byte is noticed when it is read, and never answered from."""

# ruff: noqa: S608 - only names from this package are put into statements

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from zlib import crc32

from alignqa.errors import IndexUnavailable
from alignqa.index.catalogue.database import REPAIR, Database, Row, Value

RECORDS = {
    "papers": ("id", "paper_id", "state", "text_sha256", "metadata", "source", "size", "modified_ns", "file_sha256", "passages"),
    "texts": ("text_sha256", "layout"),  # the hash is the text's own checksum
    "passages": ("id", "paper", "start", "end", "kind", "heading", "text", "sentences", "embedded_sha256"),
    "sources": ("path", "paper_id", "size", "modified_ns", "file_sha256"),
    "parsers": ("paper", "parser"),
    "marked_papers": ("paper", "sentences"),
}
"""The tables whose rows have a checksum, in the column `checksum`, and the columns that it is made of, in this order."""

UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError)
"""The errors of reading a value of the wrong kind, broken JSON among them."""


def checksum(*values: object) -> int:
    """Returns the CRC-32 of the values of a record; it finds every change of up to 32 neighbouring bits."""
    return crc32("\x1f".join(map(str, values)).encode("utf-8", "surrogatepass"))


def columns(table: str) -> str:
    """Returns the columns of a record as SQL, its checksum last."""
    return ", ".join(f"{table}.{name}" for name in (*RECORDS[table], "checksum"))


def insertion(table: str, *, replace: bool = False) -> str:
    """Returns the statement that takes what `summed` returns."""
    names = (*RECORDS[table], "checksum")
    return f"INSERT {'OR REPLACE ' if replace else ''}INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


def summed(*values: Value) -> tuple[Value, ...]:
    """Returns the values of a record with their checksum."""
    return (*values, checksum(*values))


def is_sound(record: Sequence[object]) -> bool:
    """Checks a record that ends with its checksum."""
    return record[-1] == checksum(*record[:-1])


def require_sound(table: str, records: Sequence[Row]) -> None:
    """Raises IndexUnavailable if a record, which ends with its checksum, was changed by anything but alignqa."""
    for record in records:
        if not is_sound(record):
            raise damaged(f"a record in its table {table} was changed")


def resum(database: Database, table: str, condition: str, parameters: Sequence[Value]) -> None:
    """Computes the checksums of records anew, after a change."""
    query = f"SELECT rowid, {columns(table)} FROM {table} WHERE {condition}"
    new = [(checksum(*record[:-1]), row) for row, *record in database.rows(query, parameters)]
    database.many(f"UPDATE {table} SET checksum = ? WHERE rowid = ?", new)


def damaged(what: str) -> IndexUnavailable:
    """Returns the error for an index that something else has changed."""
    return IndexUnavailable(f"The index is damaged: {what}.", hint=REPAIR)


@contextmanager
def readable(what: str) -> Iterator[None]:
    """Turns the errors of reading a value of the wrong kind into that of a damaged index."""
    try:
        yield
    except UNREADABLE as error:
        raise damaged(f"{what} cannot be read ({type(error).__name__})") from error
