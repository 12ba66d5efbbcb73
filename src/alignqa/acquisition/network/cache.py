"""A cache of answers: used for a day without a request, and after that to ask the host only whether anything has changed."""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from alignqa.acquisition.network.pace import Clock
from alignqa.atomic_files import write_file
from alignqa.errors import StorageError

DAY = 86_400.0
_KEPT_SECONDS = 30 * DAY


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored answer: `url` is its address after redirects, `stored` the time when it was last known to be current."""

    url: str
    content_type: str
    etag: str
    last_modified: str
    stored: float
    sha256: str


class ResponseCache:
    """Keeps answers in a folder, two files for each; a damaged answer counts as missing."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def find(self, url: str) -> tuple[Stored, bytes] | None:
        """Finds the answer of `url`, however old."""
        about, body = self._files(url)
        try:
            found = Stored(**json.loads(about.read_bytes()))
            data = body.read_bytes()
        except (OSError, ValueError, TypeError):
            return None
        return (found, data) if found.sha256 == hashlib.sha256(data).hexdigest() else None

    def is_fresh(self, stored: Stored) -> bool:
        """Checks that an answer is not older than a day."""
        return isinstance(stored.stored, int | float) and 0 <= self._clock.now() - stored.stored < DAY

    def keep(self, url: str, data: bytes, *, final_url: str, headers: dict[str, str]) -> None:
        """Stores an answer with the `headers` for its type and its state, and deletes answers that are thirty days old."""
        self._prune()
        stored = Stored(
            url=final_url,
            content_type=headers.get("content-type", ""),
            etag=headers.get("etag", ""),
            last_modified=headers.get("last-modified", ""),
            stored=self._clock.now(),
            sha256=hashlib.sha256(data).hexdigest(),
        )
        self._write(url, stored, data)

    def renew(self, url: str, stored: Stored, data: bytes) -> None:
        """Records that an answer is still current."""
        self._write(url, Stored(**{**asdict(stored), "stored": self._clock.now()}), data)

    def forget(self, url: str) -> None:
        """Deletes the answer of `url`, which turned out to be none."""
        for path in self._files(url):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    def _prune(self) -> None:
        for path in self._folder.glob("*.*"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _KEPT_SECONDS:
                    path.unlink()

    def _write(self, url: str, stored: Stored, data: bytes) -> None:
        about, body = self._files(url)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for path, content in ((body, data), (about, json.dumps(asdict(stored)).encode())):
                write_file(path, content)
        except OSError as error:
            raise StorageError(
                f"The cache {self._folder} cannot be written to: {error.strerror or error}.",
                hint="Check its permissions and the free disk space",
            ) from error

    def _files(self, url: str) -> tuple[Path, Path]:
        name = hashlib.sha256(url.encode()).hexdigest()
        return self._folder / f"{name}.json", self._folder / f"{name}.body"
