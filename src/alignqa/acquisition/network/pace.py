"""Limits requests to a host, over all processes on this machine: one at a time, and not too often."""

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
"""The longest pause, in seconds, that is waited for if a host asks for one."""

_LOCK_SECONDS = 600.0  # the longest wait for other processes' requests
_POLL_SECONDS = 0.05
LONGEST_PAUSE = 86_400.0
"""The longest pause, in seconds, that a host can ask for; it is then asked again. More of it comes from a wrong clock."""
_ALL_USERS = 0o666  # all users of the machine share the same pace


class Clock(Protocol):
    """Tells the time and waits."""

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
    """Gives out turns at hosts; files in `folder`, which all processes share, record the time of the next request.

    arxiv.org and its subdomains count as one host.
    `factor` scales the time between requests, for one's own servers.
    """

    def __init__(self, folder: Path, clock: Clock, *, factor: float = 1.0) -> None:
        self._folder = folder
        self._clock = clock
        self._factor = factor

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Waits for this process's turn at `host`, and keeps it for the block; afterwards no process may ask for some seconds.

        HostUnavailable if the host asked for a pause that is longer than PATIENCE.
        """
        name, seconds = _pace_of(host)
        with self._locked(name):
            wait = self._next(name) - self._clock.now()
            if wait > PATIENCE:
                pause = f"another {wait:.0f} seconds" if wait < LONGEST_PAUSE - PATIENCE else "a day or more"
                raise HostUnavailable(
                    f"{name} asked for a pause of {pause}.",
                    host=name,
                    hint="Run the same command again after that; papers already fetched are kept",
                )
            if wait > 0:
                self._clock.sleep(wait)
            try:
                yield
            finally:
                self._set_next(name, max(self._next(name), self._clock.now() + seconds * self._factor))

    def hold_off(self, host: str, seconds: float) -> None:
        """Records, within a turn, that the host wants no request for this many seconds, of which a day counts at most."""
        name, _ = _pace_of(host)
        self._set_next(name, self._clock.now() + min(seconds, LONGEST_PAUSE - 1.0))

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        path = self._folder / f"alignqa-{name}.lock"
        lock = FileLock(path, mode=_ALL_USERS)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=_LOCK_SECONDS, poll_interval=_POLL_SECONDS)
        except Timeout as error:
            raise HostUnavailable(
                f"Other processes have kept {name} busy for {_LOCK_SECONDS:.0f} seconds.",
                host=name,
                hint=f"Wait for them, or find the process that holds {path}",
            ) from error
        except OSError as error:
            raise StorageError(f"{path} cannot be written: {error}.", hint="Check the permissions of its folder") from error
        try:
            yield
        finally:
            lock.release()

    def _next(self, name: str) -> float:
        """Returns the time of the next request; now, if none is recorded or the recorded time cannot be right."""
        now = self._clock.now()
        try:
            descriptor = os.open(self._file(name), os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(descriptor, encoding="ascii") as file:
                recorded = float(file.read(40))
        except (OSError, ValueError):
            return now
        return recorded if now < recorded < now + LONGEST_PAUSE else now

    def _set_next(self, name: str, moment: float) -> None:
        # Creating is a separate step: in a shared folder, Linux refuses O_CREAT on another user's existing file.
        path, flags = self._file(name), os.O_WRONLY | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
        try:
            try:
                descriptor = os.open(path, flags)
            except FileNotFoundError:
                descriptor = os.open(path, flags | os.O_CREAT | os.O_EXCL, _ALL_USERS)
                path.chmod(_ALL_USERS)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{moment:.3f}\n")
        except OSError as error:
            raise StorageError(f"{path} cannot be written: {error}.", hint="Check the permissions of its folder") from error

    def _file(self, name: str) -> Path:
        return self._folder / f"alignqa-{name}.next"


def _pace_of(host: str) -> tuple[str, float]:
    if host == "arxiv.org" or host.endswith(".arxiv.org"):
        return "arxiv.org", ARXIV_SECONDS
    return host.removeprefix("www."), OTHER_SECONDS
