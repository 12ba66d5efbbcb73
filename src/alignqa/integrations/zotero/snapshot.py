"""A copy of Zotero's database, so that a Zotero that is running is neither waited for nor disturbed.

Zotero locks its database as long as it runs. Since version 10 the last changes are in a write-ahead log beside it, which a
reader that passes over the lock (`immutable`) would miss; earlier versions keep a journal there while they write.
So the database is copied with both, and SQLite completes or undoes in the copy what they hold.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from alignqa.errors import StorageError

_BESIDE = ("", "-wal", "-journal")
_TRIES, _PAUSE = 5, 0.2  # seconds: Zotero's changes are short

FileState = tuple[tuple[int, int] | None, ...]


def state_of(database: Path) -> FileState:
    """Returns what changes with every change of the database: sizes and times of its files."""
    return tuple(map(_status, _files(database)))


@contextmanager
def copied(database: Path) -> Iterator[sqlite3.Connection]:
    """Opens a copy of a database for reading and for tables of our own; it is deleted afterwards.

    StorageError if the database cannot be copied, is damaged, or changes all the time.
    """
    with TemporaryDirectory(prefix="alignqa-zotero-") as folder:
        copy = Path(folder) / "copy.sqlite"
        _copy(database, copy)
        try:
            with closing(sqlite3.connect(copy)) as connection:
                connection.text_factory = lambda text: text.decode("utf-8", "replace")
                yield connection
        except sqlite3.Error as error:
            raise StorageError(
                f"{database} cannot be read: {error}.",
                hint="Try again; if it fails again, close Zotero, and check that the file is its database",
            ) from error


def _copy(database: Path, copy: Path) -> None:
    try:
        for _ in range(_TRIES):
            before = state_of(database)
            for source, target in zip(_files(database), _files(copy), strict=True):
                target.unlink(missing_ok=True)
                with suppress(FileNotFoundError):
                    shutil.copyfile(source, target)
            if before == state_of(database):
                return
            time.sleep(_PAUSE)
    except OSError as error:
        raise StorageError(
            f"{database} cannot be copied: {error.strerror or error}.",
            hint="Close Zotero, and check the permissions and the free disk space",
        ) from error
    raise StorageError(f"{database} is being written to all the time.", hint="Wait until Zotero has synchronised, and try again")


def _files(database: Path) -> list[Path]:
    return [database.with_name(f"{database.name}{ending}") for ending in _BESIDE]


def _status(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
