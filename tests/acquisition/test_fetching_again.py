"""Going on where a run broke off, newer versions, and services that fail."""

from __future__ import annotations

import pytest

from alignqa.acquisition.arxiv.identifiers import ArxivId
from alignqa.acquisition.arxiv.versions import outdated
from alignqa.acquisition.downloads import Downloads
from alignqa.acquisition.fetching import Fetcher, FetchOutcome, FetchReport
from alignqa.acquisition.works import FetchableWorks, work_of
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import Literature
from fake_clock import FakeClock
from fetching_samples import A_PDF, API, EPRINT, HTML, LAMPS, PDF, POST, Fetch, names
from local_server import SOURCE, Answer, LocalServer, MakeWeb, entry, feed, page


def test_what_is_here_is_not_asked_for_again(papers_server: LocalServer, fetch: Fetch) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001")), HTML: Answer(page())}
    fetch()
    asked = len(papers_server.asked)
    assert fetch().outcome is FetchOutcome.HERE
    assert len(papers_server.asked) == asked


@pytest.mark.parametrize("lost", ["fetched.json", "ash2024lanterns.html"])
def test_what_is_not_whole_is_fetched_again_and_within_a_day_from_the_cache(
    lost: str, papers_server: LocalServer, fetch: Fetch, downloads: Downloads
) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001")), HTML: Answer(page())}
    fetch()
    (downloads.folder / "ash2024lanterns" / lost).unlink()
    assert fetch().outcome is FetchOutcome.GOT
    assert len(papers_server.asked) == 2
    assert [paper.name for paper in downloads.papers()] == ["ash2024lanterns"]


def test_a_run_that_broke_off_is_gone_on_with(
    papers_server: LocalServer, make_web: MakeWeb, downloads: Downloads, clock: FakeClock
) -> None:
    works = [work_of(Metadata(arxiv_id=f"2401.0000{n}"), "") for n in (1, 2, 3)]
    papers_server.routes[API] = feed(*(entry(f"2401.0000{n}") for n in (1, 2, 3)))
    for n in (1, 2, 3):
        papers_server.routes[f"arxiv.org/html/2401.0000{n}v1"] = Answer(page(f"2401.0000{n}"))

    def interrupt(done: int, total: int, report: FetchReport) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Fetcher(make_web(), downloads, clock=clock).fetch(works, interrupt)
    assert [paper.name for paper in downloads.papers()] == ["arxiv-2401-00001", "arxiv-2401-00002"]
    reports = Fetcher(make_web(), downloads, clock=clock).fetch(works, lambda *_: None)
    assert [report.outcome for report in reports] == [FetchOutcome.HERE, FetchOutcome.HERE, FetchOutcome.GOT]
    assert papers_server.places.count(API) == 2  # of two papers less, so another address
    assert papers_server.places.count("arxiv.org/html/2401.00001v1") == 1


def test_a_host_that_asks_to_be_left_alone_is_and_others_are_still_asked(
    papers_server: LocalServer, make_web: MakeWeb, downloads: Downloads, clock: FakeClock
) -> None:
    papers_server.routes |= {
        API: feed(entry("2401.00001"), entry("2401.00002")),
        HTML: Answer(status=429, headers={"Retry-After": "7200"}),
        "www.lesswrong.com/posts/abc/on-doors": Answer(page(title="On Doors")),
    }
    works = [work_of(LAMPS, "a"), work_of(Metadata(arxiv_id="2401.00002"), ""), work_of(POST, "b")]
    reports = Fetcher(make_web(), downloads, clock=clock).fetch(works, lambda *_: None)
    assert [report.outcome for report in reports] == [FetchOutcome.FAILED, FetchOutcome.FAILED, FetchOutcome.GOT]
    assert "for a pause of another 7200 seconds" in reports[0].message
    assert "Run the same command again after that" in reports[1].hint
    assert papers_server.places == [API, HTML, "www.lesswrong.com/posts/abc/on-doors"]
    assert sum(clock.slept) < 60


def test_without_a_network_each_work_says_so(make_web: MakeWeb, downloads: Downloads, clock: FakeClock) -> None:
    web = make_web(addresses={"export.arxiv.org": [], "www.lesswrong.com": []})
    reports = Fetcher(web, downloads, clock=clock).fetch([work_of(LAMPS, "a"), work_of(POST, "b")], lambda *_: None)
    assert [report.message for report in reports] == ["export.arxiv.org has no address", "www.lesswrong.com has no address"]
    assert clock.slept == []


