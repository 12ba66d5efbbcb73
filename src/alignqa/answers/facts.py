"""Facts of the catalogue: lines of metadata that answer a question without a quote, and are never taken for one."""

from __future__ import annotations

from dataclasses import dataclass

from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import PaperRecord
from alignqa.papers.person_names import plain_names

COUNT, PAPER, PAGES = "papers", "paper", "pages"
FACTS = {
    "title": "title",
    "authors": "authors",
    "year": "year",
    "url": "address",
    "licence": "licence",
    "arxiv_id": "arXiv number",
    "doi": "DOI",
    "venue": "venue",
    PAGES: "pages",
}
"""The facts of a paper that can be asked for, fields of its metadata and its pages, with what they are called."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of metadata: the `value` of what is `name`d, None if it is unknown, and where it came from.

    It is one of FACTS, of the paper with that key; or a `paper` that fits `which`, as the question puts it, with its title as
    the value; or the number of all such `papers`, which has no key.
    """

    name: str
    value: str | int | tuple[str, ...] | None
    origin: str | None = None
    paper_id: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    year: int | None = None
    which: str = ""


def fact_of(record: PaperRecord, name: str, catalogue: Catalogue) -> Fact:
    """Reads a fact of a paper from its record."""
    known = record.metadata
    value, origin = value_of(record, name, catalogue), known.origins.get("title" if name == PAPER else name)
    return Fact(name, value, origin, record.paper_id, known.title, known.authors, known.year)


def value_of(record: PaperRecord, name: str, catalogue: Catalogue) -> str | int | tuple[str, ...] | None:
    """Returns what the catalogue knows; the pages are those of the text that quotes are taken from, None if it has none."""
    if name == PAGES:
        manuscript = catalogue.manuscript(record.text_sha256)
        # A page is left and returned to where a note or a column stands between.
        return len({page.number for page in manuscript.pages}) or None if manuscript else None
    found: str | int | tuple[str, ...] | None = getattr(record.metadata, "title" if name == PAPER else name)
    return found or None


def fact_dict(fact: Fact) -> dict[str, object]:
    """Returns a fact as JSON."""
    found: dict[str, object] = {
        "name": fact.name,
        "value": plain_names(fact.value) if isinstance(fact.value, tuple) else fact.value,
        "origin": fact.origin,
        "paper_id": fact.paper_id,
        "title": fact.title,
        "authors": plain_names(fact.authors),
        "year": fact.year,
    }
    return {**found, "which": fact.which} if fact.which else found
