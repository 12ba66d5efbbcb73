"""Writes folders of summaries from Python: pages of papers, pages of concepts, tables."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from alignqa.errors import UsageError
from alignqa.retrieval.questions.form import read_form
from alignqa.reviews.batches import Batch, Selection
from alignqa.summaries.concept_pages import Concept
from alignqa.summaries.folder import BatchReport, Progress
from alignqa.summaries.tables.columns import Column
from alignqa.summaries.terms import clean_term
from alignqa.wiring import open_home


def ignore(done: int, total: int) -> None:
    """Does nothing with the progress."""


def summarize_papers(
    out: str | Path,
    papers: Sequence[str] = (),
    *,
    home: str | Path | None = None,
    force: bool = False,
    progress: Progress = ignore,
) -> BatchReport:
    """Writes a page for each paper to the folder `out`: for the papers with these keys, or for all.

    Every statement is a quote from the paper, and a JSON file beside each page proves it.
    A run that was interrupted resumes where it stopped, and a page that fails does not stop the others.
    A file in the way that no batch wrote, or that was changed since, is a UsageError; `force` overwrites it.
    `progress` is called with the number of pages done and the total.
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
    """Writes a page for each concept, linked to the others; otherwise like `summarize_papers`."""
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
    """Asks the given papers, or all, the same questions and writes the answers as a table; otherwise like `summarize_papers`.

    Every cell of `table.md` and `table.csv` is a quote or says "not found".
    """
    asked = tuple(dict.fromkeys(read_form(question).text for question in questions))
    if not asked:
        raise UsageError("No questions were given.", hint='Give at least one question, such as "Which models were tested?"')
    return _batch(out, home, force=force, progress=progress).table([Column(one) for one in asked], Selection(tuple(papers)))


def _batch(out: str | Path, home: str | Path | None, *, force: bool, progress: Progress) -> Batch:
    return Batch(open_home(home), Path(out), lambda: nullcontext(progress), force=force)
