"""Pages in a real browser: phone and desk, light and dark, on paper; nothing is asked of a network and nothing is in the way."""

from __future__ import annotations

import io
import shutil
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image, ImageDraw

import alignqa
from alignqa.answers.answer import Answer
from alignqa.answers.quoting.surroundings import surroundings_of
from alignqa.audits.drafts.draft import draft_of
from alignqa.evaluation.statistics import Figure
from alignqa.papers.page_views.views import PageBox, PageView, PassageView
from alignqa.render.html import documents
from alignqa.render.tables import Table
from alignqa.reviews.defining import define
from alignqa.wiring import auditor_of, open_home

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here (apt-get install chromium): no page is looked at"),
]
KINDS = ("answer", "abstention", "definitions", "table", "audit", "evaluation")
DRAFT = '# Caps\n\nIt says that "a bottle cap keeps water out, but it runs no search" [@primer-mesa-optimization].\n'


def sheet() -> bytes:
    """A page of grey lines, as a picture."""
    image = Image.new("L", (900, 1165), 255)
    for line in range(60):
        ImageDraw.Draw(image).line((110, 90 + 16 * line, 790, 90 + 16 * line), fill=40, width=5)
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


@pytest.fixture(scope="module")
def files(primer_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of each kind, in a file."""
    assistant = alignqa.open(primer_home)
    answer = assistant.ask("What is a mesa-optimizer?", quotes=3)
    assert isinstance(answer, Answer)
    view = PassageView((PageView(7, "vii", 612, 792, sheet(), (PageBox(0.12, 0.3, 0.88, 0.33), PageBox(0.12, 0.33, 0.5, 0.36))),))
    unmarked = PassageView((), "The file has changed since it was read; ingest it again to see the page.")
    draft = draft_of(DRAFT, "caps.md")
    table = Table("Models", ("name", "#count"), (("b", "10"), ("a", "9"), ("c", "100")))
    figures = [Figure("first", 0.8, 0.7, 0.9, 40), Figure("any", 0.95, 0.9, 1.0, 40)]
    written = {
        "answer": documents.answer_document(
            answer, views={1: view, 2: unmarked}, surroundings=surroundings_of(answer.citations, assistant.paper)
        ),
        "abstention": documents.answer_document(assistant.ask("Is chocolate better than vanilla ice cream?")),
        "definitions": documents.definitions_document(define("mesa-optimizer and scheming", home=primer_home)),
        "table": documents.table_document(table, about="Three."),
        "audit": documents.audit_document([(draft, auditor_of(open_home(primer_home), assistant=assistant).audit(draft))]),
        "evaluation": documents.evaluation_document(
            "Figures", about="40 questions.", tables=[table], figures=figures, curve=[(0.2, 0.0), (0.7, 0.1), (1.0, 0.2)]
        ),
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, page in written.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in written}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is missing (make test installs it)")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", KINDS)
def test_a_page_is_readable_quiet_and_accessible(
    files: dict[str, Path], browser: Any, name: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    said: list[str] = []
    asked: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url[:40]))
    page.goto(files[name].as_uri())
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "nothing stands beyond the edge"
    ground, ink = page.evaluate("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]")
    assert (_light(ground) > _light(ink)) is (scheme == "light")
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(e => +e.tagName[1])")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
    page.close()
    # The checker's own script is what the policy of the page forbids.
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(files[name].as_uri())
    found = Axe().run(page).response["violations"]
    assert [(item["impact"], item["id"]) for item in found if item["impact"] in ("serious", "critical")] == []
    context.close()


def test_the_box_lies_over_the_lines_of_the_quote(files: dict[str, Path], browser: Any) -> None:
    for width in (390, 1280):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.goto(files["answer"].as_uri())
        picture = page.locator("#quote-1 img").bounding_box()
        box = page.locator("#quote-1 rect").first.bounding_box()
        assert (box["x"] - picture["x"]) / picture["width"] == pytest.approx(0.12, abs=0.01)
        assert (box["y"] - picture["y"]) / picture["height"] == pytest.approx(0.30, abs=0.01)
        assert box["width"] / picture["width"] == pytest.approx(0.76, abs=0.01)
        page.close()


def test_a_table_sorts_by_a_click_and_by_the_keyboard(files: dict[str, Path], browser: Any) -> None:
    page = browser.new_page()
    page.goto(files["table"].as_uri())
    column = "[...document.querySelectorAll('tbody tr')].map(row => row.cells[1].textContent)"
    assert page.evaluate(column) == ["10", "9", "100"]
    page.click("th >> text=count")
    assert page.evaluate(column) == ["9", "10", "100"], "as numbers"
    page.keyboard.press("Enter")
    assert page.evaluate(column) == ["100", "10", "9"]
    assert page.get_attribute("th:nth-child(2)", "aria-sort") == "descending"
    page.close()


def test_on_paper_every_quote_stands_with_its_source_and_the_receipt_is_short(files: dict[str, Path], browser: Any) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(files["answer"].as_uri())
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = unicodedata.normalize("NFKC", " ".join(" ".join(leaf.extract_text() for leaf in printed.pages).split()))
    page.close()
    assert "Mesa-optimization and mesa-optimizers, sec. Definition" in text
    assert "SHA-256" in text
    assert "timings_ms" not in text, "the JSON is for programs"
    assert len(printed.pages) <= 3


def _light(colour: str) -> float:
    return sum(float(part) for part in colour.strip("rgba()").split(",")[:3])
