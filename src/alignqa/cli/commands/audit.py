"""`alignqa audit`: checks a draft against the papers that it cites."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.atomic_files import write_file
from alignqa.cli import options
from alignqa.cli.failures import say
from alignqa.errors import StorageError, UsageError

if TYPE_CHECKING:
    from alignqa.audits.drafts.draft import Draft
    from alignqa.audits.findings import Audit


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog=options.examples(
            "alignqa audit draft.md",
            "alignqa audit chapter.tex --markdown > report.md",
            "alignqa audit draft.md --fix-metadata",
        )
    )(audit)


def audit(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help="Drafts: Markdown, plain text, LaTeX.", show_default=False)
    ],
    every: Annotated[bool, typer.Option("--all", help="Also show what is correct.")] = False,
    as_json: options.JsonOption = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print a report in Markdown.")] = False,
    fix_metadata: Annotated[
        bool, typer.Option("--fix-metadata", help="Write a copy, NAME.corrected.EXT, with corrected authors, years and titles.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing corrected copy.")] = False,
) -> None:
    """Check a draft against the papers that it cites.

    Checks each citation (does the work exist; are authors, year, title and section correct),
    each quotation (is it verbatim, altered or not found), and each statement with a citation (does the paper support it).
    The exit code is 1 if there is something to correct; anything that cannot be checked is reported but does not count.
    """
    from alignqa.audits.report import report_dict
    from alignqa.audits.works.references import references_beside
    from alignqa.wiring import auditor_of

    if as_json and as_markdown:
        raise UsageError("--json and --markdown exclude each other.", hint="Give only one of them")
    drafts = [_read(path) for path in files]
    copies = [_copy_of(path) for path in files]
    if fix_metadata and not force:
        for copy in copies:
            _require_free(copy)
    auditor = auditor_of(options.of(context).open_home(), notify=say)
    audits = [
        auditor.audit(draft, references=references_beside(path, draft.text)) for draft, path in zip(drafts, files, strict=True)
    ]
    if as_json:
        options.write_json(report_dict(audits))
    elif as_markdown:
        from alignqa.render.audit import audit_markdown

        options.write(audit_markdown(audits))
    else:
        from alignqa.render.audit import audit_blocks

        options.show(block for found in audits for block in audit_blocks(found, every=every))
    if fix_metadata:
        for draft, found, copy in zip(drafts, audits, copies, strict=True):
            _write_corrected(draft, found, copy)
    if any(found.problems for found in audits):
        raise typer.Exit(1)


def _read(path: Path) -> Draft:
    from alignqa.audits.drafts.draft import MAX_DRAFT_BYTES, read_draft

    name = options.readable(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_DRAFT_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{name} cannot be read: {error.strerror}.", hint="Check the path, then run alignqa audit FILE"
        ) from error
    return read_draft(data, name)


def _copy_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.corrected{path.suffix}")


def _require_free(copy: Path) -> None:
    if copy.exists():
        raise UsageError(f"{copy} already exists.", hint="Move it, or overwrite it: alignqa audit FILE --fix-metadata --force")


def _write_corrected(draft: Draft, found: Audit, copy: Path) -> None:
    from alignqa.audits.corrections import corrected
    from alignqa.render.wording import count_of

    text, count = corrected(draft, found)
    if not count:
        say(f"{draft.name}: the metadata needs no correction, so no copy was written.")
        return
    try:
        write_file(copy, text)
    except OSError as error:
        raise StorageError(f"{copy} cannot be written: {error.strerror}.", hint="Check the permissions of the folder") from error
    say(f"{copy}: {count_of(count, 'correction')} made; review them before you keep the copy.")
