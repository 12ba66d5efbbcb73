"""The page that searches: passages, and facets that narrow them to a year, an author or a paper."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.document import Locator
from alignqa.papers.person_names import plain_names
from alignqa.retrieval.filters import Filters
from alignqa.retrieval.retriever import RankedPassage
from alignqa.web.arguments import query_of, read_asked, read_number, years_text
from alignqa.web.desk import Asked, Desk
from alignqa.web.pages import page

_RETRIEVED = 60  # passages, over which the facets count
_ON_PAGE = 15
_MAX_FACETS = 8


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A passage that was found, with its paper and its place."""

    ranked: RankedPassage
    record: PaperRecord
    locator: Locator


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that a search can be narrowed to, with the number of passages it would leave, or the way back if it was."""

    label: str
    count: int
    address: str
    chosen: bool = False


async def search(desk: Desk, request: Request) -> Response:
    """Shows the form, or the passages nearest to the query of the address."""
    asked = read_asked(request.query_params)
    number = read_number(request.query_params, "page", default=1, most=_RETRIEVED // _ON_PAGE)
    if not asked.question:
        return page("search.html", asked=asked, found=(), facets={}, number=1, more=False)
    found = await desk.turns.call(request.receive, functools.partial(find_passages, desk, asked, _RETRIEVED))
    first = (number - 1) * _ON_PAGE
    return page(
        "search.html",
        asked=asked,
        pdfs=await desk.turns.call(request.receive, desk.pdfs),
        found=found[first : first + _ON_PAGE],
        first=first,
        facets=_facets(found, asked),
        number=number,
        more=len(found) > first + _ON_PAGE,
    )


def find_passages(desk: Desk, asked: Asked, count: int) -> list[FoundPlace]:
    """Finds the passages nearest to a query."""
    filters = asked.filters
    with desk.opened() as assistant, assistant.index.snapshot() as index:
        found = assistant.search(asked.question, papers=filters.papers, authors=filters.authors, years=filters.years, count=count)
        places = []
        for ranked in found:
            passage = ranked.passage
            if manuscript := index.manuscript(passage.paper_id):
                record = index.contents.records[passage.paper_id]
                places.append(FoundPlace(ranked, record, manuscript.locate(passage.span.start)))
        return places


def _facets(found: Iterable[FoundPlace], asked: Asked) -> dict[str, list[Facet]]:
    """Counts what was found by year, author and paper; what is chosen already comes first, with the way back."""
    years: Counter[int] = Counter()
    authors: Counter[str] = Counter()
    papers: Counter[str] = Counter()
    titles: dict[str, str] = {}
    for place in found:
        metadata = place.record.metadata
        titles[place.record.paper_id] = metadata.title or place.record.paper_id
        papers[place.record.paper_id] += 1
        authors.update(set(plain_names(metadata.authors)))
        if metadata.year is not None:
            years[metadata.year] += 1
    filters = asked.filters

    def facet(label: str, count: int, narrowed: Filters, *, chosen: bool = False) -> Facet:
        return Facet(label, count, f"/search?{query_of(narrowed, q=asked.question)}", chosen)

    by_year = [facet(str(year), count, replace(filters, years=(year, year))) for year, count in sorted(years.items())[::-1]]
    by_author = [facet(name, count, replace(filters, authors=(name,))) for name, count in authors.most_common(_MAX_FACETS)]
    by_paper = [facet(titles[key], count, replace(filters, papers=(key,))) for key, count in papers.most_common(_MAX_FACETS)]
    if filters.years:
        by_year = [facet(years_text(filters), 0, replace(filters, years=None), chosen=True)]
    if filters.authors:
        others = [(name, tuple(other for other in filters.authors if other != name)) for name in filters.authors]
        by_author = [facet(name, 0, replace(filters, authors=rest), chosen=True) for name, rest in others]
    if filters.papers:
        others = [(key, tuple(other for other in filters.papers if other != key)) for key in filters.papers]
        by_paper = [facet(titles.get(key, key), 0, replace(filters, papers=rest), chosen=True) for key, rest in others]
    return {"Year": by_year[:12], "Author": by_author, "Paper": by_paper}
