"""`alignqa import zotero`: papers, keys and notes from a Zotero library, once or as long as it runs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options
from alignqa.cli.commands.import_references import tell_missing
from alignqa.cli.commands.ingest import Watch, progress, summary
from alignqa.cli.failures import complain, say
from alignqa.errors import AlignqaError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alignqa.index.catalogue.records import PaperRecord
    from alignqa.index.reports import FileReport
    from alignqa.integrations.zotero.importing import ZoteroImport, ZoteroReport

_NAMED_ONE_BY_ONE = 10  # more papers than this share one line
_OUTCOMES = ("added", "replaced", "unchanged", "duplicate", "refused")


def zotero(
    context: typer.Context,
    collection: Annotated[
        str | None,
        typer.Option(
            "--collection", metavar="NAME", help="Take this collection and those below it: a name, a path A/B or a key."
        ),
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", metavar="TAG", help="Take only items with this tag; may be repeated.")
    ] = None,
    group: Annotated[
        str | None, typer.Option("--group", metavar="NAME", help="Take them from the library of this group, not from your own.")
    ] = None,
    library: Annotated[
        Path | None,
        typer.Option("--library", metavar="FOLDER", help="Zotero's data folder, if it is not where Zotero's settings say."),
    ] = None,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove papers from the index that this brought in and that are gone from Zotero.")
    ] = False,
    watch: Annotated[bool, typer.Option("--watch", help="Look for changes again and again, until Ctrl-C.")] = False,
    every: Annotated[
        float, typer.Option("--every", metavar="SECONDS", min=0.2, help="Look this often with --watch.", show_default=True)
    ] = 30.0,
    wait: options.WaitOption = 0.0,
) -> None:
    """Import papers from Zotero, with its metadata, its citation keys, and your notes and annotations.

    Zotero may be running or not: its database is copied, and nothing is written to it.
    Run it again to stay in step: what is new is added, changed metadata and notes are brought up to date, and papers that are
    no longer there are named. They stay in the index, unless --prune is given; their files are never touched.
    Your notes become texts of their own, "Notes on …", which no answer takes for words of the paper's authors.
    The exit code is 1 if a file is missing or could not be read.
    """
    from alignqa.integrations.zotero.data_folder import find_data_folder
    from alignqa.integrations.zotero.importing import ZoteroImport
    from alignqa.integrations.zotero.selection import ZoteroSelection
    from alignqa.wiring import fetch_models, local_workers_of

    folder = find_data_folder(library)
    selection = ZoteroSelection(
        options.readable(collection or ""), tuple(map(options.readable, tag or ())), options.readable(group or "")
    )
    given = options.of(context)
    fetch_models(given.open_home(), notify=say)
    index = given.library()
    job = ZoteroImport(index, folder, selection, workers=lambda: local_workers_of(index), wait=wait)
    if watch:
        _keep_in_step(job, every=every, prune=prune)
    elif not _run(job, prune=prune):
        raise typer.Exit(1)


def _keep_in_step(job: ZoteroImport, *, every: float, prune: bool) -> None:
    """Imports now and after each change of Zotero's database; what fails is said and tried again."""
    from alignqa.integrations.zotero.snapshot import state_of

    say(f"Looking for changes every {every:g} seconds, until you press Ctrl-C.")
    seen: object = None
    first = True
    try:
        while True:
            if (now := state_of(job.folder.database)) != seen:
                try:
                    _run(job, prune=prune, briefly=not first)
                    seen, first = now, False
                except AlignqaError as error:
                    if first:
                        raise
                    complain(error)
            time.sleep(every)
    except KeyboardInterrupt:
        say("Stopped.")


def _run(job: ZoteroImport, *, prune: bool, briefly: bool = False) -> bool:
    """Imports once and tells the result, `briefly` only if there is one; tells if nothing is missing and nothing was refused."""
    counts: Counter[str] = Counter()
    note_counts: Counter[str] = Counter()
    with _progress_if_needed(counts) as files, _progress_if_needed(note_counts) as notes:
        report = job.run(prune=prune, progress=files, note_progress=notes)
    if briefly and not (counts or note_counts or report.pruned):
        return True
    counts["unchanged"] += report.unchanged_files
    note_counts["unchanged"] += report.unchanged_notes
    if not briefly:
        _tell_items(report)
    _tell_papers("gone", report.gone, f"is no longer in {report.part}; it stays in the index unless you give --prune")
    _tell_papers("removed", report.pruned, f"is no longer in {report.part}")
    if counts.total():
        options.write(summary(counts, len(job.library.papers())))
    else:
        say(f"There was nothing to import from {report.part}.")
    if note_counts.total():
        shown = ", ".join(f"{count} {outcome}" for outcome in _OUTCOMES if (count := note_counts[outcome]))
        options.write(f"Your notes: {shown}.\n")
    return not (report.missing.lost or counts["refused"])


@contextmanager
def _progress_if_needed(counts: Counter[str]) -> Iterator[Watch]:
    """Shows progress from the first file on: most runs of a watch have none."""
    shown: list[Watch] = []
    with ExitStack() as stack:

        def watch(done: int, total: int, report: FileReport) -> None:
            if not shown:
                shown.append(stack.enter_context(progress(counts)))
            shown[0](done, total, report)

        yield watch


def _tell_items(report: ZoteroReport) -> None:
    """Names the items that need a look: files that are missing, several files, none."""
    tell_missing(report.missing)
    if report.missing.lost:
        say("Zotero may not have downloaded these files yet: open them there once, or check the folder of linked files.")
    if len(report.several) > _NAMED_ONE_BY_ONE:
        keys = ", ".join(one.key for one in report.several[:_NAMED_ONE_BY_ONE])
        say(f"several files: {len(report.several):,} items; the one that Zotero opens was read of each: {keys}, …")
    else:
        for one in report.several:
            say(f"several files: {one.key} is read from {one.main}, which Zotero opens; not read: {', '.join(one.others)}")


def _tell_papers(label: str, papers: Sequence[PaperRecord], remark: str) -> None:
    if len(papers) > _NAMED_ONE_BY_ONE:
        keys = ", ".join(paper.paper_id for paper in papers[:_NAMED_ONE_BY_ONE])
        say(f"{label}: {len(papers):,} papers: {keys}, … Each {remark}.")
    else:
        for paper in papers:
            say(f"{label}: {paper.paper_id} (“{paper.metadata.title}”) {remark}.")
