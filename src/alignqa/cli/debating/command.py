"""`alignqa debate`: shows who holds a claim and who denies it."""

from __future__ import annotations

from typing import Annotated

import typer

from alignqa.cli import options
from alignqa.cli.commands.ask import ABSTAINED
from alignqa.cli.exporting.typeset_options import PandocOption, TexOption, save_typeset
from alignqa.errors import UsageError


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog=options.examples(
            'alignqa debate "Scheming is likely"',
            'alignqa debate "Is reward the optimization target?" --year 2022..',
            'alignqa debate "Will AIs scheme?" --json | alignqa verify -',
        )
    )(debate)


def debate(
    context: typer.Context,
    claim: Annotated[str, typer.Argument(help="A claim, or a question that asks for yes or no.", show_default=False)],
    paper: options.PaperOption = None,
    author: options.AuthorOption = None,
    year: options.YearOption = None,
    count: Annotated[int, typer.Option("-k", "--count", metavar="N", help="Show at most N quotes of each side, 1 to 20.")] = 5,
    as_json: options.JsonOption = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    tex: TexOption = None,
    pandoc: PandocOption = None,
) -> None:
    """Show who holds a claim and who denies it.

    Each side has verbatim quotes, oldest first; what papers report of others follows, apart from what they hold themselves.
    A sentence whose side is unclear is not shown.
    The exit code is 3 if no paper was found to take a side; the nearest passages are shown then.
    """
    if as_json and markdown:
        raise UsageError("--json and --markdown exclude each other.", hint="Give only one of them")
    from alignqa.reviews import debating

    chosen = options.filters(paper, author, year)
    found = debating.debate(options.readable(claim), home=options.of(context).home, count=count, **chosen)
    if as_json:
        options.write_json(found.to_dict())
    elif markdown:
        from alignqa.render.debates.debate import debate_markdown

        options.write(debate_markdown(found))
    else:
        from alignqa.render.debates.debate import debate_blocks

        options.show(debate_blocks(found))
    if tex is not None or pandoc is not None:
        from alignqa.render.typeset.pieces import debate_pieces

        records = {record.paper_id: record.metadata for record in options.of(context).library().papers()}
        save_typeset(debate_pieces(found), records, tex=tex, pandoc=pandoc)
    if not found.entries:
        raise typer.Exit(ABSTAINED)
