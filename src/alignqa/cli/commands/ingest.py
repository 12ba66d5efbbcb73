"""`alignqa ingest`: adds papers to the index, with progress on stderr."""

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
    from alignqa.index.library import Library
    from alignqa.index.reports import FileReport, IngestReport
    from alignqa.index.workers import Workers
    from alignqa.wiring import Home

Watch = Callable[[int, int, "FileReport"], None]
_NAMED = 3  # renderings that one line names
_LOCAL = "local"  # the address that stands for a cluster on this machine, started for this run


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        cls=_Command,
        epilog=options.examples(
            "alignqa ingest --primer",
            "alignqa ingest ~/papers paper.pdf",
            "alignqa ingest --wait 60 ~/papers",
            "alignqa ingest --again",
            "alignqa ingest --ray ~/papers",
            "alignqa ingest --ray head.lab:6379 ~/papers",
        ),
    )(ingest)


class _Command(TyperCommand):
    """Lets `--ray` take an address or none: the next word is its address if it looks like one and is not a path."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Inserts the local address after a `--ray` without one.

        The class of contexts differs between versions of typer, hence Any.
        """
        words = [*args]
        for place, word in enumerate(words):
            if word == "--":
                break
            if word == "--ray" and not (place + 1 < len(words) and _is_address(words[place + 1])):
                words[place] = f"--ray={_LOCAL}"
        return super().parse_args(ctx, words)


def _is_address(word: str) -> bool:
    """Checks whether a word is a Ray address: `auto`, `HOST:PORT` or `ray://HOST:PORT`, and not an existing file."""
    return re.fullmatch(r"auto|(ray://)?[^/\\]+:\d+", word) is not None and not Path(word).exists()


