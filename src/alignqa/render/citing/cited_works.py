"""The works that papers cite, as blocks and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alignqa.answers.answer import Quote, original_dict
from alignqa.citing.network import CitationNetwork, WorkCited
from alignqa.citing.places import CitingPlaces
from alignqa.papers.document import Metadata
from alignqa.papers.person_names import plain_names
from alignqa.render.blocks import Block, BlockStyle
from alignqa.render.wording import by_line, count_of

_SHOWN = 3  # sentences of one paper that a list shows


def cited_blocks(paper_id: str, found: Sequence[CitingPlaces]) -> Iterator[Block]:
    """Yields the works that a paper cites: those at hand with the sentences that cite them, then the names of the others."""
    at_hand = [item for item in found if item.work.paper_ids]
    if not found:
        yield Block(f"No list of references and no link to a work was found in {paper_id}.", BlockStyle.WARNING)
        return
    yield Block(f"{paper_id} cites {count_of(len(found), 'work')}, {len(at_hand)} in the index.", BlockStyle.HEADING)
    for item in at_hand:
        yield from _with_quotes(f"{work_name(item.work.metadata)} [{', '.join(item.work.paper_ids)}]", item)
    others = [item.work for item in found if not item.work.paper_ids]
    if others:
        yield Block("Not in the index:", BlockStyle.HEADING, gap=True)
    for work in others:
        may_be = f" (perhaps {', '.join(work.possible)})" if work.possible else ""
        yield Block(f"{work_name(work.metadata)}{may_be}", label="- ", indent=2)


def citing_blocks(paper_id: str, found: Sequence[CitingPlaces], papers: CitationNetwork) -> Iterator[Block]:
    """Yields the papers that cite a paper, with the sentences that do it."""
    if not found:
        yield Block(f"No paper in the index was found to cite {paper_id}.", BlockStyle.WARNING)
        return
    yield Block(f"{count_of(len(found), 'paper')} in the index cite{'s' * (len(found) == 1)} {paper_id}.", BlockStyle.HEADING)
    for item in found:
        key = item.reference.citing
        yield from _with_quotes(f"{work_name(papers.papers.get(key, Metadata()))} [{key}]", item)


def missing_blocks(works: Sequence[WorkCited]) -> Iterator[Block]:
    """Yields the works that the index lacks, each with the number of works that cite it and the command that fetches it."""
    if not works:
        yield Block("The papers cite no work that is known to be missing.", BlockStyle.WARNING)
    for work in works:
        yield Block(work_name(work.metadata), label=f"{work.cited_by:>3}  ", indent=5)
        if work.fetch_command:
            yield Block(work.fetch_command, BlockStyle.ASIDE, indent=5)


def work_name(known: Metadata) -> str:
    """Names a work by authors, year and title; else by its identifier or its address."""
    identifier = f"arXiv:{known.arxiv_id}" if known.arxiv_id else known.doi or known.url
    parts = (by_line(known.authors, known.year), known.title or identifier)
    return ", ".join(part for part in parts if part)


def cited_dicts(found: Sequence[CitingPlaces]) -> list[dict[str, object]]:
    """Returns the works that a paper cites as JSON."""
    return [
        {**_work_dict(item.work), "printed": item.reference.printed, "places": [original_dict(quote) for quote in item.quotes]}
        for item in found
    ]


def citing_dicts(found: Sequence[CitingPlaces], papers: CitationNetwork) -> list[dict[str, object]]:
    """Returns the references to a paper as JSON."""
    return [
        {
            "paper_id": item.reference.citing,
            **_facts(papers.papers.get(item.reference.citing, Metadata())),
            "printed": item.reference.printed,
            "places": [original_dict(quote) for quote in item.quotes],
        }
        for item in found
    ]


def missing_dicts(works: Sequence[WorkCited]) -> list[dict[str, object]]:
    """Returns missing works as JSON."""
    return [
        {"cited_by": work.cited_by, **_work_dict(work), "citing": sorted({item.citing for item in work.references})}
        for work in works
    ]


def _work_dict(work: WorkCited) -> dict[str, object]:
    known = work.metadata
    return {
        **_facts(known),
        "url": known.url,
        "arxiv_id": known.arxiv_id,
        "doi": known.doi,
        "paper_ids": list(work.paper_ids),
        "perhaps": list(work.possible),
        "fetch": None if work.paper_ids else work.fetch_command,
    }


def _facts(known: Metadata) -> dict[str, object]:
    return {"title": known.title, "authors": plain_names(known.authors), "year": known.year}


def _with_quotes(name: str, item: CitingPlaces) -> Iterator[Block]:
    yield Block(name, BlockStyle.SOURCE, gap=True)
    if not item.quotes:
        yield Block("no sentence could be told that surely cites it", BlockStyle.ASIDE, label="    ", indent=4)
    for quote in item.quotes[:_SHOWN]:
        yield Block(quote.exact, BlockStyle.QUOTE, label="    ", indent=4)
        yield Block(_place(quote), BlockStyle.ASIDE, label="    - ", indent=6)
    if (more := len(item.quotes) - _SHOWN) > 0:
        yield Block(f"and {count_of(more, 'more place')}", BlockStyle.ASIDE, label="    ", indent=4)


def _place(quote: Quote) -> str:
    place = str(quote.locator)
    return f"{place + ', ' if place else ''}alignqa show {quote.paper_id} --span {quote.span.start}:{quote.span.end}"
