"""Papers of arXiv: many at once by number, and one by its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote_plus

from alignqa.acquisition.arxiv.identifiers import ArxivId, arxiv_id
from alignqa.acquisition.arxiv.interface import ArxivRecord, ask_for_records, look_up
from alignqa.acquisition.network.web import Web
from alignqa.acquisition.registers.registered_work import RegisteredWork
from alignqa.papers.bibliography.citation_keys import fold_title

# https://info.arxiv.org/help/api/user-manual.html, 5.1: the field "ti" of a query.
_SEARCH = "https://export.arxiv.org/api/query?search_query={query}&start=0&max_results=5"
_WITHDRAWN = re.compile(
    r"^\W*withdrawn\b|\b(?:paper|article|submission|manuscript|work|version)\s(?:has been|is|was)\swithdrawn\b"
    r"|\bwithdrawn by (?:the )?(?:authors?|arxiv)\b",
    re.IGNORECASE,
)
_MONTH = re.compile(r"\d{2}(?:0[1-9]|1[0-2])\.|[a-z]", re.IGNORECASE)
_COMMENTED = 300  # code points of an abstract in which a withdrawal is looked for

ARXIV_REGISTER = "arXiv"


class ArxivRegister:
    """Asks arXiv; ProviderError if it cannot be asked or read."""

    def __init__(self, web: Web) -> None:
        self._web = web

    def by_numbers(self, numbers: Sequence[str]) -> dict[str, RegisteredWork]:
        """Returns the newest versions of the papers that arXiv has, by number."""
        # A number of a thirteenth month would make arXiv refuse all numbers of a request.
        wanted = [found for number in numbers if _MONTH.match(number) and (found := arxiv_id(f"arxiv:{number}"))]
        return {record.arxiv.id: _work(record) for record in look_up(self._web, [each.at(None) for each in wanted]).values()}

    def search(self, title: str) -> list[RegisteredWork]:
        """Returns the papers that have the words of a title in theirs."""
        records, _ = ask_for_records(self._web, _SEARCH.format(query=quote_plus(f'ti:"{fold_title(title)}"')))
        return [_work(record) for record in records]


def number_in(doi: str) -> str | None:
    """Returns the number of the paper that one of arXiv's own DOIs names; None for any other DOI."""
    found: ArxivId | None = arxiv_id(doi)
    return found.id if found else None


def _work(record: ArxivRecord) -> RegisteredWork:
    known = record.metadata
    first, last = record.published, record.updated
    years = frozenset(range(first.year, max(first.year, last.year) + 1 if last else first.year + 1)) if first else frozenset()
    withdrawn = _WITHDRAWN.search(record.comment) or _WITHDRAWN.search(record.abstract[:_COMMENTED])
    return RegisteredWork(
        ARXIV_REGISTER,
        known,
        years,
        (known.venue,) if known.venue else (),
        preprint=True,
        published=f"doi:{known.doi}" if known.doi else known.venue or "",
        retraction="Its authors have withdrawn it from arXiv." if withdrawn else "",
    )
