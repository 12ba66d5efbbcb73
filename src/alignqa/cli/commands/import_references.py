"""`alignqa import`: a reference list, with the papers that are attached to it."""

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
    from alignqa.papers.bibliography import ReferenceEntry


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("import", epilog=options.examples("alignqa import refs.bib", "alignqa import ~/zotero-export/library.bib"))(
        import_references
    )


def import_references(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="FILE", help="A BibTeX, CSL-JSON or RIS list; - reads standard input.", show_default=False)
    ],
    wait: options.WaitOption = 0.0,
) -> None:
    """Take a reference list over, with its files.

    The files are ingested with what the list says of them, under its keys.
    Exports of Zotero, Better BibTeX and JabRef name their files; relative paths are those from the list's folder.
    A paper that is in the index already keeps its key and learns the rest, also from an entry without a file.
    A file that is not there is named with its entry and the others go on; the exit code is 1 then.
    """
    from alignqa.index.references import attachments, ingest_attachments
    from alignqa.wiring import local_workers_of

    name = options.readable(name)
    entries = _entries(name)
    library = options.of(context).library()
    folder = Path.cwd() if name == "-" else Path(name).resolve().parent
    found = attachments(entries, folder, _papers(library))
    for entry in found.lost:
        say(f"missing: {_place(entry)} names {', '.join(entry.files)}, and no paper is there.")
    for entry in found.bare:
        say(f"no file: {_place(entry)} names none, and the index has no such paper.{_offer(entry)}")
    taken: Counter[str] = Counter()
    if found.declared:
        with local_workers_of(library) as workers, progress(taken) as watch:
            ingest_attachments(library, found.declared, progress=watch, wait=wait, workers=workers)
        options.write(summary(taken, len(library.papers())))
    else:
        say("Nothing to take in.")
    if found.lost or taken["refused"]:
        raise typer.Exit(1)


def _entries(name: str) -> Sequence[ReferenceEntry]:
    from alignqa.papers.bibliography import read_bibliography

    entries, notices = read_bibliography(options.read_input(name))
    for notice in notices:
        say(notice)
    if not entries:
        raise UsageError(
            f"{'Standard input' if name == '-' else name} holds no reference.", hint="Export BibTeX, CSL-JSON or RIS, in UTF-8"
        )
    return entries


def _papers(library: Library) -> list[PaperRecord]:
    try:
        return library.papers()
    except IndexUnavailable:
        return []  # there is none yet; what else may be wrong with it, the ingest says


def _place(entry: ReferenceEntry) -> str:
    return f"{entry.key} (line {entry.line})" if entry.line is not None else entry.key


def _offer(entry: ReferenceEntry) -> str:
    """How to get a paper, where that is known."""
    return f" Get it: alignqa fetch arxiv:{entry.metadata.arxiv_id}" if entry.metadata.arxiv_id else ""
