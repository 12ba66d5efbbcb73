"""`alignqa papers`, `show` and `remove`: list, print and remove the papers of the index."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options
from alignqa.cli.failures import say
from alignqa.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alignqa.index.catalogue.records import PaperRecord
    from alignqa.papers.document import Paper, Span


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(
        epilog=options.examples(
            "alignqa papers", "alignqa papers --json", "alignqa papers --bibtex > refs.bib", "alignqa papers --outdated"
        )
    )(papers)
    app.command(
        epilog=options.examples(
            "alignqa show hubinger2019risks",
            "alignqa show hubinger2019risks --section 3.1",
            "alignqa show hubinger2019risks --span 20511:20688",
            "alignqa show hubinger2019risks --span 20511:20688 --page",
        )
    )(show)
    app.command(epilog=options.examples("alignqa remove hubinger2019risks", "alignqa remove hubinger2019risks --purge"))(remove)


def papers(
    context: typer.Context,
    as_json: options.JsonOption = False,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="Print BibTeX, including the files.")] = False,
    csl_json: Annotated[bool, typer.Option("--csl-json", help="Print CSL-JSON, including the files.")] = False,
    outdated: Annotated[bool, typer.Option("--outdated", help="Ask arXiv which fetched papers have a newer version.")] = False,
) -> None:
    """List the papers in the index.

    In a pipe, each paper is one line of key, authors with year, and title, separated by tabs.
    If a paper has copies in the index, a fourth field names the other versions of the work and the papers that it is part of.
    """
    if (as_json or outdated) + bibtex + csl_json > 1:
        raise UsageError(
            "--bibtex, --csl-json and --json exclude one another, and --outdated goes only with --json.",
            hint="Give only one of them",
        )
    if outdated:
        from alignqa.cli.commands.outdated import list_outdated

        list_outdated(options.of(context), as_json=as_json)
        return
    library = options.of(context).library()
    records = library.papers()
    if bibtex or csl_json:
        options.write(_bibliography(records, bibtex=bibtex))
        return
    copies = library.copies()
    if as_json:
        from alignqa.index.works import Copies
        from alignqa.render.json_text import listed_paper_dict

        options.write_json([listed_paper_dict(record, copies.get(record.paper_id, Copies())) for record in records])
    elif sys.stdout.isatty():
        from alignqa.render.blocks import paper_blocks

        options.show(paper_blocks(records, copies), paged=True)
    else:
        from alignqa.render.plain import papers_table

        options.write(papers_table(records, copies))


def show(
    context: typer.Context,
    key: options.KeyArgument,
    section: Annotated[
        str | None, typer.Option("--section", metavar="S", help="Print the section with this number or title.")
    ] = None,
    span: Annotated[
        str | None, typer.Option("--span", metavar="A:B", help="Print the characters from A up to B of the text.")
    ] = None,
    page: Annotated[bool, typer.Option("--page", help="Open the page with the words of --span marked.")] = False,
    png: Annotated[
        Path | None, typer.Option("--png", metavar="FILE", help="Write that page as an image; further pages go beside it.")
    ] = None,
    as_json: options.JsonOption = False,
) -> None:
    """Show a paper and its sections, part of its text, or the page on which that part is printed.

    In a pipe, exactly that part of the text is printed; for a page, the path of its image.
    """
    if section is not None and span is not None:
        raise UsageError("--section and --span exclude each other.", hint="Give only one of them")
    if (page or png is not None) and (span is None or as_json or (page and png is not None)):
        raise UsageError(
            "--page and --png go with --span, not with --json and not with each other.",
            hint="For example: --span 20511:20688 --page",
        )
    library = options.of(context).library()
    paper = library.paper(options.readable(key))
    wanted = _wanted(paper, section, span)
    if wanted is not None and (page or png is not None):
        from alignqa.cli.viewing.showing import save_page, show_on_page

        if png is None:
            show_on_page(library, paper, wanted)
        else:
            save_page(library, paper, wanted, png)
    elif as_json:
        from alignqa.papers.document import Span
        from alignqa.render.json_text import shown_dict

        options.write_json(shown_dict(paper, wanted or Span(0, len(paper.text))))
    elif wanted is None:
        from alignqa.render.blocks import overview_blocks

        options.show(overview_blocks(paper), paged=True)
    else:
        _print_span(paper, wanted)


def remove(
    context: typer.Context,
    key: options.KeyArgument,
    purge: Annotated[
        bool, typer.Option("--purge", help="Also delete its text; its quotes can then no longer be verified.")
    ] = False,
    wait: options.WaitOption = 0.0,
) -> None:
    """Remove a paper from the index.

    Its text is kept so that its quotes can still be verified, unless --purge is given: then no word of it stays in the index.
    Its file is never touched.
    """
    key = options.readable(key)
    library = options.of(context).library()
    files = [record.source for record in library.papers() if record.paper_id == key]
    library.remove(key, purge=purge, wait=wait)
    options.write(f"{key} was removed{' with its text' if purge else '; its quotes can still be verified'}.\n")
    for file in files:
        if purge and Path(file).is_file():
            say(f"Its file is still there: {file}")


def _bibliography(records: Sequence[PaperRecord], *, bibtex: bool) -> str:
    from alignqa.index.references import entry_of
    from alignqa.papers.bibliography import write_bibtex, write_csl_json
    from alignqa.render.printable import escaped_json, printable

    entries = [entry_of(record) for record in records]
    return printable(write_bibtex(entries)) if bibtex else escaped_json(write_csl_json(entries))


def _wanted(paper: Paper, section: str | None, span: str | None) -> Span | None:
    from alignqa.cli.spans import parse_span
    from alignqa.papers.sections import find_section

    if section is not None:
        return find_section(paper, options.readable(section)).span
    return parse_span(span, paper) if span is not None else None


def _print_span(paper: Paper, span: Span) -> None:
    """Prints exactly the text of the span on stdout, and its place on stderr."""
    from alignqa.render.blocks import Block

    say(
        f"{paper.paper_id} {span.start}:{span.end}"
        + (f", {place}" if (place := str(paper.manuscript.locate(span.start))) else "")
    )
    text = span.of(paper.text)
    if sys.stdout.isatty():
        options.show([Block(text)], paged=True)
    else:
        options.write(text)
