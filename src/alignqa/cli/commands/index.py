"""`alignqa index`: checks, repairs, compacts and counts the index."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import typer

from alignqa.cli import options
from alignqa.cli.failures import say

if TYPE_CHECKING:
    from alignqa.index.reports import OutdatedPaper


def add_to(app: typer.Typer) -> None:
    """Adds the group of commands."""
    group = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True)
    group.command("verify", epilog=options.examples("alignqa index verify"))(verify)
    group.command("rebuild", epilog=options.examples("alignqa index rebuild"))(rebuild)
    group.command("compact", epilog=options.examples("alignqa index compact"))(compact)
    group.command("stats", epilog=options.examples("alignqa index stats --json"))(stats)
    app.add_typer(
        group,
        name="index",
        help="Check, repair or compact the index, or count its contents.",
        epilog=options.examples("alignqa index verify", "alignqa index rebuild", "alignqa index stats --json"),
    )


def verify(context: typer.Context, wait: options.WaitOption = 0.0) -> None:
    """Check the index against its checksums, and the vector index against the catalogue.

    Each problem is printed on a line, with its cure; the exit code is 1 if there is any.
    Papers that an older version of alignqa read are named on stderr; they are no problem.
    """
    from alignqa.render.printable import printable

    library = options.of(context).library()
    problems = library.verify(wait=wait)
    for problem in problems:
        options.write(printable(f"{problem}\n"))
    if problems:
        raise typer.Exit(1)
    with closing(library.catalogue()) as catalogue:
        if not catalogue.checked:
            say("An earlier alignqa wrote this index, without checksums: not every changed byte can be noticed.")
            say("Add them: alignqa index rebuild (the next ingest does it, too)")
    _name_outdated(library.outdated())
    options.write("The index is consistent.\n")


def _name_outdated(papers: Sequence[OutdatedPaper]) -> None:
    """Tells the user which papers could be read anew."""
    from alignqa.papers.parsing.formats import newest_parser
    from alignqa.render.wording import count_of

    for parser in dict.fromkeys(paper.parser for paper in papers):
        newest = newest_parser(parser or "")
        by = f"by {parser}" + (f" (now it is {newest})" if newest else "") if parser else "by an earlier alignqa"
        keys = [paper.paper_id for paper in papers if paper.parser == parser]
        say(f"{count_of(len(keys), 'paper')} read {by}: {', '.join(keys)}")
    if papers:
        say(f"Read {count_of(len(papers), 'paper')} anew: alignqa ingest --again")


def rebuild(context: typer.Context, wait: options.WaitOption = 0.0) -> None:
    """Repair the catalogue, and make the vector index again from it.

    Only what is damaged is computed again, from the text, or read again, from its file.
    A paper whose file is gone is named on stderr, and the exit code is 1.
    """
    from alignqa.render.wording import count_of

    library = options.of(context).library()
    options.write(f"{count_of(library.rebuild(wait=wait), 'passage')} indexed.\n")
    with closing(library.catalogue()) as catalogue:
        unread = catalogue.unread()
    for file in unread:
        say(f"{file.paper_id} was damaged and is no longer in the index. Read it anew: alignqa ingest {file.path}")
    if unread:
        raise typer.Exit(1)


def compact(context: typer.Context, wait: options.WaitOption = 0.0) -> None:
    """Give space that the index no longer uses back to the disk.

    It needs as much free space as the index takes, for as long as it runs.
    """
    before, after = options.of(context).library().compact(wait=wait)
    options.write(f"The index took {before / 1e6:.1f} MB and now takes {after / 1e6:.1f} MB.\n")


def stats(context: typer.Context, as_json: options.JsonOption = False) -> None:
    """Count papers, passages, texts and vectors."""
    from alignqa.render.printable import printable
    from alignqa.wiring import library_of

    home = options.of(context).open_home()
    library = library_of(home)
    counts = library.counts()
    about = {"index": str(library.folder), "vector_index": home.vector_index, "embedder": str(library.embedder.identity)}
    if as_json:
        options.write_json({**about, **counts})
        return
    for name, count in {**about, **counts}.items():
        options.write(printable(f"{name}\t{count}\n"))
