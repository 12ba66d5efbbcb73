"""`alignqa papers`, `show` and `remove`: what is in the index."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options
from alignqa.cli.failures import say
from alignqa.errors import UsageError

if TYPE_CHECKING:
    from alignqa.papers.document import Paper, Span


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command(epilog=options.examples("alignqa papers", "alignqa papers --json"))(papers)
    app.command(
        epilog=options.examples(
            "alignqa show hubinger2019risks",
            "alignqa show hubinger2019risks --section 3.1",
            "alignqa show hubinger2019risks --span 20511:20688",
        )
    )(show)
    app.command(epilog=options.examples("alignqa remove hubinger2019risks", "alignqa remove hubinger2019risks --purge"))(remove)


def papers(context: typer.Context, as_json: options.JsonOption = False) -> None:
    """List the papers of the index.

    In a pipe each is a line of key, authors with year, and title, divided by tabs.
    """
    records = options.of(context).library().papers()
    if as_json:
        from alignqa.render.json_text import paper_dict

        options.write_json([paper_dict(record) for record in records])
    elif sys.stdout.isatty():
        from alignqa.render.blocks import paper_blocks

        options.show(paper_blocks(records))
    else:
        from alignqa.render.plain import papers_table

        options.write(papers_table(records))


def show(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The paper's key.", show_default=False)],
    section: Annotated[
        str | None, typer.Option("--section", metavar="S", help="Print this section: its number or title.")
    ] = None,
    span: Annotated[
        str | None, typer.Option("--span", metavar="A:B", help="Print exactly the characters A to B of the text.")
    ] = None,
    as_json: options.JsonOption = False,
) -> None:
    """Show a paper and its sections, or a part of its text.

    In a pipe the part is printed exactly, and nothing else.
    """
    if section is not None and span is not None:
        raise UsageError("--section and --span exclude each other.", hint="Give one of them")
    paper = options.of(context).library().paper(options.readable(key))
    wanted = _wanted(paper, section, span)
    if as_json:
        from alignqa.papers.document import Span
        from alignqa.render.json_text import shown_dict

        options.write_json(shown_dict(paper, wanted or Span(0, len(paper.text))))
    elif wanted is None:
        from alignqa.render.blocks import overview_blocks

        options.show(overview_blocks(paper))
    else:
        _print_slice(paper, wanted)


def remove(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The paper's key.", show_default=False)],
    purge: Annotated[bool, typer.Option("--purge", help="Delete its text too: its quotes can then be verified no more.")] = False,
    wait: options.WaitOption = 0.0,
) -> None:
    """Take a paper out of the index.

    Its text is kept, so that its quotes can still be verified, unless it is purged.
    """
    key = options.readable(key)
    options.of(context).library().remove(key, purge=purge, wait=wait)
    options.write(f"{key} is removed{' with its text' if purge else '; its quotes can still be verified'}.\n")


def _wanted(paper: Paper, section: str | None, span: str | None) -> Span | None:
    from alignqa.cli.slices import parse_span
    from alignqa.papers.sections import find_section

    if section is not None:
        return find_section(paper, options.readable(section)).span
    return parse_span(span, paper) if span is not None else None


def _print_slice(paper: Paper, span: Span) -> None:
    """The slice on stdout, exactly; where it stands on stderr."""
    from alignqa.render.blocks import Block

    say(
        f"{paper.paper_id} {span.start}:{span.end}"
        + (f", {place}" if (place := str(paper.manuscript.locate(span.start))) else "")
    )
    text = span.of(paper.text)
    if sys.stdout.isatty():
        options.show([Block(text)])
    else:
        options.write(text)
