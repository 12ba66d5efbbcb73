"""Reads the arguments of an address: questions, filters, numbers."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from alignqa.errors import UsageError
from alignqa.papers.document import Paper, Span
from alignqa.render.printable import one_line
from alignqa.retrieval.filters import Filters, parse_years
from alignqa.web.desk import Asked

_MAX_FILTERS = 100
_MAX_FILTER_CHARACTERS = 200
_SPAN = re.compile(r"(\d{1,12}):(\d{1,12})", re.ASCII)
_NUMBER = re.compile(r"\d{1,12}", re.ASCII)


def read_text(query: QueryParams, name: str) -> str:
    """Reads a text as one line, without characters that act on a terminal or end a text in C."""
    return one_line(query.get(name, ""))


def read_filters(query: QueryParams) -> Filters:
    """Reads `paper`, `author` (each may be repeated) and `year`."""
    papers, authors = (tuple(filter(None, map(one_line, query.getlist(name)))) for name in ("paper", "author"))
    if len(papers) + len(authors) > _MAX_FILTERS or any(len(text) > _MAX_FILTER_CHARACTERS for text in (*papers, *authors)):
        raise UsageError("There are too many filters, or one is too long.", hint=f"Give at most {_MAX_FILTERS} names or keys")
    year = read_text(query, "year")
    return Filters(papers, authors, parse_years(year) if year else None)


def read_asked(query: QueryParams) -> Asked:
    """Reads a question with its filters."""
    return Asked(read_text(query, "q"), read_filters(query))


def read_number(query: QueryParams, name: str, *, default: int, most: int) -> int:
    """Reads a whole number from 1 up to `most`."""
    text = read_text(query, name)
    if not text:
        return default
    if not _NUMBER.fullmatch(text) or not 1 <= int(text) <= most:
        raise UsageError(f"{name} is {text[:40]!r}.", hint=f"Give a number from 1 to {most:,}")
    return int(text)


def read_spans(query: QueryParams, paper: Paper) -> tuple[Span, ...]:
    """Reads the spans of a paper that are to be marked, at most fifty."""
    spans = []
    for text in query.getlist("span")[:50]:
        match = _SPAN.fullmatch(text)
        start, end = (int(match[1]), int(match[2])) if match else (0, 0)
        if not start < end <= len(paper.text):
            raise UsageError(
                f"{paper.paper_id} has no span {text[:40]!r}.",
                hint=f"Give START:END between 0 and {len(paper.text)}",
            )
        spans.append(Span(start, end))
    return tuple(sorted(spans))


def query_of(filters: Filters, **more: str | int) -> str:
    """Writes the filters, and whatever else belongs to a state, as the query of an address; empty values are left out."""
    pairs = [
        *((name, str(value)) for name, value in more.items()),
        *(("paper", key) for key in filters.papers),
        *(("author", name) for name in filters.authors),
        ("year", years_text(filters)),
    ]
    return urlencode([pair for pair in pairs if pair[1]])


def years_text(filters: Filters) -> str:
    """Writes the years of the filters as they are typed."""
    first, last = filters.years or (None, None)
    return "" if filters.years is None else str(first) if first == last else f"{first or ''}..{last or ''}"
