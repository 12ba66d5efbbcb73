"""Works in Crossref: by DOI, and by what an entry of a reference list says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from urllib.parse import quote, quote_plus

from alignqa.acquisition.doi_services import CROSSREF_WORK, crossref_facts
from alignqa.acquisition.failures import NotThere
from alignqa.acquisition.json_answers import ask_for_object, list_of, object_of, string_of
from alignqa.acquisition.network.web import Web
from alignqa.acquisition.registers.registered_work import RegisteredWork

# https://www.crossref.org/documentation/retrieve-metadata/rest-api/; api.crossref.org gives the forms of the answers.
_AGENCY = "https://api.crossref.org/works/{doi}/agency"
_SEARCH = "https://api.crossref.org/works?query.bibliographic={words}&rows=5"
_DATES = ("issued", "published", "published-print", "published-online", "posted")
_RETRACTING = {"retraction": "retracted", "withdrawal": "withdrawn", "removal": "removed"}
_CONCERN = "expression_of_concern"
_MARK = re.compile(r"^\W*(retracted|withdrawn)(?: (?:article|chapter|paper))?\W*[:\]–—-]\s*", re.IGNORECASE)
_MAX_WORDS = 300  # code points of a search

CROSSREF_REGISTER = "Crossref"


class CrossrefRegister:
    """Asks Crossref, with the user's mail address if there is one; ProviderError if it cannot be asked or read."""

    def __init__(self, web: Web, *, mailto: str | None = None) -> None:
        self._web = web
        self._private = {"mailto": mailto} if mailto else {}

    def by_doi(self, doi: str) -> RegisteredWork | None:
        """Returns the work with a DOI, or None; NotThere if no agency has registered that DOI."""
        try:
            answer = self._ask(CROSSREF_WORK.format(doi=quote(doi, safe="")), doi)
        except NotThere:
            # The DOIs of other agencies, such as DataCite, exist without being in Crossref.
            self._ask(_AGENCY.format(doi=quote(doi, safe="")), doi)
            return None
        work = object_of(answer.get("message"))
        return _work(work) if work else None

    def search(self, words: str) -> list[RegisteredWork]:
        """Returns the works that best match the words of an entry, best first."""
        answer = self._ask(_SEARCH.format(words=quote_plus(words[:_MAX_WORDS])), f"“{words[:60]}”")
        return [_work(object_of(item)) for item in list_of(object_of(answer.get("message")).get("items"))]

    def _ask(self, url: str, about: str) -> Mapping[str, object]:
        return ask_for_object(self._web, url, about=about, private=self._private, keep_absence=True)


def _work(record: Mapping[str, object]) -> RegisteredWork:
    known = crossref_facts(record)
    subtitle = next((string_of(text) for text in list_of(record.get("subtitle")) if string_of(text)), "")
    title = known.title or ""
    marked = _MARK.match(title)
    title = title[marked.end() :] if marked else title
    if subtitle and subtitle.casefold() not in title.casefold():
        title = f"{title}: {subtitle}"
    updates = [(string_of(object_of(item).get("type")).casefold(), object_of(item)) for item in list_of(record.get("updated-by"))]
    retracted = next((_notice(_RETRACTING[kind], item) for kind, item in updates if kind in _RETRACTING), "")
    names = [*list_of(record.get("container-title")), *list_of(record.get("short-container-title"))]
    names.append(object_of(record.get("event")).get("name"))
    relation = list_of(object_of(record.get("relation")).get("is-preprint-of"))
    return RegisteredWork(
        CROSSREF_REGISTER,
        replace(known, title=title or None),
        frozenset(_years(record)),
        tuple(name for value in names if (name := string_of(value))),
        preprint=record.get("type") == "posted-content",
        published=next((f"doi:{string_of(object_of(item).get('id'))}" for item in relation if object_of(item).get("id")), ""),
        retraction=retracted or (f"It was {marked[1].lower()}." if marked else ""),
        concern=next((_notice("put in doubt", item) for kind, item in updates if kind == _CONCERN), ""),
    )


def _years(record: Mapping[str, object]) -> Iterator[int]:
    for name in _DATES:
        for parts in list_of(object_of(record.get(name)).get("date-parts")):
            if isinstance(parts, list) and parts and type(parts[0]) is int:
                yield parts[0]


def _notice(what: str, update: Mapping[str, object]) -> str:
    """Writes a sentence on an update: "It was retracted in 2010 (doi:10.1000/notice)."."""
    dates = list_of(object_of(update.get("updated")).get("date-parts"))
    year = next((parts[0] for parts in dates if isinstance(parts, list) and parts and type(parts[0]) is int), None)
    doi = string_of(update.get("DOI"))
    return f"It was {what}" + (f" in {year}" if year else "") + (f" (doi:{doi})" if doi else "") + "."
