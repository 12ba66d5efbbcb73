"""Papers, addresses, forms and files made to harm: no script of theirs runs, no file from elsewhere is shown, nothing breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest

pytest.importorskip("starlette", reason="not installed here (pip install 'alignqa[web]'): nothing of the web server is tested")

from hostile_requests import fault_of, fault_of_page, hostile_requests, write_hostile_papers
from starlette.testclient import TestClient

import alignqa
from web_process import browser_of

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a home whose papers are full of markup."""
    folder = tmp_path_factory.mktemp("hostile")
    write_hostile_papers(folder / "papers")
    alignqa.open_library(folder / "home").ingest([folder / "papers"])
    with browser_of(folder / "home") as client:
        yield client


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # forms that break off, see test_web_guard.py
def test_hostile_requests_break_nothing_and_show_nothing_from_elsewhere(browser: TestClient) -> None:
    # `make fuzz` sends more.
    faults = [(fault, request) for request in hostile_requests(0, 250) if (fault := fault_of(browser, request))]
    assert faults == []


def test_papers_of_markup_are_read_as_text_on_every_page(browser: TestClient) -> None:
    keys = [paper["paper_id"] for paper in browser.get("/api/papers").json()]
    assert len(keys) > 15
    addresses = ["/papers", "/search?q=lantern drift", "/ask?q=What is lantern drift?", "/define?term=lantern drift", "/compare"]
    addresses += [f"/papers/{key}" for key in keys] + [
        f"/compare?left={keys[0]}&right={key}&q=What is drift?" for key in keys[1:4]
    ]
    shown = 0
    for address in addresses:
        page = browser.get(address)
        assert page.status_code == 200, address
        assert fault_of_page(page.text, dict(page.headers)) == "", address
        shown += "<script>alert(1)</script>" in unescape(re.sub(r"<[^>]+>", "", page.text))
    assert shown > 3  # as text it is there, letter by letter


def test_what_a_fault_is_would_be_found() -> None:
    safe = {"content-security-policy": "script-src 'self'", "content-type": "text/html"}
    for text in ("<script>x</script>", "<IMG src=x>", '<a href="javascript:x">', "a\x1bb", "<form action=//evil.example>"):
        assert fault_of_page(text, safe) != ""
    assert fault_of_page("text", {"content-type": "text/html"}) == "headers"
    assert fault_of_page("&lt;script&gt;", safe) == ""
