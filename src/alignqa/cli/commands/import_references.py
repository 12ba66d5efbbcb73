"""`alignqa import FILE`: reads a reference list and ingests the papers that are attached to it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options
from alignqa.cli.commands.ingest import progress, summary
from alignqa.cli.failures import say
from alignqa.errors import IndexUnavailable, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alignqa.index.catalogue.records import PaperRecord
    from alignqa.index.library import Library
    from alignqa.index.references import Attachments
    from alignqa.papers.bibliography import ReferenceEntry

# More entries than this share one line.
_NAMED_ONE_BY_ONE = 10
_NAMED_IN_A_LINE = 5


def import_references(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="FILE", help="A BibTeX, CSL-JSON or RIS file; - reads standard input.", show_default=False)
    ],
    wait: options.WaitOption = 0.0,
) -> None:
    """Import a reference list and the files attached to it.

    The files are ingested with the metadata and the keys of the list.
    Exports from Zotero, Better BibTeX and JabRef name their files; their paths may be relative to the folder of the list.
    A paper that is already in the index keeps its key and gains the metadata, even from an entry without a file.
    A missing file is reported with its entry while the others continue; the exit code is then 1.
    """
    from alignqa.index.references import attachments, ingest_attachments
    from alignqa.wiring import local_workers_of

    name = options.readable(name)
    entries = _entries(name)
    library = options.of(context).library()
    folder = Path.cwd() if name == "-" else Path(name).resolve().parent
    found = attachments(entries, folder, _papers(library))
    tell_missing(found)
    counts: Counter[str] = Counter()
    if found.declared:
        with local_workers_of(library) as workers, progress(counts) as watch:
            ingest_attachments(library, found.declared, progress=watch, wait=wait, workers=workers)
        options.write(summary(counts, len(library.papers())))
    else:
        say("There was nothing to import.")
    if found.lost or counts["refused"]:
        raise typer.Exit(1)


def tell_missing(found: Attachments) -> None:
    """Names the entries without a paper: each on its line, or, if they are many, their number and the first ones on one line."""
    if len(found.lost) > _NAMED_ONE_BY_ONE:
        say(f"missing: {len(found.lost):,} entries name files, but no paper was found there: {_first(found.lost)}")
    else:
        for entry in found.lost:
            say(f"missing: {_place(entry)} names {', '.join(entry.files)}, but no paper was found there.")
    if len(found.bare) > _NAMED_ONE_BY_ONE:
        say(f"no file: {len(found.bare):,} entries name no file, and their papers are not in the index: {_first(found.bare)}")
    else:
        for entry in found.bare:
            say(f"no file: {_place(entry)} names no file, and its paper is not in the index.{_offer(entry)}")


def _first(entries: Sequence[ReferenceEntry]) -> str:
    return ", ".join(map(_place, entries[:_NAMED_IN_A_LINE])) + ", …"


def _entries(name: str) -> Sequence[ReferenceEntry]:
    from alignqa.papers.bibliography import read_bibliography

    entries, notices = read_bibliography(options.read_input(name))
    for notice in notices[:_NAMED_ONE_BY_ONE]:
        say(notice)
    if len(notices) > _NAMED_ONE_BY_ONE:
        say(f"There are {len(notices) - _NAMED_ONE_BY_ONE:,} more such faults in the list.")
    if not entries:
        raise UsageError(
            f"{'Standard input' if name == '-' else name} contains no references.",
            hint="Export the list as BibTeX, CSL-JSON or RIS, in UTF-8",
        )
    return entries


def _papers(library: Library) -> list[PaperRecord]:
    try:
        return library.papers()
    except IndexUnavailable:
        return []  # there is none yet; any other fault of the index is reported by the ingest


def _place(entry: ReferenceEntry) -> str:
    return f"{entry.key} (line {entry.line})" if entry.line is not None else entry.key


def _offer(entry: ReferenceEntry) -> str:
    """Names the command that fetches the paper, if it has an arXiv number."""
    return f" Get it: alignqa fetch arxiv:{entry.metadata.arxiv_id}" if entry.metadata.arxiv_id else ""
