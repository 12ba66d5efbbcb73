"""`alignqa define`: lists the definitions of a term, with paper, year and section."""

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
            'alignqa define "mesa-optimizer"',
            'alignqa define "reward hacking" --year 2016..2022',
            "alignqa define corrigibility --html corrigibility.html",
            "alignqa define corrigibility --pandoc corrigibility.md",
            "alignqa define corrigibility --json | alignqa verify -",
        )
    )(define)


def define(
    context: typer.Context,
    term: Annotated[str, typer.Argument(help="A term, or several terms joined by commas or 'and'.", show_default=False)],
    paper: options.PaperOption = None,
    author: options.AuthorOption = None,
    year: options.YearOption = None,
    as_json: options.JsonOption = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    html: options.HtmlOption = None,
    tex: TexOption = None,
    pandoc: PandocOption = None,
) -> None:
    """Show how papers define a term.

    Each definition is a verbatim quote with its year and section, oldest first, grouped by sense.
    Definitions that a paper reports from another are listed separately, and sentences that only use the term are counted.
    The exit code is 3 if no paper defines the term.
    """
    if as_json and markdown:
        raise UsageError("--json and --markdown exclude each other.", hint="Give only one of them")
    from alignqa.reviews import defining

    ledgers = defining.define(options.readable(term), home=options.of(context).home, **options.filters(paper, author, year))
    if as_json:
        found = [ledger.to_dict() for ledger in ledgers]
        options.write_json(found[0] if len(found) == 1 else found)
    elif markdown:
        from alignqa.render.ledger import ledger_markdown

        options.write(ledger_markdown(ledgers))
    else:
        from alignqa.render.ledger import ledger_blocks

        options.show(ledger_blocks(ledgers))
    if html is not None:
        from alignqa.render.html.documents import definitions_document

        options.save_page(html, definitions_document(ledgers))
    if tex is not None or pandoc is not None:
        from alignqa.render.typeset.pieces import ledger_pieces

        records = {record.paper_id: record.metadata for record in options.of(context).library().papers()}
        save_typeset(ledger_pieces(ledgers), records, tex=tex, pandoc=pandoc)
    if not any(ledger.entries for ledger in ledgers):
        raise typer.Exit(ABSTAINED)
