"""Metadata of works with a DOI from Crossref and OpenAlex; each is asked only if the user has set it up."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from alignqa.acquisition.failures import NotThere
from alignqa.acquisition.licences import licence_name
from alignqa.acquisition.network.web import LATER, Web
from alignqa.errors import ProviderError
from alignqa.papers.bibliography import merge
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.writer import clean

HOSTS = frozenset({"api.crossref.org", "api.openalex.org"})
_CROSSREF = "https://api.crossref.org/works/{doi}"
_OPENALEX = "https://api.openalex.org/works/doi:{doi}"
_MAX_BYTES = 8_000_000


class DoiServices:
    """Looks up DOIs at Crossref, with the user's mail address, and at OpenAlex, with the user's key."""

    def __init__(self, web: Web, *, mailto: str | None = None, openalex_key: str | None = None) -> None:
        self._web = web
        self._mailto = mailto
        self._openalex_key = openalex_key

    def look_up(self, doi: str) -> Metadata:
        """Returns the metadata of a DOI, from Crossref first and completed from OpenAlex; empty if neither knows it.

        ProviderError if a service cannot be asked, or its answer cannot be read.
        """
        known = Metadata()
        if self._mailto:
            known = _crossref(self._record(_CROSSREF, doi, {"mailto": self._mailto}))
        if self._openalex_key:
            known = merge(known, _openalex(self._record(_OPENALEX, doi, {"api_key": self._openalex_key})))
        return known

    def _record(self, address: str, doi: str, private: Mapping[str, str]) -> Mapping[str, object]:
        try:
            answer = self._web.get(address.format(doi=quote(doi, safe="")), max_bytes=_MAX_BYTES, private=private)
        except NotThere:
            return {}
        try:
            found = json.loads(answer.data)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise ProviderError(f"The answer of {address.split('/')[2]} about {doi} cannot be read.", hint=LATER)
        return found


def _crossref(record: Mapping[str, object]) -> Metadata:
    work = _object(record.get("message"))
    people = [_object(person) for person in _list(work.get("author"))]
    names = (clean(f"{_string(person.get('given'))} {_string(person.get('family'))}") for person in people)
    dates = _list(_object(work.get("issued")).get("date-parts"))
    year = next((parts[0] for parts in dates if isinstance(parts, list) and parts), None)
    licences = (_string(_object(licence).get("URL")) for licence in _list(work.get("license")))
    return Metadata(
        title=_first(work.get("title")),
        authors=tuple(name for name in names if name),
        year=year if type(year) is int else None,
        licence=next((licence_name(url) for url in licences if url), None),
        doi=_string(work.get("DOI")) or None,
        venue=_first(work.get("container-title")),
    )


def _openalex(work: Mapping[str, object]) -> Metadata:
    people = (_object(_object(entry).get("author")) for entry in _list(work.get("authorships")))
    names = (clean(_string(person.get("display_name"))) for person in people)
    place = _object(work.get("primary_location"))
    year = work.get("publication_year")
    stated = _string(place.get("license"))
    return Metadata(
        title=clean(_string(work.get("title"))) or None,
        authors=tuple(name for name in names if name),
        year=year if type(year) is int else None,
        licence=licence_name(stated) if stated else None,
        doi=_string(work.get("doi")).removeprefix("https://doi.org/") or None,
        venue=clean(_string(_object(place.get("source")).get("display_name"))) or None,
    )


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _first(value: object) -> str | None:
    return next((clean(text) for text in _list(value) if isinstance(text, str) and clean(text)), None)
