"""Pages as files: what they show of hostile papers, their content policy, and the receipt that `alignqa verify` proves."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import html
import html.parser
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import alignqa
import pdf_samples
from alignqa.answers.answer import Answer, Claim, ClaimVerdict
from alignqa.answers.quoting.surroundings import surroundings_of
from alignqa.audits.drafts.draft import draft_of
from alignqa.cli.main import app
from alignqa.evaluation.statistics import Figure
from alignqa.papers.page_views.views import PageBox, PageView, PassageView
from alignqa.render.html import documents
from alignqa.render.html.marked_drafts import lines_of
from alignqa.render.html.receipts import read_page
from alignqa.render.tables import Table
from alignqa.reviews.answer_pages import answer_page
from alignqa.reviews.defining import define
from alignqa.summaries.pages import Item, PagePart, SummaryPage
from alignqa.wiring import auditor_of, open_home
from places import LITERATURE

EVIL = "<script>document.title='owned'</script><img src=x onerror=alert(1)>\"'`</style></title></pre><!--"
IN_MARKDOWN = html.escape(EVIL).replace("`", "\\`")
NOTE = f"""---
title: {json.dumps("Lanterns " + EVIL)}
authors: ["Eve <b>Lark</b>"]
year: 2021
url: "javascript:alert(1)"
---
# Uses <script>owned</script>

Lamps were there before. A lantern is a lamp {IN_MARKDOWN} that costs \\$5\\$ or \\\\(6\\\\) &lt;not&gt;
[a link](javascript:alert(1)).
It is carried at night. A lantern drifts &amp; glows.
"""
ALTERED = 'says that\n"a bottle cap keeps water out, but it runs no search" [@primer-mesa-optimization].'
LINES = ("A bell is a cup of metal that rings when it is struck.", "Bells are cast in towns, and each has a name.")
DOT = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABc3UBGAAAAABJRU5ErkJggg==")
ELEMENTS = frozenset(
    {"html", "head", "meta", "title", "style", "script", "body", "main", "header", "footer", "section", "article", "nav"}
    | {"figure", "figcaption", "img", "svg", "rect", "line", "text", "circle", "polyline"}
    | {"div", "p", "span", "h1", "h2", "h3", "ol", "ul", "li", "dl", "dt", "dd", "blockquote", "cite", "mark", "strong", "a"}
    | {"br", "table", "caption", "thead", "tbody", "tr", "th", "td", "code", "pre", "details", "summary"}
)


class Seen(html.parser.HTMLParser):
    """The elements of a page with their attributes, and the text of those that quote."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.text += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lanterns")
    (folder / "note.md").write_text(NOTE, encoding="utf-8")
    (folder / "quiet.md").write_text("# Quiet\n\nA bell is a cup of metal that rings. Bells are cast.\n", encoding="utf-8")
    alignqa.open_library(folder / "home").ingest([folder / "note.md", folder / "quiet.md"])
    return folder / "home"


@pytest.fixture(scope="module")
def answer(home: Path) -> Answer:
    found = alignqa.open(home).ask(f"What is a lantern? {EVIL}", min_confidence=0.0)
    assert isinstance(found, Answer)
    return found


