"""The pages of `alignqa serve` say what the commands say, under addresses that hold their whole state."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

pytest.importorskip(
    "starlette", reason="the web server is not installed here (pip install 'alignqa[web]'): nothing of it is tested"
)

from starlette.testclient import TestClient

import alignqa
from alignqa.papers.document import Manuscript, Region, RegionKind, Section, Span
from alignqa.web.reader import marked_lines, text_parts
from lantern_home import WINTER, paper
from pdf_samples import document, lines
from pdf_samples import page as pdf_page
from web_process import browser_of

pytestmark = pytest.mark.real
DRIFT = "Lantern drift is a shift in which a lantern comes to prefer the night that it was trained to end."
PLACES = ["/", "/ask", "/chat", "/search", "/papers", "/define", "/compare", "/audit", "/keys"]


@pytest.fixture(scope="module")
def browser(lantern_home: Path) -> Iterator[TestClient]:
    with browser_of(lantern_home) as client:
        yield client


def words(page: str) -> str:
    """The text of a page, as one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize("path", PLACES)
def test_every_page_can_be_opened_without_a_state(browser: TestClient, path: str) -> None:
    page = browser.get(path)
    assert page.status_code == 200
    assert "<main" in page.text


def test_an_answer_is_that_of_the_library_with_ways_to_its_place(browser: TestClient, lantern_home: Path) -> None:
    page = browser.get("/ask?q=What is lantern drift?").text
    outcome = browser.get("/api/ask?q=What is lantern drift?").json()
    assert outcome["schema"] == "alignqa.answer/1"
    quotes = [citation["quote"]["exact"] for citation in outcome["citations"]]
    assert any(DRIFT in text for text in quotes)
    for citation in outcome["citations"]:
        span = f"{citation['quote']['start']}:{citation['quote']['end']}"
        assert " ".join(citation["quote"]["exact"].split()) in words(page)
        assert f'href="/papers/{citation["paper_id"]}?span={span}#mark"' in page
    assert not [check for check in alignqa.open(lantern_home).verify(outcome) if check.fault]


def test_an_answer_is_saved_as_a_file_that_carries_its_proof(browser: TestClient) -> None:
    saved = browser.get("/ask/file?q=What is lantern drift?")
    assert saved.headers["content-disposition"] == 'attachment; filename="answer.html"'
    assert DRIFT in words(saved.text)
    receipt = re.search(r'<pre id="receipt"[^>]*>(.*?)</pre>', saved.text, re.DOTALL)
    assert receipt is not None
    checks = browser.post("/api/verify", content=unescape(receipt[1]).encode()).json()
    assert len(checks) > 1
    assert [check for check in checks if check["fault"]] == []
    forged = unescape(receipt[1]).replace("prefer the night", "fear the night")
    assert any(check["fault"] for check in browser.post("/api/verify", content=forged.encode()).json())


def test_a_question_that_is_not_answered_says_so_on_its_page(browser: TestClient) -> None:
    page = browser.get("/ask?q=Who won the football match?")
    assert page.status_code == 200
    assert "No answer (off-topic)" in words(page.text)


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/ask?q=" + "x" * 2_001, 400, "at most 2,000"),
        ("/ask?q=What is drift?&paper=winter2003lantren", 404, "Did you mean"),
        ("/search?q=drift&year=soon", 400, "is not a year"),
        ("/search?q=drift&page=9999", 400, "a number from 1"),
        ("/papers/nothing", 404, "There is no paper"),
        ("/papers/nothing/pages/1", 404, "There is no paper"),
        ("/define?term=" + "x" * 201, 400, "at most 200"),
        ("/audit/gone", 404, "is not kept any more"),
        ("/nowhere", 404, "There is no such page"),
    ],
)
def test_what_cannot_be_shown_says_why(browser: TestClient, address: str, status: int, said: str) -> None:
    page = browser.get(address)
    assert page.status_code == status
    assert said in words(page.text)


