"""Looks papers up at arXiv: many at once in its Atom interface, and the licence of one in its OAI interface."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from urllib.parse import quote

from alignqa.acquisition.arxiv.identifiers import ArxivId, arxiv_id
from alignqa.acquisition.licences import licence_name
from alignqa.acquisition.network.web import LATER, Response
from alignqa.errors import ProviderError
from alignqa.papers.bibliography import year_in
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.html.tree import Element, read_xml
from alignqa.papers.parsing.manuscript.writer import clean

_QUERY = "https://export.arxiv.org/api/query?id_list={ids}&start=0&max_results={count}"
_OAI = "https://oaipmh.arxiv.org/oai?verb=GetRecord&metadataPrefix=arXivRaw&identifier=oai:arXiv.org:{id}"
_PER_REQUEST = 50
_MAX_BYTES = 8_000_000
_DECLARATIONS = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


class Asks(Protocol):
    """Gets the answer of an address, as `Web` does."""

    def get(self, url: str, *, max_bytes: int) -> Response:
        """Returns the answer."""

    def forget(self, url: str) -> None:
        """Forgets an answer that cannot be used."""


@dataclass(frozen=True, slots=True)
class ArxivRecord:
    """A paper in one version, with arXiv's metadata, its abstract on one line, and the day on which its first version came.

    `published` and `updated`, the day of this version, are None if arXiv does not say them; `comment` is the authors' remark.
    """

    arxiv: ArxivId
    metadata: Metadata
    abstract: str = ""
    published: date | None = None
    updated: date | None = None
    comment: str = ""


def look_up(web: Asks, wanted: Sequence[ArxivId]) -> dict[ArxivId, ArxivRecord]:
    """Returns the records of papers, fifty per request, without those that arXiv does not know.

    An identifier without a version gives the newest version.
    ProviderError if arXiv cannot be asked, or its answer cannot be read.
    """
    records: dict[ArxivId, ArxivRecord] = {}
    ordered = sorted(set(wanted), key=str)  # so that the same papers give the same address, which may be in the cache
    for first in range(0, len(ordered), _PER_REQUEST):
        batch = ordered[first : first + _PER_REQUEST]
        url = _QUERY.format(ids=",".join(map(str, batch)), count=len(batch))
        answers = sorted(ask_for_records(web, url)[0], key=lambda record: record.arxiv.version or 1)
        found = {record.arxiv: record for record in answers}
        newest = {record.arxiv.at(None): record for record in answers}
        records |= {each: record for each in batch if (record := (newest if each.version is None else found).get(each))}
    return records


def licence_of(web: Asks, arxiv: ArxivId) -> str | None:
    """Returns the licence that arXiv records for a paper, or None; errors as in `look_up`."""
    answer = _asked(web, _OAI.format(id=quote(arxiv.id)))
    return next((licence_name(element.text()) for element in answer.named("license") if element.text()), None)


def ask_for_records(web: Asks, url: str) -> tuple[list[ArxivRecord], Element]:
    """Returns the records in the answer of an address of the Atom interface, and the answer itself; errors as in `look_up`."""
    feed = _asked(web, url)
    if feed.name != "feed":
        web.forget(url)
        raise unreadable("it is not an Atom feed")
    return list(_records(feed)), feed


def _records(feed: Element) -> Iterator[ArxivRecord]:
    for entry in feed.named("entry"):
        found = arxiv_id(text_in(entry, "id"))
        # arXiv reports its errors in an entry called "Error" of an answer that looks successful.
        if found is not None and text_in(entry, "title") and "/api/errors" not in text_in(entry, "id"):
            yield ArxivRecord(
                found.at(found.version or 1),
                _metadata(entry, found),
                text_in(entry, "summary"),
                _day(text_in(entry, "published")),
                _day(text_in(entry, "updated")),
                text_in(entry, "comment"),
            )


def _day(stated: str) -> date | None:
    try:
        return date.fromisoformat(stated[:10])
    except ValueError:
        return None


def _metadata(entry: Element, found: ArxivId) -> Metadata:
    authors = (text_in(author, "name") for author in _children(entry, "author"))
    stated = next((text_in(entry, name) for name in ("license", "rights") if text_in(entry, name)), "")
    return Metadata(
        title=text_in(entry, "title") or None,
        authors=tuple(name for name in authors if name),
        year=year_in(text_in(entry, "published")),
        url=f"https://arxiv.org/abs/{found.id}",
        licence=licence_name(stated) if stated else None,
        arxiv_id=found.id,
        doi=text_in(entry, "doi") or None,
        venue=text_in(entry, "journal_ref") or None,
    )


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element.children if isinstance(child, Element) and child.name == name)


def text_in(element: Element, name: str) -> str:
    """Returns the text of the first child of that name, on one line; empty if there is none."""
    return next((clean(child.text()) for child in _children(element, name)), "")


def _asked(web: Asks, url: str) -> Element:
    """Returns the answer of an address; forgets one that cannot be read, since a later one may be whole."""
    answer = web.get(url, max_bytes=_MAX_BYTES)
    try:
        return _xml(answer.data)
    except ProviderError:
        web.forget(url)
        raise


def _xml(data: bytes) -> Element:
    """Parses an answer; refuses a document type, which could define entities and which no genuine answer has."""
    if b"\0" in data[:1_000] or _DECLARATIONS.search(data.decode("utf-8", errors="replace")):
        raise unreadable("it has a document type of its own, or an unusual encoding")
    try:
        return read_xml(data)
    except SyntaxError as error:  # lxml's errors are of this kind
        raise unreadable(f"{error.msg}"[:200]) from error


def unreadable(why: str) -> ProviderError:
    """Makes the error for an answer that cannot be used."""
    return ProviderError(f"arXiv's answer cannot be read: {why}.", hint=LATER)
