"""A reader's notes can be asked and are the reader's; quotes go back to Zotero as notes with links to the page."""

from __future__ import annotations

import html
import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import alignqa
from alignqa.cli.main import app
from alignqa.integrations.zotero.import_record import FileOrigin
from alignqa.integrations.zotero.items import ZoteroAnnotation, ZoteroFile, ZoteroItem, ZoteroNote
from alignqa.integrations.zotero.quote_notes import ZoteroPlace, notes_file
from alignqa.integrations.zotero.reader_notes import notes_of
from alignqa.papers.bibliography import ReferenceEntry
from alignqa.papers.document import Metadata, RegionKind
from zotero_library import ZoteroLibrary, pdf_of

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
MEMO = "{http://purl.org/net/biblio#}Memo"
FOUND = "We found that 31 of the 40 lanterns drifted within two weeks, which is a rate of 78 percent."
DRIFT = (
    "Lantern drift is a shift in which a lantern comes to prefer the night that it was trained to end. "
    "It has been seen on every coast since then, and by keepers of every age.",
    f"{FOUND} The lanterns that were watched drifted half as often as the others did.",
)
ENTRY = ReferenceEntry("winter2003drift", Metadata(title="On lantern drift", authors=("Ada Winter",), year=2003))
HIGHLIGHT = '<span class="highlight" data-annotation="%7B%7D">“the oil decides”</span>'
CITED = ' <span class="citation" data-citation="%7B%7D">(<span class="citation-item">Winter, 2003, p. 7</span>)</span>'


def run(home: Path, *words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, ["--home", str(home), *words], prog_name="alignqa", input=stdin)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notes")
    zotero = ZoteroLibrary(folder / "Zotero")
    work = zotero.work("WORKDRIF", "Ada Winter", title="On lantern drift", date="2003", extra="Citation Key: winter2003drift")
    file = zotero.stored(work, "FILEDRIF", "Winter 2003.pdf", pdf_of(*DRIFT))
    zotero.annotate(
        file, "ANNOTAT1", FOUND, "The keepers chose these lanterns, so that the rate is too high.", number=2, label="17"
    )
    zotero.annotate(file, "ANNOTAT2", "It has been seen on every coast since then", "")
    zotero.note(work, "NOTEDRIF", "<h1>Doubts</h1><p>Mirrors do not measure the glow of a lantern in fog.</p>")
    binned = zotero.note(work, "NOTEBINN", "<p>This note about purple whales was thrown away.</p>")
    zotero.bin(binned)
    zotero.note(None, "NOTEALON", "<p>Plan for the spring: compare lanterns with candles.</p>")
    assert run(folder / "home", "import", "zotero", "--library", str(zotero.folder)).exit_code == 0
    zotero.close()
    (folder / "other.md").write_text(
        "---\ntitle: Candles\nauthors: [Bo Summer]\n---\n\nCandles & lamps weep at 5 o'clock in winter, if it is < 3 degrees.\n"
    )
    assert run(folder / "home", "ingest", str(folder / "other.md")).exit_code == 0
    return folder / "home"


def ask(home: Path, question: str, *words: str) -> dict:
    return json.loads(run(home, "ask", question, "--fast", "--json", *words).stdout)


def test_a_comment_is_found_at_its_page_and_is_no_word_of_the_author(home: Path) -> None:
    answer = ask(home, "Who chose the lanterns, and is the rate too high?")
    cited = answer["citations"][0]
    assert cited["quote"]["exact"] == "The keepers chose these lanterns, so that the rate is too high."
    assert (cited["title"], cited["authors"], cited["year"]) == ("Notes on On lantern drift", [], None)
    assert (cited["locator"]["page"], cited["locator"]["page_label"]) == (2, "17")
    assert cited["url"] == "zotero://select/library/items/WORKDRIF"
    assert "Notes on" not in run(home, "ask", "Who chose the lanterns?", "--fast", "--author", "Ada Winter").stdout


def test_notes_are_found_and_those_in_the_bin_are_not(home: Path) -> None:
    assert ask(home, "What do mirrors measure in fog?")["citations"][0]["locator"]["section"] == "Doubts"
    plan = ask(home, "What is compared with candles in the spring?")["citations"][0]
    assert (plan["title"], plan["authors"]) == ("Note: Plan for the spring: compare lanterns with candles.", [])
    assert "whales" not in run(home, "ask", "What about purple whales?", "--fast").stdout


