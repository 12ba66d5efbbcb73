"""`alignqa fetch` as a user meets it: from the network into the index, with a server of our own for all hosts."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from alignqa.cli.main import app
from local_server import SOURCE, Answer, LocalServer, entry, feed, page
from pdf_samples import Put, document, lines
from pdf_samples import page as pdf_page

API = "export.arxiv.org/api/query"
LIST = """
[[paper]]
key = "ash2024lanterns"
title = "Lanterns That Keep Their Glow"
authors = ["Ada Ash", "Bo Beech"]
year = 2024
arxiv = "2401.00001"
url = "https://arxiv.org/abs/2401.00001"
topics = ["lamps"]

[[paper]]
key = "cedar2020doors"
title = "Doors, and Who Opens Them at Night"
authors = ["Cy Cedar"]
year = 2020
url = "https://doors.example.org/post"
topics = ["doors"]

[[paper]]
key = "birch2006hinges"
title = "Hinges"
authors = ["Di Birch"]
year = 2006
topics = ["doors"]
"""
GLOW = "A lantern is a learned optimizer that keeps its glow after training has ended."


def titled(version: int = 1, sentence: str = GLOW) -> bytes:
    return page(version=version, title="Lanterns That Keep Their Glow", sentence=sentence)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache of the test's own."""
    folder = tmp_path / "cache"
    folder.mkdir()
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A new home with a literature list of its own."""
    folder = tmp_path / "home"
    (folder / "corpus").mkdir(parents=True)
    (folder / "corpus" / "papers.toml").write_text(LIST)
    return folder


@pytest.fixture
def arxiv(papers_server: LocalServer, monkeypatch: pytest.MonkeyPatch, cache: Path) -> LocalServer:
    """The server, which stands for all hosts, with one paper."""
    monkeypatch.setenv("ALIGNQA_FETCH_LOOPBACK", str(papers_server.port))
    monkeypatch.setenv("ALIGNQA_CACHE", str(cache))
    papers_server.routes |= {API: feed(entry("2401.00001")), "arxiv.org/html/2401.00001v1": Answer(titled())}
    return papers_server


def run(home: Path, *args: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *args], input=stdin, prog_name="alignqa")


def keys(home: Path) -> list[str]:
    return [line.split("\t")[0] for line in run(home, "papers").stdout.splitlines()]


@pytest.mark.real
def test_a_key_is_fetched_and_can_be_asked_about(home: Path, arxiv: LocalServer) -> None:
    result = run(home, "fetch", "ash2024lanterns")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "1 work: 1 got.\n1 file: 1 added. The index holds 1 paper.\n"
    assert "got: ash2024lanterns (version 1, HTML, licence CC BY 4.0)" in result.stderr
    (paper,) = json.loads(run(home, "papers", "--json").stdout)
    assert (paper["paper_id"], paper["licence"], paper["year"]) == ("ash2024lanterns", "CC BY 4.0", 2024)
    assert "keeps its glow" in run(home, "ask", "What is a lantern?").stdout
    asked = len(arxiv.asked)
    again = run(home, "fetch", "ash2024lanterns")
    assert again.stdout == "1 work: 1 already here.\n1 file: 1 unchanged. The index holds 1 paper.\n"
    assert len(arxiv.asked) == asked
    assert arxiv.asked[0].headers["User-Agent"].startswith("alignqa/0.1.0 (")


@pytest.mark.real
def test_a_newer_version_is_noticed_fetched_on_request_and_the_old_answer_still_verifies(
    home: Path, arxiv: LocalServer, cache: Path
) -> None:
    run(home, "fetch", "arxiv:2401.00001")
    saved = run(home, "ask", "What is a lantern?", "--json").stdout
    assert run(home, "papers", "--outdated").stdout == ""
    shutil.rmtree(cache / "fetched")  # as if a day had passed
    arxiv.routes |= {
        API: feed(entry("2401.00001", 3)),
        "arxiv.org/html/2401.00001v3": Answer(titled(3, "A lantern is a lamp with a handle, as everybody knows by now.")),
    }
    behind = run(home, "papers", "--outdated")
    assert behind.stdout == "ash2024lanterns\tv1\tv3\tOn Lanterns\n"
    assert "alignqa fetch --update ash2024lanterns" in behind.stderr
    assert json.loads(run(home, "papers", "--outdated", "--json").stdout)[0]["newest"] == 3
    result = run(home, "fetch", "--update", "ash2024lanterns")
    assert result.stdout == "1 work: 1 got.\n1 file: 1 replaced. The index holds 1 paper.\n"
    assert keys(home) == ["ash2024lanterns"]
    proven = run(home, "verify", "-", stdin=saved)
    assert (proven.exit_code, "older version" in proven.stdout) == (0, True)
    assert "with a handle" in run(home, "ask", "What is a lantern?").stdout
    assert run(home, "papers", "--outdated").stdout == ""


@pytest.mark.real
def test_a_paper_that_no_list_has_is_updated_by_the_key_that_the_index_gave_it(
    home: Path, arxiv: LocalServer, cache: Path
) -> None:
    arxiv.routes |= {API: feed(entry("2402.00002")), "arxiv.org/html/2402.00002v1": Answer(page("2402.00002"))}
    run(home, "fetch", "arxiv:2402.00002")
    (key,) = keys(home)
    assert key == "ash2024lanterns"
    shutil.rmtree(cache / "fetched")  # as if a day had passed
    arxiv.routes |= {
        API: feed(entry("2402.00002", 2)),
        "arxiv.org/html/2402.00002v2": Answer(page("2402.00002", 2, sentence="A lantern has a handle.")),
    }
    assert run(home, "papers", "--outdated").stdout == f"{key}\tv1\tv2\tOn Lanterns\n"
    assert run(home, "fetch", "--update", key).stdout.endswith("1 file: 1 replaced. The index holds 1 paper.\n")


@pytest.mark.real
def test_a_version_in_another_rendering_keeps_the_key(home: Path, arxiv: LocalServer, cache: Path) -> None:
    text = [
        "A lantern is a learned optimizer that keeps its glow after",
        "training has ended. Nobody has asked it to, and it does so",
        "in every night of the experiment, as the logs of all the",
        "lamps that were left alone for a year show without a doubt.",
    ]
    pdf = document([pdf_page([Put(72, 740, "Lanterns That Keep Their Glow", 18), *lines(72, 700, text)])])
    arxiv.routes |= {"arxiv.org/html/2401.00001v1": Answer(status=404), "arxiv.org/pdf/2401.00001v1": Answer(pdf)}
    first = run(home, "fetch", "ash2024lanterns")
    assert "PDF, licence not stated" in first.stderr
    assert first.stdout.endswith("1 file: 1 added. The index holds 1 paper.\n"), first.stderr
    saved = run(home, "ask", "What is a lantern?", "--json").stdout
    shutil.rmtree(cache / "fetched")  # as if a day had passed
    arxiv.routes |= {API: feed(entry("2401.00001", 2)), "arxiv.org/e-print/2401.00001v2": Answer(SOURCE)}
    result = run(home, "fetch", "--update", "ash2024lanterns")
    assert result.stdout.endswith("1 file: 1 replaced. The index holds 1 paper.\n"), result.stderr
    (paper,) = json.loads(run(home, "papers", "--json").stdout)
    assert (paper["paper_id"], paper["title"], paper["authors"]) == (
        "ash2024lanterns",
        "Lanterns That Keep Their Glow",  # of the list, found by the identifier that stands beside the source
        ["Ada Ash", "Bo Beech"],
    )
    assert run(home, "verify", "-", stdin=saved).exit_code == 0
    assert run(home, "index", "verify").exit_code == 0


@pytest.mark.real
def test_all_of_the_list_with_what_was_skipped_and_why(home: Path, arxiv: LocalServer) -> None:
    arxiv.routes["doors.example.org/post"] = Answer(status=403)
    result = run(home, "fetch", "--all")
    assert result.exit_code == 1
    assert result.stdout.startswith("3 works: 1 got, 1 skipped, 1 failed.\n")
    told = [line.split("] ", 1)[1] for line in result.stderr.splitlines() if line.startswith("[") and "/3, " in line]
    assert told[0].startswith("got: ash2024lanterns (")
    assert told[1].startswith(
        "failed: cedar2020doors: https://doors.example.org/post refuses requests from programs (403). Hint: Open it"
    )
    assert told[2].startswith("skipped: birch2006hinges: no address is known that it can be fetched from. Hint: Look for it")
    assert run(home, "fetch", "--topic", "lamps").stdout.startswith("1 work: 1 already here.\n")


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        ([], 2, "No works were named."),
        (["ash2024lantern"], 2, "There is no work 'ash2024lantern'"),
        (["--topic", "lamp"], 2, "The literature list has no topic 'lamp'"),
        (["https://evil.example/x"], 2, "evil.example is not among the hosts that papers are fetched from"),
        (["http://arxiv.org/x"], 2, "is not an https address"),
        (["file:///etc/passwd"], 2, "file:///etc/passwd is not a web address"),
        (["https://127.0.0.1/x"], 2, "does not contain the full name of a host"),
        (["arxiv:2401.99999"], 5, "arXiv has no paper 2401.99999"),
    ],
)
def test_what_cannot_be_fetched_is_one_clear_line(
    home: Path, arxiv: LocalServer, args: list[str], code: int, message: str
) -> None:
    result = run(home, "fetch", *args)
    assert result.exit_code == code, result.stderr
    assert message in result.stderr
    assert "Hint: " in result.stderr
    assert "Traceback" not in result.stderr
    assert not (home / "indexes").exists()
    assert [path.name for path in (home / "corpus").iterdir()] == ["papers.toml"]


def test_a_host_can_be_allowed_in_the_settings(home: Path, arxiv: LocalServer) -> None:
    arxiv.routes["papers.example.edu/x"] = Answer(status=404)
    (home / "alignqa.toml").write_text('fetch_hosts = "other.example.org example.edu"\nmailto = "reader@example.org"\n')
    assert "There is nothing at https://papers.example.edu/x (404)" in run(home, "fetch", "https://papers.example.edu/x").stderr
    assert "mailto:reader@example.org" in arxiv.asked[0].headers["User-Agent"]


@pytest.mark.parametrize(
    "line",
    ['fetch_hosts = "https://example.org"', 'fetch_hosts = "localhost"', 'mailto = "nobody"', 'mailto = "a@b.org\\r\\nX: y"'],
)
def test_malformed_settings_are_named(home: Path, line: str) -> None:
    (home / "alignqa.toml").write_text(line + "\n")
    result = run(home, "fetch", "ash2024lanterns")
    assert result.exit_code == 2
    assert f"{line.split()[0]}: give " in result.stderr


@pytest.mark.real
def test_an_interrupted_fetch_keeps_what_it_got_and_goes_on(home: Path, arxiv: LocalServer) -> None:
    arxiv.routes["doors.example.org/post"] = Answer(drip=True, claimed=1_000_000)
    command = [sys.executable, "-m", "alignqa", "--home", str(home), "fetch", "ash2024lanterns", "cedar2020doors"]
    # Whoever starts the tests in the background has Ctrl-C ignored, and children inherit that.
    listening = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=listening) as running:
        assert running.stderr is not None
        assert "got: ash2024lanterns" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
        assert running.wait() == 130
    assert "Interrupted. 1 paper fetched and kept; run the same command again" in said
    assert "Traceback" not in said
    arxiv.routes["doors.example.org/post"] = Answer(page("", title="Doors, and Who Opens Them at Night"))
    result = run(home, "fetch", "ash2024lanterns", "cedar2020doors")
    assert result.stdout == "2 works: 1 got, 1 already here.\n2 files: 2 added. The index holds 2 papers.\n"
    assert keys(home) == ["ash2024lanterns", "cedar2020doors"]
    assert arxiv.places.count("arxiv.org/html/2401.00001v1") == 1
