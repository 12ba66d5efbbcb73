"""`alignqa find`: tells which papers say a sentence."""

from __future__ import annotations

from typing import Annotated

import typer

from alignqa.cli import options
from alignqa.cli.commands.ask import ABSTAINED
from alignqa.cli.failures import say

_MAX_BYTES = 1_000_000  # of a sentence on standard input; above the limit of a sentence, so that its error names that limit


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog=options.examples(
            'alignqa find "A mesa-optimizer is itself an optimizer."',
            'alignqa find "larger models fake alignment less often" --year 2024..',
            'alignqa find "it searches, while it runs" --json | alignqa verify -',
        )
    )(find)


def find(
    context: typer.Context,
    sentence: Annotated[str, typer.Argument(help="A sentence, or a part of one; - reads standard input.", show_default=False)],
    paper: options.PaperOption = None,
    author: options.AuthorOption = None,
    year: options.YearOption = None,
    count: Annotated[int, typer.Option("-k", "--count", metavar="N", help="Show at most N places of each kind, 1 to 50.")] = 5,
    as_json: options.JsonOption = False,
) -> None:
    """Find which papers say a sentence.

    Shows the places that have it verbatim, then nearly verbatim (with what differs), then those that make the same claim in
    other words, then those that say the opposite, each with a proven quote.
    Places of the same subject that may say it or not come last and do not count.
    The exit code is 3 if no paper was found to say it or its opposite.
    """
    from alignqa.reviews import locating
    from alignqa.wiring import assistant_of

    sentence = options.read_input("-", maximum=_MAX_BYTES) if sentence == "-" else options.readable(sentence)
    chosen = options.filters(paper, author, year)
    home = options.of(context).open_home()
    found = locating.find(sentence, home=home.folder, assistant=assistant_of(home, notify=say), count=count, **chosen)
    if as_json:
        options.write_json(found.to_dict())
    else:
        from alignqa.render.occurrences import occurrence_blocks

        options.show(occurrence_blocks(found))
    if not found.found:
        raise typer.Exit(ABSTAINED)
