"""The watches of a home, each with what it has seen, in a file of its own."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import TypeAdapter, ValidationError

from alignqa.atomic_files import write_file
from alignqa.errors import AlignqaError, IndexLocked, StorageError, UsageError
from alignqa.watching.watches import FoundPaper, Watch

_SCHEMA = "alignqa.watch/1"
_KEPT = 200  # papers that were shown, for a feed; the numbers of all others are kept, too


@dataclass(frozen=True, slots=True)
class WatchState:
    """A watch with the arXiv numbers that it has seen, the papers that wait to be shown, and the last that were shown."""

    watch: Watch
    seen: tuple[str, ...] = ()
    waiting: tuple[FoundPaper, ...] = ()
    shown: tuple[FoundPaper, ...] = ()
    schema: str = _SCHEMA

    def with_found(self, numbers: tuple[str, ...], papers: tuple[FoundPaper, ...]) -> WatchState:
        """Returns the state after a search that saw these numbers and found these papers: the nearest first, then the newest."""
        waiting = sorted([*self.waiting, *papers], key=lambda paper: (paper.nearness or 0.0, paper.arxiv), reverse=True)
        return replace(self, seen=tuple(dict.fromkeys([*self.seen, *numbers])), waiting=tuple(waiting))

    def with_shown(self) -> WatchState:
        """Returns the state after all waiting papers were shown."""
        return replace(self, waiting=(), shown=(*self.waiting, *self.shown)[:_KEPT])


class WatchStore:
    """Reads and writes the watches in a folder; whoever changes one holds the lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def locked(self, *, wait: float = 0.0) -> Iterator[None]:
        """Holds the lock; IndexLocked if another process has it for longer than `wait` seconds, StorageError if nobody can."""
        lock = FileLock(self._folder / ".lock")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=wait)
        except Timeout as error:
            raise IndexLocked(
                "Another process is running or changing the watches of this home.",
                hint="Wait for it to finish and run the command again, or give --wait SECONDS",
            ) from error
        except OSError as error:
            raise self._unwritable(self._folder, error) from error
        try:
            yield
        finally:
            lock.release()

    def names(self) -> list[str]:
        """Returns the names of the watches, sorted."""
        return sorted(path.stem for path in self._folder.glob("*.json"))

    def state(self, name: str) -> WatchState:
        """Reads a watch; UsageError, with the nearest names, if there is none, AlignqaError if its file is damaged."""
        self.require(name)
        try:
            state = _adapter().validate_json(self._file(name).read_bytes())
        except (OSError, ValidationError) as error:
            raise AlignqaError(
                f"{self._file(name)} is damaged and cannot be read.",
                hint=f"Remove it, then add the watch again: alignqa watch remove {name}",
            ) from error
        if state.schema != _SCHEMA or state.watch.name != name:
            raise AlignqaError(
                f"{self._file(name)} was not written by this version of alignqa, or not under this name.",
                hint=f"Remove it, then add the watch again: alignqa watch remove {name}",
            )
        return state

    def keep(self, state: WatchState) -> None:
        """Writes a watch whole or not at all; StorageError if that fails."""
        path = self._file(state.watch.name)
        try:
            write_file(path, _adapter().dump_json(state, indent=1), durable=True)
        except OSError as error:
            raise self._unwritable(path, error) from error

    def remove(self, name: str) -> None:
        """Removes a watch with all it has seen; UsageError, with the nearest names, if there is none."""
        self.require(name)
        try:
            self._file(name).unlink()
        except OSError as error:
            raise self._unwritable(self._file(name), error) from error

    def require(self, name: str) -> None:
        """Raises UsageError, with the nearest names, unless there is a watch of this name."""
        known = self.names()
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
            hint = f"Did you mean {', '.join(near)}?" if near else "See the watches: alignqa watch list"
            raise UsageError(f"There is no watch {name!r}.", hint=hint)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    @staticmethod
    def _unwritable(path: Path, error: OSError) -> StorageError:
        return StorageError(
            f"{path} cannot be written: {error.strerror or error}.", hint="Check the home's permissions and the free disk space"
        )


@cache
def _adapter() -> TypeAdapter[WatchState]:
    return TypeAdapter(WatchState)
