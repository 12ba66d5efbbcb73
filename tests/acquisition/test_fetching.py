"""Papers of arXiv onto the shelf: which copy is taken, what is said of the others, and that nothing is written elsewhere."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from alignqa.acquisition.downloads import Downloads
from alignqa.acquisition.fetching import FetchOutcome
from alignqa.papers.bibliography import read_bibtex
from alignqa.papers.document import Metadata
from fetching_samples import A_PDF, API, CHALLENGE, EPRINT, HTML, PDF, Fetch, names, tar
from local_server import SOURCE, Answer, LocalServer, entry, feed, page


def test_html_comes_first_with_what_arxiv_knows_of_the_paper(
    papers_server: LocalServer, fetch: Fetch, downloads: Downloads
) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001")), HTML: Answer(page())}
    report = fetch()
    assert report.outcome is FetchOutcome.GOT
    assert papers_server.places == [API, HTML]
    assert names(downloads) == [
        f"ash2024lanterns/{name}" for name in ("alignqa-metadata.bib", "ash2024lanterns.html", "fetched.json")
    ]
    assert (downloads.folder / "ash2024lanterns" / "ash2024lanterns.html").read_bytes() == page()
    assert json.loads((downloads.folder / "ash2024lanterns" / "fetched.json").read_text()) == {
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
    ((known,), notices) = read_bibtex((downloads.folder / "ash2024lanterns" / "alignqa-metadata.bib").read_text())
    assert (known.key, known.files, notices) == ("ash2024lanterns", ("ash2024lanterns.html",), ())
    assert known.metadata == Metadata(
        title="On Lanterns",
        authors=("Ada Ash", "Bo Beech"),
        year=2024,
        url="https://arxiv.org/abs/2401.00001",
        licence="CC BY 4.0",
        arxiv_id="2401.00001",
    )


def test_latex_comes_second_and_its_licence_is_asked_for(papers_server: LocalServer, fetch: Fetch, downloads: Downloads) -> None:
    papers_server.routes |= {
        API: feed(entry("2401.00001")),
        EPRINT: Answer(
            tar(**{"main.tex": SOURCE.replace(b"A lantern", b"\\input{a}A lantern"), "a.tex": b"Look. ", "b.png": b"x"})
        ),
        "oaipmh.arxiv.org/oai": Answer(b"<r><license>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</license></r>"),
    }
    report = fetch()
    assert report.outcome is FetchOutcome.GOT
    assert report.notes == ("HTML: There is nothing at https://arxiv.org/html/2401.00001v1 (404).",)
    assert report.paper is not None
    assert (report.paper.rendering, report.paper.licence) == ("LaTeX", "arXiv.org non-exclusive licence")
    assert papers_server.places == [API, HTML, EPRINT, "oaipmh.arxiv.org/oai"]
    assert names(downloads) == [
        f"ash2024lanterns/{name}"
        for name in ("alignqa-metadata.bib", "ash2024lanterns-1.part", "ash2024lanterns.tex", "fetched.json")
    ]


@pytest.mark.parametrize(
    ("eprint", "rendering"),
    [(gzip.compress(SOURCE), "LaTeX"), (SOURCE, "LaTeX"), (A_PDF, "PDF"), (gzip.compress(A_PDF), "PDF"), (b"", "PDF")],
    ids=["one gzipped file", "one file", "a PDF served as e-print", "a gzipped PDF", "nothing"],
)
def test_other_e_prints_and_the_pdf_third(
    eprint: bytes, rendering: str, papers_server: LocalServer, fetch: Fetch, downloads: Downloads
) -> None:
    papers_server.routes |= {API: feed(entry("2401.00001")), EPRINT: Answer(eprint), PDF: Answer(A_PDF)}
    report = fetch()
    assert report.outcome is FetchOutcome.GOT, report.message
    assert report.paper is not None
    assert report.paper.rendering == rendering
    assert (PDF in papers_server.places) == (not eprint)


BAD_HTML = {
    "an error page": (Answer(CHALLENGE), "is an error page and no paper"),
    "no HTML for it": (Answer(b"<!doctype html><html><head><title>No HTML for this</title><body>Sorry."), "is an error page"),
    "an empty page": (Answer(b"<!doctype html><html><body></body></html>"), "holds no text"),
    "a text": (Answer(b"We could not convert this paper."), "is not the expected HTML"),
    "a PDF": (Answer(A_PDF), "is not the expected HTML"),
    "an image": (Answer(b"\x89PNG\r\n\x1a\n"), "is not the expected HTML"),
    "nothing": (Answer(b""), "is not the expected HTML"),
    "a page nested too deeply": (Answer(b"<!doctype html><html><body>" + b"<div>" * 600 + b"x"), "is nested too deeply"),
    "the abstract": (Answer(status=302, headers={"Location": "/abs/2401.00001v1"}), "redirects to the abstract"),
    "another paper": (Answer(status=302, headers={"Location": "/html/2401.00009v1"}), "redirects to another paper or version"),
    "another version": (Answer(status=302, headers={"Location": "/html/2401.00001v4"}), "redirects to another paper or version"),
    "another host": (Answer(status=301, headers={"Location": "https://evil.example/x"}), "redirects to a forbidden address"),
    "forbidden": (Answer(status=403), "refuses requests from programs (403)"),
    "an inner error": (Answer(status=500), "cannot be fetched: it answers 500"),
    "a cut connection": (Answer(page(), cut=100), "cannot be fetched: peer closed connection"),
    "a wrong length": (Answer(page(), claimed=9_999), "cannot be fetched: peer closed connection"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_HTML)
def test_a_bad_page_is_named_and_the_next_copy_is_taken(
    case: str, papers_server: LocalServer, fetch: Fetch, downloads: Downloads
) -> None:
    answer, message = BAD_HTML[case]
    papers_server.routes |= {API: feed(entry("2401.00001")), HTML: answer, EPRINT: Answer(gzip.compress(SOURCE))}
    for other in ("abs/2401.00001v1", "html/2401.00009v1", "html/2401.00001v4"):
        papers_server.routes[f"arxiv.org/{other}"] = Answer(page())
    report = fetch()
    assert report.outcome is FetchOutcome.GOT, report.message
    assert message in report.notes[0]
    assert report.notes[0].startswith("HTML: ")
    assert ".fetching" not in report.notes[0]
    assert names(downloads)[1:] == ["ash2024lanterns/ash2024lanterns.tex", "ash2024lanterns/fetched.json"]


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
    "a name above": (odd(name="../../../../evil.tex"), "is outside of it"),
    "an absolute name": (odd(name="/tmp/evil.tex"), "is outside of it"),  # noqa: S108
    "a symlink": (odd(type=tarfile.SYMTYPE, linkname="/etc/passwd"), "not a regular file"),
    "a hard link": (odd(type=tarfile.LNKTYPE, linkname="/etc/passwd"), "not a regular file"),
    "a device": (odd(type=tarfile.CHRTYPE), "not a regular file"),
    "a pipe": (odd(type=tarfile.FIFOTYPE), "not a regular file"),
    "a bomb": (gzip.compress(b"\0" * 30_000_000), "unpacks to more than"),
    "a bomb in a tar": (tar(**{"a.png": b"\0" * 3_000_000}), "unpacks to more than 200 times its size"),
    "no main file": (tar(**{"a.tex": b"text"}), "no file with a \\documentclass"),
    "only figures": (tar(**{"a.png": b"x"}), "no file with a \\documentclass"),
    "a main file without text": (tar(**{"a.tex": b"\\documentclass{article}\\begin{document}\\end{document}"}), "holds no text"),
    "damaged gzip": (b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + b"\xff" * 99, "is damaged"),
    "cut gzip": (gzip.compress(SOURCE)[:60], "is truncated"),
    "a page": (page(), "no file with a \\documentclass"),
    "PostScript": (b"%!PS-Adobe-2.0 ...", "no file with a \\documentclass"),
    "a zip": (b"PK\x03\x04 and so on", "no file with a \\documentclass"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_SOURCE)
def test_a_bad_source_is_named_and_leaves_nothing(
    case: str, papers_server: LocalServer, fetch: Fetch, downloads: Downloads, tmp_path: Path
) -> None:
    body, message = BAD_SOURCE[case]
    papers_server.routes |= {API: feed(entry("2401.00001")), EPRINT: Answer(body)}
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    report = fetch()
    assert report.outcome is FetchOutcome.FAILED
    assert "LaTeX: " in report.message
    assert message in report.message
    assert report.message.count("There is nothing at") == 2  # HTML and PDF
    assert report.hint
    assert list(downloads.folder.iterdir() if downloads.folder.exists() else []) == []
    after = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*") if path.is_file() and path not in before}
    assert after <= {"pace", "cache"}
    assert not Path("/tmp/evil.tex").exists()  # noqa: S108


BAD_PDF = {
    "a cut PDF": (A_PDF[:200], "PDF: "),
    "a page": (page(), "is not the expected PDF"),
    "a text": (b"%PDX", "is not the expected PDF"),
    "a PDF in name only": (b"%PDF-1.4\n" + b"\xff" * 500, "PDF: "),
}


@pytest.mark.parametrize("case", BAD_PDF)
def test_a_bad_pdf_is_named_and_leaves_nothing(case: str, papers_server: LocalServer, fetch: Fetch, downloads: Downloads) -> None:
    body, message = BAD_PDF[case]
    papers_server.routes |= {API: feed(entry("2401.00001")), PDF: Answer(body)}
    report = fetch()
    assert report.outcome is FetchOutcome.FAILED
    assert message in report.message
    assert ".fetching" not in report.message
    assert list(downloads.folder.iterdir() if downloads.folder.exists() else []) == []