@pytest.fixture(scope="module")
def pages(home: Path, answer: Answer) -> dict[str, str]:
    """A page of each kind, each with something hostile in every text that it shows."""
    assistant, settings = alignqa.open(home), open_home(home)
    citation = answer.citations[0]
    view = PassageView((PageView(1, EVIL, 612, 792, DOT, (PageBox(0.1, 0.2, 0.9, 0.25),)),), EVIL)
    claim = Claim(EVIL, (1,), ClaimVerdict.OVERCLAIMED)
    trace = dataclasses.replace(answer.trace, notices=(EVIL,), generator=EVIL)
    written = dataclasses.replace(answer, claims=(claim,), trace=trace)
    draft = draft_of(f"Lark (2019) says “a lantern is a lamp that sings” (Lark 2021). {EVIL}\n\nNothing here.\n", f"{EVIL}.md")
    audit = auditor_of(settings, assistant=assistant).audit(draft)
    part = PagePart(EVIL, (Item(citation.quote, EVIL),), EVIL)
    paper = assistant.paper(citation.paper_id)
    assert paper is not None
    head = (("url", "javascript:alert(1)"), (EVIL, EVIL))
    summary = SummaryPage("page", "concept", EVIL, (part,), {citation.paper_id: paper.metadata}, head, (EVIL, "glow"))
    table = Table(EVIL, (EVIL, "#n"), ((EVIL, "1"), ("b", "2")))
    around = surroundings_of(answer.citations, assistant.paper)
    return {
        "answer": documents.answer_document(written, views={1: view}, surroundings=around),
        "abstention": documents.answer_document(assistant.ask(f"What is a lantern? {EVIL}", min_confidence=1.0)),
        "definitions": documents.definitions_document(define("lantern", home=home)),
        "summary": documents.page_document(summary, existing={"glow"}),
        "listing": documents.listing_document(EVIL, [(EVIL, EVIL)]),
        "table": documents.table_document(table, about=EVIL, links=("a.html", "b.html")),
        "audit": documents.audit_document([(draft, audit)]),
        "evaluation": documents.evaluation_document(
            EVIL, about=EVIL, tables=[table], figures=[Figure(EVIL, 0.5, 0.4, 0.6, 9)], curve=[(0.5, 0), (1, 0.2)], remarks=[EVIL]
        ),
    }


def command(home: Path, *args: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *args], input=stdin, prog_name="alignqa")


# what is shown


