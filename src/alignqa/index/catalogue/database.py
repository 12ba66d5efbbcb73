"""The SQLite file of a catalogue: opening, queries, transactions, and the translation of its errors."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from alignqa.errors import AlignqaError, IndexLocked, IndexUnavailable, StorageError
from alignqa.index.catalogue import schema

Row = tuple[Any, ...]
Value = str | int | bytes
_START_AGAIN = "Delete that folder, or move it away, and run alignqa ingest PATH"
_BUSY_SECONDS = 30.0
_MAX_IDLE = 4  # connections kept for the next snapshots
_CACHE_KIBIBYTES = 65_536  # a question's candidates have vectors far apart in the file; cached, they are read four times as fast


class Database:
    """An open catalogue file; every SQLite error is raised as an error for users.

    Several threads may read; only one thread, which holds the writer lock, may write.
    Each call sees what is committed at that moment; `snapshot` gives one state for several calls.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path
        self._lock = threading.Lock()
        self._idle: list[Self] = []
        self._closed = False

    @classmethod
    def open(cls, path: Path, *, create: bool = False) -> Self:
        """Opens the file at `path`; with `create`, which is for a writer, a missing one is created.

        Raises IndexUnavailable if it is missing, damaged, not a catalogue, or of another version.
        """
        if not create and not path.exists():
            raise IndexUnavailable(
                f"There is no index at {path.parent}.", hint="Make one: alignqa ingest PATH, or alignqa ingest --primer"
            )
        database = cls._connected(path)
        try:
            database._check(create=create)
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def _connected(cls, path: Path) -> Self:
        try:
            return cls(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False), path)
        except sqlite3.Error as error:
            raise _translated(error, path) from error

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for pinned in idle:
            pinned.close()
        self._connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[Self]:
        """Opens the database as it is now, for reading: nothing that is committed during the block is seen.

        It has a connection of its own, so threads that hold snapshots do not wait for each other.
        """
        pinned = self._pinned()
        try:
            # A deferred transaction sees the state of its first read.
            pinned.rows("BEGIN")
            pinned.rows("SELECT 1 FROM properties LIMIT 1")
            yield pinned
        finally:
            self._release(pinned)

    def _pinned(self) -> Self:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        pinned = self._connected(self._path)
        try:
            pinned.rows(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
            pinned.rows("PRAGMA query_only = ON")
        except BaseException:
            pinned.close()
            raise
        return pinned

    def _release(self, pinned: Self) -> None:
        """Ends a snapshot; its connection is kept for the next one, unless enough are kept or it cannot be used again."""
        try:
            if pinned._connection.in_transaction:
                pinned.rows("ROLLBACK")
        except AlignqaError:
            pinned.close()
            return
        with self._lock:
            if kept := not self._closed and len(self._idle) < _MAX_IDLE:
                self._idle.append(pinned)
        if not kept:
            pinned.close()

    def rows(self, query: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """Returns all rows of a query."""
        try:
            with self._lock:
                return self._connection.execute(query, parameters).fetchall()
        except sqlite3.Error as error:
            raise _translated(error, self._path) from error

    def row(self, query: str, parameters: Sequence[Value] = ()) -> Row | None:
        """Returns the first row of a query, or None."""
        found = self.rows(query, parameters)
        return found[0] if found else None

    def many(self, statement: str, parameters: Iterable[Sequence[Value]]) -> None:
        """Runs a statement once for each sequence of parameters."""
        try:
            with self._lock:
                self._connection.executemany(statement, parameters)
        except sqlite3.Error as error:
            raise _translated(error, self._path) from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Runs the block as one transaction: all or nothing, and on the disk when it ends."""
        self.rows("BEGIN IMMEDIATE")
        try:
            yield
            self.rows("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self.rows("ROLLBACK")
            raise

    def _check(self, *, create: bool) -> None:
        self.rows("PRAGMA foreign_keys = ON")
        # FULL: a committed change survives a power failure, not only a killed process.
        self.rows("PRAGMA synchronous = FULL")
        self.rows(f"PRAGMA cache_size = -{_CACHE_KIBIBYTES}")
        if not self.rows("SELECT 1 FROM sqlite_master LIMIT 1"):
            if not create:
                raise IndexUnavailable(
                    f"The index at {self._path.parent} was never finished.",
                    hint="Run alignqa ingest PATH, or alignqa ingest --primer",
                )
            self.rows("PRAGMA journal_mode = WAL")  # readers continue while a writer writes
            with self.transaction():
                for statement in schema.STATEMENTS:
                    self.rows(statement)
        if self._number("application_id") != schema.APPLICATION_ID:
            raise IndexUnavailable(f"{self._path} is not an alignqa catalogue.", hint=_START_AGAIN)
        if (found := self._number("user_version")) != schema.VERSION:
            raise IndexUnavailable(
                f"The index at {self._path.parent} has version {found}; this alignqa reads version {schema.VERSION}.",
                hint=_START_AGAIN,
            )

    def _number(self, pragma: str) -> int:
        return int(self.rows(f"PRAGMA {pragma}")[0][0])


def _translated(error: sqlite3.Error, path: Path) -> AlignqaError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return IndexUnavailable(f"The catalogue {path} is damaged: {error}.", hint=_START_AGAIN)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return IndexLocked(f"Another process has locked the catalogue {path}.", hint="Wait for it to finish and try again")
    return StorageError(
        f"The catalogue {path} cannot be read or written: {error}.",
        hint="Check free disk space and that the folder can be written, then run the command again",
    )
