"""`alignqa index`: checks, rebuilds and counts the index."""

from __future__ import annotations

import typer

from alignqa.cli import options


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
    """
    problems = options.of(context).library().verify(wait=wait)
    for problem in problems:
        options.write(f"{problem}\n")
    if problems:
        options.write("Rebuild the vector index from the catalogue: alignqa index rebuild\n")
        raise typer.Exit(1)
    options.write("The index is consistent.\n")


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
