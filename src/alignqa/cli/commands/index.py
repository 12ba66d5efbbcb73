"""`alignqa index`: checks, rebuilds and counts the index."""

from __future__ import annotations

from collections.abc import Sequence
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
    group.command("stats", epilog=options.examples("alignqa index stats --json"))(stats)
    app.add_typer(
        group,
        name="index",
        help="Check or rebuild the index, or count its contents.",
        epilog=options.examples("alignqa index verify", "alignqa index rebuild", "alignqa index stats --json"),
    )


def verify(context: typer.Context, wait: options.WaitOption = 0.0) -> None:
    """Check that catalogue and vector index agree.

    Each problem is printed on a line; the exit code is 1 if there is any.
    Papers that an older version of alignqa read are named on stderr; they are no problem.
    """
    library = options.of(context).library()
    problems = library.verify(wait=wait)
    _name_outdated(library.outdated() if not problems else ())
    for problem in problems:
        options.write(f"{problem}\n")
    if problems:
        options.write("Rebuild the vector index from the catalogue: alignqa index rebuild\n")
        raise typer.Exit(1)
    options.write("The index is consistent.\n")


def _name_outdated(papers: Sequence[OutdatedPaper]) -> None:
    """Tells the user which papers could be read anew."""
    from alignqa.papers.parsing.formats import newest_parser
    from alignqa.render.wording import count_of

    for paper in papers:
        newest = newest_parser(paper.parser or "")
        by = f"by {paper.parser}" + (f"; now it is {newest}" if newest else "") if paper.parser else "by an earlier alignqa"
        say(f"{paper.paper_id} was read {by}.")
    if papers:
        say(f"Read {count_of(len(papers), 'paper')} anew: alignqa ingest --again")


def rebuild(context: typer.Context, wait: options.WaitOption = 0.0) -> None:
    """Rebuild the vector index from the catalogue.

    Nothing is parsed or embedded again.
    """
    from alignqa.render.wording import count_of

    options.write(f"{count_of(options.of(context).library().rebuild(wait=wait), 'passage')} indexed.\n")


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
