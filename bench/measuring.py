"""Samples of a figure, and how long a process takes and what memory it holds."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

RUNS = 5


@dataclass(frozen=True, slots=True)
class Samples:
    """Several measurements of one figure, in one unit."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    def __str__(self) -> str:
        if len(self.values) == 1:
            return f"{self.median:.3g}"
        return f"{self.median:.3g} ({min(self.values):.3g} to {max(self.values):.3g})"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what was measured, in which unit, ours beside a reference of the same run, and what was asked for.

    `ratio` is by how much ours is better, or None without a reference; `note` says what a reader must know.
    """

    name: str
    unit: str
    ours: Samples
    asked: str
    reference_name: str = ""
    reference: Samples | None = None
    more_is_better: bool = False
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Reference over ours where less is better, ours over reference where more is."""
        if self.reference is None:
            return None
        ours, other = self.ours.median, self.reference.median
        return ours / other if self.more_is_better else other / ours


@dataclass(frozen=True, slots=True)
class Run:
    """One process: its wall time in seconds, the most memory it held in MiB."""

    seconds: float
    mebibytes: float


def process(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Runs a command to its end; one that fails ends the benchmark with its own words."""
    with tempfile.TemporaryFile() as printed:
        began = time.perf_counter()
        pid = os.posix_spawn(
            command[0],
            list(command),
            {**os.environ, **(environment or {})},
            file_actions=[(os.POSIX_SPAWN_DUP2, printed.fileno(), 1), (os.POSIX_SPAWN_DUP2, printed.fileno(), 2)],
        )
        _, status, usage = os.wait4(pid, 0)
        took = time.perf_counter() - began
        if code := os.waitstatus_to_exitcode(status):
            printed.seek(0)
            sys.exit(f"{' '.join(command)} ended with {code}:\n{printed.read().decode(errors='replace')[-2_000:]}")
    return Run(took, usage.ru_maxrss / 1_024)


def repeated(once: Callable[[], float], runs: int = RUNS) -> Samples:
    """`runs` measurements, after one that is not counted."""
    once()
    return Samples(tuple(once() for _ in range(runs)))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
