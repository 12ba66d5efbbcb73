"""One request at a time to a host, and not too often, over all processes on this machine."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from alignqa.acquisition.failures import HostUnavailable
from alignqa.errors import StorageError

# https://info.arxiv.org/help/api/tou.html: one request in three seconds, on a single connection, over all machines of a user.
ARXIV_SECONDS = 3.0
OTHER_SECONDS = 1.0

PATIENCE = 120.0
"""A host that asks for more seconds than this is not waited for."""

_TURN_SECONDS = 600.0  # the longest wait for other processes' requests
_POLL_SECONDS = 0.05
_FORGOTTEN = 86_400.0  # a moment further ahead than this was not written by a clock that is right
_ALL = 0o666  # every user of the machine keeps to the same pace


class Clock(Protocol):
    """The time, and waiting."""

    def now(self) -> float:
        """Seconds since the epoch."""

    def sleep(self, seconds: float) -> None:
        """Waits."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)


class Pace:
    """Turns at hosts; the files in `folder`, which all processes share, say when the next one may be.

    All names below arxiv.org are one host.
    `factor` shortens the time between requests, for servers of one's own.
    """

    def __init__(self, folder: Path, clock: Clock, *, factor: float = 1.0) -> None:
        self._folder = folder
        self._clock = clock
        self._factor = factor

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Waits for this process's turn at `host` and holds it; afterwards nobody asks it for some seconds.

        HostUnavailable where the host asked to be left alone for longer than PATIENCE.
        """
        name, seconds = _pace_of(host)
        with self._locked(name):
            wait = self._next(name) - self._clock.now()
            if wait > PATIENCE:
                raise HostUnavailable(
                    f"{name} asked to be left alone for another {wait:.0f} seconds.",
                    host=name,
                    hint="Run the same command again after that; what was fetched is kept",
                )
            if wait > 0:
                self._clock.sleep(wait)
            try:
                yield
            finally:
                self._set_next(name, max(self._next(name), self._clock.now() + seconds * self._factor))

    def hold_off(self, host: str, seconds: float) -> None:
        """Notes, within a turn, that the host wants no request for so long."""
        name, _ = _pace_of(host)
        self._set_next(name, self._clock.now() + seconds)

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        path = self._folder / f"alignqa-{name}.lock"
        lock = FileLock(path, mode=_ALL)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=_TURN_SECONDS, poll_interval=_POLL_SECONDS)
        except Timeout as error:
            raise HostUnavailable(
                f"Other processes have been asking {name} all the time.",
                host=name,
                hint=f"Wait for them, or see who holds {path}",
            ) from error
        except OSError as error:
            raise StorageError(f"{path} cannot be written: {error}.", hint="Check the permissions of that folder") from error
        try:
            yield
        finally:
            lock.release()

    def _next(self, name: str) -> float:
        """When the next request may be; now, where nobody has said anything that can be true."""
        now = self._clock.now()
        try:
            descriptor = os.open(self._file(name), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(descriptor, encoding="ascii") as file:
                noted = float(file.read(40))
        except (OSError, ValueError):
            return now
        return noted if now < noted < now + _FORGOTTEN else now

    def _set_next(self, name: str, moment: float) -> None:
        # Created apart from opened: in a shared folder, Linux lets nobody open another user's file in order to create it.
        path, flags = self._file(name), os.O_WRONLY | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
        try:
            try:
                descriptor = os.open(path, flags)
            except FileNotFoundError:
                descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, _ALL)
                path.chmod(_ALL)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{moment:.3f}\n")
        except OSError as error:
            raise StorageError(f"{path} cannot be written: {error}.", hint="Check the permissions of that folder") from error

    def _file(self, name: str) -> Path:
        return self._folder / f"alignqa-{name}.next"


def _pace_of(host: str) -> tuple[str, float]:
    if host == "arxiv.org" or host.endswith(".arxiv.org"):
        return "arxiv.org", ARXIV_SECONDS
    return host.removeprefix("www."), OTHER_SECONDS
