"""Passages of a library on their pages, and answers in copies of their PDFs."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest
from PIL import Image

import alignqa
from alignqa.answers.answer import Answer, Citation, Claim
from alignqa.answers.quoting.gate import Offered, take
from alignqa.errors import UnknownPaper, UsageError
from alignqa.index.library import Library
from alignqa.papers.document import Paper, Span
from alignqa.papers.page_views.views import PassageView
from alignqa.render.page_images import marked_png
from alignqa.reviews.annotating import annotate
from alignqa.reviews.viewing import view_passages
from invoked import invoked
from pdf_samples import Put, document, lines, page

TITLE = Put(72, 740, "On the drift of lanterns", size=18, font="F2")
FIRST = [
    "Keepers have long known that lanterns change. Lantern drift",
    "is a shift in which a lantern comes to prefer the night. We",
]
SECOND = [
    "expect that it will become common before the year is out.",
    "Nobody has yet lit a drifted lantern again for its keeper.",
]
TURNED = "We expect that it will become common before the year is out."
NOTES = (
    "---\ntitle: Notes of a keeper\n---\n\n# Notes of a keeper\n\nThe oil of the north burns longer than <b>all</b> other oils.\n"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "corpus").mkdir()
    pages = [page([TITLE, *lines(72, 100, FIRST), Put(300, 30, "1")]), page([*lines(72, 700, SECOND), Put(300, 30, "2")])]
    (home / "corpus" / "drift.pdf").write_bytes(document(pages))
    (home / "corpus" / "notes.md").write_text(NOTES, encoding="utf-8")
    alignqa.open_library(home).ingest([home / "corpus"])
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of the home, with its files where the index says they are, put back after each test."""
    kept = tmp_path / "kept"
    shutil.copytree(made / "corpus", kept)
    yield made
    shutil.rmtree(made / "corpus")
    shutil.copytree(kept, made / "corpus")


@pytest.fixture
def library(home: Path) -> Library:
    return alignqa.open_library(home)


def _paper(library: Library, ending: str) -> Paper:
    return next(library.paper(record.paper_id) for record in library.papers() if record.source.endswith(ending))


def _span(paper: Paper, text: str) -> Span:
    start = paper.text.index(text)
    return Span(start, start + len(text))


def _view(library: Library, ending: str, text: str) -> PassageView:
    paper = _paper(library, ending)
    return view_passages(library, [(paper.paper_id, _span(paper, text))], width=300)[0]


def test_a_passage_is_boxed_on_all_its_pages_in_reading_order(library):
    view = _view(library, "drift.pdf", TURNED)
    assert view.reason is None
    assert [(shown.page, len(shown.boxes)) for shown in view.pages] == [(1, 1), (2, 1)]
    assert [Image.open(io.BytesIO(shown.image)).size for shown in view.pages] == [(300, 388), (300, 388)]


def test_the_image_of_a_page_has_its_marks_where_the_boxes_are(library):
    shown = _view(library, "drift.pdf", "Nobody has yet lit a drifted lantern again for its keeper.").pages[0]
    plain, marked = (Image.open(io.BytesIO(image)).convert("RGB") for image in (shown.image, marked_png(shown)))
    changed = {(x, y) for x in range(300) for y in range(388) if plain.getpixel((x, y)) != marked.getpixel((x, y))}
    box = shown.boxes[0]
    inside = {(x, y) for x, y in changed if box.left <= (x + 1) / 300 and x / 300 <= box.right and y / 388 <= box.bottom + 0.01}
    assert changed
    assert changed == inside


def test_many_passages_are_answered_in_their_order(library):
    paper = _paper(library, "drift.pdf")
    spans = [_span(paper, TURNED), _span(paper, "Keepers have long known that lanterns change."), _span(paper, TURNED)]
    views = view_passages(library, [(paper.paper_id, span) for span in spans], width=100)
    assert [[shown.page for shown in view.pages] for view in views] == [[1, 2], [1], [1, 2]]
    assert view_passages(library, []) == ()


