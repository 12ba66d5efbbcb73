"""Who may ask a server of alignqa, from where, and how much may be sent to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

pytest.importorskip(
    "starlette", reason="the web server is not installed here (pip install 'alignqa[web]'): nothing of it is tested"
)

from starlette.testclient import TestClient

from web_process import browser_of

pytestmark = pytest.mark.real
TOKEN = "a-token_of-the-test"  # noqa: S105 - not one that is used anywhere
NAVIGATION = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


@pytest.fixture(scope="module")
def browser(lantern_home: Path) -> Iterator[TestClient]:
    with browser_of(lantern_home) as client:
        yield client


@pytest.fixture(scope="module")
def stranger(lantern_home: Path) -> Iterator[TestClient]:
    """A client of a server that needs a token, which it does not have yet."""
    with browser_of(lantern_home, token=TOKEN) as client:
        client.base_url = "http://papers.lab.example"  # type: ignore[assignment] # as httpx allows
        yield client


@pytest.mark.parametrize("host", ["127.0.0.1:8765", "localhost:8765", "LOCALHOST", "[::1]:8765", "127.0.0.1:9000"])
def test_loopback_is_known_by_its_names_at_any_forwarded_port(browser: TestClient, host: str) -> None:
    assert browser.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8765",
        "127.0.0.1@evil.example",
        "evil.example@127.0.0.1",
        "[",
        "",
        "0.0.0.0:8765",
        "a b",
    ],
)
def test_a_name_that_another_site_pointed_here_is_refused(browser: TestClient, host: str) -> None:
    for path in ("/", "/api/papers", "/assets/style.css"):
        page = browser.get(path, headers={"host": host})
        assert page.status_code == 421
        assert "lantern" not in page.text


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "https://127.0.0.1:9999"},
        {"origin": "http://127.0.0.1:8765", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_nothing_is_sent_here_by_another_site(browser: TestClient, headers: Mapping[str, str]) -> None:
    for path in ("/audit", "/papers/winter2003lantern/metadata", "/api/audit"):
        assert browser.post(path, data={"text": "Winter (2003)."}, headers=dict(headers)).status_code == 403


def test_pages_of_this_server_and_programs_may_send(browser: TestClient) -> None:
    for headers in ({"origin": "http://127.0.0.1:8765"}, {"sec-fetch-site": "same-origin"}, {}):
        assert browser.post("/audit", data={"text": "Winter (2003)."}, headers=headers).status_code == 303


def test_a_link_from_another_site_opens_a_page_and_an_image_or_a_frame_of_it_does_not(browser: TestClient) -> None:
    address = "/ask?q=What is lantern drift?"
    assert browser.get(address, headers={"sec-fetch-site": "cross-site", **NAVIGATION}).status_code == 200
    for headers in ({"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}, {**NAVIGATION, "sec-fetch-dest": "iframe"}, {}):
        assert browser.get(address, headers={"sec-fetch-site": "cross-site", **headers}).status_code == 403


@pytest.mark.parametrize("path", ["/", "/ask?q=drift", "/nowhere", "/api/papers", "/assets/keys.js", "/papers/winter2003lantern"])
def test_every_response_forbids_scripts_frames_and_guesses(browser: TestClient, path: str) -> None:
    headers = browser.get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers


def test_pages_carry_no_script_or_style_of_their_own(browser: TestClient) -> None:
    for path in ("/", "/ask?q=What is lantern drift?", "/papers/winter2003lantern", "/search?q=drift"):
        page = browser.get(path).text
        assert "style=" not in page
        assert page.count("<script") == page.count('<script src="/assets/keys.js') == 1
        assert " on" + "click=" not in page


def test_the_token_opens_the_server_once_and_leaves_the_address(stranger: TestClient) -> None:
    for path in ("/", "/api/papers", "/assets/style.css", "/ask?q=drift&token=wrong", "/?token="):
        assert stranger.get(path).status_code == 401
    assert stranger.get("/", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert stranger.get("/", headers={"authorization": b"Bearer \xe9"}).status_code == 401
    opened = stranger.get(f"/ask?q=a%26b%20%C3%A9&token={TOKEN}")
    assert (opened.status_code, opened.headers["location"]) == (303, "/ask?q=a%26b%20%C3%A9")
    cookie = opened.headers["set-cookie"]
    assert TOKEN in cookie
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert stranger.get(opened.headers["location"]).status_code == 200
    assert stranger.post("/audit", data={"text": "Winter (2003)."}, headers={"origin": "http://evil.example"}).status_code == 403
    stranger.cookies.clear()
    assert stranger.get("/").status_code == 401


def test_the_way_that_the_token_opens_leads_to_no_other_host(stranger: TestClient) -> None:
    for path in ("//evil.example/", "/\\evil.example/", "///evil.example", "/%2Fevil.example/"):
        opened = stranger.get(f"http://papers.lab.example{path}?token={TOKEN}")
        location = opened.headers.get("location", "/")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))
        stranger.cookies.clear()


@pytest.mark.parametrize("declared", [True, False])
def test_what_is_larger_than_a_draft_may_be_is_refused_and_not_kept(browser: TestClient, declared: bool) -> None:
    megabyte = b"x" * 1_000_000
    content = megabyte * 21 if declared else (megabyte for _ in range(21))
    for path in ("/api/audit", "/api/verify"):
        refused = browser.post(path, content=content)
        assert refused.status_code == 413
        assert "MB" in refused.text
        content = megabyte * 21


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        ({"content-type": "multipart/form-data"}, b"x"),
        ({"content-type": "multipart/form-data; boundary=b"}, b"--b\r\nnonsense"),
        (
            {"content-type": "multipart/form-data; boundary=b"},
            b'--b\r\ncontent-disposition: form-data; name="file"; filename="a.md"\r\n\r\n',
        ),
        ({"content-type": "application/x-www-form-urlencoded"}, b"text=%ff%00&text=2" + b"&a=1" * 50),
        ({"content-type": "text/plain"}, b"x"),
        (
            {"content-type": "multipart/form-data; boundary=b"},
            b'--b\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n' * 9 + b"--b--",
        ),
    ],
)
# A form that breaks off leaves the parser of forms with a file that it does not close.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_malformed_form_is_refused(browser: TestClient, headers: Mapping[str, str], content: bytes) -> None:
    assert 400 <= browser.post("/audit", content=content, headers=dict(headers)).status_code < 500
