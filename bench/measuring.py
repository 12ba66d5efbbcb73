"""Samples of a figure, and how long a process takes and what memory it holds."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RUNS = 5
_SPAWNING = Path(__file__).parent / "processes" / "spawning.py"


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
    """One process: its wall time in seconds, the most memory it held in MiB, what it wrote to standard output."""

    seconds: float
    mebibytes: float
    printed: str


def process(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Runs a command to its end; one that fails ends the benchmark with its own words."""
    with tempfile.TemporaryDirectory() as place:
        printed, told = Path(place) / "printed", Path(place) / "told"
        spawn = [sys.executable, "-I", "-S", str(_SPAWNING), str(printed), str(told), *command]
        measured = subprocess.run(spawn, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=True)
        status, seconds, mebibytes = measured.stdout.split()
        if status != "0":
            sys.exit(f"{' '.join(command)} ended with {status}:\n{told.read_text(errors='replace')[-2_000:]}")
        return Run(float(seconds), float(mebibytes), printed.read_text(errors="replace"))


def repeated(once: Callable[[], float], runs: int = RUNS) -> Samples:
    """`runs` measurements, after one that is not counted; where one is enough, it is counted."""
    if runs > 1:
        once()
    return Samples(tuple(once() for _ in range(runs)))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