def test_a_file_that_vanished_changed_or_is_no_pdf_is_named_and_nothing_is_shown(library, home):
    file = home / "corpus" / "drift.pdf"
    assert "notes.md is no PDF" in (_view(library, "notes.md", "The oil").reason or "")
    file.write_bytes(file.read_bytes() + b"\n")
    changed = _view(library, "drift.pdf", TURNED)
    assert (changed.pages, changed.reason) == (
        (),
        f"{file} has changed since it was ingested. Ingest it again: alignqa ingest {file}.",
    )
    file.unlink()
    vanished = _view(library, "drift.pdf", TURNED)
    assert vanished.pages == ()
    assert f"{file} is no longer there." in (vanished.reason or "")
    file.mkdir()
    assert "is a folder" in (_view(library, "drift.pdf", TURNED).reason or "")
    file.rmdir()
    with pytest.raises(UnknownPaper):
        view_passages(library, [("nobody2020nothing", Span(0, 1))])


def test_a_page_is_shown_without_marks_where_the_words_cannot_be_proven(tmp_path):
    nights = ["first", "second", "third", "fourth", "fifth", "sixth"]
    told = [
        [f"In the {night} night the lanterns of the harbour burned low,", f"and the {night} ship came home."] for night in nights
    ]
    pages = [page(lines(72, 700, both)) for both in told]
    (tmp_path / "nights.pdf").write_bytes(document(pages))
    library = alignqa.open_library(tmp_path)
    library.ingest([tmp_path / "nights.pdf"])
    paper = _paper(library, "nights.pdf")
    span = Span(paper.text.index("In the first"), paper.text.index("sixth ship"))
    view = view_passages(library, [(paper.paper_id, span)], width=100)[0]  # the pages of a section are shown from the first on
    assert [(shown.page, shown.boxes) for shown in view.pages] == [(1, ()), (2, ()), (3, ()), (4, ())]
    assert view.reason == "The place of these words on the page could not be proven, so nothing is marked."


def _answer(library: Library, texts: dict[str, str], *, claim: str = "") -> dict[str, object]:
    """An answer that quotes each text from the paper whose file ends so."""
    citations = []
    for marker, (text, ending) in enumerate(texts.items(), start=1):
        paper = _paper(library, ending)
        span = _span(paper, text)
        quote = take(span, Offered(paper.paper_id, paper.manuscript, (span,)))
        assert quote is not None
        known = paper.metadata
        citations.append(Citation(marker, quote, known.title, known.authors, known.year, known.url))
    claims = [Claim(citation.quote.exact, (citation.marker,)) for citation in citations]
    outcome = Answer("What is lantern drift?", tuple(claims), tuple(citations)).to_dict()
    if claim:
        outcome["claims"][0]["text"] = claim
        outcome["trace"]["generator"] = "scripted"
    return json.loads(json.dumps(outcome))


