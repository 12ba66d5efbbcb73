"""`alignqa audit`: checks a draft against the papers that it cites."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.atomic_files import write_file
from alignqa.cli import options
from alignqa.cli.failures import say
from alignqa.errors import StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alignqa.acquisition.registers.registers import Registers
    from alignqa.audits.collection import CollectedDraft
    from alignqa.audits.drafts.draft import Draft
    from alignqa.audits.findings import Audit
    from alignqa.wiring import Home

_INPUT = Path("-")
_NEVER = "never"


def add_to(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(
        epilog=options.examples(
            "alignqa audit draft.md",
            "alignqa audit thesis.docx chapters",
            "alignqa audit chapter.tex --markdown > report.md",
            "alignqa audit draft.md --html report.html",
            "alignqa audit draft.md --json > baseline.json",
            "alignqa audit draft.md --baseline baseline.json",
            "alignqa audit draft.md --sarif > findings.sarif",
            "alignqa audit draft.md --fix-metadata",
            "alignqa audit thesis.tex --online",
        )
    )(audit)


def audit(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE|FOLDER|-…",
            help="Drafts: Markdown, plain text, LaTeX, .docx, .odt; - reads standard input.",
            show_default=False,
        ),
    ],
    every: Annotated[bool, typer.Option("--all", help="Also show what is correct.")] = False,
    as_json: options.JsonOption = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print a report in Markdown.")] = False,
    as_sarif: Annotated[bool, typer.Option("--sarif", help="Print SARIF, for editors and code hosts.")] = False,
    html: options.HtmlOption = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Leave out what an earlier --json report has.")
    ] = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option("--fail-on", metavar="VERDICT", help="Exit with 1 only for this verdict; may be repeated; or never."),
    ] = None,
    fix_metadata: Annotated[
        bool, typer.Option("--fix-metadata", help="Write a copy, NAME.corrected.EXT, with corrected authors, years and titles.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing corrected copy.")] = False,
    online: Annotated[
        bool, typer.Option("--online", help="Look the entries of the reference list up at Crossref, arXiv and OpenAlex.")
    ] = False,
) -> None:
    """Check a draft against the papers that it cites.

    Checks each citation (does the work exist; are authors, year, title and section correct),
    each quotation (is it verbatim, altered or not found), and each statement with a citation (does the paper support it).
    With --online, each entry of its reference list is looked up: whether the work exists, its facts agree, it is retracted
    or was published since.
    The exit code is 1 if there is something to correct; anything that cannot be checked is reported but does not count.
    """
    from alignqa.audits.collection import collect
    from alignqa.audits.reports.baseline import new_since, read_baseline
    from alignqa.wiring import auditor_of

    if sum((as_json, as_markdown, as_sarif)) > 1:
        raise UsageError("--json, --markdown and --sarif exclude each other.", hint="Give only one of them")
    failing = _failing(fail_on or [])
    known = read_baseline(options.read_input(str(baseline)), str(baseline)) if baseline else Counter()
    drafts = collect(files, _read, pass_over=lambda message: say(f"{message} Passed over."))
    if fix_metadata:
        for item in drafts:
            _require_copyable(item, force=force)
    home = options.of(context).open_home()
    registers = _registers_of(home) if online else None
    auditor = auditor_of(home, notify=say)
    audits = [auditor.audit(item.draft, references=item.references, registers=registers) for item in drafts]
    shown = [new_since(found, known) for found in audits]
    form = "json" if as_json else "sarif" if as_sarif else "markdown" if as_markdown else ""
    _show([item.draft for item in drafts], shown, form, every=every)
    if html is not None:
        from alignqa.render.html.documents import audit_document

        options.save_page(html, audit_document([(item.draft, found) for item, found in zip(drafts, shown, strict=True)]))
    if fix_metadata:
        for item, found in zip(drafts, audits, strict=True):
            _write_corrected(item.draft, found, _copy_of(item.path))
    if _fails(shown, failing):
        raise typer.Exit(1)


def _registers_of(home: Home) -> Registers:
    from alignqa.fetching import registers_of

    say("Asking Crossref and arXiv about the entries, about one in a second; each answer is kept for a day.")
    return registers_of(home)


def _show(drafts: Sequence[Draft], audits: Sequence[Audit], form: str, *, every: bool) -> None:
    """Writes the audits of some drafts to stdout in a form."""
    from alignqa.audits.reports.report import report_dict
    from alignqa.audits.reports.sarif import sarif_log
    from alignqa.render.audit import audit_blocks, audit_markdown

    if form == "json":
        options.write_json(report_dict(audits))
    elif form == "sarif":
        options.write_json(sarif_log(list(zip(drafts, audits, strict=True)), every=every))
    elif form == "markdown":
        options.write(audit_markdown(audits))
    else:
        options.show(block for found in audits for block in audit_blocks(found, every=every))


def _failing(named: Sequence[str]) -> frozenset[str]:
    """Checks the verdicts that are named, and returns them in words; empty for all problems."""
    from alignqa.audits.findings import FindingVerdict

    words = frozenset(name.strip().casefold() for name in named)
    known = {verdict.value.replace(" ", "-"): verdict.value for verdict in FindingVerdict}
    if unknown := sorted(words - known.keys() - {_NEVER}):
        raise UsageError(f"There is no verdict {unknown[0]!r}.", hint=f"Give one of {', '.join(known)}, or {_NEVER}")
    return frozenset(known.get(word, word) for word in words)


def _fails(audits: Sequence[Audit], failing: frozenset[str]) -> bool:
    if not failing:
        return any(found.problems for found in audits)
    return any(finding.verdict.value in failing for found in audits for finding in found.findings)


def _read(path: Path) -> Draft:
    from alignqa.audits.drafts.draft import MAX_DRAFT_BYTES, STANDARD_INPUT, read_draft

    name = STANDARD_INPUT if path == _INPUT else options.readable(str(path))
    try:
        if path == _INPUT:
            data = sys.stdin.buffer.read(MAX_DRAFT_BYTES + 1)
        else:
            with path.open("rb") as file:
                data = file.read(MAX_DRAFT_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{name} cannot be read: {error.strerror}.", hint="Check the path, then run alignqa audit FILE"
        ) from error
    return read_draft(data, name)


def _copy_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.corrected{path.suffix}")


def _require_copyable(item: CollectedDraft, *, force: bool) -> None:
    if item.path == _INPUT or item.draft.numbers:
        what = "Standard input" if item.path == _INPUT else str(item.path)
        raise UsageError(f"{what} cannot be corrected, only a file of text.", hint="Omit --fix-metadata")
    copy = _copy_of(item.path)
    if copy.exists() and not force:
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
