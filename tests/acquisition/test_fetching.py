"""Works onto the shelf: which copy is taken, what is said of the others, and that nothing is written elsewhere."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_clock import FakeClock
from local_server import SOURCE, Answer, LocalServer, MakeWeb, entry, feed, page

from alignqa.acquisition.arxiv_id import ArxivId
from alignqa.acquisition.doi_services import DoiServices
from alignqa.acquisition.fetching import Fetcher, FetchReport, Outcome
from alignqa.acquisition.shelf import Shelf
from alignqa.acquisition.versions import outdated
from alignqa.acquisition.works import Work, Works, read_topics, work_of
from alignqa.errors import StorageError, UsageError
from alignqa.papers.bibliography import read_bibtex
from alignqa.papers.document import Metadata
from alignqa.papers.literature import Literature
from pdf_samples import document, lines
from pdf_samples import page as pdf_page

PAPERS = Path(os.environ.get("ALIGNQA_LITERATURE") or Path(__file__).resolve().parents[3] / "shared") / "papers"
API = "export.arxiv.org/api/query"
HTML, EPRINT, PDF = (f"arxiv.org/{kind}/2401.00001v1" for kind in ("html", "e-print", "pdf"))
LAMPS = Metadata(title="On Lanterns", key="ash2024lanterns", arxiv_id="2401.00001")
POST = Metadata(title="On Doors", key="beech2020doors", url="https://www.lesswrong.com/posts/abc/on-doors")
A_PDF = document([pdf_page(lines(72, 700, ["A lantern keeps its glow, and nobody", "has asked it to keep it so long."]))])


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "home" / "corpus" / "papers")


Fetch = Callable[..., FetchReport]


@pytest.fixture
def fetch(make_web: MakeWeb, shelf: Shelf, clock: FakeClock) -> Fetch:
    """Fetches one work, as a new process would."""

    def one(work: Work | None = None, *, update: bool = False, **settings: str) -> FetchReport:
        web = make_web()
        told: list[tuple[int, int]] = []
        fetcher = Fetcher(web, shelf, clock=clock, services=DoiServices(web, **settings))
        (report,) = fetcher.fetch(
            [work or work_of(LAMPS, "ash2024lanterns")], lambda done, total, _: told.append((done, total)), update=update
        )
        assert told == [(1, 1)]
        return report

    return one


def tar(**members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def names(shelf: Shelf) -> list[str]:
    return sorted(
        str(path.relative_to(shelf.folder)) for path in shelf.folder.rglob("*") if path.is_file() and path.name != ".lock"
    )


def test_html_comes_first_with_what_arxiv_knows_of_the_paper(papers_server: LocalServer, fetch: Fetch, shelf: Shelf) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001")), HTML: Answer(page())}
    report = fetch()
    assert report.outcome is Outcome.GOT
    assert papers_server.places == [API, HTML]
    assert names(shelf) == [
        f"ash2024lanterns/{name}" for name in ("alignqa-metadata.bib", "ash2024lanterns.html", "fetched.json")
    ]
    assert (shelf.folder / "ash2024lanterns" / "ash2024lanterns.html").read_bytes() == page()
    assert json.loads((shelf.folder / "ash2024lanterns" / "fetched.json").read_text()) == {
        "schema": "alignqa.fetched/1",
        "name": "ash2024lanterns",
        "file": "ash2024lanterns.html",
        "rendering": "HTML",
        "url": "https://arxiv.org/html/2401.00001v1",
        "fetched": "2023-11-14T22:13:23+00:00",
        "arxiv_id": "2401.00001",
        "version": 1,
        "title": "On Lanterns",
        "licence": "CC BY 4.0",
    }
    ((known,), notices) = read_bibtex((shelf.folder / "ash2024lanterns" / "alignqa-metadata.bib").read_text())
    assert (known.key, known.files, notices) == ("ash2024lanterns", ("ash2024lanterns.html",), ())
    assert known.metadata == Metadata(
        title="On Lanterns",
        authors=("Ada Ash", "Bo Beech"),
        year=2024,
        url="https://arxiv.org/abs/2401.00001",
        licence="CC BY 4.0",
        arxiv_id="2401.00001",
    )


def test_latex_comes_second_and_its_licence_is_asked_for(papers_server: LocalServer, fetch: Fetch, shelf: Shelf) -> None:
    papers_server.routes |= {
        API: feed(entry("2401.00001")),
        EPRINT: Answer(
            tar(**{"main.tex": SOURCE.replace(b"A lantern", b"\\input{a}A lantern"), "a.tex": b"Look. ", "b.png": b"x"})
        ),
        "oaipmh.arxiv.org/oai": Answer(b"<r><license>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</license></r>"),
    }
    report = fetch()
    assert report.outcome is Outcome.GOT
    assert report.notes == ("HTML: There is nothing at https://arxiv.org/html/2401.00001v1 (404).",)
    assert report.paper is not None
    assert (report.paper.rendering, report.paper.licence) == ("LaTeX", "arXiv.org non-exclusive licence")
    assert papers_server.places == [API, HTML, EPRINT, "oaipmh.arxiv.org/oai"]
    assert names(shelf) == [
        f"ash2024lanterns/{name}"
        for name in ("alignqa-metadata.bib", "ash2024lanterns-1.part", "ash2024lanterns.tex", "fetched.json")
    ]


@pytest.mark.parametrize(
    ("eprint", "rendering"),
    [(gzip.compress(SOURCE), "LaTeX"), (SOURCE, "LaTeX"), (A_PDF, "PDF"), (gzip.compress(A_PDF), "PDF"), (b"", "PDF")],
    ids=["one gzipped file", "one file", "a PDF served as e-print", "a gzipped PDF", "nothing"],
)
def test_other_e_prints_and_the_pdf_third(
    eprint: bytes, rendering: str, papers_server: LocalServer, fetch: Fetch, shelf: Shelf
) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001")), EPRINT: Answer(eprint), PDF: Answer(A_PDF)}
    report = fetch()
    assert report.outcome is Outcome.GOT, report.message
    assert report.paper is not None
    assert report.paper.rendering == rendering
    assert (PDF in papers_server.places) == (not eprint)


CHALLENGE = b"<!doctype html><html><head><title>Just a moment...</title></head><body>Checking.</body></html>"
BAD_HTML = {
    "an error page": (Answer(CHALLENGE), "is an error page and no paper"),
    "no HTML for it": (Answer(b"<!doctype html><html><head><title>No HTML for this</title><body>Sorry."), "is an error page"),
    "an empty page": (Answer(b"<!doctype html><html><body></body></html>"), "holds no text"),
    "a text": (Answer(b"We could not convert this paper."), "gives is no HTML"),
    "a PDF": (Answer(A_PDF), "gives is no HTML"),
    "an image": (Answer(b"\x89PNG\r\n\x1a\n"), "gives is no HTML"),
    "nothing": (Answer(b""), "gives is no HTML"),
    "a page nested too deeply": (Answer(b"<!doctype html><html><body>" + b"<div>" * 600 + b"x"), "is nested too deeply"),
    "the abstract": (Answer(status=302, headers={"Location": "/abs/2401.00001v1"}), "leads to the abstract only"),
    "another paper": (Answer(status=302, headers={"Location": "/html/2401.00009v1"}), "leads to another paper or version"),
    "another version": (Answer(status=302, headers={"Location": "/html/2401.00001v4"}), "leads to another paper or version"),
    "another host": (Answer(status=301, headers={"Location": "https://evil.example/x"}), "leads elsewhere"),
    "forbidden": (Answer(status=403), "is not given to programs (403)"),
    "an inner error": (Answer(status=500), "cannot be had: it answers 500"),
    "a cut connection": (Answer(page(), cut=100), "cannot be had: peer closed connection"),
    "a wrong length": (Answer(page(), claimed=9_999), "cannot be had: peer closed connection"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_HTML)
def test_a_bad_page_is_named_and_the_next_copy_is_taken(
    case: str, papers_server: LocalServer, fetch: Fetch, shelf: Shelf
) -> None:
    answer, message = BAD_HTML[case]
    papers_server.routes |= {API: feed(entry("2401.00001")), HTML: answer, EPRINT: Answer(gzip.compress(SOURCE))}
    for other in ("abs/2401.00001v1", "html/2401.00009v1", "html/2401.00001v4"):
        papers_server.routes[f"arxiv.org/{other}"] = Answer(page())
    report = fetch()
    assert report.outcome is Outcome.GOT, report.message
    assert message in report.notes[0]
    assert report.notes[0].startswith("HTML: ")
    assert ".fetching" not in report.notes[0]
    assert names(shelf)[1:] == ["ash2024lanterns/ash2024lanterns.tex", "ash2024lanterns/fetched.json"]


def odd(**fields: object) -> bytes:
    out = io.BytesIO()
    info = tarfile.TarInfo("main.tex")
    for field, value in fields.items():
        setattr(info, field, value)
    info.size = len(SOURCE) if info.isreg() else 0
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        archive.addfile(info, io.BytesIO(SOURCE) if info.isreg() else None)
    return out.getvalue()


BAD_SOURCE = {
    "a name above": (odd(name="../../../../evil.tex"), "lies outside of it"),
    "an absolute name": (odd(name="/tmp/evil.tex"), "lies outside of it"),  # noqa: S108
    "a symlink": (odd(type=tarfile.SYMTYPE, linkname="/etc/passwd"), "no regular file"),
    "a hard link": (odd(type=tarfile.LNKTYPE, linkname="/etc/passwd"), "no regular file"),
    "a device": (odd(type=tarfile.CHRTYPE), "no regular file"),
    "a pipe": (odd(type=tarfile.FIFOTYPE), "no regular file"),
    "a bomb": (gzip.compress(b"\0" * 30_000_000), "unpacks to more than"),
    "a bomb in a tar": (tar(**{"a.png": b"\0" * 3_000_000}), "unpacks to more than 200 times its size"),
    "no main file": (tar(**{"a.tex": b"text"}), "no file with a \\documentclass"),
    "only figures": (tar(**{"a.png": b"x"}), "no file with a \\documentclass"),
    "a main file without text": (tar(**{"a.tex": b"\\documentclass{article}\\begin{document}\\end{document}"}), "holds no text"),
    "damaged gzip": (b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"\xff" * 99, "is damaged"),
    "cut gzip": (gzip.compress(SOURCE)[:60], "is cut short"),
    "a page": (page(), "no file with a \\documentclass"),
    "PostScript": (b"%!PS-Adobe-2.0 ...", "no file with a \\documentclass"),
    "a zip": (b"PK\x03\x04 and so on", "no file with a \\documentclass"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_SOURCE)
def test_a_bad_source_is_named_and_leaves_nothing(
    case: str, papers_server: LocalServer, fetch: Fetch, shelf: Shelf, tmp_path: Path
) -> None:
    body, message = BAD_SOURCE[case]
    papers_server.routes |= {API: feed(entry("2401.00001")), EPRINT: Answer(body)}
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    report = fetch()
    assert report.outcome is Outcome.FAILED
    assert "LaTeX: " in report.message
    assert message in report.message
    assert report.message.count("There is nothing at") == 2  # HTML and PDF
    assert report.hint
    assert list(shelf.folder.iterdir() if shelf.folder.exists() else []) == []
    after = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if path.is_file() and path not in before}
    assert after <= {"pace", "cache"}
    assert not Path("/tmp/evil.tex").exists()  # noqa: S108


BAD_PDF = {
    "a cut PDF": (A_PDF[:200], "PDF: "),
    "a page": (page(), "gives is no PDF"),
    "a text": (b"%PDX", "gives is no PDF"),
    "a PDF in name only": (b"%PDF-1.4\n" + b"\xff" * 500, "PDF: "),
}


@pytest.mark.parametrize("case", BAD_PDF)
def test_a_bad_pdf_is_named_and_leaves_nothing(case: str, papers_server: LocalServer, fetch: Fetch, shelf: Shelf) -> None:
    body, message = BAD_PDF[case]
    papers_server.routes |= {API: feed(entry("2401.00001")), PDF: Answer(body)}
    report = fetch()
    assert report.outcome is Outcome.FAILED
    assert message in report.message
    assert ".fetching" not in report.message
    assert list(shelf.folder.iterdir() if shelf.folder.exists() else []) == []


# pages and PDFs by address


def test_a_post_is_fetched_by_its_address(papers_server: LocalServer, fetch: Fetch, shelf: Shelf) -> None:
    papers_server.routes["www.lesswrong.com/posts/abc/on-doors"] = Answer(page(title="On Doors"))
    report = fetch(work_of(POST, "beech2020doors"))
    assert report.outcome is Outcome.GOT
    assert report.paper is not None
    assert (report.paper.rendering, report.paper.version, report.paper.url) == ("HTML", None, POST.url)
    ((known,), _) = read_bibtex((shelf.folder / "beech2020doors" / "alignqa-metadata.bib").read_text())
    assert known.metadata == Metadata(title="On Doors", url=POST.url, licence="CC BY 4.0")


def test_a_pdf_is_fetched_by_its_address(papers_server: LocalServer, fetch: Fetch, shelf: Shelf) -> None:
    papers_server.routes["intelligence.org/files/Lamps.pdf"] = Answer(A_PDF)
    report = fetch(Works(Literature(), topics={}).named("https://intelligence.org/files/Lamps.pdf"))
    assert report.outcome is Outcome.GOT
    assert report.paper is not None
    assert report.paper.file == "intelligence-org-437ea90659f0.pdf"
    assert shelf.path(report.paper).read_bytes() == A_PDF


BAD_POST = {
    "forbidden": (Answer(status=403), "is not given to programs (403)"),
    "a challenge": (Answer(CHALLENGE), "is an error page and no paper"),
    "an archive": (Answer(tar(**{"a.tex": SOURCE})), "gives is no page or PDF"),
    "a program": (Answer(b"#!/bin/sh\nrm -rf /"), "gives is no page or PDF"),
    "gone": (Answer(status=410), "There is nothing at"),
}


@pytest.mark.parametrize("case", BAD_POST)
def test_a_bad_post_is_named_with_what_to_do(case: str, papers_server: LocalServer, fetch: Fetch, shelf: Shelf) -> None:
    papers_server.routes["www.lesswrong.com/posts/abc/on-doors"], message = BAD_POST[case]
    report = fetch(work_of(POST, "beech2020doors"))
    assert (report.outcome, message in report.message, bool(report.hint)) == (Outcome.FAILED, True, True)
    assert list(shelf.folder.iterdir() if shelf.folder.exists() else []) == []


def test_a_work_without_an_address_is_skipped_with_its_doi(papers_server: LocalServer, fetch: Fetch) -> None:
    report = fetch(work_of(Metadata(title="Genes", key="burt2006genes", doi="10.1000/182"), "burt2006genes"))
    assert (report.outcome, report.message) == (Outcome.SKIPPED, "no address is known that it can be fetched from")
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
    file: str, url: str, rendering: str, papers_server: LocalServer, fetch: Fetch, shelf: Shelf
) -> None:
    path = PAPERS / file
    if not path.exists():
        pytest.skip(f"the paper is missing: {path}")
    papers_server.routes[url.removeprefix("https://").partition("?")[0]] = Answer(path.read_bytes())
    report = fetch(Works(Literature(), topics={}).named(url))
    assert report.outcome is Outcome.GOT, report.message
    assert report.paper is not None
    assert (report.paper.rendering, report.paper.url) == (rendering, url)
    assert shelf.path(report.paper).read_bytes() == path.read_bytes()
    assert report.paper.title


# going on, and newer versions


def test_what_is_here_is_not_asked_for_again(papers_server: LocalServer, fetch: Fetch) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001")), HTML: Answer(page())}
    fetch()
    asked = len(papers_server.asked)
    assert fetch().outcome is Outcome.HERE
    assert len(papers_server.asked) == asked


@pytest.mark.parametrize("lost", ["fetched.json", "ash2024lanterns.html"])
def test_what_is_not_whole_is_fetched_again_and_within_a_day_from_the_cache(
    lost: str, papers_server: LocalServer, fetch: Fetch, shelf: Shelf
) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001")), HTML: Answer(page())}
    fetch()
    (shelf.folder / "ash2024lanterns" / lost).unlink()
    assert fetch().outcome is Outcome.GOT
    assert len(papers_server.asked) == 2
    assert [paper.name for paper in shelf.papers()] == ["ash2024lanterns"]


def test_a_run_that_broke_off_is_gone_on_with(
    papers_server: LocalServer, make_web: MakeWeb, shelf: Shelf, clock: FakeClock
) -> None:
    works = [work_of(Metadata(arxiv_id=f"2401.0000{n}"), "") for n in (1, 2, 3)]
    papers_server.routes[API] = feed(*(entry(f"2401.0000{n}") for n in (1, 2, 3)))
    for n in (1, 2, 3):
        papers_server.routes[f"arxiv.org/html/2401.0000{n}v1"] = Answer(page(f"2401.0000{n}"))

    def interrupt(done: int, total: int, report: FetchReport) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Fetcher(make_web(), shelf, clock=clock).fetch(works, interrupt)
    assert [paper.name for paper in shelf.papers()] == ["arxiv-2401-00001", "arxiv-2401-00002"]
    reports = Fetcher(make_web(), shelf, clock=clock).fetch(works, lambda *_: None)
    assert [report.outcome for report in reports] == [Outcome.HERE, Outcome.HERE, Outcome.GOT]
    assert papers_server.places.count(API) == 2  # of two papers less, so another address
    assert papers_server.places.count("arxiv.org/html/2401.00001v1") == 1


def test_a_host_that_asks_to_be_left_alone_is_and_others_are_still_asked(
    papers_server: LocalServer, make_web: MakeWeb, shelf: Shelf, clock: FakeClock
) -> None:
    papers_server.routes |= {
        API: feed(entry("2401.00001"), entry("2401.00002")),
        HTML: Answer(status=429, headers={"Retry-After": "7200"}),
        "www.lesswrong.com/posts/abc/on-doors": Answer(page(title="On Doors")),
    }
    works = [work_of(LAMPS, "a"), work_of(Metadata(arxiv_id="2401.00002"), ""), work_of(POST, "b")]
    reports = Fetcher(make_web(), shelf, clock=clock).fetch(works, lambda *_: None)
    assert [report.outcome for report in reports] == [Outcome.FAILED, Outcome.FAILED, Outcome.GOT]
    assert "to be left alone for another 7200 seconds" in reports[0].message
    assert "Run the same command again after that" in reports[1].hint
    assert papers_server.places == [API, HTML, "www.lesswrong.com/posts/abc/on-doors"]
    assert sum(clock.slept) < 60


def test_without_a_network_each_work_says_so(make_web: MakeWeb, shelf: Shelf, clock: FakeClock) -> None:
    web = make_web(addresses={"export.arxiv.org": [], "www.lesswrong.com": []})
    reports = Fetcher(web, shelf, clock=clock).fetch([work_of(LAMPS, "a"), work_of(POST, "b")], lambda *_: None)
    assert [report.message for report in reports] == ["export.arxiv.org has no address", "www.lesswrong.com has no address"]
    assert clock.slept == []


def test_a_paper_that_arxiv_does_not_know(papers_server: LocalServer, fetch: Fetch) -> None:
    papers_server.routes[API] = feed()
    report = fetch(Works(Literature(), topics={}).named("arxiv:2401.99999"))
    assert (report.outcome, report.message) == (Outcome.FAILED, "arXiv has no paper 2401.99999")


def test_a_newer_version_is_noticed_and_fetched_on_request_in_the_same_rendering(
    papers_server: LocalServer, fetch: Fetch, make_web: MakeWeb, shelf: Shelf, clock: FakeClock
) -> None:
    papers_server.routes |= {
        API: feed(entry("2401.00001")),
        EPRINT: Answer(SOURCE),
        "arxiv.org/html/2401.00001v2": Answer(page()),
    }
    assert fetch().outcome is Outcome.GOT
    assert outdated(make_web(), shelf.papers()) == []
    papers_server.routes |= {API: feed(entry("2401.00001", 2)), "arxiv.org/e-print/2401.00001v2": Answer(SOURCE + b"% new")}
    assert fetch().outcome is Outcome.HERE
    clock.time += 90_000
    ((late),) = outdated(make_web(), shelf.papers())
    assert (late.paper.name, late.paper.version, late.newest) == ("ash2024lanterns", 1, 2)
    report = fetch(update=True)
    assert report.outcome is Outcome.GOT
    assert report.paper is not None
    assert (report.paper.version, report.paper.rendering) == (2, "LaTeX")
    assert (shelf.folder / "ash2024lanterns" / "ash2024lanterns.tex").read_bytes().endswith(b"% new")
    again = fetch(update=True)
    assert (again.outcome, again.message) == (Outcome.HERE, "the newest version")
    assert not any(path.name.startswith(".fetching") for path in shelf.folder.iterdir())


def test_where_only_another_rendering_is_there_the_old_file_goes(papers_server: LocalServer, fetch: Fetch, shelf: Shelf) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001")), PDF: Answer(A_PDF)}
    fetch()
    papers_server.routes |= {API: feed(entry("2401.00001", 2)), "arxiv.org/html/2401.00001v2": Answer(page(version=2))}
    assert fetch(Works(Literature([LAMPS]), topics={}).named("arxiv:2401.00001v2")).outcome is Outcome.GOT
    assert names(shelf) == [
        f"ash2024lanterns/{name}" for name in ("alignqa-metadata.bib", "ash2024lanterns.html", "fetched.json")
    ]


def test_an_older_version_can_be_asked_for(papers_server: LocalServer, fetch: Fetch) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001", 1)), HTML: Answer(page())}
    work = Works(Literature([LAMPS]), topics={}).named("https://arxiv.org/abs/2401.00001v1")
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
    assert (report.outcome, report.message) == (Outcome.HERE, "unchanged")
    clock.time += 90_000
    assert fetch(work, update=True).outcome is Outcome.GOT


def test_a_service_that_fails_costs_a_note(papers_server: LocalServer, fetch: Fetch) -> None:
    papers_server.routes |= {
        API: feed(entry("2401.00001", more="<doi>10.1000/182</doi>")),
        HTML: Answer(page()),
        "api.crossref.org/works/10.1000%2F182": Answer(b"garbage"),
    }
    report = fetch(mailto="reader@example.org")
    assert (report.outcome, report.notes) == (Outcome.GOT, ("What api.crossref.org says of 10.1000/182 cannot be read.",))


def test_a_doi_that_is_merely_printed_is_not_looked_up(papers_server: LocalServer, fetch: Fetch) -> None:
    tag = b'<meta name="citation_doi" content="10.1000/182"></head>'
    papers_server.routes["www.lesswrong.com/posts/abc/on-doors"] = Answer(page().replace(b"</head>", tag))
    assert fetch(work_of(POST, "beech2020doors"), mailto="reader@example.org").outcome is Outcome.GOT
    assert len(papers_server.asked) == 1


# the shelf

NOTE = b'{"schema": "alignqa.fetched/1", "rendering": "PDF", "url": "u", "fetched": "f", %s}'


@pytest.mark.parametrize(
    "note",
    [
        *(b"", b"[]", b"null", b"{}", b"\xff", b'{"schema": "alignqa.fetched/2"}', b'{"schema": "alignqa.fetched/1", "x": 1}'),
        NOTE % b'"name": "a", "file": "../../x.pdf"',
        NOTE % b'"name": "b", "file": "a.pdf"',
        NOTE % b'"name": "a", "file": "a.pdf", "version": "2"',
        NOTE % b'"name": "a", "file": "a.pdf", "title": []',
    ],
)
def test_a_damaged_note_is_none(note: bytes, shelf: Shelf) -> None:
    (shelf.folder / "a").mkdir(parents=True)
    (shelf.folder / "a" / "a.pdf").write_bytes(A_PDF)
    (shelf.folder / "a" / "fetched.json").write_bytes(note)
    assert shelf.find("a") is None
    (shelf.folder / "a" / "fetched.json").write_bytes(NOTE % b'"name": "a", "file": "a.pdf"')
    assert shelf.find("a") is not None
    (shelf.folder / "a" / "fetched.json").write_bytes(note)
    assert shelf.papers() == []


def test_what_a_killed_process_left_is_deleted_after_a_day(shelf: Shelf) -> None:
    for name, age in ((".fetching-old", 90_000), (".fetching-new", 60)):
        (shelf.folder / name).mkdir(parents=True)
        os.utime(shelf.folder / name, (time.time() - age,) * 2)
    with shelf.staging():
        pass
    assert [path.name for path in shelf.folder.iterdir()] == [".fetching-new"]


def test_a_folder_that_cannot_be_made_is_one_clear_error(shelf: Shelf, fetch: Fetch, papers_server: LocalServer) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001")), HTML: Answer(page())}
    shelf.folder.parent.mkdir(parents=True)
    shelf.folder.write_text("")
    with pytest.raises(StorageError, match=r"The folder of fetched papers .* cannot be written"):
        fetch()


# naming works

WORKS = Works(
    Literature([LAMPS, POST]),
    topics={"ash2024lanterns": ("lamps", "inner alignment"), "beech2020doors": ("lamps",)},
    indexed={"cedar2021hinges": work_of(Metadata(title="Hinges", arxiv_id="2101.00001"), "arxiv-2101-00001")},
)


def test_works_are_named_by_key_identifier_address_and_topic() -> None:
    assert WORKS.named("ash2024lanterns").arxiv == ArxivId("2401.00001")
    assert WORKS.named("arxiv:2401.00001").name == "ash2024lanterns"
    assert WORKS.named("http://lesswrong.com/posts/abc/on-doors/").name == "beech2020doors"
    assert WORKS.named("cedar2021hinges").name == "arxiv-2101-00001"
    assert [work.name for work in WORKS.on("Lamps")] == ["ash2024lanterns", "beech2020doors"]
    assert [work.name for work in WORKS.all()] == ["ash2024lanterns", "beech2020doors"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("ash2024lantern", "ash2024lanterns"), ("hinges", "cedar2021hinges"), ("", "arxiv:ID"), ("../../x", "arxiv:ID")],
)
def test_what_names_no_work_is_refused_with_the_nearest(name: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        WORKS.named(name)
    assert hint in caught.value.hint


def test_an_unknown_topic_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError) as caught:
        WORKS.on("lamp")
    assert "lamps" in caught.value.hint


def test_topics_are_read_from_the_list_and_what_is_none_is_left_out(tmp_path: Path) -> None:
    lines = ['key = "a"\ntopics = ["x", "y"]', 'key = "b"', 'key = "c"\ntopics = "x"', 'key = "d"\ntopics = [1]']
    (tmp_path / "papers.toml").write_text("".join(f"[[paper]]\n{each}\n" for each in lines))
    assert read_topics(tmp_path / "papers.toml") == {"a": ("x", "y"), "d": ("1",)}


@pytest.mark.parametrize("key", ["../../evil", "/etc/x", "..", "a/b", "A b", "x" * 300, "con\0", "-x", ".hidden", ""])
def test_a_key_that_is_no_name_of_a_folder_names_none(key: str) -> None:
    for known in (Metadata(arxiv_id="2401.00001"), Metadata(url="https://../../x"), Metadata(title="T")):
        name = work_of(known, key).name
        assert name.startswith(("arxiv-2401-00001", "work-"))
        assert name.replace("-", "").isalnum()
