"""Pages and PDFs by their addresses, real ones among them."""

from __future__ import annotations

import pytest

from alignqa.acquisition.downloads import Downloads
from alignqa.acquisition.fetching import FetchOutcome
from alignqa.acquisition.works import FetchableWorks, work_of
from alignqa.papers.bibliography import read_bibtex
from alignqa.papers.document import Metadata
from alignqa.papers.identity.literature import Literature
from fetching_samples import A_PDF, CHALLENGE, POST, Fetch, tar
from local_server import SOURCE, Answer, LocalServer, page
from places import LITERATURE

PAPERS = LITERATURE / "papers"


def test_a_post_is_fetched_by_its_address(papers_server: LocalServer, fetch: Fetch, downloads: Downloads) -> None:
    papers_server.routes["www.lesswrong.com/posts/abc/on-doors"] = Answer(page(title="On Doors"))
    report = fetch(work_of(POST, "beech2020doors"))
    assert report.outcome is FetchOutcome.GOT
    assert report.paper is not None
    assert (report.paper.rendering, report.paper.version, report.paper.url) == ("HTML", None, POST.url)
    ((known,), _) = read_bibtex((downloads.folder / "beech2020doors" / "alignqa-metadata.bib").read_text())
    assert known.metadata == Metadata(title="On Doors", url=POST.url, licence="CC BY 4.0")


def test_a_pdf_is_fetched_by_its_address(papers_server: LocalServer, fetch: Fetch, downloads: Downloads) -> None:
    papers_server.routes["intelligence.org/files/Lamps.pdf"] = Answer(A_PDF)
    report = fetch(FetchableWorks(Literature(), topics={}).named("https://intelligence.org/files/Lamps.pdf"))
    assert report.outcome is FetchOutcome.GOT
    assert report.paper is not None
    assert report.paper.file == "intelligence-org-437ea90659f0.pdf"
    assert downloads.path(report.paper).read_bytes() == A_PDF


BAD_POST = {
    "forbidden": (Answer(status=403), "refuses requests from programs (403)"),
    "a challenge": (Answer(CHALLENGE), "is an error page and no paper"),
    "an archive": (Answer(tar(**{"a.tex": SOURCE})), "is not the expected page or PDF"),
    "a program": (Answer(b"#!/bin/sh\nrm -rf /"), "is not the expected page or PDF"),
    "gone": (Answer(status=410), "There is nothing at"),
}


@pytest.mark.parametrize("case", BAD_POST)
def test_a_bad_post_is_named_with_what_to_do(case: str, papers_server: LocalServer, fetch: Fetch, downloads: Downloads) -> None:
    papers_server.routes["www.lesswrong.com/posts/abc/on-doors"], message = BAD_POST[case]
    report = fetch(work_of(POST, "beech2020doors"))
    assert (report.outcome, message in report.message, bool(report.hint)) == (FetchOutcome.FAILED, True, True)
    assert list(downloads.folder.iterdir() if downloads.folder.exists() else []) == []


def test_a_work_without_an_address_is_skipped_with_its_doi(papers_server: LocalServer, fetch: Fetch) -> None:
    report = fetch(work_of(Metadata(title="Genes", key="burt2006genes", doi="10.1000/182"), "burt2006genes"))
    assert (report.outcome, report.message) == (FetchOutcome.SKIPPED, "no address is known that it can be fetched from")
    assert "https://doi.org/10.1000/182" in report.hint
    assert papers_server.asked == []


@pytest.mark.literature
@pytest.mark.parametrize(
    ("file", "url", "rendering"),
    [
        ("html/Thread_Circuits.html", "https://distill.pub/2020/circuits/", "HTML"),
        ("pdf/01_emergent_abilities_of_large_language_models0.pdf", "https://openreview.net/pdf?id=lamps", "PDF"),
    ],
)
def test_a_real_page_and_a_real_pdf_by_address(
    file: str, url: str, rendering: str, papers_server: LocalServer, fetch: Fetch, downloads: Downloads
) -> None:
    path = PAPERS / file
    if not path.exists():
        pytest.skip(f"the paper is missing: {path}")
    papers_server.routes[url.removeprefix("https://").partition("?")[0]] = Answer(path.read_bytes())
    report = fetch(FetchableWorks(Literature(), topics={}).named(url))
    assert report.outcome is FetchOutcome.GOT, report.message
    assert report.paper is not None
    assert (report.paper.rendering, report.paper.url) == (rendering, url)
    assert downloads.path(report.paper).read_bytes() == path.read_bytes()
    assert report.paper.title
