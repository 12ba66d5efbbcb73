"""`alignqa summarize`: pages of papers, pages of concepts, and tables, written to a folder."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from alignqa import __version__
from alignqa.cli import options
from alignqa.cli.evaluate_output import counting
from alignqa.cli.failures import say
from alignqa.errors import UnknownPaper, UsageError

if TYPE_CHECKING:
    from alignqa.index.catalogue import Catalogue
    from alignqa.index.library import Library
    from alignqa.summaries.folder import Files, Task
    from alignqa.summaries.pages import Page, PageDict

OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write to.", show_default=False)]
ForceOption = Annotated[bool, typer.Option("--force", help="Overwrite files that others wrote or changed.")]

_group = typer.Typer(
    name="summarize",
    help="Write pages of papers or concepts, and tables.",
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
    _group.command(epilog=options.examples("alignqa summarize table questions.yaml --all --out table"))(table)
    app.add_typer(_group)


@dataclass(frozen=True, slots=True)
class _Batch:
    """An open library, and where and how a batch is written."""

    library: Library
    catalogue: Catalogue
    out: Path
    force: bool

    @property
    def index_name(self) -> str:
        return self.library.folder.name

    def run(
        self,
        what: str,
        tasks: Sequence[Task],
        finish: Callable[[Sequence[str]], Files],
        *,
        command: Sequence[str],
        inputs: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """Writes the pages with progress on stderr; the exit code is 1 where one failed."""
        from alignqa.render.wording import count_of
        from alignqa.summaries.folder import OutputFolder, Run, index_state

        state = index_state(self.catalogue, str(self.library.embedder.identity))
        folder = OutputFolder(
            self.out, Run(shlex.join(["alignqa", "summarize", *command]), state, __version__, inputs), force=self.force
        )
        with counting(what) as tell:
            result = folder.write(tasks, finish, progress=tell)
        for name, why in result.failed:
            say(f"not made: {name}: {why}")
        kept = f", {result.kept} already there" if result.kept else ""
        options.write(f"{count_of(result.made, 'page')} written{kept}. Prove them: alignqa verify {shlex.quote(str(self.out))}\n")
        if result.failed:
            raise typer.Exit(1)


@contextmanager
def _batch(context: typer.Context, out: Path, *, force: bool) -> Iterator[_Batch]:
    library = options.of(context).library()
    with closing(library.catalogue()) as catalogue:
        yield _Batch(library, catalogue, out, force)


def papers(
    context: typer.Context,
    out: OutOption,
    keys: Annotated[list[str] | None, typer.Argument(metavar="KEY...", help="Papers by key.", show_default=False)] = None,
    topic: Annotated[str | None, typer.Option("--topic", metavar="T", help="The papers that treat a topic.")] = None,
    count: Annotated[int, typer.Option("--count", metavar="N", min=1, help="The most papers of a topic.")] = 10,
    every: Annotated[bool, typer.Option("--all", help="All papers of the index.")] = False,
    force: ForceOption = False,
) -> None:
    """Write a page of each paper.

    Claims with their kinds and hedges, method, results, limitations, open questions and terms, each a verbatim quote,
    and which sections they are from.
    Run again, it goes on where it stopped; a paper that fails is named and the others go on.
    """
    from alignqa.summaries.folder import Task
    from alignqa.summaries.paper_pages import PaperPages

    with _batch(context, out, force=force) as batch:
        chosen = _chosen(batch.catalogue, keys, topic=topic, count=count, every=every)
        pages = PaperPages(batch.catalogue, batch.library.embedder.identity, index_name=batch.index_name)

        def page_of(key: str) -> Files:
            paper = batch.catalogue.paper(key)
            if paper is None:
                raise UnknownPaper(f"The paper {key} was removed a moment ago.", hint="See the keys: alignqa papers")
            return _files(pages.page(paper))

        titles = {record.paper_id: record.metadata.title or record.paper_id for record in batch.catalogue.papers()}
        batch.run(
            "Summarizing",
            [Task(key, partial(page_of, key)) for key in chosen],
            lambda made: _index("Papers", [(key, titles[key]) for key in made]),
            command=["papers", *_selection(keys, topic=topic, count=count, every=every)],
        )


def concept(
    context: typer.Context,
    out: OutOption,
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Concepts.", show_default=False)] = None,
    listed: Annotated[str | None, typer.Option("--list", metavar="FILE", help="A YAML file that lists concepts.")] = None,
    force: ForceOption = False,
) -> None:
    """Write an encyclopedia page of each concept, linked to the others.

    Definitions, why it matters, origin, results, both sides of debates, open questions and related concepts.
    A part that no paper speaks to says so, and so does the page of a concept that nobody mentions.
    """
    from alignqa.papers.document import sha256_of
    from alignqa.summaries.concept_pages import Concept, ConceptPages
    from alignqa.summaries.folder import Task
    from alignqa.summaries.lists import read_concepts
    from alignqa.summaries.pages import file_name
    from alignqa.summaries.terms import clean_term

    text = options.read_input(listed) if listed is not None else ""
    concepts = [Concept(clean_term(options.readable(name))) for name in names or ()]
    concepts += read_concepts(text, name=Path(listed).name) if listed is not None else ()
    if not concepts:
        raise UsageError("No concepts were named.", hint='Name some: alignqa summarize concept "inner alignment" --out DIR')
    concepts = list({file_name(one.name): one for one in concepts}.values())
    with _batch(context, out, force=force) as batch:
        pages = ConceptPages(batch.catalogue, batch.library.embedder.identity, index_name=batch.index_name)

        def page_of(one: Concept) -> Files:
            return _files(pages.page(one, others=concepts))

        batch.run(
            "Writing",
            [Task(one.name, partial(page_of, one)) for one in concepts],
            lambda made: _index("Concepts", [(name, name) for name in made]),
            command=["concept", *(names or ()), *(["--list", Path(listed).name] if listed else ())],
            inputs=((Path(listed).name, sha256_of(text)),) if listed else (),
        )


def table(
    context: typer.Context,
    questions: Annotated[str, typer.Argument(metavar="FILE", help="A YAML file that lists questions.", show_default=False)],
    out: OutOption,
    paper: Annotated[
        list[str] | None, typer.Option("--papers", "--paper", metavar="KEY", help="A paper by key; may be repeated.")
    ] = None,
    topic: Annotated[str | None, typer.Option("--topic", metavar="T", help="The papers that treat a topic.")] = None,
    count: Annotated[int, typer.Option("--count", metavar="N", min=1, help="The most papers of a topic.")] = 10,
    every: Annotated[bool, typer.Option("--all", help="All papers of the index.")] = False,
    force: ForceOption = False,
) -> None:
    """Ask papers the same questions and write the answers as a table.

    Every cell is a verbatim quote or says "not found"; the table is written as Markdown and CSV, a row also as a page.
    """
    from alignqa.answers.trace import Trace
    from alignqa.papers.document import sha256_of
    from alignqa.render.pages import matrix_csv, matrix_markdown
    from alignqa.summaries.folder import Task
    from alignqa.summaries.lists import read_questions
    from alignqa.summaries.pages import file_name
    from alignqa.summaries.question_tables import answer_row, cells_of, row_page
    from alignqa.wiring import assistant_of, reranker_of

    text = options.read_input(questions)
    asked = read_questions(text, name=Path(questions).name)
    with _batch(context, out, force=force) as batch:
        chosen = _chosen(batch.catalogue, paper, topic=topic, count=count, every=every)
        records = {record.paper_id: record for record in batch.catalogue.papers()}
        home = options.of(context).open_home()
        assistant = assistant_of(home, notify=say)
        reranker = reranker_of(home)
        ordered_by = reranker.name if reranker else None
        trace = Trace(batch.index_name, str(batch.library.embedder.identity), reranker=ordered_by)

        def row(key: str) -> Files:
            return _files(row_page(answer_row(assistant, records[key], asked), records[key], asked, trace=trace))

        def finish(made: Sequence[str]) -> Files:
            pages = [cast("PageDict", json.loads((out / f"{file_name(key)}.json").read_text(encoding="utf-8"))) for key in made]
            rows = [(f"{page['page']['title']} [{key}]", cells_of(page)) for key, page in zip(made, pages, strict=True)]
            return {"table.md": matrix_markdown(asked, rows), "table.csv": matrix_csv(asked, rows)}

        batch.run(
            "Asking",
            [Task(key, partial(row, key)) for key in chosen],
            finish,
            command=["table", Path(questions).name, *_selection(paper, topic=topic, count=count, every=every, option="--papers")],
            inputs=((Path(questions).name, sha256_of(text)), *((("reranker", ordered_by),) if ordered_by else ())),
        )


def _files(page: Page) -> Files:
    from alignqa.render.json_text import to_json
    from alignqa.render.pages import page_markdown

    return {f"{page.name}.md": page_markdown(page), f"{page.name}.json": to_json(page.to_dict())}


def _index(title: str, pages: Sequence[tuple[str, str]]) -> Files:
    from alignqa.render.pages import index_markdown

    return {"index.md": index_markdown(title, pages)}


def _chosen(catalogue: Catalogue, keys: Sequence[str] | None, *, topic: str | None, count: int, every: bool) -> list[str]:
    """The keys of the papers that a command line names in one of three ways, sorted unless a topic ranks them."""
    from alignqa.retrieval.filters import Filters, select
    from alignqa.retrieval.terms import content_words

    if sum((bool(keys), topic is not None, every)) != 1:
        raise UsageError("Name the papers in one way.", hint="Give keys, or --topic T, or --all")
    records = catalogue.papers()
    if keys:
        return sorted(select(records, Filters(tuple(options.readable(key) for key in keys))) or ())
    if topic is None:
        return [record.paper_id for record in records]
    found = [key for key, _ in catalogue.match_papers(content_words(options.readable(topic)), count=count)]
    if not found:
        raise UnknownPaper(f"No paper in the index treats {topic!r}.", hint="See what is there: alignqa papers")
    return found


def _selection(keys: Sequence[str] | None, *, topic: str | None, count: int, every: bool, option: str = "") -> list[str]:
    """The same choice as it is given again."""
    if every:
        return ["--all"]
    if topic is not None:
        return ["--topic", topic, "--count", str(count)]
    return [part for key in keys or () for part in ((option, key) if option else (key,))]
