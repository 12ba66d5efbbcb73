"""Searches arXiv for its newest papers, by words, authors and categories."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote_plus

from alignqa.acquisition.arxiv.interface import ArxivRecord, Asks, ask_for_records, text_in, unreadable
from alignqa.papers.parsing.html.tree import Element

# https://info.arxiv.org/help/api/user-manual.html, 3.1.1 and 5.1: fields and operators of a query, order and pages of an answer.
_QUERY = (
    "https://export.arxiv.org/api/query?search_query={query}&sortBy=submittedDate&sortOrder=descending"
    "&start={start}&max_results={count}"
)
_PER_REQUEST = 100
MOST_RESULTS = 300
"""The most papers of one query that are looked at, the newest first."""


@dataclass(frozen=True, slots=True)
class ArxivQuery:
    """Words or phrases of which a paper has all of one topic, names of which one author has all, and its categories.

    Words, phrases and names are letters, digits and spaces, and categories such as "cs.AI", so that none is an operator.
    """

    topics: tuple[tuple[str, ...], ...]
    authors: tuple[tuple[str, ...], ...]
    categories: tuple[str, ...]

    def __str__(self) -> str:
        """Returns the query in arXiv's language."""
        parts = (
            _either([" AND ".join(_field("all", term) for term in terms) for terms in self.topics]),
            _either([" AND ".join(_field("au", word) for word in words) for words in self.authors]),
            _either([f"cat:{category}" for category in self.categories]),
        )
        return " AND ".join(part for part in parts if part)


def newest(web: Asks, query: ArxivQuery, *, since: date, known: Collection[str] = ()) -> tuple[list[ArxivRecord], bool]:
    """Returns the papers that match and came on that day or later, and whether there are more than are looked at.

    No further papers are asked for once a hundred have numbers that are `known`.
    ProviderError if arXiv cannot be asked, its answer cannot be read, or the answer reports an error.
    """
    found: dict[str, ArxivRecord] = {}
    for start in range(0, MOST_RESULTS, _PER_REQUEST):
        url = _QUERY.format(query=quote_plus(str(query)), start=start, count=_PER_REQUEST)
        records, feed = ask_for_records(web, url)
        total = _total(feed)
        missing = f"it has none of the {total:,} papers that it counts" if total > start and not records else ""
        if fault := _error_in(feed) or missing:
            web.forget(url)
            raise unreadable(fault)
        recent = [record for record in records if record.published is None or record.published >= since]
        for record in recent:
            found.setdefault(record.arxiv.id, record)
        ended = len(recent) < len(records) or total <= start + _PER_REQUEST
        if ended or all(record.arxiv.id in known for record in recent):
            return list(found.values()), False
    return list(found.values()), True


def _total(feed: Element) -> int:
    stated = text_in(feed, "totalresults")
    return int(stated) if stated.isdecimal() and len(stated) < 10 else 0


def _error_in(feed: Element) -> str:
    """Returns the error that an answer reports although it looks successful; empty if there is none."""
    told = (text_in(entry, "summary") for entry in feed.named("entry") if "/api/errors" in text_in(entry, "id"))
    return next((f"it reports an error: {summary[:200] or 'of no name'}" for summary in told), "")


def _field(name: str, words: str) -> str:
    return f'{name}:"{words}"' if " " in words else f"{name}:{words}"


def _either(choices: Sequence[str]) -> str:
    if len(choices) > 1:
        return "(" + " OR ".join(f"({choice})" for choice in choices) + ")"
    return f"({choices[0]})" if choices else ""