def test_a_follow_up_becomes_a_whole_question_in_the_address(browser: TestClient) -> None:
    first = browser.get("/chat?next=What is lantern drift?")
    assert first.status_code == 303
    second = browser.get(f"{first.headers['location'].partition('#')[0]}&next=Why?")
    address = second.headers["location"]
    assert address == "/chat?q=What+is+lantern+drift%3F&q=Why+lantern+drift%3F#turn-2"
    page = browser.get(address.partition("#")[0]).text
    assert re.findall(r'<h2 class="question"[^>]*>(.*?)</h2>', page) == ["What is lantern drift?", "Why lantern drift?"]
    shown = set(re.findall(r'<blockquote data-marker="(\d+)">(.*?)</blockquote>', page, re.DOTALL))
    assert len(shown) == len({number for number, _ in shown}) == len({text for _, text in shown})  # a number means one quote
    places = re.findall(r'id="([^"]+)"', page)
    assert len(places) == len(set(places))


def test_facets_narrow_a_search_and_lead_back(browser: TestClient) -> None:
    page = browser.get("/search?q=lantern drift").text
    assert {"2003", "2004", "2011"} <= set(re.findall(r'year=(\d{4})"', page))
    narrowed = browser.get("/search?q=lantern drift&year=2011").text
    assert set(re.findall(r'<h2><a href="/papers/(\w+)"', narrowed)) == {"summer2011lanterns"}
    back = re.search(r'href="([^"]+)" aria-label="Remove 2011"', narrowed)
    assert back is not None
    assert words(browser.get(unescape(back[1])).text) == words(page)


def test_a_marked_passage_is_the_slice_of_the_text(browser: TestClient, lantern_home: Path) -> None:
    text = alignqa.open_library(lantern_home).paper("winter2003lantern").text
    start = text.index(DRIFT)
    page = browser.get(f"/papers/winter2003lantern?span={start}:{start + len(DRIFT)}").text
    assert [unescape(found) for found in re.findall(r"<mark>(.*?)</mark>", page)] == [DRIFT]
    assert page.count('id="mark"') == 1
    assert browser.get(f"/papers/winter2003lantern?span={start}:{len(text) + 1}").status_code == 400
    for section in re.findall(r'href="(/papers/winter2003lantern\?at=\d+)#(s-\d+)"', page):
        assert f'id="{section[1]}"' in browser.get(section[0]).text


def test_the_parts_of_a_long_text_are_the_whole_text_and_begin_at_headings() -> None:
    line = "Lanterns were lit every evening and put out every morning.\n"
    text = "".join(f"Heading {number}\n{line * 90}" for number in range(40)) + "x" * 70_000 + "\nend"
    starts = [match.start() for match in re.finditer("Heading", text)]
    sections = tuple(Section(f"Heading {start}", Span(start, start + 5_000)) for start in starts)
    regions = tuple(Region(Span(start, text.index("\n", start)), RegionKind.HEADING) for start in starts)
    manuscript = Manuscript(text, sections, regions=regions)
    parts = text_parts(manuscript)
    assert "".join(part.of(text) for part in parts) == text
    assert all(0 < len(part) <= 20_000 for part in parts)
    assert {part.start for part in parts[:9]} <= set(starts)
    mark = Span(starts[3] + 3, starts[3] + 40)
    shown = [piece for part in parts for found in marked_lines(manuscript, part, [mark]) for piece in found.pieces]
    assert "".join(piece for piece, _ in shown) == text.replace("\n", "")
    assert "".join(piece for piece, marked in shown if marked) == mark.of(text).replace("\n", "")


def test_a_page_is_shown_with_its_passage_boxed_or_says_why_not(tmp_path: Path) -> None:
    file = tmp_path / "oil.pdf"
    first = ["On oil", "", "1 Findings", "", "Oil burns slowly in a lantern that is trained to glow.", "Keepers know."]
    second = ["A wick that is trimmed at noon is dry at night.", "Nobody has trimmed one since the second winter."]
    sheets = [pdf_page(lines(72, 720, texts)) for texts in (first, second)]
    file.write_bytes(document(sheets, title="On oil"))
    (report,) = alignqa.open_library(tmp_path / "home").ingest([file]).files
    address = f"/papers/{report.paper_id}/pages"
    with browser_of(tmp_path / "home") as client:
        text = client.get(f"/api/papers/{report.paper_id}/text").json()["text"]
        start = text.index("Oil burns")
        span = f"span={start}:{text.index('glow.') + 5}"
        marked = client.get(f"{address}/1?{span}").text
        assert marked.count("<rect") == 1
        assert "Oil burns slowly in a lantern that is trained to glow." in marked
        for other in (f"{address}/1", f"{address}/2?{span}"):  # nothing to mark, and the page after that of the passage
            page = client.get(other).text
            assert "data:image/png;base64," in page
            assert "<rect" not in page
            assert 'class="reason' not in page
        assert client.get(f"{address}/3").status_code == 400
        assert client.get(f"{address}/{'9' * 30}").status_code == 400
        file.write_bytes(document(list(reversed(sheets)), title="On oil"))
    with browser_of(tmp_path / "home") as client:
        changed = client.get(f"{address}/1?{span}").text
        assert "<rect" not in changed
        assert 'class="reason' in changed
        assert "Oil burns slowly" in changed  # the quote itself is shown all the same


