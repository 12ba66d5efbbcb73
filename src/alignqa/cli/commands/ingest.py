"""`alignqa ingest`: papers into the index, with progress on stderr."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from alignqa.cli import options
from alignqa.cli.failures import INTERRUPTED, say
from alignqa.errors import AlignqaError, UsageError

if TYPE_CHECKING:
    from alignqa.index.ingestion import FileReport
    from alignqa.index.library import Library
    from alignqa.index.workers import Workers
    from alignqa.wiring import Home

Watch = Callable[[int, int, "FileReport"], None]
_HERE = "local"  # the address that means a cluster on this machine, for this run


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        cls=_Command,
        epilog=options.examples(
            "alignqa ingest --primer",
            "alignqa ingest ~/papers paper.pdf",
            "alignqa ingest --wait 60 ~/papers",
            "alignqa ingest --ray ~/papers",
            "alignqa ingest --ray head.lab:6379 ~/papers",
        ),
    )(ingest)


class _Command(TyperCommand):
    """Gives `--ray` its address: the word after it, where that is one and no path."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The class of contexts is not the same in all versions of typer, hence Any."""
        words = [*args]
        for place, word in enumerate(words):
            if word == "--":
                break
            if word == "--ray" and not (place + 1 < len(words) and _is_address(words[place + 1])):
                words[place] = f"--ray={_HERE}"
        return super().parse_args(ctx, words)


def _is_address(word: str) -> bool:
    """Whether a word is the address of a Ray cluster: `auto`, `HOST:PORT` or `ray://HOST:PORT`, unless there is such a file."""
    return re.fullmatch(r"auto|(ray://)?[^/\\]+:\d+", word) is not None and not Path(word).exists()


def ingest(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="Papers, or folders with papers.", show_default=False)
    ] = None,
    primer: Annotated[bool, typer.Option("--primer", help="Take in the notes that alignqa brings along.")] = False,
    wait: options.WaitOption = 0.0,
    ray: Annotated[
        str | None,
        typer.Option(
            "--ray",
            metavar="[ADDRESS]",
            help="Read and embed on a Ray cluster: HOST:PORT, ray://HOST:PORT or auto; this machine's processors without one.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Take papers into the index.

    PDF, LaTeX, HTML, Markdown, EPUB and plain text can be read.
    Unchanged files cost no work, a changed one replaces its old self.
    A file that cannot be read is named with the reason and the others go on; the exit code is 1 then.
    """
    from alignqa.wiring import fetch_models

    given = options.of(context)
    home = given.open_home()
    wanted = [*(paths or ()), *([home.primer] if primer else ())]
    if not wanted:
        raise UsageError(
            "No papers were named.", hint="Name files or folders, or take the bundled notes: alignqa ingest --primer"
        )
    if ray is not None and ray != _HERE and not _is_address(ray):
        raise UsageError(
            f"{ray!r} is not the address of a Ray cluster.", hint="Give HOST:PORT, ray://HOST:PORT or auto, or no address"
        )
    fetch_models(home, notify=say)
    library = given.library()
    taken: Counter[str] = Counter()
    with _workers(home, library, ray) as workers, progress(taken) as watch:
        library.ingest(wanted, progress=watch, wait=wait, workers=workers)
    options.write(summary(taken, len(library.papers())))
    if taken["refused"]:
        raise typer.Exit(1)


def _workers(home: Home, library: Library, ray: str | None) -> AbstractContextManager[Workers]:
    from alignqa.wiring import local_workers_of, ray_workers_of

    if ray is None:
        return local_workers_of(library)
    return ray_workers_of(home, ray, notify=say)


def _kept(taken: Counter[str]) -> str:
    """What a user should know of a run that ended too early."""
    from alignqa.render.wording import count_of

    files = count_of(sum(taken.values()) - taken["refused"], "file")
    return f"{files} taken in and kept; the same command goes on where this one stopped."


def summary(taken: Counter[str], papers: int) -> str:
    """What became of the files, counted, and how many papers the index holds, as a line."""
    from alignqa.render.wording import count_of

    parts = ", ".join(
        f"{count} {outcome}"
        for outcome in ("added", "replaced", "unchanged", "duplicate", "refused")
        if (count := taken[outcome])
    )
    return f"{count_of(sum(taken.values()), 'file')}: {parts}. The index holds {count_of(papers, 'paper')}.\n"


@contextmanager
def progress(taken: Counter[str]) -> Iterator[Watch]:
    """What watches an ingest: a bar on a terminal, a line a file elsewhere; `taken` counts what became of the files.

    Of a run that ends too early it says what was kept.
    """
    try:
        with _bar() if sys.stderr.isatty() else _lines() as tell:

            def watch(done: int, total: int, report: FileReport) -> None:
                taken[report.outcome.value] += 1
                tell(done, total, report)

            yield watch
    except KeyboardInterrupt as error:
        say(f"Interrupted. {_kept(taken)}")
        raise typer.Exit(INTERRUPTED) from error
    except AlignqaError:
        if taken:
            say(_kept(taken))
        raise


@contextmanager
def _lines() -> Iterator[Watch]:
    began = time.monotonic()

    def tell(done: int, total: int, report: FileReport) -> None:
        lines = _trouble(report)
        if not lines and report.outcome.value != "unchanged":  # a thousand lines that nothing happened would hide the others
            lines = [f"{report.outcome.value} {report.paper_id} ({report.path})"]
        for line in lines:
            say(f"[{done}/{total}, {time.monotonic() - began:.0f} s] {line}")

    yield tell


@contextmanager
def _bar() -> Iterator[Watch]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    from alignqa.render.printable import printable

    class Rate(ProgressColumn):
        """Papers a second, or seconds a paper where that reads better."""

        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            if not speed:
                return Text("")
            return Text(f"{speed:.1f}/s" if speed >= 1 else f"{1 / speed:.1f} s each")

    console = Console(file=sys.stderr, highlight=False, markup=False, emoji=False)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Reading", total=None)

        def tell(done: int, total: int, report: FileReport) -> None:
            for line in _trouble(report):
                console.print(Text(printable(line)))
            name = printable(report.paper_id or report.path.name)
            bar.update(task, completed=done, total=total, description=name if len(name) <= 28 else f"{name[:27]}…")

        yield tell


def _trouble(report: FileReport) -> list[str]:
    """What a user should hear of a file: why it was refused, or what could not be read in it."""
    if report.outcome.value == "refused":
        hint = f" Hint: {report.hint}" if report.hint else ""
        return [f"refused: {report.message.rstrip('.')}.{hint}"]
    return [f"{report.path}: {notice}" for notice in report.notices]
