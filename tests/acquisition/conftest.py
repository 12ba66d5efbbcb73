"""A server, a clock that runs only when somebody waits, and what fetches from the one by the other."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from alignqa.acquisition.doi_services import HOSTS, DoiServices
from alignqa.acquisition.downloads import Downloads
from alignqa.acquisition.fetching import Fetcher, FetchReport
from alignqa.acquisition.network.addresses import KNOWN_HOSTS, AllowedHosts
from alignqa.acquisition.network.cache import ResponseCache
from alignqa.acquisition.network.pace import Pace
from alignqa.acquisition.network.transport import CheckedTransport
from alignqa.acquisition.network.web import RequestLimits, Web
from alignqa.acquisition.works import FetchableWork, work_of
from fake_clock import FakeClock
from fetching_samples import LAMPS, Fetch
from local_server import LocalServer, MakeWeb


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def papers_server() -> Iterator[LocalServer]:
    with LocalServer() as server:
        yield server


@pytest.fixture
def make_web(papers_server: LocalServer, clock: FakeClock, tmp_path: Path) -> MakeWeb:
    """The web whose hosts are all the local server, but those that `addresses` gives other addresses."""

    def make(
        *, addresses: dict[str, list[str]] | None = None, limits: RequestLimits | None = None, hosts: frozenset[str] = frozenset()
    ) -> Web:
        (tmp_path / "pace").mkdir(exist_ok=True)
        return Web(
            CheckedTransport(
                resolve=lambda host: (addresses or {}).get(host, ["127.0.0.1"]),
                tls=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),  # which is quick to make, since it trusts nobody
                loopback_port=papers_server.port,
            ),
            hosts=AllowedHosts(KNOWN_HOSTS | HOSTS | hosts),
            pace=Pace(tmp_path / "pace", clock),
            cache=ResponseCache(tmp_path / "cache", clock),
            clock=clock,
            agent="alignqa/test (mailto:reader@example.org)",
            limits=limits,
        )

    return make


@pytest.fixture
def downloads(tmp_path: Path) -> Downloads:
    return Downloads(tmp_path / "home" / "corpus" / "papers")


@pytest.fixture
def fetch(make_web: MakeWeb, downloads: Downloads, clock: FakeClock) -> Fetch:
    """Fetches one work, as a new process would."""

    def one(work: FetchableWork | None = None, *, update: bool = False, **settings: str) -> FetchReport:
        web = make_web()
        told: list[tuple[int, int]] = []
        fetcher = Fetcher(web, downloads, clock=clock, services=DoiServices(web, **settings))
        (report,) = fetcher.fetch(
            [work or work_of(LAMPS, "ash2024lanterns")], lambda done, total, _: told.append((done, total)), update=update
        )
        assert told == [(1, 1)]
        return report

    return one
