"""Folders of summaries from Python: pages of papers, pages of concepts, tables."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from alignqa.errors import UsageError
from alignqa.retrieval.question import analyse
from alignqa.reviews.batches import Batch, Selection
from alignqa.summaries.concept_pages import Concept
from alignqa.summaries.folder import BatchReport, Progress
from alignqa.summaries.terms import clean_term
from alignqa.wiring import open_home


def ignore(done: int, total: int) -> None:
    """Tells nobody."""


def summarize_papers(
    out: str | Path,
    papers: Sequence[str] = (),
    *,
    home: str | Path | None = None,
    force: bool = False,
    progress: Progress = ignore,
) -> BatchReport:
    """Writes a page of each paper to the folder `out`: of those with these keys, or of all.

    Every statement is a quote of the paper, and a JSON file beside each page proves it.
    Run again, it goes on where it stopped, and a page that fails costs the others nothing.
    What others wrote or changed there is a UsageError, unless `force` overwrites it.
    `progress` is told the number of pages done, and of all.
    """
    return _batch(out, home, force=force, progress=progress).papers(Selection(tuple(papers)))


def summarize_concepts(
    out: str | Path,
    concepts: Sequence[str],
    *,
    home: str | Path | None = None,
    force: bool = False,
    progress: Progress = ignore,
) -> BatchReport:
    """Writes a page of each concept, linked to the others, as `summarize_papers` does of papers."""
    named = [Concept(clean_term(name)) for name in concepts]
    return _batch(out, home, force=force, progress=progress).concepts(named)


def summarize_table(
    out: str | Path,
    questions: Sequence[str],
    *,
    papers: Sequence[str] = (),
    home: str | Path | None = None,
    force: bool = False,
    progress: Progress = ignore,
) -> BatchReport:
    """Asks papers, or all, the same questions and writes the answers as a table, as `summarize_papers` writes pages.

    Every cell of `table.md` and `table.csv` is a quote or says "not found".
    """
    asked = tuple(dict.fromkeys(analyse(question).text for question in questions))
    if not asked:
        raise UsageError("No questions were given.", hint="Give some: what shall the papers be asked?")
    return _batch(out, home, force=force, progress=progress).table(asked, Selection(tuple(papers)))


def _batch(out: str | Path, home: str | Path | None, *, force: bool, progress: Progress) -> Batch:
    return Batch(open_home(home), Path(out), lambda: nullcontext(progress), force=force)
