"""Results kept one by one, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Generic, TypeVar

from alignqa.errors import StorageError

JOURNAL_SCHEMA = "alignqa.eval/1"
_T = TypeVar("_T")


class Journal(Generic[_T]):
    """A JSON-lines file: a line that names the run by its fingerprint, then a line for each result.

    A file of another run is replaced; a last line that was cut off is written anew.
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
                    break  # cut off, or not ours: what follows is done again
                kept.append(line)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_bytes(b"\n".join(kept) + b"\n")
        except OSError as error:
            raise _unusable(self.path, error) from error

    def add(self, result: _T) -> None:
        """Keeps a result; it is in the file when this returns."""
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
        f"{path} cannot be written: {error.strerror or error}.", hint="Check the folder, or name another: --out DIR"
    )
