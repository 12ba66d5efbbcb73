"""Progress of `alignqa eval` on stderr, its reports in files, and its command as it can be given again."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from alignqa.cli.failures import say
from alignqa.errors import StorageError

_LINE_EVERY = 10.0  # seconds, where stderr is no terminal

Tell = Callable[[int, int], None]


@contextmanager
def counting(what: str) -> Iterator[Tell]:
    """What is told the number done and of all: a bar on a terminal, a line now and then elsewhere."""
    with _bar(what) if sys.stderr.isatty() else _lines(what) as tell:
        yield tell


@contextmanager
def _lines(what: str) -> Iterator[Tell]:
    began = last = time.monotonic()

    def tell(done: int, total: int) -> None:
        nonlocal last
        now = time.monotonic()
        if done == total or now - last >= _LINE_EVERY:
            last = now
            spent = now - began
            left = f", about {spent / done * (total - done):.0f} s left" if 0 < done < total else ""
            say(f"{what}: {done}/{total}, {spent:.0f} s{left}")

    yield tell


@contextmanager
def _bar(what: str) -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=sys.stderr, highlight=False, markup=False, emoji=False)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def save(path: Path | None, text: Callable[[], str]) -> None:
    """Writes a report where one was asked for; StorageError where it cannot be written."""
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text(), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror or error}.", hint="Name another file") from error


def command_line(command: str, *names: str, **given: str | Sequence[str]) -> str:
    """The command that makes a report again, with file names in place of paths; options without a value are left out."""
    words = ["alignqa", "eval", command, *names]
    for option, value in given.items():
        for one in [value] if isinstance(value, str) else value:
            if one:
                words += [f"--{option.replace('_', '-')}", one]
    return shlex.join(words)
