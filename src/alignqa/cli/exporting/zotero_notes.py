"""`alignqa export zotero`: the quotes of a saved answer as notes that Zotero imports."""

from __future__ import annotations

from contextlib import closing, suppress
from pathlib import Path
from typing import Annotated

import typer

from alignqa.cli import options
from alignqa.cli.failures import say
from alignqa.errors import UsageError


def _own_file(path: Path | None) -> Path | None:
    """Refuses, before any work, to replace a file that is not such notes."""
    from alignqa.integrations.zotero.quote_notes import is_own_notes

    text = ""
    # What cannot be read need not be a fault: that a file cannot be written is said when it is.
    with suppress(OSError):
        text = path.read_bytes().decode("utf-8", "replace") if path is not None else ""
    if text and not is_own_notes(text):
        raise UsageError(f"{path} exists and was not written by alignqa.", hint="Name another file after --out")
    return path


def zotero(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="An answer or page as JSON; - reads standard input.", show_default=False)
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Write the notes here, not to stdout.", show_default=False, callback=_own_file
        ),
    ] = None,
) -> None:
    """Write the quotes of a saved answer as notes for Zotero.

    Each paper gets a note with its quotes, their places, and links that open its PDF in Zotero at the page.
    In Zotero, choose File > Import and this file, and drag each note onto its paper.
    The quotes are proven first, as by alignqa verify; if one fails, nothing is written and the exit code is 1.
    A paper that did not come with alignqa import zotero has no such links.
    """
    from alignqa.answers.quoting.verification import read_outcomes, verify
    from alignqa.integrations.zotero.quote_notes import notes_file, places_of
    from alignqa.render.wording import count_of

    outcomes = read_outcomes(options.read_input(file))
    library = options.of(context).library()
    with closing(library.catalogue()) as catalogue:
        faults = [check for outcome in outcomes for check in verify(outcome, catalogue) if check.fault]
    for check in faults:
        say(f"{check.name}: {check.fault}")
    if faults:
        say("Nothing was written.")
        raise typer.Exit(1)
    keys = [str(citation["paper_id"]) for outcome in outcomes for citation in _citations(outcome)]
    places = places_of(library)
    if not keys:
        say("There are no quotes in it.")
        return
    if strange := sorted(set(keys) - set(places)):
        say(f"Not from Zotero, and therefore without links: {', '.join(strange)}")
    text = notes_file(outcomes, places)
    if out is None:
        options.write(text)
    else:
        options.save(out, text)
        say(f"Written: {out}, with {count_of(len(keys), 'quote')}. In Zotero: File > Import")


def _citations(outcome: object) -> list[dict[str, object]]:
    found = outcome.get("citations") if isinstance(outcome, dict) else None
    return found if isinstance(found, list) else []
