"""`alignqa serve` as a process: many readers, readers who leave, ports, restarts, a home that two servers share."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

pytest.importorskip(
    "starlette", reason="the web server is not installed here (pip install 'alignqa[web]'): nothing of it is tested"
)

import alignqa
from lantern_home import SUMMER, paper
from web_process import PATIENCE, WebServer

pytestmark = pytest.mark.real
QUESTIONS = [
    "What is lantern drift?",
    "Why do lanterns drift?",
    "How many lanterns drifted?",
    "Who won the match?",
    "What was measured?",
]


def answer_of(outcome: dict[str, object]) -> dict[str, object]:
    """An outcome without what takes time."""
    trace = outcome["trace"]
    assert isinstance(trace, dict)
    return {**outcome, "trace": {**trace, "timings_ms": {}}}


def test_fifty_questions_at_once_are_answered_as_one_by_one(lantern_home: Path) -> None:
    with WebServer(lantern_home) as server, ThreadPoolExecutor(50) as readers:
        questions = [f"{question[:-1]}{' in the north' * (number % 2)}?" for number in range(10) for question in QUESTIONS]
        together = [found.json() for found in readers.map(lambda text: server.get(f"/api/ask?q={quote(text)}"), questions)]
        pages = list(readers.map(lambda text: server.get(f"/ask?q={quote(text)}").text, questions))
    with WebServer(lantern_home) as server:
        alone = {text: server.get(f"/api/ask?q={quote(text)}").json() for text in dict.fromkeys(questions)}
    assert [answer_of(outcome) for outcome in together] == [answer_of(alone[text]) for text in questions]
    assert all("</html>" in page for page in pages)
    assert {outcome["outcome"] for outcome in together} == {"answered", "abstained"}


def test_readers_who_leave_in_the_middle_leave_nothing_behind(lantern_home: Path) -> None:
    draft = "\n\n".join(f"Lanterns drift in {number} ways when nobody is there (Winter, 2003)." for number in range(400))
    with WebServer(lantern_home) as server:
        form = f"Content-Length: {len(draft)}\r\n\r\n{draft}"
        for number in range(30):
            ways = (
                "GET /ask?q=What+is+drift+" + str(number) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "POST /api/audit HTTP/1.1\r\nHost: localhost\r\n" + form,
            )
            with socket.create_connection(("127.0.0.1", server.port)) as reader:
                reader.sendall(ways[number % 2].encode())
                reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")  # closes with a reset
        # An audit of that draft that somebody waits for would take the turn of the others that nobody does.
        began = time.monotonic()
        assert server.get("/api/ask?q=What is lantern drift?").json()["outcome"] == "answered"
        audited = httpx.post(
            f"http://127.0.0.1:{server.port}/api/audit",
            content=b"Lanterns drift (Winter, 2003).",
            timeout=PATIENCE,
            trust_env=False,
        )
        assert audited.status_code == 200
        assert time.monotonic() - began < PATIENCE
        code, out, said = server.end()
    assert (code, out) == (130, "")
    assert "Traceback" not in said


def test_a_port_in_use_is_an_error_that_names_the_cure(lantern_home: Path) -> None:
    with WebServer(lantern_home) as first:
        command = [sys.executable, "-m", "alignqa", "--home", str(lantern_home), "serve", "--port", str(first.port)]
        second = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
        assert second.returncode == 1
        assert f"Port {first.port} at 127.0.0.1 cannot be used" in second.stderr
        assert "--port 0" in second.stderr
        assert first.get("/").status_code == 200


def test_after_a_restart_an_address_shows_the_same(lantern_home: Path) -> None:
    paths = ["/ask?q=What is lantern drift?", "/search?q=drift&year=2003", "/chat?q=What is lantern drift?&q=Why lantern drift?"]
    with WebServer(lantern_home) as server:
        port, before = server.port, [server.get(path).text for path in paths]
        server.process.kill()
        server.process.communicate()
    with WebServer(lantern_home, port=port) as server:
        assert [server.get(path).text for path in paths] == before


def test_two_servers_on_one_home_see_what_is_ingested_meanwhile(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (tmp_path / "one.md").write_text(paper("Bo Summer", "Lanterns in the north", 2011, SUMMER), encoding="utf-8")
    library = alignqa.open_library(home)
    library.ingest([tmp_path / "one.md"])
    with WebServer(home) as one, WebServer(home, "--read-only") as other:
        assert [len(server.get("/api/papers").json()) for server in (one, other)] == [1, 1]
        (tmp_path / "two.md").write_text(
            paper("Di Autumn", "Of oil", 2012, "## Oil\n\nOil is what a lantern burns at night."), encoding="utf-8"
        )
        library.ingest([tmp_path / "two.md"])
        for server in (one, other):
            assert "Oil is what a lantern burns at night." in server.get("/ask?q=What is oil?").text
        corrected = httpx.post(
            f"{one.url}papers/autumn2012oil/metadata", data={"year": "2013"}, timeout=PATIENCE, trust_env=False
        )
        assert corrected.status_code == 303
        assert other.get("/api/papers/autumn2012oil").json()["year"] == 2013


def test_at_another_address_than_loopback_a_token_is_asked_for(lantern_home: Path) -> None:
    with WebServer(lantern_home, "--host", "0.0.0.0") as server:  # noqa: S104 - the test of just that
        token = server.url.partition("?token=")[2]
        assert len(token) > 20
        assert server.get("/api/papers").status_code == 401
        assert server.get("/api/papers", headers={"authorization": f"Bearer {token}"}).status_code == 200


def test_a_host_that_is_none_is_an_error(lantern_home: Path) -> None:
    command = [sys.executable, "-m", "alignqa", "--home", str(lantern_home), "serve", "--host", "no host"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    assert (ended.returncode, "There is no host" in ended.stderr) == (2, True)
