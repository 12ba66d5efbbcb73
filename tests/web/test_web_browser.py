"""The pages of `alignqa serve` in a real browser: phone and desk, light and dark, without scripts, by the keyboard alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import httpx
import pytest

pytest.importorskip("starlette", reason="not installed here (pip install 'alignqa[web]'): nothing of the web server is tested")

from hostile_requests import write_hostile_papers

import alignqa
from lantern_home import SUMMER, WINTER, paper
from pdf_samples import document, lines
from pdf_samples import page as pdf_page
from web_process import WebServer

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here (apt-get install chromium): no page is looked at"),
]
OIL = "Oil burns slowly in a lantern that is trained to glow until the morning."
DRAFT = (
    "# Of drift\n\nIt is “a shift in which a lantern comes to fear the night that it was trained to end” [@winter2003lantern].\n"
)
PATIENCE = 30_000  # milliseconds: a click returns when the next page begins to arrive, and not when it is there
STATES = [
    "/",
    "/ask?q=What is lantern drift?",
    "/ask?q=Who won the match?",
    "/chat?q=What is lantern drift?&q=Why lantern drift?",
    "/search?q=lantern drift",
    "/papers",
    "/papers/winter2003lantern?span=100:300",
    "/papers/{pdf}/pages/1?span={span}",
    "/define?term=lantern drift",
    "/compare?left=winter2003lantern&right=summer2011lanterns&q=What is lantern drift?",
    "/audit",
    "{audit}",
    "/keys",
    "/nowhere",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is missing (make test installs it)")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    """A server over papers on lanterns, one of them a PDF, and papers of markup."""
    folder = tmp_path_factory.mktemp("browsed")
    write_hostile_papers(folder / "papers")
    (folder / "papers" / "winter.md").write_text(paper("Ada Winter", "On lantern drift", 2003, WINTER), encoding="utf-8")
    (folder / "papers" / "summer.md").write_text(paper("Bo Summer", "Lanterns in the north", 2011, SUMMER), encoding="utf-8")
    words = [
        "On the oil of lanterns",
        "",
        "1 Findings",
        "",
        *OIL.split(" until ")[:1],
        "until the morning. Keepers have known this for long.",
    ]
    (folder / "papers" / "oil.pdf").write_bytes(document([pdf_page(lines(72, 720, words))], title="On the oil of lanterns"))
    report = alignqa.open_library(folder / "home").ingest([folder / "papers"])
    assert all(file.paper_id for file in report.files)
    with WebServer(folder / "home") as started:
        yield started


@pytest.fixture(scope="module")
def places(server: WebServer) -> dict[str, str]:
    """The parts of addresses that only the home and the server know."""
    papers = server.get("/api/papers").json()
    key = next(one["paper_id"] for one in papers if one["source"] == "oil.pdf")
    text = server.get(f"/api/papers/{key}/text").json()["text"]
    start = text.index("Oil burns slowly")
    sent = httpx.post(f"{server.url}audit", data={"text": DRAFT}, timeout=60, trust_env=False)
    return {"pdf": key, "span": f"{start}:{start + len(OIL)}", "audit": sent.headers["location"]}


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1280, "dark")])
@pytest.mark.parametrize("state", STATES)
def test_a_page_is_readable_quiet_and_accessible(
    server: WebServer, places: dict[str, str], browser: Any, state: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # The checker's own script is what the policy of the pages forbids.
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server.url + state.format(**places).removeprefix("/"), wait_until="load")
    assert [text for text in said if state != "/nowhere"] == []
    assert [url for url in asked if not url.startswith((server.url, "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing stands beyond the edge"
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(e => +e.tagName[1])")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    found = [item for item in Axe().run(page).response["violations"] if item["impact"] in ("serious", "critical")]
    assert [(item["impact"], item["id"], item["nodes"][0]["html"]) for item in found] == []
    context.close()


def test_everything_is_reached_by_the_keyboard_alone(server: WebServer, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(server.url + "papers")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.wait_for_url("**/ask")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("What is lantern drift?")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ask?q=*")
    page.wait_for_selector(".answered")
    assert not page.locator(".waiting").is_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == "quote-1"
    page.keyboard.press("Enter")
    page.wait_for_url("**/papers/*#mark")
    mark = page.locator("mark").first
    box = mark.bounding_box()
    assert 0 <= box["y"] < 900, "the marked passage is in view"
    assert "prefer the night" in page.locator("#mark").inner_text()
    page.go_back()
    page.wait_for_url("**/ask?q=*")
    page.wait_for_selector(".quotes > li")
    page.go_forward()
    page.wait_for_url("**/papers/*#mark")
    page.keyboard.press("?")
    page.wait_for_url("**/keys")
    page.close()


def test_without_scripts_every_page_can_be_read_and_used(server: WebServer, browser: Any) -> None:
    from playwright.sync_api import expect

    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    page.get_by_label("Question").fill("What is lantern drift?")
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**/ask?q=*")
    assert page.locator(".quotes > li").count() > 0
    assert not page.locator(".waiting").is_visible()
    page.get_by_role("link", name="Go on in a chat").click()
    page.get_by_label("Next question").fill("Why?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".turn")).to_have_count(2, timeout=PATIENCE)
    page.get_by_role("link", name="Audit", exact=True).click()
    page.get_by_label("Text, in Markdown or LaTeX").fill(DRAFT)
    page.get_by_role("button", name="Audit").click()
    expect(page.locator(".line.bad")).to_have_count(1, timeout=PATIENCE)
    context.close()


def test_a_quote_is_boxed_on_its_page(server: WebServer, places: dict[str, str], browser: Any) -> None:
    for width in (390, 1280):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(server.url + "papers/{pdf}/pages/1?span={span}".format(**places))
        picture, boxes = page.locator(".leaf img").bounding_box(), page.locator(".leaf rect")
        assert boxes.count() == 2  # the sentence takes two lines
        for number in range(2):
            box = boxes.nth(number).bounding_box()
            assert (box["x"] - picture["x"]) / picture["width"] == pytest.approx(72 / 612, abs=0.02)
            assert (box["y"] - picture["y"]) / picture["height"] == pytest.approx((72 + 12 * (3.3 + number)) / 792, abs=0.02)
        page.close()


def test_no_script_of_a_paper_runs(server: WebServer, browser: Any) -> None:
    """Even if one of them became markup, which other tests forbid, the policy would keep it from running."""
    page = browser.new_page()
    acted: list[str] = []
    page.on("dialog", lambda dialog: acted.append(dialog.message))
    keys = [one["paper_id"] for one in server.get("/api/papers").json()]
    for path in ["papers", "search?q=lantern drift", "compare", *(f"papers/{key}" for key in keys[:12])]:
        page.goto(server.url + path, wait_until="load")
    injected = "document.body.append(Object.assign(document.createElement('div'), {innerHTML: '<img src=x onerror=alert(1)>'}))"
    page.evaluate(injected)
    page.wait_for_timeout(200)
    assert acted == []
    page.close()
