"""`alignqa summarize`: writes pages on papers, pages on concepts, and tables to a folder."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from alignqa.cli import options
from alignqa.cli.completion import paper_keys
from alignqa.cli.evaluate.output import counting
from alignqa.cli.failures import say
from alignqa.errors import UsageError

if TYPE_CHECKING:
    from alignqa.reviews.batches import Batch, Listing, Selection
    from alignqa.reviews.page_forms import PageForms
    from alignqa.summaries.folder import BatchReport

OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Write to this folder.", show_default=False)]
ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite files that alignqa did not write or that you changed.")]
HtmlOption = Annotated[bool, typer.Option("--html", help="Also write each page for a browser or a printer.")]
TexOption = Annotated[bool, typer.Option("--tex", help="Also write LaTeX with \\citep, and the cited works as BibTeX.")]
PandocOption = Annotated[
    bool, typer.Option("--pandoc", help="Also write Markdown with [@key, p. 4] for pandoc or Quarto, and the cited works.")
]

_group = typer.Typer(
    name="summarize",
    help="Write pages on papers or concepts, and tables.",
    no_args_is_help=True,
    rich_markup_mode=None,
    epilog=options.examples(
        "alignqa summarize papers --all --out summaries",
        'alignqa summarize concept "inner alignment" --out concepts',
        "alignqa summarize table questions.yaml --all --out table",
    ),
)


def add_to(app: typer.Typer) -> None:
    """Adds the commands."""
    _group.command(
        epilog=options.examples(
            "alignqa summarize papers primer-scheming --out summaries",
            'alignqa summarize papers --topic "deceptive alignment" --out summaries',
        )
    )(papers)
    _group.command(
        epilog=options.examples(
            'alignqa summarize concept "inner alignment" "mesa-optimizer" --out concepts',
            "alignqa summarize concept --list concepts.yaml --out concepts",
        )
    )(concept)
    _group.command(
        epilog=options.examples(
            "alignqa summarize table questions.yaml --all --out table",
            'alignqa summarize table --column "parameters:number" --column "main claim:phrase" --all --out table',
        )
    )(table)
    app.add_typer(_group)


def papers(
    context: typer.Context,
    out: OutOption,
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY...", help="The keys of papers.", show_default=False, autocompletion=paper_keys),
    ] = None,
    topic: Annotated[str | None, typer.Option("--topic", metavar="T", help="Choose the papers on this topic.")] = None,
    count: Annotated[int, typer.Option("--count", metavar="N", min=1, help="Choose at most N papers on the topic.")] = 10,
    every: Annotated[bool, typer.Option("--all", help="Choose all papers in the index.")] = False,
    html: HtmlOption = False,
    tex: TexOption = False,
    pandoc: PandocOption = False,
    force: ForceOption = False,
) -> None:
    """Write a page on each paper.

    A page has three lines at the top, then what the paper asks, claims, did, found, doubts and leaves open,
    its terms and what it builds on, each a verbatim quote; an essay's page tells its argument by section.
    An interrupted run continues where it stopped; a paper that fails is reported while the others continue.
    """
    selection = _selection(keys, topic=topic, count=count, every=every)
    _report(out, _batch(context, out, "Summarizing", forms=_forms(html, tex, pandoc), force=force).papers(selection))


def concept(
    context: typer.Context,
    out: OutOption,
    names: Annotated[
        list[str] | None, typer.Argument(metavar="NAME...", help="The names of concepts.", show_default=False)
    ] = None,
    listed: Annotated[str | None, typer.Option("--list", metavar="FILE", help="A YAML file with a list of concepts.")] = None,
    html: HtmlOption = False,
    tex: TexOption = False,
    pandoc: PandocOption = False,
    force: ForceOption = False,
) -> None:
    """Write an encyclopedia page on each concept.

    A page has definitions, why the concept matters, origin, results, both sides of debates and open questions,
    and links to the pages on related concepts.
    A part that no paper covers says so, and so does the page on a concept that no paper mentions.
    """
    from alignqa.summaries.concept_pages import Concept
    from alignqa.summaries.terms import clean_term

    named = [Concept(clean_term(options.readable(name))) for name in names or ()]
    listing = _listing(listed) if listed is not None else None
    _report(out, _batch(context, out, "Writing", forms=_forms(html, tex, pandoc), force=force).concepts(named, listed=listing))


def table(
    context: typer.Context,
    out: OutOption,
    listed: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE", help="A YAML file with a list of questions, or a TOML file with columns.", show_default=False
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="NAME:KIND",
            help="Add a column of the kind number, phrase or yes-no; may be repeated.",
            show_default=False,
        ),
    ] = None,
    paper: Annotated[
        list[str] | None,
        typer.Option("--papers", "--paper", metavar="KEY", help="Ask this paper; may be repeated.", autocompletion=paper_keys),
    ] = None,
    topic: Annotated[str | None, typer.Option("--topic", metavar="T", help="Choose the papers on this topic.")] = None,
    count: Annotated[int, typer.Option("--count", metavar="N", min=1, help="Choose at most N papers on the topic.")] = 10,
    every: Annotated[bool, typer.Option("--all", help="Choose all papers in the index.")] = False,
    author: options.AuthorOption = None,
    year: options.YearOption = None,
    html: HtmlOption = False,
    tex: TexOption = False,
    pandoc: PandocOption = False,
    force: ForceOption = False,
) -> None:
    """Write a table of papers by questions or typed columns.

    Every paper is asked the same questions; each cell is a verbatim quote or says "not found".
    A cell of a typed column is a value with the quote that states it, or says "not stated":
    a number with its unit, a phrase of the quote, or "yes" or "no" if the paper itself plainly says so.
    The table is written as Markdown and CSV, with typed columns as JSON too, and each row also as a page.
    """
    from alignqa.summaries.lists import read_questions
    from alignqa.summaries.tables.columns import Column, distinct, read_columns, typed_column

    listing = _listing(listed) if listed is not None else None
    found: list[Column] = []
    if listing is not None and listing.name.casefold().endswith(".toml"):
        found.extend(read_columns(listing.text, name=listing.name))
    elif listing is not None:
        found.extend(map(Column, read_questions(listing.text, name=listing.name)))
    added = [typed_column(options.readable(one)) for one in column or ()]
    filters = options.filters(paper, author, year)
    selection = _selection(paper, topic=topic, count=count, every=every, narrowed=bool(author or year))
    selection = replace(selection, authors=tuple(filters["authors"]), years=filters["years"])
    batch = _batch(context, out, "Asking", forms=_forms(html, tex, pandoc), force=force)
    _report(out, batch.table(distinct([*found, *added]), selection, listed=listing, added=list(map(str, added))))


def _batch(context: typer.Context, out: Path, activity: str, *, forms: PageForms, force: bool) -> Batch:
    from alignqa.reviews.batches import Batch

    return Batch(options.of(context).open_home(), out, partial(counting, activity), force=force, forms=forms, notify=say)


def _forms(html: bool, tex: bool, pandoc: bool) -> PageForms:
    from alignqa.reviews.page_forms import PageForms

    return PageForms(html, tex, pandoc)


def _listing(path: str) -> Listing:
    from alignqa.reviews.batches import Listing

    return Listing(Path(path).name, options.read_input(path))


def _selection(keys: Sequence[str] | None, *, topic: str | None, count: int, every: bool, narrowed: bool = False) -> Selection:
    """Selects the papers that the options name in one of three ways; UsageError unless it is exactly one.

    Of all papers, those of an author or a year are a choice, too.
    """
    from alignqa.reviews.batches import Selection

    ways = sum((bool(keys), topic is not None, every))
    if ways != 1 and not (narrowed and ways == 0):
        raise UsageError("Papers must be named in exactly one way.", hint="Give either keys, --topic T or --all")
    read = options.readable
    return Selection(tuple(map(read, keys or ())), read(topic) if topic is not None else None, count)


def _report(out: Path, report: BatchReport) -> None:
    """Reports what was written and what failed; the exit code is 1 if a page failed."""
    from alignqa.render.wording import count_of

    for name, why in report.failed:
        say(f"not written: {name}: {why}")
    kept = f", {report.kept} already there" if report.kept else ""
    options.write(f"{count_of(report.made, 'page')} written{kept}. Verify them: alignqa verify {shlex.quote(str(out))}\n")
    if report.failed:
        raise typer.Exit(1)