def test_a_paper_that_arxiv_does_not_know(papers_server: LocalServer, fetch: Fetch) -> None:
    papers_server.routes[API] = feed()
    report = fetch(FetchableWorks(Literature(), topics={}).named("arxiv:2401.99999"))
    assert (report.outcome, report.message) == (FetchOutcome.FAILED, "arXiv has no paper 2401.99999")


def test_a_newer_version_is_noticed_and_fetched_on_request_in_the_same_rendering(
    papers_server: LocalServer, fetch: Fetch, make_web: MakeWeb, downloads: Downloads, clock: FakeClock
) -> None:
    papers_server.routes |= {
        API: feed(entry("2401.00001")),
        EPRINT: Answer(SOURCE),
        "arxiv.org/html/2401.00001v2": Answer(page()),
    }
    assert fetch().outcome is FetchOutcome.GOT
    assert outdated(make_web(), downloads.papers()) == []
    papers_server.routes |= {API: feed(entry("2401.00001", 2)), "arxiv.org/e-print/2401.00001v2": Answer(SOURCE + b"% new")}
    assert fetch().outcome is FetchOutcome.HERE
    clock.time += 90_000
    ((late),) = outdated(make_web(), downloads.papers())
    assert (late.paper.name, late.paper.version, late.newest) == ("ash2024lanterns", 1, 2)
    report = fetch(update=True)
    assert report.outcome is FetchOutcome.GOT
    assert report.paper is not None
    assert (report.paper.version, report.paper.rendering) == (2, "LaTeX")
    assert (downloads.folder / "ash2024lanterns" / "ash2024lanterns.tex").read_bytes().endswith(b"% new")
    again = fetch(update=True)
    assert (again.outcome, again.message) == (FetchOutcome.HERE, "the newest version")
    assert not any(path.name.startswith(".fetching") for path in downloads.folder.iterdir())


def test_where_only_another_rendering_is_there_the_old_file_goes(
    papers_server: LocalServer, fetch: Fetch, downloads: Downloads
) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001")), PDF: Answer(A_PDF)}
    fetch()
    papers_server.routes |= {API: feed(entry("2401.00001", 2)), "arxiv.org/html/2401.00001v2": Answer(page(version=2))}
    assert fetch(FetchableWorks(Literature([LAMPS]), topics={}).named("arxiv:2401.00001v2")).outcome is FetchOutcome.GOT
    assert names(downloads) == [
        f"ash2024lanterns/{name}" for name in ("alignqa-metadata.bib", "ash2024lanterns.html", "fetched.json")
    ]


def test_an_older_version_can_be_asked_for(papers_server: LocalServer, fetch: Fetch) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001", 1)), HTML: Answer(page())}
    work = FetchableWorks(Literature([LAMPS]), topics={}).named("https://arxiv.org/abs/2401.00001v1")
    assert work.arxiv == ArxivId("2401.00001", 1)
    report = fetch(work)
    assert report.paper is not None
    assert (report.paper.name, report.paper.version) == ("ash2024lanterns", 1)


def test_a_page_that_is_the_same_is_left(papers_server: LocalServer, fetch: Fetch, clock: FakeClock) -> None:
    papers_server.routes["www.lesswrong.com/posts/abc/on-doors"] = [
        Answer(page()),
        Answer(page()),
        Answer(page(sentence="Other.")),
    ]
    work = work_of(POST, "beech2020doors")
    fetch(work)
    clock.time += 90_000
    report = fetch(work, update=True)
    assert (report.outcome, report.message) == (FetchOutcome.HERE, "unchanged")
    clock.time += 90_000
    assert fetch(work, update=True).outcome is FetchOutcome.GOT


def test_a_service_that_fails_costs_a_note(papers_server: LocalServer, fetch: Fetch) -> None:
    papers_server.routes |= {
        API: feed(entry("2401.00001", more="<doi>10.1000/182</doi>")),
        HTML: Answer(page()),
        "api.crossref.org/works/10.1000%2F182": Answer(b"garbage"),
    }
    report = fetch(mailto="reader@example.org")
    assert (report.outcome, report.notes) == (
        FetchOutcome.GOT,
        ("The answer of api.crossref.org about 10.1000/182 cannot be read.",),
    )


def test_a_doi_that_is_merely_printed_is_not_looked_up(papers_server: LocalServer, fetch: Fetch) -> None:
    tag = b'<meta name="citation_doi" content="10.1000/182"></head>'
    papers_server.routes["www.lesswrong.com/posts/abc/on-doors"] = Answer(page().replace(b"</head>", tag))
    assert fetch(work_of(POST, "beech2020doors"), mailto="reader@example.org").outcome is FetchOutcome.GOT
    assert len(papers_server.asked) == 1
