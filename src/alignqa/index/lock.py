"""The writer lock: a file lock that admits one writer at a time.

Several writers on one embedded vector index corrupt it without an error, so with one the lock is held from open to close.
If the vectors are on a server, it is held for one paper at a time, to protect the catalogue:
a pending paper that is found under the lock belongs to no live writer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from alignqa.errors import IndexLocked, StorageError

_POLL_SECONDS = 0.02  # a writer that locks one paper at a time releases the lock for a few hundredths of a second


@contextmanager
def writer_lock(folder: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Holds the writer lock of a folder; raises IndexLocked, with the holder's process id, after waiting `wait` seconds."""
    holder = folder / "writer.pid"
    lock = FileLock(folder / "writer.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=wait, poll_interval=_POLL_SECONDS)
        holder.write_text(f"{os.getpid()}\n", encoding="ascii")
    except Timeout as error:
        writer = f"process {pid}" if (pid := _read(holder)) else "another process"
        raise IndexLocked(
            f"The index {folder} is being written by {writer}.",
            hint="Wait for it to finish and run the command again, or give --wait SECONDS",
        ) from error
    except OSError as error:
        lock.release()
        raise StorageError(
            f"The index folder {folder} cannot be written: {error}.", hint="Check the folder's permissions and free disk space"
        ) from error
    try:
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return ""
