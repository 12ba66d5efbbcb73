"""Papers of arXiv that cite a work, from OpenAlex with the user's key, else from Semantic Scholar, which needs none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import quote

from alignqa.acquisition.arxiv.identifiers import ArxivId, arxiv_id
from alignqa.acquisition.failures import HostUnavailable, NotThere
from alignqa.acquisition.json_answers import ask_for_object, list_of, object_of, string_of
from alignqa.acquisition.network.web import Web
from alignqa.errors import ProviderError

CITATION_HOSTS = frozenset({"api.openalex.org", "api.semanticscholar.org"})
# https://api.semanticscholar.org/api-docs/graph, /paper/{paper_id}/citations
_SCHOLAR = (
    "https://api.semanticscholar.org/graph/v1/paper/{work}/citations"
    "?fields=externalIds&publicationDateOrYear={since}:&offset={offset}&limit=1000"
)
_SCHOLAR_PAGES = 3
# https://developers.openalex.org/api-reference/works
_OPENALEX_WORK = "https://api.openalex.org/works/doi:{doi}?select=id"
_OPENALEX = (
    "https://api.openalex.org/works?filter=cites:{work},from_publication_date:{since}"
    "&sort=publication_date:desc&per-page=100&select=doi,locations"
)


class CitationServices:
    """Finds recent papers of arXiv that cite a work."""

    def __init__(self, web: Web, *, openalex_key: str | None = None) -> None:
        self._web = web
        self._openalex_key = openalex_key

    def citing(self, *, arxiv: str | None, doi: str | None, since: date) -> list[ArxivId]:
        """Returns the papers that cite the work with this arXiv number, else this DOI, and were published since that day.

        ProviderError if the service cannot be asked, does not know the work, or its answer cannot be read.
        """
        name = f"arXiv:{arxiv}" if arxiv else f"doi:{doi}"
        try:
            if self._openalex_key:
                found = self._openalex(f"10.48550/arxiv.{arxiv}" if arxiv else doi or "", name, since, self._openalex_key)
            else:
                found = self._scholar(f"ARXIV:{arxiv}" if arxiv else f"DOI:{doi}", name, since)
            return list(dict.fromkeys(found))
        except NotThere as error:
            service = "OpenAlex" if self._openalex_key else "Semantic Scholar"
            raise ProviderError(f"{service} does not know {name}, so it cannot say who cites it.", hint=error.hint) from error
        except HostUnavailable as error:
            if self._openalex_key:
                raise
            hint = "Run it again later; with a free key of OpenAlex in the setting openalex_key, OpenAlex is asked instead"
            message = f"Semantic Scholar, which all who have no key share, cannot be asked: {error.message}"
            raise HostUnavailable(message, host=error.host, hint=hint) from error

    def _scholar(self, work: str, name: str, since: date) -> Iterator[ArxivId]:
        for page in range(_SCHOLAR_PAGES):
            url = _SCHOLAR.format(work=quote(work, safe=":/"), since=since, offset=1_000 * page)
            answer = ask_for_object(self._web, url, about=name)
            for entry in list_of(answer.get("data")):
                known = object_of(object_of(object_of(entry).get("citingPaper")).get("externalIds"))
                yield from _numbers([f"arXiv:{string_of(known.get('ArXiv'))}", string_of(known.get("DOI"))])
            if not isinstance(answer.get("next"), int):
                return

    def _openalex(self, doi: str, name: str, since: date, key: str) -> Iterator[ArxivId]:
        private = {"api_key": key}
        work = ask_for_object(self._web, _OPENALEX_WORK.format(doi=quote(doi, safe="")), about=name, private=private)
        number = string_of(work.get("id")).rpartition("/")[2]
        if not number.isalnum():
            raise NotThere(f"OpenAlex has no {name}.", hint="Check its number")
        answer = ask_for_object(self._web, _OPENALEX.format(work=number, since=since), about=name, private=private)
        for entry in map(object_of, list_of(answer.get("results"))):
            places = [string_of(object_of(place).get("landing_page_url")) for place in list_of(entry.get("locations"))]
            yield from _numbers([string_of(entry.get("doi")), *places])


def _numbers(names: Iterable[str]) -> Iterator[ArxivId]:
    """Yields the arXiv number that the first of the names has, without a version."""
    found = next((number for name in names if (number := arxiv_id(name))), None)
    if found is not None:
        yield found.at(None)