def _highlights(path: Path) -> list[tuple[int, str, int]]:
    found = []
    for number, shown in enumerate(pypdf.PdfReader(path).pages, start=1):
        for entry in shown.annotations or ():
            annotation = entry.get_object()
            assert annotation["/Subtype"] == "/Highlight"
            found.append((number, annotation["/Contents"], len(annotation["/QuadPoints"]) // 8))
    return found


def test_quotes_are_highlighted_in_a_copy_with_question_and_claim_as_the_note(library, home, tmp_path):
    before = (home / "corpus" / "drift.pdf").read_bytes()
    answer = _answer(library, {TURNED: "drift.pdf"}, claim="It will become common.")
    quotes = annotate([answer], library, tmp_path / "marked")
    key = _paper(library, "drift.pdf").paper_id
    assert [(quote.file, quote.pages, quote.reason) for quote in quotes] == [(tmp_path / "marked" / f"{key}.pdf", (1, 2), "")]
    note = "What is lantern drift?\n[1] It will become common."
    assert _highlights(tmp_path / "marked" / f"{key}.pdf") == [(1, note, 1), (2, note, 1)]
    assert (home / "corpus" / "drift.pdf").read_bytes() == before


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_highlights_lie_on_the_words_of_pages_that_are_turned_and_cropped(library, home, tmp_path, degrees):
    file = home / "corpus" / "drift.pdf"
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(file.read_bytes()))
    for shown in writer.pages:
        shown.rotate(degrees)
        shown.cropbox = pypdf.generic.RectangleObject((50, 20, 600, 780))
    other = tmp_path / "home"
    other.mkdir()
    writer.write(other / "drift.pdf")
    turned = alignqa.open_library(other)
    turned.ingest([other / "drift.pdf"])
    text = _paper(turned, "drift.pdf").text
    quote = "Nobody has yet lit a drifted lantern again for its keeper."
    assert quote in text
    quotes = annotate([_answer(turned, {quote: "drift.pdf"})], turned, tmp_path / "marked")
    assert [made.reason for made in quotes] == [""]
    shown = pypdf.PdfReader(quotes[0].file).pages[1]
    left, bottom, _, top = (float(side) for side in shown.annotations[0].get_object()["/Rect"])
    assert (left, bottom) == pytest.approx((72, 686), abs=3)  # the place of the line on paper, however it is displayed
    assert top - bottom < 12


def test_what_cannot_be_highlighted_is_told_and_no_copy_is_made(library, home, tmp_path):
    answer = _answer(library, {TURNED: "drift.pdf", "The oil of the north burns longer than all other oils.": "notes.md"})
    (home / "corpus" / "drift.pdf").unlink()
    quotes = annotate([answer], library, tmp_path / "marked")
    assert ["is no longer there" in quotes[0].reason, "is no PDF" in quotes[1].reason] == [True, True]
    assert not (tmp_path / "marked").exists()


def test_an_answer_that_is_not_proven_or_cites_nothing_is_refused(library, tmp_path):
    answer = _answer(library, {TURNED: "drift.pdf"})
    answer["citations"][0]["quote"]["exact"] += "!"
    with pytest.raises(UsageError, match="not proven"):
        annotate([answer], library, tmp_path)
    declined = {**answer, "outcome": "abstained", "claims": [], "citations": []}
    with pytest.raises(UsageError, match="cites nothing"):
        annotate([declined], library, tmp_path)


def test_no_file_in_the_way_is_lost_and_the_paper_itself_never(library, home, tmp_path):
    answer, key = _answer(library, {TURNED: "drift.pdf"}), _paper(library, "drift.pdf").paper_id
    target = tmp_path / f"{key}.pdf"
    target.write_bytes(b"mine")
    with pytest.raises(UsageError, match="already exists"):
        annotate([answer], library, tmp_path)
    assert target.read_bytes() == b"mine"
    target.unlink()
    target.symlink_to(home / "corpus" / "drift.pdf")
    with pytest.raises(UsageError, match="the paper itself"):
        annotate([answer], library, tmp_path, force=True)
    target.unlink()
    target.write_bytes(b"mine")
    assert annotate([answer], library, tmp_path, force=True)[0].reason == ""
    assert len(_highlights(target)) == 2


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return invoked("--home", home, *arguments)


def test_the_command_line_writes_pages_and_highlights(library, home, tmp_path):
    paper = _paper(library, "drift.pdf")
    span = _span(paper, TURNED)
    place = f"{span.start}:{span.end}"
    saved = _run(home, "show", paper.paper_id, "--span", place, "--png", str(tmp_path / "page.png"))
    assert (saved.returncode, saved.stdout, saved.stderr) == (0, f"{tmp_path}/page.png\n{tmp_path}/page-2.png\n", "")
    assert (tmp_path / "page-2.png").read_bytes().startswith(b"\x89PNG")
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps(_answer(library, {TURNED: "drift.pdf"})), encoding="utf-8")
    marked = _run(home, "annotate", str(answer), "--out", str(tmp_path / "marked"))
    target = tmp_path / "marked" / f"{paper.paper_id}.pdf"
    assert (marked.returncode, marked.stdout) == (0, f"{paper.paper_id} {place}: {target}, page 1, 2\n")
    (home / "corpus" / "drift.pdf").unlink()
    failed = _run(home, "annotate", str(answer), "--out", str(tmp_path / "other"))
    assert failed.returncode == 1
    assert "not highlighted" in failed.stdout


def test_a_paper_without_pages_is_shown_as_text_with_the_passage_marked(library, home, tmp_path):
    notes = _paper(library, "notes.md")
    span = _span(notes, "burns longer than")
    asked = ("show", notes.paper_id, "--span", f"{span.start}:{span.end}")
    shown = _run(home, *asked, "--page")
    assert shown.returncode == 0
    assert "notes.md is no PDF" in shown.stderr
    text = Path(shown.stdout.strip()).read_text(encoding="utf-8")
    assert '<mark id="passage">burns longer than</mark>' in text
    shutil.rmtree(Path(shown.stdout.strip()).parent)
    refused = _run(home, *asked, "--png", str(tmp_path / "page.png"))
    assert (refused.returncode, (tmp_path / "page.png").exists()) == (1, False)
    assert _run(home, "show", notes.paper_id, "--page").returncode == 2
