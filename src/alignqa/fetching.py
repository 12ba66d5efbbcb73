"""Builds the parts that fetch papers for a home, from its settings."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from alignqa.bundled import find
from alignqa.errors import IndexUnavailable
from alignqa.papers.identity.literature import read_literature
from alignqa.wiring import Home, library_of

if TYPE_CHECKING:
    from alignqa.acquisition.downloads import Downloads
    from alignqa.acquisition.fetching import Fetcher
    from alignqa.acquisition.network.pace import Clock
    from alignqa.acquisition.network.web import Web
    from alignqa.acquisition.registers.registers import Registers
    from alignqa.acquisition.works import FetchableWork, FetchableWorks
    from alignqa.index.catalogue.records import PaperRecord
    from alignqa.index.library import Library
    from alignqa.watching.nearness import Nearness
    from alignqa.watching.store import WatchStore
    from alignqa.watching.watcher import Watcher


@dataclass(frozen=True, slots=True)
class Acquisition:
    """The parts that fetch papers for a home: its known works, its downloads, its access to the web, and the fetcher."""

    works: FetchableWorks
    downloads: Downloads
    web: Web
    fetcher: Fetcher


def acquisition_of(home: Home) -> Acquisition:
    """Builds the parts for an opened home, without sending a request or making a folder."""
    from alignqa.acquisition.doi_services import DoiServices
    from alignqa.acquisition.downloads import Downloads
    from alignqa.acquisition.fetching import Fetcher
    from alignqa.acquisition.network.pace import SystemClock
    from alignqa.acquisition.works import FetchableWorks, read_topics

    listing = find("corpus/papers.toml", home.folder)
    literature = read_literature(listing)
    downloads, clock = Downloads(home.folder / "corpus" / "papers"), SystemClock()
    web = _web_of(home, {work.url for work in literature.works}, clock)
    services = DoiServices(web, mailto=home.settings.mailto, openalex_key=home.settings.openalex_key)
    works = FetchableWorks(literature, topics=read_topics(listing), indexed=_indexed(home, downloads.folder))
    return Acquisition(works, downloads, web, Fetcher(web, downloads, clock=clock, services=services))


def registers_of(home: Home) -> Registers:
    """Builds access to the registers of published works for an opened home, without sending a request."""
    from alignqa.acquisition.network.pace import SystemClock
    from alignqa.acquisition.registers.registers import Registers

    web = _web_of(home, (), SystemClock())
    return Registers(web, mailto=home.settings.mailto, openalex_key=home.settings.openalex_key)


def watches_of(home: Home) -> WatchStore:
    """Returns the watches of an opened home, without making a folder."""
    from alignqa.watching.store import WatchStore

    return WatchStore(home.folder / "watches")


def watcher_of(home: Home) -> Watcher:
    """Builds what runs the watches of an opened home, without sending a request or loading a model."""
    from alignqa.acquisition.citation_services import CitationServices
    from alignqa.acquisition.network.pace import SystemClock
    from alignqa.watching.watcher import Watcher

    web, library = _web_of(home, (), SystemClock()), library_of(home)
    services = CitationServices(web, openalex_key=home.settings.openalex_key)
    return Watcher(
        web,
        watches_of(home),
        services=services,
        open_nearness=lambda: _nearness_of(library),
        at_hand=lambda: {record.metadata.arxiv_id for record in _papers(library) if record.metadata.arxiv_id},
    )


@contextmanager
def _nearness_of(library: Library) -> Iterator[Nearness]:
    """Opens the index for measuring nearness; without one that can be used, only the nearness to a topic is measured."""
    from alignqa.watching.nearness import Nearness

    try:
        catalogue = library.catalogue()
    except IndexUnavailable:
        yield Nearness(library.embedder, None)
        return
    with closing(catalogue), closing(library.search(catalogue)) as passages:
        yield Nearness(library.embedder, passages)


def _web_of(home: Home, urls: Iterable[str | None], clock: Clock) -> Web:
    """Builds access to the web, for the known hosts, those of the `urls`, and those of the settings only.

    With ALIGNQA_FETCH_LOOPBACK=PORT in the environment, all requests go to that port of this machine, for tests.
    """
    from alignqa import __version__
    from alignqa.acquisition.citation_services import CITATION_HOSTS
    from alignqa.acquisition.doi_services import HOSTS
    from alignqa.acquisition.network.addresses import KNOWN_HOSTS, AllowedHosts, hosts_of
    from alignqa.acquisition.network.cache import ResponseCache
    from alignqa.acquisition.network.pace import Pace
    from alignqa.acquisition.network.transport import CheckedTransport
    from alignqa.acquisition.network.web import Web

    settings = home.settings
    port = int(os.environ.get("ALIGNQA_FETCH_LOOPBACK") or 0)
    contact = f"; mailto:{settings.mailto}" if settings.mailto else ""
    return Web(
        CheckedTransport(resolve=lambda _: ["127.0.0.1"], loopback_port=port) if port else CheckedTransport(),
        hosts=AllowedHosts(KNOWN_HOSTS | HOSTS | CITATION_HOSTS | hosts_of(urls) | set((settings.fetch_hosts or "").split())),
        pace=Pace(home.cache, clock, factor=0.0) if port else Pace(Path(tempfile.gettempdir()), clock),
        cache=ResponseCache(home.cache / "fetched", clock),
        clock=clock,
        agent=f"alignqa/{__version__} (fetches papers for one researcher{contact})",
    )


def _indexed(home: Home, downloads: Path) -> dict[str, FetchableWork]:
    """Returns the papers of the index as works to fetch, by key; papers among the downloads keep their folder names."""
    from alignqa.acquisition.works import work_of

    papers = _papers(library_of(home))
    downloaded = downloads.resolve()
    names = {
        paper.paper_id: path.parent.name if (path := Path(paper.source)).parent.parent == downloaded else paper.paper_id
        for paper in papers
    }
    return {paper.paper_id: work_of(paper.metadata, names[paper.paper_id]) for paper in papers}


def _papers(library: Library) -> list[PaperRecord]:
    """Returns the papers of an index; none if it cannot be used."""
    try:
        return library.papers()
    except IndexUnavailable:
        return []
