"""A journal of results, stored one by one so that an interrupted run can resume where it stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from alignqa.atomic_files import write_file
from alignqa.errors import StorageError

JOURNAL_SCHEMA = "alignqa.eval/1"
_T = TypeVar("_T")


class Journal(Generic[_T]):
    """A JSON-lines file: first a line with the fingerprint of the run, then one line for each result.

    A file from another run is replaced.
    From a line that was cut off or cannot be read on, the results are dropped, and the run makes them again.
    """

    def __init__(
        self,
        path: Path,
        *,
        fingerprint: str,
        encode: Callable[[_T], Mapping[str, object]],
        decode: Callable[[Mapping[str, object]], _T],
    ) -> None:
        self.path = path
        self._head = json.dumps({"schema": JOURNAL_SCHEMA, "fingerprint": fingerprint})
        self._encode, self._decode = encode, decode
        self.results: list[_T] = []
        self._begin()

    def _begin(self) -> None:
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            lines = []
        except OSError as error:
            raise _unusable(self.path, error) from error
        kept = [self._head.encode()]
        if lines and lines[0] == kept[0]:
            for line in lines[1:]:
                try:
                    self.results.append(self._decode(json.loads(line)))
                except (ValueError, KeyError, TypeError):
                    break  # cut off, or not ours: the rest is made again
                kept.append(line)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_file(self.path, b"\n".join(kept) + b"\n", durable=True)
        except OSError as error:
            raise _unusable(self.path, error) from error

    def add(self, result: _T) -> None:
        """Stores a result; it is on the disk when this returns."""
        line = json.dumps(self._encode(result), ensure_ascii=False)
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _unusable(self.path, error) from error
        self.results.append(result)


def _unusable(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"{path} cannot be written: {error.strerror or error}.", hint="Check the folder, or choose another with --out DIR"
    )
