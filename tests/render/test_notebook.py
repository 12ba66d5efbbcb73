"""Answers, quotes, papers and tables in a notebook: their HTML and Markdown, a notebook that is run, its page in a browser."""

from __future__ import annotations

import dataclasses
import html.parser
import os
import shutil
import subprocess
from pathlib import Path

import nbformat
import pytest
from markdown_it import MarkdownIt
from nbclient import NotebookClient

import alignqa
from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.index.library import Library
from alignqa.render.html.escaping import escaped
from alignqa.render.html.fragments import as_html
from alignqa.render.markdown import as_markdown
from alignqa.render.tables import Table
from assistants import assistant_over
from places import REPOSITORY

NOTEBOOK = REPOSITORY / "examples" / "notebook.ipynb"
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
HOSTILE = """---
title: "Lanterns <script>document.title='owned'</script> & <img src=x onerror=document.title='owned'>"
authors: ["Eve <b>Lark</b>"]
url: "https://lanterns.example/a?b=1&c=\\"onmouseover=alert(1)"
---
# Uses <script>document.title='owned'</script>

A lantern is a lamp <script>document.title='owned'</script>
that costs $5$ or \\(6\\), &lt;not&gt; [a link](javascript:alert(1)) *or two*.
"""
TABLE = Table("Lamps <b>", ("name", "#price"), (("<script>document.title='owned'</script>", "$5"), ("a & b", "12")))
TAGS = {
    "div",
    "p",
    "strong",
    "small",
    "em",
    "blockquote",
    "span",
    "br",
    "details",
    "summary",
    "table",
    "caption",
    "tr",
    "th",
    "td",
    "a",
}


class Page(html.parser.HTMLParser):
    """What a browser would make of HTML: the elements with their attributes, and the text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """An answer, an abstention, a quote and a paper of hostile making, and a table."""
    folder = tmp_path_factory.mktemp("lanterns")
    (folder / "lanterns.md").write_text(HOSTILE, encoding="utf-8")
    embedder, vectors = ScriptedEmbedder(), MemoryIndex()
    library = Library(folder / "index", embedder=embedder, open_vectors=lambda _: vectors)
    library.ingest([folder / "lanterns.md"])
    catalogue = library.catalogue()
    assistant = assistant_over(catalogue, vectors, embedder)
    answer = assistant.ask("What is a lantern? <script>document.title='owned'</script>", min_confidence=0.0)
    assert isinstance(answer, alignqa.Answer)
    abstention = assistant.ask("What is a lantern?", min_confidence=1.0)
    assert isinstance(abstention, alignqa.Abstention)
    assert abstention.nearest
    paper = assistant.paper(answer.citations[0].paper_id)
    return {"answer": answer, "abstention": abstention, "quote": answer.citations[0].quote, "paper": paper, "table": TABLE}


def test_html_shows_what_papers_say_letter_by_letter_and_lets_none_of_it_act(shown: dict[str, object]) -> None:
    for name, value in shown.items():
        page = Page(value._repr_html_())  # type: ignore[attr-defined]
        assert {tag for tag, _ in page.elements} <= TAGS, name
        for tag, attributes in page.elements:
            assert set(attributes) <= ({"href", "rel", "target"} if tag == "a" else {"class", "style"}), name
            assert str(attributes.get("href", "https://")).startswith("https://")
        assert "owned" in page.text, "what is dangerous is shown, not left out"
    quote = shown["quote"]
    assert isinstance(quote, alignqa.Quote)
    assert quote.exact in Page(as_html(quote)).text
    assert quote.exact in Page(as_html(shown["answer"])).text
    assert "No answer: " in Page(as_html(shown["abstention"])).text


def test_no_dollar_and_no_backslash_stands_beside_anything_that_could_close_it() -> None:
    assert escaped("$x$ \\(y\\)\n<&>\x1b") == ("<span>$</span>x<span>$</span> <span>\\</span>(y<span>\\</span>)<br>&lt;&amp;&gt;")


def test_markdown_shows_the_same_and_no_html(shown: dict[str, object]) -> None:
    for name, value in shown.items():
        rendered = MarkdownIt("commonmark").enable("table").render(value._repr_markdown_())  # type: ignore[attr-defined]
        page = Page(rendered)
        assert not {tag for tag, _ in page.elements} & {"script", "img", "b"}, name
        assert not any("javascript" in str(attributes) for _, attributes in page.elements), name
        assert "owned" in page.text
    quote = shown["quote"]
    assert isinstance(quote, alignqa.Quote)
    assert quote.exact in Page(MarkdownIt().render(as_markdown(quote))).text


def test_a_claim_that_goes_further_than_its_quotes_is_marked_in_a_notebook_too(shown: dict[str, object]) -> None:
    answer = next(value for value in shown.values() if isinstance(value, alignqa.Answer))
    claim = alignqa.Claim("Every lantern costs more than it gives.", (1,), alignqa.ClaimVerdict.OVERCLAIMED)
    trace = dataclasses.replace(answer.trace, notices=("SmolLM <b> wrote slowly.",))
    page = Page(as_html(dataclasses.replace(answer, claims=(claim,), trace=trace)))
    assert "gives. [1] (goes further than its quotes)" in page.text
    assert "Note: SmolLM <b> wrote slowly." in page.text


def test_what_is_not_ours_is_refused() -> None:
    with pytest.raises(TypeError, match="no HTML for int"):
        as_html(1)
    with pytest.raises(TypeError, match="no Markdown for int"):
        as_markdown(1)


@pytest.fixture(scope="module")
def executed(primer_home: Path) -> nbformat.NotebookNode:
    """The example notebook, run by a kernel."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    environment = {**os.environ, "ALIGNQA_HOME": str(primer_home)}
    return NotebookClient(notebook, timeout=120).execute(env=environment)