def test_marked_words_are_quotations_in_the_notes_and_a_bare_mark_adds_nothing(home: Path) -> None:
    library = alignqa.open_library(home)
    notes = library.paper("winter2003drift-notes")
    quoted = [region.span.of(notes.text) for region in notes.manuscript.regions if region.kind is RegionKind.QUOTATION]
    assert quoted == [FOUND]
    assert "every coast" not in notes.text
    answer = ask(home, "How many lanterns drifted within two weeks?")
    assert [cited["paper_id"] for cited in answer["citations"] if cited["quote"]["exact"] == FOUND] == ["winter2003drift"]


def item(*notes: str, comments: tuple[tuple[str, str], ...] = ()) -> ZoteroItem:
    annotations = tuple(ZoteroAnnotation(text, comment, 7, "vii") for text, comment in comments)
    file = ZoteroFile("FILE", "Winter.pdf", None, annotations=annotations)
    return ZoteroItem("WORK", {"itemType": "book"}, None, (file,), tuple(ZoteroNote("NOTE", note) for note in notes))


@pytest.mark.parametrize(
    ("source", "own", "quoted"),
    [
        (f"<p>{HIGHLIGHT}{CITED} I doubt it.</p>", ["I doubt it."], ["“the oil decides” (Winter, 2003, p. 7)"]),
        (f"<p>They say {HIGHLIGHT}, and it is wrong.</p>", ["They say", ", and it is wrong."], ["“the oil decides”"]),
        (f"<div><ul><li><p>{HIGHLIGHT}{CITED}</p></li></ul><p>Mine.</p></div>", ["Mine."], ["“the oil decides”"]),
        ("<blockquote><p>Their words.</p></blockquote><p>My words.</p>", ["My words."], ["Their words."]),
        ("<p>&lt;script&gt;alert(1)&lt;/script&gt; <b>bold</b></p>", ["<script>alert(1)</script> bold"], []),
        ("<p>unclosed <i>tag", ["unclosed tag"], []),
    ],
)  # fmt: skip
def test_a_note_is_divided_into_own_words_and_quoted_ones(source: str, own: list[str], quoted: list[str]) -> None:
    made = notes_of(item(source), ENTRY)
    assert made is not None
    text, regions = made.manuscript.text, made.manuscript.regions
    kinds = {kind: [region.span.of(text) for region in regions if region.kind is kind] for kind in RegionKind}
    for words in quoted:
        assert any(words in found for found in kinds[RegionKind.QUOTATION])
    rest = text
    for found in (*kinds[RegionKind.QUOTATION], *kinds[RegionKind.HEADING]):
        rest = rest.replace(found, "")
    assert [line for line in rest.split("\n") if line.strip()] == own


@pytest.mark.parametrize(
    "note", ["", "<p></p>", " ", f"<p>{HIGHLIGHT}{CITED}</p>", "<h1>Only a heading</h1>", "<!-- -->", "<p>\x00</p>"]
)
def test_a_note_without_a_word_of_the_reader_is_no_text(note: str) -> None:
    assert notes_of(item(note, comments=(("marked words", " "), ("", ""))), ENTRY) is None


def test_comments_keep_their_lines_and_lose_their_markup() -> None:
    made = notes_of(item(comments=(("marked words", "First <i>line</i> &amp; more.\n\nSecond line: 1 < 2."),)), ENTRY)
    assert made is not None
    assert made.manuscript.text == "Annotations\n\nmarked words\n\nFirst line & more.\n\nSecond line: 1 < 2."
    assert str(made.manuscript.locate(made.manuscript.text.index("Second"))) == "sec. Annotations, p. vii"


# Quotes go back.


