"""Opens the files of papers: only regular files, and never more bytes of one than allowed."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from alignqa.errors import UnreadablePaper

MAX_BYTES = 100_000_000
"""Larger files are refused unless the caller raises the limit; the longest theses and books stay well below it."""


def require_readable(path: Path, status: os.stat_result, *, max_bytes: int = MAX_BYTES) -> None:
    """Raises UnreadablePaper if `status` is not that of a regular file of at most `max_bytes`."""
    if stat.S_ISDIR(status.st_mode):
        raise UnreadablePaper(f"{path} is a folder.", hint="Name a file, or ingest the folder as a whole")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadablePaper(f"{path} is not a regular file.", hint="Copy its content into a file and name that")
    if status.st_size > max_bytes:
        raise _too_large(path, status.st_size, max_bytes)


def read_bytes(path: Path, *, max_bytes: int = MAX_BYTES) -> bytes:
    """Returns the content of a file; raises UnreadablePaper if it is missing, not a regular file, too large or empty."""
    try:
        require_readable(path, path.stat(), max_bytes=max_bytes)
        # What has taken the file's place since must not make us wait.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            require_readable(path, os.fstat(file.fileno()), max_bytes=max_bytes)
            data = file.read(max_bytes + 1)  # a file may grow while it is read
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UnreadablePaper(f"{path} cannot be read: {reason}.", hint="Check the path and its permissions") from error
    except (ValueError, MemoryError) as error:
        raise UnreadablePaper(
            f"{path} cannot be read: {error or 'not enough memory'}.", hint="Check the path and its size"
        ) from error
    if len(data) > max_bytes:
        raise _too_large(path, len(data), max_bytes)
    if not data.strip():
        raise UnreadablePaper(f"{path} is empty.", hint="Fetch or copy the file again")
    return data


def read_beside(path: Path, *, max_bytes: int) -> bytes:
    """Returns the content of a file that stands beside a paper.

    It is empty for all that the paper may not make us read: a link out of the folder, a larger file, a pipe or a device.
    """
    try:
        return read_bytes(path, max_bytes=max_bytes) if is_inside(path, path.parent) else b""
    except UnreadablePaper:
        return b""


def is_inside(path: Path, folder: Path) -> bool:
    """Checks whether a path leads to something below `folder`, wherever links point."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # links that run in a circle
        return False


def _too_large(path: Path, size: int, max_bytes: int) -> UnreadablePaper:
    message = f"{path} is too large: {size / 1e6:,.1f} MB, the limit is {max_bytes / 1e6:,.1f} MB."
    return UnreadablePaper(message, hint="Split it into smaller files")
