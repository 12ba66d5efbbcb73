"""`alignqa export`: papers and quotes in the form of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from alignqa.cli import options
from alignqa.cli.completion import paper_keys
from alignqa.cli.evaluate.output import counting
from alignqa.cli.exporting.zotero_notes import zotero
from alignqa.cli.failures import say
from alignqa.errors import StorageError

_group = typer.Typer(
    name="export",
    help="Write papers and quotes for other programs.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=options.examples("alignqa export vault ~/Notes/alignment", "alignqa export zotero answer.json --out notes.rdf"),
)


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    _group.command(
        epilog=options.examples(
            "alignqa export vault ~/Notes/alignment",
            'alignqa export vault ~/Notes/alignment --paper hubinger2019risks --concept "inner alignment"',
        )
    )(vault)
    _group.command(
        epilog=options.examples(
            'alignqa ask "What is pseudo-alignment?" --json | alignqa export zotero - --out notes.rdf',
            "alignqa export zotero answer.json --out notes.rdf",
        )
    )(zotero)
    app.add_typer(_group)


def vault(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the vault, or one in it.", show_default=False)],
    paper: Annotated[
        list[str] | None,
        typer.Option("--paper", metavar="KEY", help="Write only this paper; may be repeated.", autocompletion=paper_keys),
    ] = None,
    concept: Annotated[
        list[str] | None,
        typer.Option(
            "--concept", metavar="NAME", help="Write this concept; may be repeated. Without it: those that two papers define."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write parts anew that you changed between their marks.")] = False,
) -> None:
    """Write a note for each paper and concept to a vault of Obsidian.

    Quotes are callouts with a block id, and papers and concepts are linked.
    Run it again to bring the notes up to date: what you wrote outside the marked parts, and what you changed, stays.
    The exit code is 1 if a note could not be brought up to date.
    """
    from alignqa.integrations.obsidian.export import export_vault
    from alignqa.render.wording import count_of
    from alignqa.reviews.batches import Selection
    from alignqa.summaries.terms import clean_term

    if folder.exists() and not folder.is_dir():
        raise StorageError(f"{folder} is a file, and a vault is a folder.", hint="Name a folder")
    with counting("Writing") as progress:
        report = export_vault(
            options.of(context).library(),
            folder,
            selection=Selection(tuple(map(options.readable, paper or ()))),
            concepts=[clean_term(options.readable(name)) for name in concept or ()],
            force=force,
            progress=progress,
        )
    for file, part in report.kept:
        say(f"{file}: the part “{part}” was changed by hand and left; --force writes it anew")
    for file, reason in report.left:
        say(f"{file} was left: {reason}; mend it or move it out of the folder, and run this again")
    options.write(f"{count_of(report.new, 'note')} new, {report.changed} changed, {report.unchanged} as they were.\n")
    if report.left:
        raise typer.Exit(1)
