"""Measures the memory of a process and of those that it starts, on Linux."""

from __future__ import annotations

import os
import threading
from pathlib import Path


class MemoryWatch:
    """Measures while it runs the peak memory of this process and its children, each alone and together, in bytes."""

    def __init__(self) -> None:
        self.largest = self.together = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(0.1):
            sizes = [_resident(process) for process in _family(os.getpid())]
            self.largest, self.together = max(self.largest, *sizes), max(self.together, sum(sizes))


def _family(process: int) -> list[int]:
    """The process and all its descendants."""
    found = [process]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, children.read_text().split())
            except OSError:
                continue
    return found


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0
