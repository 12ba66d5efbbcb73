"""Ends a process with the one that started it, however that one ends and whatever this one is doing.

The parent keeps the one end of a pipe open, and the child has the kernel signal the closing of the other end to it.
A thread that waits for the end would not do: a regular expression that runs for minutes lets no other thread run.
"""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def held_line() -> Iterator[int | None]:
    """Holds a line for a child that is started and ends within the block; yields the descriptor that it gets."""
    if os.name != "posix":
        yield None
        return
    line, end = os.pipe()
    try:
        yield line
    finally:
        os.close(line)
        os.close(end)


def end_with(line: int) -> None:
    """Makes this process end when the other end of `line` is closed; does nothing where the platform cannot."""
    try:
        import fcntl

        # The signal is SIGIO, which ends a process that has no handler for it.
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGIO})
        fcntl.fcntl(line, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(line, fcntl.F_SETFL, fcntl.fcntl(line, fcntl.F_GETFL) | os.O_ASYNC)
    except (ImportError, AttributeError, OSError):
        return
    with suppress(OSError, ValueError):
        if select.select([line], [], [], 0)[0]:  # the parent ended before the signal was set
            os._exit(1)
