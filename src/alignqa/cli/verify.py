"""`alignqa verify`: an answer proven again, against the catalogue alone."""

from __future__ import annotations

from typing import Annotated

import typer

from alignqa.cli import options


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog=options.examples("alignqa verify answer.json", 'alignqa ask "What is pseudo-alignment?" --json | alignqa verify -')
    )(verify)


def verify(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="An answer as JSON; - reads standard input.", show_default=False)],
) -> None:
    """Prove a saved answer again.

    Checks every hash, span and quote against the catalogue, without any model.
    Prints a line for each citation that does not hold and ends with 1 if there is one.
    """
    from alignqa.answers.receipts import read_outcome
    from alignqa.answers.receipts import verify as prove
    from alignqa.render.printable import printable
    from alignqa.render.wording import count_of

    outcome = read_outcome(options.read_input(file))
    checks = prove(outcome, options.of(context).library().catalogue())
    faults = [check for check in checks if check.fault]
    for check in checks:
        if remark := check.fault or check.note:
            options.write(printable(f"{check.name}: {remark}").replace("\n", " ") + "\n")
    if faults:
        options.write(f"{len(faults)} of {count_of(len(checks), 'check')} failed.\n")
        raise typer.Exit(1)
    options.write(f"{count_of(len(checks), 'quote')} proven.\n" if checks else "Nothing to prove: there are no quotes.\n")