def test_a_term_shows_who_defined_it_when(browser: TestClient) -> None:
    page = browser.get("/define?term=lantern drift").text
    assert [int(year) for year in re.findall(r'<span class="year">(\d+)', page)] == [2003, 2011, 2011]
    (ledger,) = browser.get("/api/define?term=lantern drift").json()
    assert ledger["ledger"]["term"] == "lantern drift"
    assert all(citation["quote"]["exact"] in unescape(page) for citation in ledger["citations"])


def test_two_papers_answer_side_by_side(browser: TestClient) -> None:
    page = browser.get("/compare?left=winter2003lantern&right=summer2011lanterns&q=What is lantern drift?").text
    sides = page.split('aria-labelledby="side-')[1:]
    assert len(sides) == 2
    assert "/papers/winter2003lantern?span=" in sides[0]
    assert "/papers/summer2011lanterns?span=" not in sides[0]
    assert "/papers/summer2011lanterns?span=" in sides[1]


def test_a_pasted_and_an_uploaded_draft_are_audited_alike(browser: TestClient) -> None:
    draft = "It is “a shift in which a lantern comes to fear the night that it was trained to end” [@winter2003lantern].\r\n"
    pasted = browser.post("/audit", data={"text": draft}, files={"file": ("", b"")})
    uploaded = browser.post("/audit", files={"file": ("a/b\\pasted.md", draft.encode())})
    assert pasted.status_code == uploaded.status_code == 303
    assert pasted.headers["location"] != uploaded.headers["location"]
    pages = [words(browser.get(sent.headers["location"]).text) for sent in (pasted, uploaded)]
    assert pages[0] == pages[1]
    assert "1 problem." in pages[0]
    sent = browser.post("/api/audit?name=pasted.md", content=draft.replace("\r\n", "\n").encode()).json()
    assert sent["schema"] == "alignqa.audit/1"
    for finding in sent["drafts"][0]["findings"]:
        if finding["problem"] and finding["message"]:
            assert " ".join(finding["message"].split()) in pages[0]


@pytest.mark.parametrize("form", [{"data": {"text": "  "}}, {"files": {"file": ("empty.md", b"")}}, {"data": {}}])
def test_an_empty_draft_is_refused(browser: TestClient, form: dict[str, object]) -> None:
    page = browser.post("/audit", **form)  # type: ignore[arg-type]
    assert page.status_code == 400
    assert "is empty" in words(page.text)


