"""`alignqa fetch`: downloads papers into the home and ingests them into the index."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options
from alignqa.cli.failures import INTERRUPTED, say
from alignqa.errors import IndexUnavailable, ProviderError, UsageError

if TYPE_CHECKING:
    from alignqa.acquisition.fetching import FetchReport
    from alignqa.acquisition.works import FetchableWork
    from alignqa.fetching import Acquisition
    from alignqa.index.library import Library


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog=options.examples(
            "alignqa fetch hubinger2019risks",
            "alignqa fetch arxiv:1906.01820",
            "alignqa fetch https://distill.pub/2020/circuits/zoom-in/",
            'alignqa fetch --topic "deceptive alignment"',
            "alignqa fetch --update hubinger2019risks",
            "alignqa fetch --all",
        )
    )(fetch)


def fetch(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WORK...", help="Keys from papers.toml or the index, arxiv:ID, or https addresses.", show_default=False
        ),
    ] = None,
    topic: Annotated[
        list[str] | None, typer.Option("--topic", metavar="T", help="Fetch all works on this topic; may be repeated.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Fetch all works of papers.toml.")] = False,
    update: Annotated[bool, typer.Option("--update", help="Also fetch newer versions of papers that are already here.")] = False,
    wait: options.WaitOption = 0.0,
) -> None:
    """Download papers and add them to the index.

    Papers are kept in corpus/papers of your home and are not downloaded twice.
    arXiv is asked once every three seconds, so a hundred papers take several minutes; an interrupted run can be repeated.
    A paper that cannot be fetched is reported with the reason while the others continue;
    the exit code is then 1, or 5 if nothing was fetched.
    """
    from alignqa.fetching import acquisition_of

    given = options.of(context)
    acquisition = acquisition_of(given.open_home())
    wanted = _wanted(acquisition, [options.readable(name) for name in names or ()], topic or (), everything=everything)
    counts: Counter[str] = Counter()
    try:
        reports = acquisition.fetcher.fetch(wanted, _reporter(counts), update=update)
    except KeyboardInterrupt as error:
        from alignqa.render.wording import count_of

        say(f"Interrupted. {count_of(counts['got'], 'paper')} fetched and kept; run the same command again to continue.")
        raise typer.Exit(INTERRUPTED) from error
    options.write(_summary(counts))
    refused = _ingest(given, acquisition, reports, wait=wait)
    if counts["failed"] and not counts["got"] and not counts["already here"]:
        raise typer.Exit(ProviderError.exit_code)
    if counts["failed"] or refused:
        raise typer.Exit(1)


def _wanted(acquisition: Acquisition, names: Sequence[str], topics: Sequence[str], *, everything: bool) -> list[FetchableWork]:
    from alignqa.acquisition.failures import NotAllowed

    works = acquisition.works
    wanted = [works.named(name) for name in names]
    for work in wanted:
        try:
            if work.url and not work.arxiv:
                acquisition.web.check(work.url)
        except NotAllowed as error:
            raise UsageError(error.message, hint=error.hint) from error
    wanted += [work for topic in topics for work in works.on(options.readable(topic))]
    if everything:
        wanted += works.all()
    if not wanted:
        raise UsageError("No works were named.", hint="Name keys, arxiv:ID or addresses, or give --topic T or --all")
    return wanted


def _reporter(counts: Counter[str]) -> Callable[[int, int, FetchReport], None]:
    """Returns a function that reports each work in a line on stderr and counts the outcomes."""
    began = time.monotonic()

    def report_work(done: int, total: int, report: FetchReport) -> None:
        counts[report.outcome.value] += 1
        say(f"[{done}/{total}, {time.monotonic() - began:.0f} s] {_line(report)}")

    return report_work


def _line(report: FetchReport) -> str:
    line = f"{report.outcome.value}: {report.work}"
    if paper := report.paper:
        version = f"version {paper.version}, " if paper.version else ""
        line += f" ({version}{paper.rendering}, licence {paper.licence or 'not stated'})"
    if report.message:
        line += f": {report.message}"
    if report.notes:
        line += ". " + " ".join(f"{note.rstrip('.')}." for note in report.notes)
    return f"{line.rstrip('.')}. Hint: {report.hint}" if report.hint else line


def _summary(counts: Counter[str]) -> str:
    from alignqa.render.wording import count_of

    parts = ", ".join(
        f"{count} {outcome}" for outcome in ("got", "already here", "skipped", "failed") if (count := counts[outcome])
    )
    return f"{count_of(sum(counts.values()), 'work')}: {parts}.\n"


def _ingest(given: options.Global, acquisition: Acquisition, reports: Sequence[FetchReport], *, wait: float) -> int:
    """Ingests the fetched papers into the index; returns the number of files that were refused."""
    from alignqa.cli.commands.ingest import progress, summary
    from alignqa.wiring import local_workers_of

    paths = [acquisition.downloads.path(report.paper) for report in reports if report.paper]
    if not paths:
        return 0
    library = given.library()
    for old, new in _replaced_files(library, paths):
        library.move_source(old, new, wait=wait)
    counts: Counter[str] = Counter()
    with local_workers_of(library) as workers, progress(counts) as watch:
        library.ingest(paths, progress=watch, wait=wait, workers=workers)
    options.write(summary(counts, len(library.papers())))
    return counts["refused"]


def _replaced_files(library: Library, paths: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Pairs each file of the index that no longer exists with the one of `paths` that replaced it in its folder."""
    try:
        papers = library.papers()
    except IndexUnavailable:
        return []
    now = {path.parent.resolve(): path for path in paths}
    files = (Path(paper.source) for paper in papers)
    return [(file, now[file.parent]) for file in files if file.parent in now and not file.exists()]