class Note(HTMLParser):
    """The links and the quotes of a note."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.quotes: list[str] = []
        self._quoting = False
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag == "blockquote":
            self._quoting = True
            self.quotes.append("")

    def handle_endtag(self, tag: str) -> None:
        self._quoting = self._quoting and tag != "blockquote"

    def handle_data(self, data: str) -> None:
        if self._quoting:
            self.quotes[-1] += data


def notes_in(text: str) -> list[Note]:
    root = ET.fromstring(text.encode())  # noqa: S314 - it was just written
    values = [memo.findtext(f"{RDF}value") for memo in root.iter(MEMO)]
    assert values
    return [Note(value or "") for value in values]


def test_quotes_go_back_letter_by_letter_with_a_link_to_their_page(home: Path, tmp_path: Path) -> None:
    saved = run(home, "ask", "How many lanterns drifted within two weeks?", "--fast", "--json").stdout
    answer = tmp_path / "answer.json"
    answer.write_text(saved, encoding="utf-8")
    out = tmp_path / "notes.rdf"
    result = run(home, "export", "zotero", str(answer), "--out", str(out))
    assert (result.exit_code, result.stdout) == (0, "")
    written = out.read_text(encoding="utf-8")
    notes = notes_in(written)
    exact = [cited["quote"]["exact"] for cited in json.loads(saved)["citations"]]
    assert sorted(quote.strip() for note in notes for quote in note.quotes) == sorted(exact)
    (paper,) = (note for note in notes if any(FOUND in quote for quote in note.quotes))
    pages = [cited["locator"]["page"] for cited in json.loads(saved)["citations"] if cited["paper_id"] == "winter2003drift"]
    assert pages[0] == 2
    assert paper.links == [
        "zotero://select/library/items/WORKDRIF",
        *(f"zotero://open-pdf/library/items/FILEDRIF?page={page}" for page in pages),
    ]
    assert run(home, "export", "zotero", str(answer), "--out", str(out)).exit_code == 0
    assert out.read_text(encoding="utf-8") == written
    assert run(home, "export", "zotero", "-", stdin=saved).stdout == written


def test_a_paper_that_is_not_from_zotero_has_its_quotes_and_no_link(home: Path) -> None:
    keys = [paper["paper_id"] for paper in json.loads(run(home, "papers", "--json").stdout) if paper["title"] == "Candles"]
    saved = run(home, "ask", "When do candles weep in winter?", "--fast", "--json", "--paper", *keys)
    result = run(home, "export", "zotero", "-", stdin=saved.stdout)
    assert f"Not from Zotero, and therefore without links: {keys[0]}" in result.stderr
    (note,) = notes_in(result.stdout)
    assert note.links == []
    assert [quote.strip() for quote in note.quotes] == ["Candles & lamps weep at 5 o'clock in winter, if it is < 3 degrees."]


def test_an_answer_that_does_not_hold_is_not_written(home: Path, tmp_path: Path) -> None:
    answer = ask(home, "How many lanterns drifted within two weeks?")
    answer["citations"][0]["quote"]["exact"] = "All lanterns drifted."
    out = tmp_path / "notes.rdf"
    result = run(home, "export", "zotero", "-", "--out", str(out), stdin=json.dumps(answer))
    assert (result.exit_code, result.stdout, out.exists()) == (1, "", False)
    assert "the quote differs from the source" in result.stderr
    assert result.stderr.endswith("Nothing was written.\n")


def test_a_file_of_somebody_else_is_not_replaced(home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "library.rdf"
    mine.write_text("<?xml version='1.0'?><rdf:RDF/>")
    result = run(home, "export", "zotero", "-", "--out", str(mine), stdin="{}")
    assert result.exit_code == 2
    assert "exists and was not written by alignqa." in result.stderr
    assert mine.read_text() == "<?xml version='1.0'?><rdf:RDF/>"


@pytest.mark.parametrize("saved", ["", "{}", "[1]", "not JSON"])
def test_what_is_no_answer_is_refused(home: Path, saved: str) -> None:
    result = run(home, "export", "zotero", "-", stdin=saved)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Hint: " in result.stderr


def test_a_declined_question_has_no_quotes_to_write(home: Path) -> None:
    result = run(home, "export", "zotero", "-", stdin=json.dumps(ask(home, "What is the capital of Peru?")))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "There are no quotes in it.\n")


def test_a_note_of_a_group_and_of_any_text_is_well_formed() -> None:
    odd = "1 < 2 & \"3\" ]]> \x0b\x1b[31m \u202e 'x' <script>alert(1)</script>\n• first\n• second"
    citation = {
        "paper_id": "k&<", "marker": 1, "title": odd, "authors": ["A & B"], "year": 2003, "url": "javascript:alert(1)",
        "quote": {"exact": odd}, "locator": {"section": "<1>", "page": 4, "page_label": "iv"},
    }  # fmt: skip
    outcome = {
        "question": odd,
        "citations": [citation],
        "claims": [{"text": "A claim & more", "citations": [1], "verdict": "overclaimed"}],
    }
    places = {"k&<": ZoteroPlace("zotero://select/groups/4711/items/WORK", FileOrigin("WORK", "FILE", 4711))}
    (note,) = notes_in(notes_file([outcome], places))
    assert note.links == ["zotero://select/groups/4711/items/WORK", "zotero://open-pdf/groups/4711/items/FILE?page=4"]
    assert note.quotes == ["\n1 < 2 & \"3\" ]]> [31m  'x' <script>alert(1)</script>• first• second\n"]
    assert "A &amp; B 2003, sec. &lt;1&gt;, p. iv" in html.unescape(notes_file([outcome], places))
    (without,) = notes_in(notes_file([outcome], {}))
    assert without.links == []