def test_metadata_is_corrected_and_the_key_stays(lantern_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = tmp_path / "drift.md"
    file.write_text(
        "# On candles\n\n## Findings\n\nA candle that is left alone burns down by morning, we found.\n", encoding="utf-8"
    )
    alignqa.open_library(home).ingest([file])
    (paper,) = alignqa.open_library(home).papers()
    form = {"title": "On candles & <b>wax</b>", "authors": "Ada Winter; Bo Summer", "year": "2012", "url": ""}
    with browser_of(home, read_only=True) as client:
        assert client.post(f"/papers/{paper.paper_id}/metadata", data=form).status_code == 400
        assert "Correct it" not in client.get(f"/papers/{paper.paper_id}").text
    with browser_of(home) as client:
        assert client.post(f"/papers/{paper.paper_id}/metadata", data={**form, "year": "soon"}).status_code == 400
        done = client.post(f"/papers/{paper.paper_id}/metadata", data=form)
        assert (done.status_code, done.headers["location"]) == (303, f"/papers/{paper.paper_id}")
        page = client.get(done.headers["location"])
        assert "On candles &amp; &lt;b&gt;wax&lt;/b&gt;" in page.text
        assert client.post(f"/papers/{paper.paper_id}/metadata", data={**form, "year": "2013"}).status_code == 303
        file.unlink()
        lost = client.post(f"/papers/{paper.paper_id}/metadata", data={**form, "year": "2014"})
        assert lost.status_code == 500
        assert "is not where it was" in lost.text
    (known,) = alignqa.open_library(home).papers()
    assert known.paper_id == paper.paper_id
    assert (known.metadata.authors, known.metadata.year) == (("Ada Winter", "Bo Summer"), 2013)


def test_copies_of_a_work_are_folded(tmp_path: Path) -> None:
    for name, title in (("one", "On lantern drift"), ("two", "On lantern drift, a post")):
        (tmp_path / f"{name}.md").write_text(paper("Ada Winter", title, 2003, WINTER), encoding="utf-8")
    alignqa.open_library(tmp_path / "home").ingest([tmp_path / "one.md", tmp_path / "two.md"])
    with browser_of(tmp_path / "home") as client:
        page = client.get("/papers").text
    assert "1 work" in words(page)
    assert "1 other version" in words(page)


def test_the_json_is_that_of_the_commands_and_is_described(browser: TestClient, lantern_home: Path) -> None:
    described = browser.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    names = set(described["components"]["schemas"])
    assert set(re.findall(r"#/components/schemas/(\w+)", json.dumps(described))) <= names
    for path, methods in described["paths"].items():
        address = path.replace("{key}", "winter2003lantern")
        for method, operation in methods.items():
            named = "&".join(
                f"{item['name']}=drift" for item in operation["parameters"] if item.get("required") and item["in"] == "query"
            )
            sent = (
                b"Winter (2003) wrote." if path == "/api/audit" else json.dumps(browser.get("/api/ask?q=drift").json()).encode()
            )
            answer = browser.request(method.upper(), f"{address}?{named}", **({"content": sent} if method == "post" else {}))
            assert answer.status_code == 200, (path, answer.text)
            assert answer.headers["content-type"] == "application/json"
    papers = browser.get("/api/papers").json()
    assert [paper["paper_id"] for paper in papers] == [record.paper_id for record in alignqa.open_library(lantern_home).papers()]
    assert all("/" not in paper["source"] for paper in papers)  # no folder of this machine


def test_errors_in_json_have_what_the_command_would_say(browser: TestClient) -> None:
    problem = browser.get("/api/ask?q=")
    assert problem.status_code == 400
    assert problem.json()["exit_code"] == 2
    assert browser.get("/api/nothing").json()["message"] == "There is no such page."
    assert browser.post("/api/verify", content=b"[[[").json()["exit_code"] == 2


def test_without_an_index_pages_say_what_to_do(tmp_path: Path, lantern_home: Path) -> None:
    with browser_of(tmp_path) as client:
        assert "There are no papers yet" in client.get("/").text
        page = client.get("/ask?q=What is drift?")
        assert page.status_code == 503
        assert "alignqa ingest" in page.text
        shutil.copytree(lantern_home / "indexes", tmp_path / "indexes")  # it is picked up without a restart
        assert DRIFT in words(client.get("/ask?q=What is lantern drift?").text)


def test_links_within_the_pages_lead_somewhere(browser: TestClient) -> None:
    """From the first page, every link that a reader can follow is followed, up to some hundreds."""
    waiting, seen = ["/", "/ask?q=What is lantern drift?", "/search?q=drift", "/define?term=lantern drift"], set()
    while waiting and len(seen) < 300:
        address = waiting.pop()
        page = browser.get(address)
        assert page.status_code == 200, address
        seen.add(address)
        for found in re.findall(r'href="(/[^"]*)"', page.text):
            target = urlsplit(unescape(found))._replace(fragment="").geturl()
            if target not in seen and target not in waiting and "/ask/file" not in target:
                waiting.append(target)
    assert len(seen) > 60


def test_a_question_keeps_every_character_in_its_field_and_address(browser: TestClient) -> None:
    question = "What is “drift” & <b>$x$</b> + 50% 'quoted' \"twice\"?"
    page = browser.get(f"/ask?q={quote(question)}").text
    field = re.search(r'<input name="q" value="([^"]*)"', page)
    assert field is not None
    assert unescape(field[1]) == question
    chat = re.search(r'href="(/chat\?[^"]*)"', page)
    assert chat is not None
    again = browser.get(unescape(chat[1])).text
    assert [unescape(found) for found in re.findall(r'type="hidden" name="q" value="([^"]*)"', again)] == [question]