def displays(notebook: nbformat.NotebookNode) -> list[dict[str, str]]:
    return [output["data"] for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]


# What the packages of Jupyter say of each other; none of it is ours to mend.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::RuntimeWarning")
@pytest.mark.real
def test_the_notebook_of_the_examples_runs_and_shows_answers(executed: nbformat.NotebookNode) -> None:
    answer, abstention, quote, paper = displays(executed)
    assert "A mesa-optimizer is a model produced by training" in answer["text/html"]
    assert "No answer: " in abstention["text/html"]
    assert quote["text/markdown"].startswith("> ")
    assert "sections</summary>" in paper["text/html"]
    printed = [
        output for cell in executed.cells for output in cell.get("outputs", []) if output.output_type in ("stream", "error")
    ]
    assert printed == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::RuntimeWarning")
@pytest.mark.real
@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here (apt-get install chromium): no page is looked at")
def test_a_browser_shows_the_page_and_runs_nothing_of_it(
    executed: nbformat.NotebookNode, shown: dict[str, object], tmp_path: Path
) -> None:
    bodies = [data["text/html"] for data in displays(executed)] + [as_html(value) for value in shown.values()]
    page = tmp_path / "page.html"
    page.write_text(f"<!doctype html><meta charset=utf-8><title>untouched</title>{''.join(bodies)}", encoding="utf-8")
    picture = tmp_path / "page.png"
    command = [str(BROWSER), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", "--window-size=900,2400"]
    seen = subprocess.run([*command, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120, check=True).stdout
    assert "<title>untouched</title>" in seen
    assert "A mesa-optimizer is a model produced by training" in Page(seen).text
    assert {tag for tag, _ in Page(seen).elements} <= TAGS | {"html", "head", "meta", "title", "body", "tbody"}
    subprocess.run([*command, f"--screenshot={picture}", page.as_uri()], capture_output=True, timeout=120, check=True)
    assert picture.stat().st_size > 50_000, "the picture is empty"
