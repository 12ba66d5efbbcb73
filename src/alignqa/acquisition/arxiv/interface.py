"""Looks papers up at arXiv: many at once in its Atom interface, and the licence of one in its OAI interface."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class ArxivRecord:
    """A paper in one version, with arXiv's metadata."""

    arxiv: ArxivId
    metadata: Metadata


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
        answers = sorted(_records(web.get(url, max_bytes=_MAX_BYTES)), key=lambda record: record.arxiv.version or 1)
        found = {record.arxiv: record for record in answers}
        newest = {record.arxiv.at(None): record for record in answers}
        records |= {each: record for each in batch if (record := (newest if each.version is None else found).get(each))}
    return records


def licence_of(web: Asks, arxiv: ArxivId) -> str | None:
    """Returns the licence that arXiv records for a paper, or None; errors as in `look_up`."""
    answer = web.get(_OAI.format(id=quote(arxiv.id)), max_bytes=_MAX_BYTES)
    return next((licence_name(element.text()) for element in _xml(answer).named("license") if element.text()), None)


def _records(answer: Response) -> Iterator[ArxivRecord]:
    feed = _xml(answer)
    if feed.name != "feed":
        raise _unreadable("it is not an Atom feed")
    for entry in feed.named("entry"):
        found = arxiv_id(_text(entry, "id"))
        # arXiv reports its errors in an entry called "Error" of an answer that looks successful.
        if found is not None and _text(entry, "title") and "/api/errors" not in _text(entry, "id"):
            yield ArxivRecord(found.at(found.version or 1), _metadata(entry, found))


def _metadata(entry: Element, found: ArxivId) -> Metadata:
    authors = (_text(author, "name") for author in _children(entry, "author"))
    stated = next((_text(entry, name) for name in ("license", "rights") if _text(entry, name)), "")
    return Metadata(
        title=_text(entry, "title") or None,
        authors=tuple(name for name in authors if name),
        year=year_in(_text(entry, "published")),
        url=f"https://arxiv.org/abs/{found.id}",
        licence=licence_name(stated) if stated else None,
        arxiv_id=found.id,
        doi=_text(entry, "doi") or None,
        venue=_text(entry, "journal_ref") or None,
    )


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element.children if isinstance(child, Element) and child.name == name)


def _text(element: Element, name: str) -> str:
    """Returns the text of the first child of that name, on one line; empty if there is none."""
    return next((clean(child.text()) for child in _children(element, name)), "")


def _xml(answer: Response) -> Element:
    """Parses an answer; refuses a document type, which could define entities and which no genuine answer has."""
    if b"\0" in answer.data[:1_000] or _DECLARATIONS.search(answer.data.decode("utf-8", errors="replace")):
        raise _unreadable("it has a document type of its own, or an unusual encoding")
    try:
        return read_xml(answer.data)
    except SyntaxError as error:  # lxml's errors are of this kind
        raise _unreadable(f"{error.msg}"[:200]) from error


def _unreadable(why: str) -> ProviderError:
    return ProviderError(f"arXiv's answer cannot be read: {why}.", hint=LATER)
