"""Notes of books: files of notes however they are marked and listed, and notes below the text that refers to them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.epub import parse

CONTAINER = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
PROSE = "<p>The kettle on the stove of the old mill is black and has never once been polished by anyone.</p>"


def _read(contents: dict[str, str], guide: str = "", **files: str) -> Manuscript:
    """Reads a book of the files in their order, of which `contents` gives the listed titles."""
    items = "".join(f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name in files)
    spine = "".join(f'<itemref idref="{name}"/>' for name in files)
    points = "".join(
        f'<navPoint><navLabel><text>{title}</text></navLabel><content src="{name}.xhtml"/></navPoint>'
        for name, title in contents.items()
    )
    members = {
        "META-INF/container.xml": CONTAINER,
        "book.opf": "<package><metadata><title>Of Kettles</title></metadata><manifest>"
        f'<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>{items}</manifest>'
        f'<spine toc="ncx">{spine}</spine>{guide}</package>',
        "toc.ncx": f"<ncx><navMap>{points}</navMap></ncx>",
        **{f"{name}.xhtml": f'<html xmlns:epub="http://www.idpf.org/2007/ops">{body}</html>' for name, body in files.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return parse(buffer.getvalue(), Path("kettles.epub"))


def _of(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def _sections(manuscript: Manuscript) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in manuscript.sections]


MARKED = (
    '<p id="a1"><a href="one.xhtml#r1">1.</a> Copper, of course.</p><p id="a2"><a href="one.xhtml#r2">*</a> Or brass.</p>'
    '<p id="a3"><a href="two.xhtml#r3">4</a> Not tin.</p><p>† By weight.</p><p>[5] In winter.</p><p>a) At noon.</p>'
)
NOTES = ["1. Copper, of course.", "* Or brass.", "4 Not tin.", "† By weight.", "[5] In winter.", "a) At noon."]


@pytest.mark.parametrize(
    ("name", "body", "guide"),
    [
        ("n", f'<body><p class="h">NOTES</p>{MARKED}</body>', ""),
        ("n", f"<body><p><b>Endnotes</b></p>{MARKED}</body>", ""),
        ("n", f"<body><center>Footnotes</center>{MARKED}</body>", ""),
        ("n", f"<body><h2>Notes</h2>{MARKED}</body>", ""),
        ("n", f'<body epub:type="rearnotes">{MARKED}</body>', ""),
        ("n", f'<body><section role="doc-endnotes">{MARKED}</section></body>', ""),
        ("notes", f"<body>{MARKED}</body>", ""),
        ("09_endnotes", f"<body>{MARKED}</body>", ""),
        ("kettle_footnotes-2", f"<body><div>{MARKED}</div></body>", ""),
        ("n", f"<body>{MARKED}</body>", '<guide><reference type="notes" href="n.xhtml"/></guide>'),
    ],
)
@pytest.mark.parametrize("listed", [False, True])
def test_a_file_of_notes_ends_the_chapter_before_it_and_all_its_items_are_notes(
    name: str, body: str, guide: str, listed: bool
) -> None:
    contents = {"one": "The Kettle"} | ({name: "Notes"} if listed else {})
    manuscript = _read(contents, guide, one=f"<body>{PROSE}</body>", **{name: body})
    assert [
        (level, title.title() in {"The Kettle", "Notes", "Endnotes", "Footnotes"}) for level, title in _sections(manuscript)
    ] == [
        (1, True),
        (1, True),
    ]
    assert _of(manuscript, RegionKind.FOOTNOTE) == NOTES
    assert manuscript.locate(manuscript.text.index("Not tin")).section != "The Kettle"


def test_chapters_of_the_notes_are_below_them_and_the_next_chapter_ends_them() -> None:
    manuscript = _read(
        {"one": "The Kettle", "two": "The Lid"},
        one=f"<body>{PROSE}</body>",
        n="<body><h1>Notes</h1><h1>The Kettle</h1><p>* Copper.</p><p>So it is said.</p><h1>The Lid</h1><p>1 Brass.</p>"
        "<h1>Thanks</h1><p>To the miller, who lent me his kettle for a whole winter.</p></body>",
        two=f"<body>{PROSE}</body>",
    )
    assert _sections(manuscript) == [
        (1, "The Kettle"),
        (1, "Notes"),
        (2, "The Kettle"),
        (2, "The Lid"),
        (1, "Thanks"),
        (1, "The Lid"),
    ]
    assert _of(manuscript, RegionKind.FOOTNOTE) == ["* Copper.", "So it is said.", "1 Brass."]


def test_notes_in_two_files_are_one_section() -> None:
    manuscript = _read(
        {"one": "The Kettle"},
        one=f"<body>{PROSE}</body>",
        notes_split_000="<body><p>Notes</p><p>* Copper.</p></body>",
        notes_split_001="<body><p>1 Brass.</p></body>",
    )
    assert _sections(manuscript) == [(1, "The Kettle"), (1, "Notes")]
    assert _of(manuscript, RegionKind.FOOTNOTE) == ["* Copper.", "1 Brass."]


def test_notes_whose_marks_are_raised_links_back_are_notes() -> None:
    manuscript = _read(
        {"one": "The Kettle"},
        one=f"<body>{PROSE}</body>",
        n='<body><h1>Notes</h1><p><sup><a href="one.xhtml#r1">1</a></sup> Copper.</p></body>',
    )
    assert _of(manuscript, RegionKind.FOOTNOTE) == ["Copper."]


def test_a_list_of_chapters_in_the_book_is_no_list_of_notes() -> None:
    page = '<body><p><a href="one.xhtml#a">1</a> The Kettle</p></body>'
    manuscript = _read({}, page=page, one=f"<body><h1>The Kettle</h1>{PROSE}</body>")
    assert _sections(manuscript) == [(1, "The Kettle")]


def test_notes_at_the_end_of_a_chapter_have_any_mark() -> None:
    manuscript = _read({}, one=f"<body><h1>The Kettle</h1>{PROSE}<h2>Notes</h2><p>* Copper.</p><p>4 Brass.</p></body>")
    assert _sections(manuscript) == [(1, "The Kettle"), (2, "Notes")]
    assert _of(manuscript, RegionKind.FOOTNOTE) == ["* Copper.", "4 Brass."]


@pytest.mark.parametrize(
    ("name", "title"),
    [("n", "Notes from Underground"), ("n", "Notes on Kettles"), ("notes", "Notes on Kettles"), ("notes", "A Note on the Text")],
)
def test_a_chapter_with_notes_in_its_name_is_text(name: str, title: str) -> None:
    body = f"<body><h1>{title}</h1><p>1. Kettles are round.</p>{PROSE}<p>2. Lids are flat.</p></body>"
    manuscript = _read({"one": "The Kettle", name: title}, one=f"<body>{PROSE}</body>", **{name: body})
    assert _sections(manuscript) == [(1, "The Kettle"), (1, title)]
    assert _of(manuscript, RegionKind.FOOTNOTE) == []


def test_prose_that_is_only_titled_notes_is_text() -> None:
    manuscript = _read({}, one=f"<body><h1>The Kettle</h1>{PROSE}</body>", two=f"<body><h1>Notes</h1>{PROSE * 3}</body>")
    assert _sections(manuscript) == [(1, "The Kettle"), (1, "Notes")]
    assert _of(manuscript, RegionKind.FOOTNOTE) == []


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("<p>Lids are flat. See note [1].</p>", "<p>[1] Nearly.</p>"),
        ("<p>Lids are flat.[1] So are coins.</p>", "<div>[1] Nearly.</div>"),
        ("<p>Lids are flat.<sup>1</sup></p>", "<p><sup>1</sup> Nearly.</p>"),
        ("<p>Lids are flat.<sup>[1]</sup></p>", "<p><sup>1</sup>Nearly.</p>"),
        ("<p>Lids are flat.<sup>*</sup></p>", "<p><sup>*</sup> Nearly.</p>"),
        ('<p>Lids are flat.<a href="#x9"><sup>1</sup></a></p>', '<p id="x9"><a href="#y9">1.</a> Nearly.</p>'),
        ('<p>Lids are flat.<a href="#x9">*</a></p>', '<p><a id="x9" href="#y9">*</a> Nearly.</p>'),
    ],
)
def test_a_paragraph_is_a_note_if_the_text_above_refers_to_its_mark(text: str, note: str) -> None:
    manuscript = _read({}, one=f"<body><h1>The Lid</h1>{text}{note}{PROSE}</body>")
    assert [found[-7:] for found in _of(manuscript, RegionKind.FOOTNOTE)] == ["Nearly."]
    assert "Lids are flat." in manuscript.text


@pytest.mark.parametrize(
    "body",
    [
        "<p>Of lids.</p><p>[1] Lids are flat.</p><p>[2] As said in [1], flat. Not so in [3].</p><p>[3] Lids ring.</p>",
        "<p>Lids weigh 10<sup>3</sup> grains.</p><p><sup>3</sup> The third verse begins.</p>",
        "<p><sup>1</sup> In the morning. <sup>2</sup> And at noon.</p><p><sup>2</sup> In the evening.</p>",
        "<p>Lids ring.[4]</p><p>[1] Round.</p><p>[2] Flat.</p><p>[3] Black.</p><p>[4] Loud.</p>",
        "<p>[1] Nobody refers to this.</p>",
    ],
)
def test_numbered_paragraphs_and_verses_are_text(body: str) -> None:
    assert _of(_read({}, one=f"<body><h1>The Lid</h1>{body}</body>"), RegionKind.FOOTNOTE) == []


@pytest.mark.parametrize("attributes", ["", ' class="fn"'])
def test_a_star_is_the_mark_of_a_note_that_begins_with_it(attributes: str) -> None:
    book = _read(
        {}, one=f"<body><h1>One</h1>{PROSE}<p>It is <i>black</i>.* All say so.</p><p{attributes}>* Some say grey.</p></body>"
    )
    assert "It is black. All say so." in book.text
    assert _of(book, RegionKind.FOOTNOTE) == ["* Some say grey."]


def test_a_power_in_a_chapter_whose_marks_are_links_stays() -> None:
    text = 'The depth<sup>2</sup> of it.<a href="n.xhtml#n1"><sup>1</sup></a> It is cold.<a href="n.xhtml#n2"><sup>2</sup></a>'
    notes = '<body><h2>Notes</h2><p id="n1"><a href="one.xhtml">1.</a> A.</p><p id="n2"><a href="one.xhtml">2.</a> B.</p></body>'
    assert "The depth^2 of it. It is cold." in _read({}, one=f"<body><h1>One</h1>{PROSE}<p>{text}</p></body>", n=notes).text
