"""Works in OpenAlex, which is asked with the user's key only."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, quote_plus

from alignqa.acquisition.doi_services import OPENALEX_WORK, openalex_facts
from alignqa.acquisition.failures import NotThere
from alignqa.acquisition.json_answers import ask_for_object, list_of, object_of, string_of
from alignqa.acquisition.network.web import Web
from alignqa.acquisition.registers.registered_work import RegisteredWork

# https://developers.openalex.org/api-reference/works
_SEARCH = "https://api.openalex.org/works?search={words}&per-page=5"

OPENALEX_REGISTER = "OpenAlex"


class OpenAlexRegister:
    """Asks OpenAlex; ProviderError if it cannot be asked or read."""

    def __init__(self, web: Web, *, key: str) -> None:
        self._web = web
        self._private = {"api_key": key}

    def by_doi(self, doi: str) -> RegisteredWork | None:
        """Returns the work with a DOI, or None."""
        try:
            return _work(self._ask(OPENALEX_WORK.format(doi=quote(doi, safe="")), doi))
        except NotThere:
            return None

    def search(self, title: str) -> list[RegisteredWork]:
        """Returns the works that best match a title, best first."""
        answer = self._ask(_SEARCH.format(words=quote_plus(title)), f"“{title[:60]}”")
        return [_work(object_of(item)) for item in list_of(answer.get("results"))]

    def _ask(self, url: str, about: str) -> Mapping[str, object]:
        return ask_for_object(self._web, url, about=about, private=self._private, keep_absence=True)


def _work(record: Mapping[str, object]) -> RegisteredWork:
    known = openalex_facts(record)
    places = [object_of(record.get("primary_location")), *map(object_of, list_of(record.get("locations")))]
    sources = [object_of(place.get("source")) for place in places]
    published = [source for source in sources if string_of(source.get("type")) not in {"", "repository"}]
    return RegisteredWork(
        OPENALEX_REGISTER,
        known,
        frozenset({known.year} if known.year else ()),
        tuple(dict.fromkeys(name for source in published if (name := string_of(source.get("display_name"))))),
        preprint=not published and (record.get("type") == "preprint" or bool(sources[0])),
        retraction="It was retracted." if record.get("is_retracted") is True else "",
    )
