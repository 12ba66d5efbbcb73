"""The SQLite file of a catalogue: opening, queries, transactions, and the translation of its errors."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar

from alignqa.errors import AlignqaError, IndexLocked, IndexUnavailable, StorageError
from alignqa.index.catalogue import schema

Row = tuple[Any, ...]
Value = str | int | bytes | None
REPAIR = "Run alignqa index rebuild; alignqa index verify shows all that is damaged"
START_AGAIN = "Delete that folder, or move it away, and run alignqa ingest PATH"
_ABOUT_THE_DISK = {
    *(sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_NOLFS),
    *(sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PERM, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_AUTH),
}
_BUSY_SECONDS = 30.0
_FETCHED = 500
_MAX_PARAMETERS = 500  # bound in one statement, well under SQLite's limit
_T = TypeVar("_T")
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
        except BaseException as error:
            database.close()
            if isinstance(error, IndexUnavailable) and error.hint == REPAIR:  # there is nothing to repair it from
                raise IndexUnavailable(error.message, hint=START_AGAIN) from error
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

    def function(self, name: str, function: Callable[..., Value]) -> None:
        """Makes a function available in statements."""
        with self._lock:
            self._connection.create_function(name, -1, function, deterministic=True)

    def each(self, query: str, parameters: Sequence[Value] = ()) -> Iterator[Row]:
        """Yields the rows of a query, of which few are in memory at a time; only for a writer, alone with its connection."""
        try:
            cursor = self._connection.execute(query, parameters)
            while rows := cursor.fetchmany(_FETCHED):
                yield from rows
        except sqlite3.Error as error:
            raise _translated(error, self._path) from error

    @contextmanager
    def tolerant(self) -> Iterator[None]:
        """Reads a text that is not UTF-8 as bytes instead of failing."""
        self._connection.text_factory = _text_or_bytes
        try:
            yield
        finally:
            self._connection.text_factory = str

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
            raise IndexUnavailable(f"{self._path} is not an alignqa catalogue.", hint=START_AGAIN)
        if (found := self.version) not in (schema.UNCHECKED_VERSION, schema.VERSION):
            raise IndexUnavailable(
                f"The index at {self._path.parent} has version {found}; "
                f"this alignqa reads versions {schema.UNCHECKED_VERSION} and {schema.VERSION}.",
                hint=START_AGAIN,
            )

    @property
    def version(self) -> int:
        """The version of the tables, which a writer raises."""
        return self._number("user_version")

    @property
    def checked(self) -> bool:
        """Checks whether records and vectors have checksums; those of an earlier alignqa have none until a writer adds them."""
        return self.version >= schema.VERSION

    def _number(self, pragma: str) -> int:
        return int(self.rows(f"PRAGMA {pragma}")[0][0])


def batches(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """Yields values as many at a time as one statement binds."""
    for first in range(0, len(values), _MAX_PARAMETERS):
        yield values[first : first + _MAX_PARAMETERS]


def placeholders(values: Sequence[object]) -> str:
    """Returns as many placeholders as there are values."""
    return ", ".join("?" * len(values))


def _text_or_bytes(data: bytes) -> str | bytes:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _translated(error: sqlite3.Error, path: Path) -> AlignqaError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code of an extended one
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return IndexLocked(f"Another process has locked the catalogue {path}.", hint="Wait for it to finish and try again")
    if code in _ABOUT_THE_DISK or isinstance(error, sqlite3.InterfaceError | sqlite3.ProgrammingError):
        return StorageError(
            f"The catalogue {path} cannot be read or written: {error}.",
            hint="Check free disk space and that the folder can be written, then run the command again",
        )
    # Everything else is about what is in the file: no statement of ours is wrong in itself.
    return IndexUnavailable(
        f"The catalogue {path} is damaged: {error}.", hint=START_AGAIN if code == sqlite3.SQLITE_NOTADB else REPAIR
    )
