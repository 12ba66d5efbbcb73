"""Times the command as a reader meets it: whole processes, medians of five, on the bundled notes."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

RUNS = 5
QUESTION = "What is a mesa-optimizer?"
COMMAND = Path(sys.executable).with_name("alignqa")


def seconds(home: Path, *arguments: str) -> float:
    """The wall time of one process; a command that fails ends the measurement with its own words."""
    began = time.perf_counter()
    run = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, env={**os.environ, "ALIGNQA_HOME": str(home)})
    took = time.perf_counter() - began
    if run.returncode:
        sys.exit(f"alignqa {' '.join(arguments)} failed with exit code {run.returncode}:\n{run.stderr}")
    return took


def median(once: Callable[[int], float]) -> float:
    """The median of RUNS calls, each told its number; the caller has warmed up."""
    return statistics.median(once(number) for number in range(RUNS))


def measure(place: Path) -> dict[str, float]:
    """What took how many seconds; homes are made below `place`."""
    home = place / "home"
    seconds(home, "ingest", "--primer")
    seconds(home, "ask", QUESTION)
    return {
        "alignqa --help": median(lambda _: seconds(home, "--help")),
        "first ingest of the notes": median(lambda number: seconds(place / f"new-{number}", "ingest", "--primer")),
        "second ingest, unchanged": median(lambda _: seconds(home, "ingest", "--primer")),
        "cold ask": median(lambda _: seconds(home, "ask", QUESTION)),
    }


def main() -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as place:
        figures = measure(Path(place))
    print(f"Whole processes, median of {RUNS}:")
    for name, figure in figures.items():
        print(f"  {name:<28}{figure:>8.3f} s")
    share = figures["second ingest, unchanged"] / figures["first ingest of the notes"]
    print(f"  {'second ingest / first':<28}{share:>8.1%}")


if __name__ == "__main__":
    main()
