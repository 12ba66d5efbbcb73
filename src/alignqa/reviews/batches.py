"""Batches of summaries: selects papers and concepts of a home, and writes their pages or a table to a folder."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import cast

from alignqa import __version__
from alignqa.answers.trace import Trace
from alignqa.bundled import code_of
from alignqa.errors import UnknownPaper, UsageError
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.library import Library
from alignqa.papers.document import Metadata, sha256_of
from alignqa.render.json_text import to_json
from alignqa.render.pages import index_markdown, matrix_csv, matrix_markdown, page_markdown
from alignqa.retrieval.filters import Filters, select
from alignqa.retrieval.terms import content_words
from alignqa.reviews.page_forms import PageForms
from alignqa.summaries.concept_pages import Concept, ConceptPages
from alignqa.summaries.folder import BatchReport, BatchRun, Files, OutputFolder, PageTask, Progress, index_state
from alignqa.summaries.lists import read_concepts
from alignqa.summaries.pages import PageDict, SummaryPage, file_name
from alignqa.summaries.paper_pages import PaperPages
from alignqa.summaries.tables.columns import Column
from alignqa.summaries.tables.rows import RowWriter
from alignqa.summaries.tables.shown_cells import cells_of
from alignqa.wiring import Home, assistant_of, library_of, reader_of, reranker_of

_ROOMS = ("index", "retrieval", "answers", "summaries", "render", "reviews")  # their code decides the content of a page


@dataclass(frozen=True, slots=True)
class Listing:
    """A file that lists concepts or questions: its name and its text."""

    name: str
    text: str

    @property
    def inputs(self) -> tuple[tuple[str, str], ...]:
        """The name of the file and the hash of its text."""
        return ((self.name, sha256_of(self.text)),)


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice of papers: those with the given keys, else the `count` papers that best match a topic, else all.

    Of these, `authors` and `years` leave the papers by one of the authors and of these years.
    """

    keys: tuple[str, ...] = ()
    topic: str | None = None
    count: int = 10
    authors: tuple[str, ...] = ()
    years: tuple[int | None, int | None] | None = None

    def of(self, catalogue: Catalogue) -> list[str]:
        """Returns the keys of the papers, sorted unless a topic ranks them; UnknownPaper if a choice matches nothing."""
        records = catalogue.papers()
        left = select(records, Filters(self.keys, self.authors, self.years))
        if self.topic is None:
            return [record.paper_id for record in records] if left is None else sorted(left)
        matching = catalogue.match_papers(content_words(self.topic), count=self.count if left is None else len(records))
        found = [key for key, _ in matching if left is None or key in left][: self.count]
        if not found:
            raise UnknownPaper(f"No paper in the index matches the topic {self.topic!r}.", hint="List the papers: alignqa papers")
        return found

    def words(self, option: str = "") -> list[str]:
        """Returns the choice as arguments of a command line, each key after `option` unless that is empty."""
        narrowed = [part for author in self.authors for part in ("--author", author)]
        if self.years:
            narrowed += ["--year", "..".join("" if year is None else str(year) for year in self.years)]
        if self.topic is not None:
            return ["--topic", self.topic, "--count", str(self.count), *narrowed]
        named = [part for key in self.keys for part in ((option, key) if option else (key,))]
        return [*named, *narrowed] or ["--all"]


