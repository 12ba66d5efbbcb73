"""Progress on stderr, reports in files, and the command that repeats a run of `alignqa eval`."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alignqa.atomic_files import write_file
from alignqa.cli.failures import say
from alignqa.errors import StorageError

_LINE_EVERY = 10.0  # seconds, if stderr is not a terminal

Progress = Callable[[int, int], None]


@contextmanager
def counting(activity: str) -> Iterator[Progress]:
    """Shows the progress of an activity, as a bar on a terminal and as an occasional line elsewhere.

    Yields a function that takes the number done and the total.
    """
    with _bar(activity) if sys.stderr.isatty() else _lines(activity) as show:
        yield show


@contextmanager
def _lines(activity: str) -> Iterator[Progress]:
    began = last = time.monotonic()

    def show(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done == total or now - last >= _LINE_EVERY:
            last = now
            spent = now - began
            left = f", about {spent / done * (total - done):.0f} s left" if 0 < done < total else ""
            say(f"{activity}: {done}/{total}, {spent:.0f} s{left}")

    yield show


@contextmanager
def _bar(activity: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as ProgressBar

    console = Console(file=sys.stderr, highlight=False, markup=False, emoji=False)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with ProgressBar(*columns, console=console) as bar:
        task = bar.add_task(activity, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def save(path: Path | None, text: Callable[[], str]) -> None:
    """Writes a report if `path` is given; StorageError if it cannot be written."""
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, text())
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}.", hint="Name another file") from error


def command_line(command: str, *names: str, **given: str | Sequence[str]) -> str:
    """Builds the command that repeats a report, with file names instead of paths; options without a value are left out."""
    words = ["alignqa", "eval", command, *names]
    for option, value in given.items():
        for one in [value] if isinstance(value, str) else value:
            if one:
                words += [f"--{option.replace('_', '-')}", one]
    return shlex.join(words)
