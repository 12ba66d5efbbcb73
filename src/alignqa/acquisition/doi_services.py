"""Metadata of works with a DOI from Crossref and OpenAlex; each is asked only if the user has set it up."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from alignqa.acquisition.failures import NotThere
from alignqa.acquisition.json_answers import ask_for_object, list_of, object_of, string_of
from alignqa.acquisition.licences import licence_name
from alignqa.acquisition.network.web import Web
from alignqa.papers.bibliography import merge
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.person_names import display_name

HOSTS = frozenset({"api.crossref.org", "api.openalex.org"})
CROSSREF_WORK = "https://api.crossref.org/works/{doi}"
OPENALEX_WORK = "https://api.openalex.org/works/doi:{doi}"
"""Addresses of the record of a DOI."""


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
            answer = self._record(CROSSREF_WORK, doi, {"mailto": self._mailto})
            known = crossref_facts(object_of(answer.get("message")))
        if self._openalex_key:
            known = merge(known, openalex_facts(self._record(OPENALEX_WORK, doi, {"api_key": self._openalex_key})))
        return known

    def _record(self, address: str, doi: str, private: Mapping[str, str]) -> Mapping[str, object]:
        try:
            return ask_for_object(self._web, address.format(doi=quote(doi, safe="")), about=doi, private=private)
        except NotThere:
            return {}


def crossref_facts(work: Mapping[str, object]) -> Metadata:
    """Returns the metadata in a work of Crossref."""
    people = [object_of(person) for person in list_of(work.get("author"))]
    names = (display_name(string_of(person.get("given")), string_of(person.get("family"))) for person in people)
    dates = list_of(object_of(work.get("issued")).get("date-parts"))
    year = next((parts[0] for parts in dates if isinstance(parts, list) and parts), None)
    licences = (string_of(object_of(licence).get("URL")) for licence in list_of(work.get("license")))
    return Metadata(
        title=_first(work.get("title")),
        authors=tuple(name for name in names if name),
        year=year if type(year) is int else None,
        licence=next((licence_name(url) for url in licences if url), None),
        doi=string_of(work.get("DOI")) or None,
        venue=_first(work.get("container-title")),
    )


def openalex_facts(work: Mapping[str, object]) -> Metadata:
    """Returns the metadata in a work of OpenAlex."""
    people = (object_of(object_of(entry).get("author")) for entry in list_of(work.get("authorships")))
    names = (clean(string_of(person.get("display_name"))) for person in people)
    place = object_of(work.get("primary_location"))
    year = work.get("publication_year")
    stated = string_of(place.get("license"))
    return Metadata(
        title=clean(string_of(work.get("title"))) or None,
        authors=tuple(name for name in names if name),
        year=year if type(year) is int else None,
        licence=licence_name(stated) if stated else None,
        doi=string_of(work.get("doi")).removeprefix("https://doi.org/") or None,
        venue=clean(string_of(object_of(place.get("source")).get("display_name"))) or None,
    )


def _first(value: object) -> str | None:
    return next((clean(text) for text in list_of(value) if isinstance(text, str) and clean(text)), None)