def ingest(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="Papers, or folders of papers.", show_default=False)
    ] = None,
    primer: Annotated[bool, typer.Option("--primer", help="Add the introductory notes that come with alignqa.")] = False,
    again: Annotated[
        bool,
        typer.Option("--again", help="Read unchanged files anew; without PATH, those that an older version of alignqa read."),
    ] = False,
    wait: options.WaitOption = 0.0,
    ray: Annotated[
        str | None,
        typer.Option(
            "--ray",
            metavar="[ADDRESS]",
            help="Parse and embed on a Ray cluster at HOST:PORT, ray://HOST:PORT or auto; without an address, on this machine.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Add papers to the index.

    Reads PDF, LaTeX, HTML, Markdown, EPUB and plain text.
    Unchanged files are skipped unless --again is given, and a changed file replaces its earlier version.
    A paper that is read again keeps its key, and quotes of its former text can still be verified.
    A file that cannot be read is reported with the reason while the others continue; the exit code is then 1.
    """
    from alignqa.wiring import fetch_models

    given = options.of(context)
    home = given.open_home()
    wanted = [*(paths or ()), *([home.primer] if primer else ())]
    if not wanted and not again:
        raise UsageError("No papers were named.", hint="Name files or folders, or add the bundled notes: alignqa ingest --primer")
    if ray is not None and ray != _LOCAL and not _is_address(ray):
        raise UsageError(
            f"{ray!r} is not the address of a Ray cluster.", hint="Give HOST:PORT, ray://HOST:PORT, auto or no address"
        )
    fetch_models(home, notify=say)
    library = given.library()
    if not wanted and not (wanted := _outdated_files(library)):
        options.write("There is nothing to read anew.\n")
        return
    counts: Counter[str] = Counter()
    with _workers(home, library, ray) as workers, progress(counts) as watch:
        report = library.ingest(wanted, progress=watch, wait=wait, workers=workers, again=again)
    if line := _renderings_line(report):
        say(line)
    options.write(summary(counts, len(library.papers())))
    if counts["refused"]:
        raise typer.Exit(1)


def _outdated_files(library: Library) -> list[Path]:
    """Returns the files of the papers that an older version read; papers without their file are named and left as they are."""
    files = [Path(paper.source) for paper in library.outdated()]
    for path in files:
        if not path.is_file():
            say(f"{path} is gone: its paper stays as it was read.")
    return [path for path in files if path.is_file()]


def _workers(home: Home, library: Library, ray: str | None) -> AbstractContextManager[Workers]:
    from alignqa.wiring import local_workers_of, ray_workers_of

    if ray is None:
        return local_workers_of(library)
    return ray_workers_of(home, ray, notify=say)


def _renderings_line(report: IngestReport) -> str:
    """Tells the user which files hold the text of a paper that was read from another file; nothing if there are none."""
    from alignqa.render.wording import count_of

    found = [file for file in report.files if file.outcome.value == "rendering"]
    named = ", ".join(f"{file.path.name} of {file.paper_id}" for file in found[:_NAMED])
    if len(found) < 2:
        return f"Another rendering, whose text the index has: {named}." if found else ""
    more = f" and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
    return f"{count_of(len(found), 'file')} are other renderings, whose texts the index has: {named}{more}."


def _kept(counts: Counter[str]) -> str:
    """Tells the user what an unfinished run has kept."""
    from alignqa.render.wording import count_of

    files = count_of(sum(counts.values()) - counts["refused"], "file")
    return f"{files} ingested and kept; run the same command again to continue."


def summary(counts: Counter[str], papers: int) -> str:
    """Summarizes an ingest in one line: the files by outcome, and the number of papers in the index."""
    from alignqa.render.wording import count_of

    names = {"rendering": "other rendering" if counts["rendering"] == 1 else "other renderings"}
    parts = ", ".join(
        f"{count} {names.get(outcome, outcome)}"
        for outcome in ("added", "replaced", "unchanged", "duplicate", "rendering", "refused")
        if (count := counts[outcome])
    )
    return f"{count_of(sum(counts.values()), 'file')}: {parts}. The index holds {count_of(papers, 'paper')}.\n"


@contextmanager
def progress(counts: Counter[str]) -> Iterator[Watch]:
    """Shows the progress of an ingest, as a bar on a terminal and as one line per file elsewhere.

    `counts` counts the files by outcome; if the run ends early, the user is told what was kept.
    """
    try:
        with _bar() if sys.stderr.isatty() else _lines() as show:

            def watch(done: int, total: int, report: FileReport) -> None:
                counts[report.outcome.value] += 1
                show(done, total, report)

            yield watch
    except KeyboardInterrupt as error:
        say(f"Interrupted. {_kept(counts)}")
        raise typer.Exit(INTERRUPTED) from error
    except AlignqaError:
        if counts:
            say(_kept(counts))
        raise


@contextmanager
def _lines() -> Iterator[Watch]:
    began = time.monotonic()

    def show(done: int, total: int, report: FileReport) -> None:
        lines = _remarks(report)
        # A thousand lines about unchanged files would hide the others; one line at the end names the renderings.
        if not lines and report.outcome.value not in {"unchanged", "rendering"}:
            lines = [f"{report.outcome.value} {report.paper_id} ({report.path})"]
        for line in lines:
            say(f"[{done}/{total}, {time.monotonic() - began:.0f} s] {line}")

    yield show


@contextmanager
def _bar() -> Iterator[Watch]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.text import Text

    from alignqa.render.printable import printable

    class Rate(ProgressColumn):
        """Shows papers per second, or seconds per paper if that is more readable."""

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

        def show(done: int, total: int, report: FileReport) -> None:
            for line in _remarks(report):
                console.print(Text(printable(line)))
            name = printable(report.paper_id or report.path.name)
            bar.update(task, completed=done, total=total, description=name if len(name) <= 28 else f"{name[:27]}…")

        yield show


def _remarks(report: FileReport) -> list[str]:
    """Tells the user why a file was refused, or which parts of it could not be read."""
    if report.outcome.value == "refused":
        hint = f" Hint: {report.hint}" if report.hint else ""
        return [f"refused: {report.message.rstrip('.')}.{hint}"]
    return [f"{report.path}: {notice}" for notice in report.notices]