def test_no_text_becomes_markup_script_or_link_on_any_page(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        seen = Seen(page)
        assert {tag for tag, _ in seen.elements} <= ELEMENTS, name
        assert "onerror=alert(1)" in seen.text, f"{name}: what is dangerous is shown, not left out"
        for tag, attributes in seen.elements:
            assert not [key for key in attributes if key.startswith("on") or key == "style"], name
            address = str(attributes.get("href") or attributes.get("src") or "")
            assert re.match(r"$|#|https?://|data:image/png;base64,|[\w-]+\.html$", address), (name, tag, address)
        assert sum(tag == "script" for tag, _ in seen.elements) == (name in ("table", "evaluation"))
        assert seen.text.count("owned") >= 1


def test_a_quote_is_shown_letter_by_letter(pages: dict[str, str], answer: Answer) -> None:
    for citation in answer.citations:
        assert citation.quote.exact in Seen(pages["answer"]).text
    assert "$5$ or \\(6\\)" in Seen(pages["answer"]).text
    assert re.search(r"[$\\]", re.sub(r"<(style|pre|script).*?</\1>|<span>[$\\]</span>", "", pages["answer"], flags=re.S)) is None


def test_the_policy_allows_the_page_s_own_style_and_script_and_nothing_else(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        policy = next(str(given["content"]) for tag, given in Seen(page).elements if given.get("http-equiv"))
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules.pop("default-src") == "'none'"
        assert rules.pop("img-src") == "data:"
        assert (rules.pop("base-uri"), rules.pop("form-action")) == ("'none'", "'none'")
        for element, rule in (("style", "style-src"), ("script", "script-src")):
            bodies = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
            hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()}'" for body in bodies]
            assert hashes == ([rules.pop(rule)] if bodies else []), (name, element)
        assert rules == {}


def test_a_page_shows_the_quote_in_its_passage_with_its_box_and_the_reason(pages: dict[str, str]) -> None:
    seen = Seen(pages["answer"])
    assert "Lamps were there before." in seen.text
    boxes = [given for tag, given in seen.elements if tag == "rect"]
    assert [(box["x"], box["y"], box["width"], box["height"]) for box in boxes] == [("0.1", "0.2", "0.8", "0.05")]
    assert str(next(given["alt"] for tag, given in seen.elements if tag == "img")).startswith("Page <script>")
    assert "(goes further than its quotes)" in seen.text
    unmarked = PassageView((PageView(3, None, 612, 792, DOT),), "The file has changed; ingest it again.")
    outcome = dataclasses.replace(alignqa.Answer("q", (), ()), citations=())
    assert "boxed" not in documents.answer_document(outcome, views={1: unmarked})


def test_a_draft_is_whole_on_its_page_with_the_words_marked_and_findings_beside_their_lines(primer_home: Path) -> None:
    text = f"# Caps\n\nA bell is a cup.\n\nIt {ALTERED}\n\nNothing {EVIL}\n"
    draft = draft_of(text, "caps.md")
    audit = auditor_of(open_home(primer_home)).audit(draft)
    lines = lines_of(draft, audit, prefix="draft-1")
    assert "\n".join("".join(piece.text for piece in line.pieces) for line in lines) == text
    assert [line.number for line in lines if line.findings] == sorted({finding.line for finding in audit.findings})
    marked = {piece.text for line in lines for piece in line.pieces if piece.tone}
    assert all(any(part in finding.span.of(text) for finding in audit.findings) for part in marked)
    assert [line.number for line in lines if line.tone == "bad"] == [6]
    assert "a bottle cap keeps" in "".join(piece.text for piece in lines[5].pieces if piece.tone == "bad")


# the receipt


def test_verify_proves_a_page_and_sees_every_kind_of_change(home: Path, answer: Answer, tmp_path: Path) -> None:
    page = answer_page(answer, alignqa.open_library(home), alignqa.open(home).paper)
    assert json.loads(read_page(page).receipt) == answer.to_dict()
    file = tmp_path / "answer.html"

    def verified(text: str) -> tuple[int, str]:
        file.write_text(text, encoding="utf-8", newline="")
        found = command(home, "verify", str(file))
        return found.exit_code, found.stdout

    assert verified(page) == (0, f"{len(answer.citations)} quote{'s' * (len(answer.citations) > 1)} proven.\n")
    assert verified(page.replace("\n", "\r\n"))[0] == 0, "line ends are those of the system"
    assert verified("\ufeff" + page)[0] == 0
    for old, new in (
        ("carried at night", "hidden at night"),  # the surroundings, or a quote
        ('class="quotes"', 'class="quotes hidden"'),
        (answer.citations[0].quote.text_sha256, "0" * 64),
    ):
        changed = page.replace(old, new)
        assert changed != page
        code, told = verified(changed)
        assert code == 1
        assert "page: was changed since it was written" in told


def test_a_forged_seal_does_not_hide_words_that_are_not_those_of_the_receipt(home: Path, answer: Answer, tmp_path: Path) -> None:
    page = documents.answer_document(answer)
    forged = re.sub(r"(<blockquote[^>]*>)", r"\1Every lantern lies. ", page)
    bare = re.sub(r'(<meta name="alignqa-seal" content=")[^"]*', r"\1", forged)
    resealed = bare.replace('alignqa-seal" content="', f'alignqa-seal" content="{hashlib.sha256(bare.encode()).hexdigest()}')
    faults = read_page(resealed).faults
    assert len(faults) == len(answer.citations)
    assert "Every lantern lies." in faults[0]
    (tmp_path / "forged.html").write_text(resealed, encoding="utf-8")
    assert command(home, "verify", str(tmp_path / "forged.html")).exit_code == 1


@pytest.mark.parametrize(
    "text", ["<html></html>", "<!doctype html><pre id=receipt></pre>", "<pre id='receipt'>not JSON</pre>", "<"]
)
def test_a_page_without_a_receipt_is_refused_with_a_hint(home: Path, text: str) -> None:
    refused = command(home, "verify", "-", stdin=text)
    assert refused.exit_code == 2
    assert "Hint: " in refused.stderr


# the commands


def test_the_commands_write_pages_that_verify_proves(primer_home: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    asked = command(primer_home, "ask", "What is a mesa-optimizer?", "--html", str(page), "--json")
    assert json.loads(asked.stdout)["outcome"] == "answered"
    assert asked.stderr.endswith(f"Page written: {page}\n")
    assert json.loads(read_page(page.read_text(encoding="utf-8")).receipt)["question"] == "What is a mesa-optimizer?"
    assert command(primer_home, "verify", str(page)).exit_code == 0
    declined = command(primer_home, "ask", "Is chocolate better than vanilla ice cream?", "--html", str(page))
    assert declined.exit_code == 3
    assert '<p class="kind">No answer</p>' in page.read_text(encoding="utf-8")
    assert command(primer_home, "verify", str(page)).exit_code == 0
    assert command(primer_home, "define", "mesa-optimizer and scheming", "--html", str(page)).exit_code == 0
    assert command(primer_home, "verify", str(page)).exit_code == 0
    draft = tmp_path / "draft.md"
    draft.write_text(f"The note {ALTERED}\n")
    assert command(primer_home, "audit", str(draft), "--html", str(page)).exit_code == 1
    assert ">Altered</strong>" in page.read_text(encoding="utf-8")
    unwritable = command(primer_home, "ask", "What is scheming?", "--html", str(tmp_path / "none" / "page.html"))
    assert unwritable.exit_code == 1
    assert "cannot be written" in unwritable.stderr
    assert unwritable.stdout.startswith("[1] "), "the answer is not lost"


def test_a_draft_or_a_paper_is_never_overwritten_by_a_page(primer_home: Path, tmp_path: Path) -> None:
    draft = tmp_path / "draft.md"
    draft.write_text(f"The note {ALTERED}\n")
    for words in (["audit", str(draft)], ["ask", "What is scheming?"], ["define", "scheming"]):
        refused = command(primer_home, *words, "--html", str(draft))
        assert refused.exit_code == 2
        assert "is no page that alignqa wrote" in refused.stderr
        assert refused.stdout == "", "before any work"
    assert draft.read_text() == f"The note {ALTERED}\n"


def test_a_folder_of_pages_for_a_browser_is_linked_and_proven(primer_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "concepts"
    written = command(primer_home, "summarize", "concept", "mesa-optimizer", "base optimizer", "--out", str(folder), "--html")
    assert written.exit_code == 0
    names = {path.name for path in folder.glob("*.html")}
    assert names == {"mesa-optimizer.html", "base-optimizer.html", "index.html"}
    linked = {
        str(given["href"])
        for page in folder.glob("*.html")
        for tag, given in Seen(page.read_text(encoding="utf-8")).elements
        if tag == "a" and not str(given["href"]).startswith("http")
    }
    assert linked <= names
    assert "base-optimizer.html" in linked
    assert command(primer_home, "verify", str(folder)).exit_code == 0
    assert command(primer_home, "verify", str(folder / "mesa-optimizer.html")).exit_code == 0
    page = folder / "mesa-optimizer.html"
    page.write_text(page.read_text(encoding="utf-8").replace("searches", "sleeps"), encoding="utf-8")
    changed = command(primer_home, "verify", str(folder))
    assert changed.exit_code == 1
    assert "mesa-optimizer.html: is missing, or was changed" in changed.stdout


@pytest.mark.literature
@pytest.mark.skipif(not (LITERATURE / "pdfs").is_dir(), reason="the papers of ../shared are missing")
def test_a_page_with_the_pages_of_five_quotes_is_light_enough_to_send(tmp_path: Path) -> None:
    library = alignqa.open_library(tmp_path / "home")
    library.ingest([LITERATURE / "pdfs" / "chain_of_thought.pdf"])
    assistant = alignqa.open(tmp_path / "home")
    found = assistant.ask("Why is chain of thought monitoring fragile?", quotes=5, min_confidence=0.0)
    assert isinstance(found, Answer)
    page = answer_page(found, library, assistant.paper)
    assert page.count("<img ") >= len(found.citations) >= 3
    assert page.count("<rect ") >= len(found.citations), "every quote is boxed"
    assert len(page.encode()) / page.count("<img ") <= 300_000, "five of them fit into 1.5 MB"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    assert command(tmp_path / "home", "verify", str(tmp_path / "page.html")).exit_code == 0


def test_a_page_of_a_file_that_is_gone_says_so_and_tells_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "lamps.pdf"
    path.write_bytes(pdf_samples.document([pdf_samples.page(pdf_samples.lines(72, 700, LINES))]))
    library = alignqa.open_library(tmp_path / "home")
    library.ingest([path])
    assistant = alignqa.open(tmp_path / "home")
    found = assistant.ask("What is a bell?", min_confidence=0.0)
    assert isinstance(found, Answer)
    assert "<rect " in answer_page(found, library, assistant.paper)
    path.unlink()
    page = answer_page(found, library, assistant.paper)
    assert "lamps.pdf is no longer there." in page
    assert str(tmp_path) not in page
    assert "<img " not in page
