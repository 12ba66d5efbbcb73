"""The sentences in which papers cite works, as proven quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Quote
from alignqa.audits.sources import CitedPaper
from alignqa.citing.network import CitationNetwork, WorkCited
from alignqa.citing.references import Reference
from alignqa.index.catalogue.reading import Catalogue
from alignqa.papers.document import Span


@dataclass(frozen=True, slots=True)
class CitingPlaces:
    """A work, a reference to it, and the sentences that have the marks of that reference, each once."""

    work: WorkCited
    reference: Reference
    quotes: tuple[Quote, ...]


def works_cited(paper_id: str, network: CitationNetwork, catalogue: Catalogue) -> list[CitingPlaces]:
    """Returns the works that a paper cites, those at hand first, with the sentences that cite them."""
    source = _source(catalogue, paper_id)
    return [CitingPlaces(work, item, _quotes(source, item.marks)) for work, item in network.cites(paper_id)]


def works_citing(paper_id: str, network: CitationNetwork, catalogue: Catalogue) -> list[CitingPlaces]:
    """Returns the references to a paper, or to another version of it, with the sentences that cite it, by citing paper."""
    return [
        CitingPlaces(work, item, _quotes(_source(catalogue, item.citing), item.marks))
        for work, item in network.cited_by(paper_id)
    ]


def _source(catalogue: Catalogue, paper_id: str) -> CitedPaper | None:
    paper = catalogue.paper(paper_id)
    return CitedPaper(paper_id, paper.manuscript, catalogue.passages_of(paper_id)) if paper else None


def _quotes(source: CitedPaper | None, marks: Sequence[Span]) -> tuple[Quote, ...]:
    found = (source.quote_at(mark) for mark in marks) if source else ()
    return tuple(dict.fromkeys(quote for quote in found if quote is not None))
