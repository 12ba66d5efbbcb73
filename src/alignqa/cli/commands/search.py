"""`alignqa search`: lists the passages that best match a query."""

from __future__ import annotations

from typing import Annotated

import typer

from alignqa.cli import options
from alignqa.cli.failures import say


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog=options.examples(
            'alignqa search "gradient hacking"',
            'alignqa search "reward tampering" --year 2019.. -k 20 --json',
        )
    )(search)


def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="A few words, or a sentence.", show_default=False)],
    paper: options.PaperOption = None,
    author: options.AuthorOption = None,
    year: options.YearOption = None,
    count: Annotated[int, typer.Option("-k", "--count", metavar="N", help="List N passages, 1 to 1000.")] = 10,
    as_json: options.JsonOption = False,
) -> None:
    """List the passages that best match a query.

    The best match comes first, whether or not it answers a question.
    """
    chosen = options.filters(paper, author, year)
    home = options.of(context).open_home()

    from alignqa.wiring import assistant_of

    with assistant_of(home, notify=say).pinned() as assistant:
        found = assistant.search(options.readable(query), count=count, **chosen)
        keys = dict.fromkeys(ranked.passage.paper_id for ranked in found)
        papers = {key: known for key in keys if (known := assistant.paper(key)) is not None}
    if as_json:
        from alignqa.render.json_text import passage_dict

        options.write_json([passage_dict(ranked, papers) for ranked in found])
        return
    from alignqa.render.blocks import passage_blocks

    options.show(passage_blocks(found, papers))