@dataclass(frozen=True, slots=True)
class Batch:
    """A home, the folder that its pages are written to, and the callbacks for progress.

    `counting` is entered before the first page is made; each page is also written in the further `forms`.
    """

    home: Home
    out: Path
    counting: Callable[[], AbstractContextManager[Progress]]
    force: bool = False
    forms: PageForms = field(default_factory=PageForms)
    notify: Callable[[str], None] | None = None

    def papers(self, selection: Selection) -> BatchReport:
        """Writes a page for each selected paper."""
        with self._opened() as (library, catalogue):
            pages = PaperPages(catalogue, library.embedder.identity, index_name=library.folder.name)

            def page_of(key: str) -> Files:
                paper = catalogue.paper(key)
                if paper is None:
                    raise UnknownPaper(f"The paper {key} was removed during this run.", hint="List the papers: alignqa papers")
                return self._files(pages.page(paper))

            titles = {record.paper_id: record.metadata.title or record.paper_id for record in catalogue.papers()}
            folder = self._folder(library, catalogue, ["papers", *selection.words()])
            return self._write(
                folder,
                [PageTask(key, partial(page_of, key)) for key in selection.of(catalogue)],
                lambda made: self._index("Papers", [(key, titles[key]) for key in made], beside=folder.pages),
            )

    def concepts(self, named: Sequence[Concept], *, listed: Listing | None = None) -> BatchReport:
        """Writes a page for each named or listed concept, linked to the others."""
        more = read_concepts(listed.text, name=listed.name) if listed else ()
        concepts = list({file_name(one.name): one for one in (*named, *more)}.values())
        if not concepts:
            raise UsageError(
                "No concepts were named.", hint='Name a concept: alignqa summarize concept "inner alignment" --out DIR'
            )
        with self._opened() as (library, catalogue):
            pages = ConceptPages(
                catalogue, library.embedder.identity, index_name=library.folder.name, literature=self.home.literature
            )
            words = [*(one.name for one in named), *(("--list", listed.name) if listed else ())]
            folder = self._folder(library, catalogue, ["concept", *words], listed.inputs if listed else ())
            there = folder.pages | {file_name(one.name) for one in concepts}

            def page_of(one: Concept) -> Files:
                return self._files(pages.page(one, others=concepts), there=there)

            return self._write(
                folder,
                [PageTask(one.name, partial(page_of, one)) for one in concepts],
                lambda made: self._index("Concepts", [(name, name) for name in made], beside=folder.pages),
            )

    def table(
        self, columns: Sequence[Column], selection: Selection, *, listed: Listing | None = None, added: Sequence[str] = ()
    ) -> BatchReport:
        """Writes a table of papers by columns, and each row as a page too.

        `listed` is the file with columns, if there is one, and `added` are those that the command line names itself.
        """
        library = library_of(self.home, notify=self.notify)
        with assistant_of(self.home, notify=self.notify).pinned() as assistant:
            catalogue = assistant.index.catalogue
            records = {record.paper_id: record for record in catalogue.papers()}
            chosen = selection.of(catalogue)
            models = {"reranker": reranker_of(self.home), "reader": reader_of(self.home)}
            ordered_by = {role: model.name for role, model in models.items() if model is not None}
            embedder, read_by = str(library.embedder.identity), ordered_by.get("reader")
            trace = Trace(library.folder.name, embedder, reranker=ordered_by.get("reranker"), reader=read_by)
            writer = RowWriter(assistant, columns, trace=trace)

            def row(key: str) -> Files:
                return self._files(writer.row(records[key]))

            def finish(made: Sequence[str]) -> Files:
                return self._table_files(columns, made, {key: record.metadata for key, record in records.items()})

            inputs = (
                *(listed.inputs if listed else ()),
                ("columns", sha256_of(to_json([[str(column), column.question] for column in columns]))),
                ("dense_weight", str(self.home.fitted.retrieval.dense)),
                *ordered_by.items(),
            )
            words = [*([listed.name] if listed else []), *(part for column in added for part in ("--column", column))]
            folder = self._folder(library, catalogue, ["table", *words, *selection.words("--papers")], inputs)
            return self._write(folder, [PageTask(key, partial(row, key)) for key in chosen], finish)

    def _table_files(self, columns: Sequence[Column], made: Sequence[str], facts: Mapping[str, Metadata]) -> Files:
        """Returns the table in its forms, read from the pages of its rows; with typed columns, as JSON too."""
        paths = (self.out / f"{file_name(key)}.json" for key in made)
        pages = [cast("PageDict", json.loads(path.read_text(encoding="utf-8"))) for path in paths]
        rows = [(f"{page['page']['title']} [{key}]", cells_of(page)) for key, page in zip(made, pages, strict=True)]
        names = [column.name for column in columns]
        written = {"table.md": matrix_markdown(names, rows), "table.csv": matrix_csv(names, rows)}
        if pages and any(column.typed for column in columns):
            written["table.json"] = to_json(pages)
        return {**written, **self.forms.of_table(names, dict(zip(made, pages, strict=True)), rows, facts=facts)}

    @contextmanager
    def _opened(self) -> Iterator[tuple[Library, Catalogue]]:
        """Opens the library and a snapshot of its catalogue: a batch covers the papers that are there when it begins."""
        library = library_of(self.home, notify=self.notify)
        with closing(library.catalogue()) as live, live.snapshot() as catalogue:
            yield library, catalogue

    def _folder(
        self, library: Library, catalogue: Catalogue, words: Sequence[str], inputs: tuple[tuple[str, str], ...] = ()
    ) -> OutputFolder:
        state = index_state(catalogue, str(library.embedder.identity))
        command = shlex.join(["alignqa", "summarize", *words, *self.forms.words])
        run = BatchRun(command, state, __version__, inputs, code_of(_ROOMS))
        return OutputFolder(self.out, run, force=self.force)

    def _write(self, folder: OutputFolder, tasks: Sequence[PageTask], finish: Callable[[Sequence[str]], Files]) -> BatchReport:
        with self.counting() as progress:
            return folder.write(tasks, finish, progress=progress)

    def _files(self, page: SummaryPage, *, there: Collection[str] = ()) -> Files:
        written = {f"{page.name}.md": page_markdown(page, existing=there), f"{page.name}.json": to_json(page.to_dict())}
        return {**written, **self.forms.of_page(page, there=there)}

    def _index(self, title: str, pages: Sequence[tuple[str, str]], *, beside: Collection[str]) -> Files:
        """Returns the index of the pages of this run and of earlier runs in the same folder."""
        listed = {file_name(name) for name, _ in pages} | {"index", "table"}
        every = [*pages, *((name, name) for name in sorted(beside) if name not in listed)]
        return {"index.md": index_markdown(title, every), **self.forms.of_index(title, every)}
