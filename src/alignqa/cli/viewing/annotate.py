"""`alignqa annotate`: copies of the cited PDFs with the quotes of an answer highlighted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from alignqa.cli import options


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog=options.examples(
            "alignqa annotate answer.json --out marked",
            'alignqa ask "What is pseudo-alignment?" --json | alignqa annotate - --out marked',
        )
    )(annotate)


def annotate(
    context: typer.Context,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE|-", help="An answer as JSON or HTML; - reads standard input.", show_default=False),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder for the copies.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Overwrite copies that are already there.")] = False,
) -> None:
    """Highlight the quotes of a saved answer in copies of its PDFs.

    The question and the claim are the note on each highlight; the PDFs themselves are not touched.
    Prints a line for each quote; the exit code is 1 if one could not be highlighted.
    """
    from alignqa.answers.quoting.verification import read_outcomes
    from alignqa.errors import UsageError
    from alignqa.render.html.receipts import SavedPage, is_page, read_page
    from alignqa.render.printable import printable
    from alignqa.reviews.annotating import annotate as write_copies

    text = options.read_input(file)
    page = read_page(text) if is_page(text) else SavedPage(text)
    if page.faults:
        raise UsageError(f"The page {page.faults[0]}.", hint="See more: alignqa verify FILE")
    quotes = write_copies(read_outcomes(page.receipt), options.of(context).library(), out, force=force)
    for quote in quotes:
        name = f"{quote.paper_id} {quote.span.start}:{quote.span.end}"
        place = f"{quote.file}, page {', '.join(map(str, quote.pages))}" if quote.file else f"not highlighted: {quote.reason}"
        options.write(printable(f"{name}: {place}").replace("\n", " ") + "\n")
    if any(quote.file is None for quote in quotes):
        raise typer.Exit(1)
