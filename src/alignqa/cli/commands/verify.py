"""`alignqa verify`: proves a saved answer again, using only the catalogue."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options

if TYPE_CHECKING:
    from alignqa.answers.quoting.verification import Check
    from alignqa.index.catalogue.reading import Catalogue


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog=options.examples(
            "alignqa verify answer.json",
            "alignqa verify answer.html",
            "alignqa verify summaries",
            'alignqa ask "What is pseudo-alignment?" --json | alignqa verify -',
        )
    )(verify)


def verify(
    context: typer.Context,
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE|FOLDER|-", help="An answer as JSON or HTML, or a folder; - reads standard input.", show_default=False
        ),
    ],
) -> None:
    """Verify the quotes of a saved answer or of a folder of pages.

    Checks every hash, span and quote against the catalogue without any model; of a page in HTML, also that it was not changed
    and shows the quotes of its receipt; in a folder, also that no page was changed.
    Prints a line for each citation that fails; the exit code is 1 if there is any.
    """
    from alignqa.render.printable import printable
    from alignqa.render.wording import count_of

    with closing(options.of(context).library().catalogue()) as catalogue:
        checks = _folder_checks(Path(file), catalogue) if file != "-" and Path(file).is_dir() else _checks(file, catalogue)
    faults = [check for check in checks if check.fault]
    for check in checks:
        if remark := check.fault or check.note:
            options.write(printable(f"{check.name}: {remark}").replace("\n", " ") + "\n")
    if faults:
        options.write(f"{len(faults)} of {count_of(len(checks), 'check')} failed.\n")
        raise typer.Exit(1)
    options.write(f"{count_of(len(checks), 'quote')} proven.\n" if checks else "There are no quotes to prove.\n")


def _checks(file: str, catalogue: Catalogue) -> list[Check]:
    """Checks the answers of a file, or the receipt of a page and the page against it."""
    from alignqa.answers.quoting.verification import Check, read_outcomes
    from alignqa.answers.quoting.verification import verify as prove
    from alignqa.render.html.receipts import SavedPage, is_page, read_page

    text = options.read_input(file)
    page = read_page(text) if is_page(text) else SavedPage(text)
    proven = [check for outcome in read_outcomes(page.receipt) for check in prove(outcome, catalogue)]
    return [*(Check("page", fault) for fault in page.faults), *proven]


def _folder_checks(folder: Path, catalogue: Catalogue) -> list[Check]:
    """Checks all answer files of a batch, with one failed check for each file that is missing or was changed."""
    from alignqa.answers.quoting.verification import Check
    from alignqa.summaries.folder import answer_files, changed_files

    changed = changed_files(folder)
    faults = [Check(name, "is missing, or was changed since it was written") for name in changed]
    whole = [path for path in answer_files(folder) if path.name not in changed]
    return [
        *faults,
        *(replace(check, name=f"{path.name}, {check.name}") for path in whole for check in _checks(str(path), catalogue)),
    ]
