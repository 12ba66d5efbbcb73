"""Makes the page of an answer: one file with its quotes in their surroundings and on the pages they stand on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from alignqa.answers.answer import Answer, Outcome
from alignqa.answers.quoting.surroundings import surroundings_of
from alignqa.index.library import Library
from alignqa.papers.document import Paper
from alignqa.papers.page_views.views import PassageView
from alignqa.render.html.documents import answer_document
from alignqa.reviews.viewing import view_passages


def answer_page(outcome: Outcome, library: Library, paper_of: Callable[[str], Paper | None]) -> str:
    """Writes an outcome as a page; a quote whose page cannot be shown says why, and a paper without pages has none.

    `paper_of` gives the paper of a key, as `Assistant.paper` does.
    """
    citations = outcome.citations if isinstance(outcome, Answer) else outcome.nearest
    around = surroundings_of(citations, paper_of)
    # A paper that was replaced or removed since has no surroundings, and no page on which its words stand.
    there = [citation for citation in citations if citation.marker in around and citation.locator.page is not None]
    passages = [(citation.paper_id, citation.quote.span) for citation in there]
    views = view_passages(library, passages) if passages else ()
    shown = {
        citation.marker: _without_folder(view, paper_of(citation.paper_id)) for citation, view in zip(there, views, strict=True)
    }
    return answer_document(outcome, views=shown, surroundings=around)


def _without_folder(view: PassageView, paper: Paper | None) -> PassageView:
    """Names the paper's file without its folder: a page is handed on, and the folders of its writer are nobody's concern."""
    if paper is None or view.reason is None:
        return view
    return replace(view, reason=view.reason.replace(paper.source, Path(paper.source).name))
