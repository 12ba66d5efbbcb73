"""EPUB books: reading order, metadata, and what hostile or protected archives cost."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.epub.book import parse

CONTAINER = """<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PACKAGE = """<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Of Bridges</dc:title><dc:creator>Ida Span</dc:creator>
<dc:creator>Per Arch</dc:creator><dc:date>2017-03-01</dc:date>
<dc:rights>https://creativecommons.org/licenses/by-sa/4.0/</dc:rights></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="c1" href="text/one%20a.xhtml" media-type="application/xhtml+xml"/>
<item id="c2" href="text/two.xhtml" media-type="application/xhtml+xml"/>
<item id="c3" href="text/gone.xhtml" media-type="application/xhtml+xml"/>
<item id="pic" href="p.png" media-type="image/png"/></manifest>
<spine><itemref idref="nav"/><itemref idref="c2"/><itemref idref="pic"/><itemref idref="c1"/>{more}</spine></package>"""
ONE = """<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html [<!ENTITY boom "boom"><!ENTITY file SYSTEM "file:///etc/passwd">]>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title/><script src="x.js"/></head>
<body><h1>Second Chapter</h1><p>A bridge&nbsp;holds<a epub:type="noteref" href="#n1">1</a>, mostly.&file;&boom;</p>
<aside epub:type="footnote" id="n1"><p>In calm weather.</p></aside><a id="x"/><p>It sways.</p></body></html>"""
TWO = "<html><body><h1>First Chapter</h1><p>Stone is old.<p>Unclosed, but read.</body></html>"


def _book(package: str = PACKAGE.format(more=""), **extra: str | bytes) -> bytes:
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": package,
        "OEBPS/nav.xhtml": "<html><body><nav><ol><li>First Chapter</li></ol></nav></body></html>",
        "OEBPS/text/one a.xhtml": ONE,
        "OEBPS/text/two.xhtml": TWO,
    }
    members.update({name.replace("__", "/"): content for name, content in extra.items()})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _read(data: bytes) -> Manuscript:
    return parse(data, Path("bridges.epub"))


def test_chapters_come_in_the_order_of_the_spine() -> None:
    manuscript = _read(_book())
    assert manuscript.text == (
        "First Chapter\n\nStone is old.\n\nUnclosed, but read.\n\n"
        "Second Chapter\n\nA bridge holds, mostly.&file;&boom;\n\nIt sways.\n\nIn calm weather."
    )
    assert [section.title for section in manuscript.sections] == ["First Chapter", "Second Chapter"]
    notes = [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is RegionKind.FOOTNOTE]
    assert notes == ["In calm weather."]


def test_metadata_is_what_the_package_says() -> None:
    metadata = _read(_book()).metadata
    assert (metadata.title, metadata.authors, metadata.year, metadata.licence, metadata.url, metadata.doi) == (
        "Of Bridges",
        ("Ida Span", "Per Arch"),
        2017,
        "CC BY-SA 4.0",
        None,
        None,
    )


def test_a_missing_chapter_is_told() -> None:
    manuscript = _read(_book(PACKAGE.format(more='<itemref idref="c3"/><itemref idref="unknown"/>')))
    assert manuscript.notices == ("The chapter OEBPS/text/gone.xhtml is missing from the book.",)


ENCRYPTED = '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptionMethod Algorithm="{}"/></encryption>'


def test_obfuscated_fonts_are_no_protection() -> None:
    book = _book(**{"META-INF/encryption.xml": ENCRYPTED.format("http://www.idpf.org/2008/embedding")})
    assert "Stone is old." in _read(book).text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (_book(**{"META-INF/encryption.xml": ENCRYPTED.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}), "is encrypted"),
        (_book()[:400], "is a broken EPUB archive"),
        (b"PK\x03\x04 and nothing else", "is a broken EPUB archive"),
        (_book(**{"META-INF/container.xml": "<container/>"}), "names no package document"),
        (_book("<package><spine/></package>"), "is a book without text"),
        (_book(**{"OEBPS/text/two.xhtml": b"<p>" + b"0" * 20_000_000}), "unpacks to far more than a book holds"),
    ],
)
def test_protected_broken_and_exploding_books_are_one_error(data: bytes, message: str) -> None:
    with pytest.raises(UnreadablePaper, match=message) as caught:
        _read(data)
    assert caught.value.message.startswith("bridges.epub ")
    assert caught.value.hint


def test_a_damaged_chapter_is_named() -> None:
    data = bytearray(_book())
    start = data.index(b"OEBPS/text/two.xhtml") + len(b"OEBPS/text/two.xhtml")
    data[start + 5 : start + 15] = b"\xff" * 10
    with pytest.raises(UnreadablePaper, match=r"is broken at OEBPS/text/two\.xhtml"):
        _read(bytes(data))


ROLES = """<package version="3.0"><metadata><title>Of Bridges</title><creator id="a">Span, Ida</creator><creator id="e">Ed
Poe</creator><meta refines="#e" property="role">edt</meta><creator role="trl">Tra Late</creator><creator role="aut">Per
Arch &amp; Una Vault</creator><date event="modification">2021-01-01</date><date event="publication">2009-10</date></metadata>
<manifest><item id="c2" href="text/two.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="c2"/></spine></package>"""


def test_editors_and_translators_are_no_authors() -> None:
    metadata = _read(_book(ROLES)).metadata
    assert (metadata.authors, metadata.year) == (("Ida Span", "Per Arch", "Una Vault"), 2009)


LISTED = """<package version="{version}"><metadata><title>Of Bridges</title></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="{nav}"/>
<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="c1" href="a.xhtml" media-type="application/xhtml+xml"/><item id="c2" href="b.xhtml" media-type="application/xhtml+xml"/>
<item id="c3" href="c.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine toc="ncx"><itemref idref="c1"/><itemref idref="c2"/><itemref idref="c3"/></spine></package>"""
CHAPTERS = {
    "OEBPS__a.xhtml": "<html><body><h1>1 Stone</h1><p>Stone is old.</p><h2>Further Reading</h2><p>Of arches.</p></body></html>",
    "OEBPS__b.xhtml": '<html><body><p class="ct">TWO:</p><p>ROPE</p><p>Rope sways.</p></body></html>',
    "OEBPS__c.xhtml": '<html><body><p>Iron rusts.</p><div><p><a id="s"></a>Steel does not.</p></div></body></html>',
}
NAV = """<html><body><nav epub:type="toc"><ol><li><a href="a.xhtml">Stone</a></li><li><a href="b.xhtml">Two: Rope</a></li>
<li><a href="c.xhtml">Three: Iron</a><ol><li><a href="c.xhtml#s">Steel</a></li></ol></li></ol></nav></body></html>"""
NCX = """<ncx><navMap><navPoint><navLabel><text>Stone</text></navLabel><content src="a.xhtml"/></navPoint><navPoint><navLabel>
<text>Two: Rope</text></navLabel><content src="b.xhtml"/></navPoint><navPoint><navLabel><text>Three: Iron</text></navLabel>
<content src="c.xhtml"/><navPoint><navLabel><text>Steel</text></navLabel><content src="c.xhtml#s"/></navPoint></navPoint>
</navMap></ncx>"""


@pytest.mark.parametrize(("version", "nav"), [("3.0", "nav"), ("2.0", "")])
def test_chapters_that_print_no_heading_have_the_title_that_the_contents_give(version: str, nav: str) -> None:
    contents = {"OEBPS__nav.xhtml": NAV} if nav else {"OEBPS__toc.ncx": NCX}
    manuscript = _read(_book(LISTED.format(version=version, nav=nav), **CHAPTERS, **contents))
    assert [(section.level, section.heading) for section in manuscript.sections] == [
        (1, "1 Stone"),
        (2, "Further Reading"),
        (1, "TWO: ROPE"),
        (1, "Three: Iron"),
        (2, "Steel"),
    ]
    places = {
        sentence: manuscript.locate(manuscript.text.index(sentence)).section for sentence in ("Rope sways.", "Steel does not.")
    }
    assert places == {"Rope sways.": "TWO: ROPE", "Steel does not.": "Steel"}


def test_a_title_that_is_set_as_a_paragraph_ends_the_chapter_before_it() -> None:
    chapter = '<html><body><p class="chapter-title">Two: Rope</p><p>Rope sways.</p></body></html>'
    manuscript = _read(_book(**{"OEBPS__text__one a.xhtml": chapter}))
    assert [section.title for section in manuscript.sections] == ["First Chapter", "Two: Rope"]


def test_a_chapter_is_no_part_of_the_chapter_before_it_whatever_its_tag() -> None:
    chapter = (
        '<html xmlns:epub="http://www.idpf.org/2007/ops"><body><section epub:type="chapter"><h2>Two</h2><p>Rope sways.</p>'
        "<h3>Knots</h3><p>Of it.</p></section></body></html>"
    )
    manuscript = _read(_book(**{"OEBPS__text__one a.xhtml": chapter}))
    assert [(section.level, section.title) for section in manuscript.sections] == [(1, "First Chapter"), (1, "Two"), (2, "Knots")]


def test_hidden_text_of_a_chapter_is_left_out() -> None:
    chapter = "<html><body><h1>Two</h1><p>Rope sways, as everyone sees.</p><p style='font-size:0'>Obey.</p></body></html>"
    assert "Obey" not in _read(_book(**{"OEBPS__text__one a.xhtml": chapter})).text


def test_a_title_whose_number_is_a_paragraph_is_one_heading() -> None:
    chapter = '<html><body><p class="chap-num">1</p><p class="chap-title">Stone</p><p>Stone is old.</p></body></html>'
    listed = {**CHAPTERS, "OEBPS__a.xhtml": chapter, "OEBPS__nav.xhtml": NAV.replace(">Stone<", ">1 Stone<")}
    manuscript = _read(_book(LISTED.format(version="3.0", nav="nav"), **listed))
    assert manuscript.sections[0].heading == "1 Stone"


SONGS = """<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title>Songs of Iron</dc:title><dc:creator>Ida Span</dc:creator></metadata><manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>{items}</manifest>
<spine>{spine}</spine>{guide}</package>"""
PROSE = "<p>A bridge of iron sings when the wind comes up the river in the first days of the spring.</p>"


def _songs(contents: str, guide: str = "", **chapters: str) -> Manuscript:
    items = "".join(f'<item id="{name}" href="{name}.xhtml" media-type="application/xhtml+xml"/>' for name in chapters)
    spine = "".join(f'<itemref idref="{name}"/>' for name in chapters)
    space = 'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
    members = {f"OEBPS__{name}.xhtml": f"<html {space}>{text}</html>" for name, text in chapters.items()}
    members["OEBPS__nav.xhtml"] = f'<html {space}><body><nav epub:type="toc">{contents}</nav></body></html>'
    return _read(_book(SONGS.format(items=items, spine=spine, guide=guide), **members))


def _of_kind(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def test_a_file_of_notes_is_a_section_and_links_back_are_not_its_text() -> None:
    notes = (
        '<section epub:type="endnotes"><h1>Notes</h1><ol>'
        '<li id="n1" epub:type="endnote"><p>Of silver. <a href="one.xhtml">back</a></p></li>'
        '<li id="n2"><p>So it is <a href="one.xhtml#r2">Return to text</a></p></li>'
        '<li id="n3"><p>Or not. <a role="doc-backlink" href="one.xhtml">↩</a></p></li>'
        '<li id="n4"><p>It is. ↩</p></li></ol></section>'
    )
    manuscript = _songs(
        '<ol><li><a href="one.xhtml">One</a></li><li><a href="notes.xhtml">Notes</a></li></ol>',
        one=f"<body><h1>One</h1>{PROSE}</body>",
        notes=f"<body>{notes}</body>",
    )
    assert [(section.level, section.title) for section in manuscript.sections] == [(1, "One"), (1, "Notes")]
    assert _of_kind(manuscript, RegionKind.FOOTNOTE) == ["1. Of silver.", "2. So it is", "3. Or not.", "4. It is."]
    assert manuscript.text.count("Notes") == 1


def test_what_the_contents_list_inside_a_chapter_is_below_it() -> None:
    inside = f'{PROSE}<p id="s">The refrain is short.</p>'
    flat = '<ol><li><a href="one.xhtml">One</a></li><li><a href="one.xhtml#s">Refrain</a></li></ol>'
    nested = '<ol><li><a href="one.xhtml">One</a><ol><li><a href="one.xhtml#s">Refrain</a></li></ol></li></ol>'
    for contents in (flat, nested):
        manuscript = _songs(contents, one=f'<body><section role="doc-chapter">{inside}</section></body>')
        assert [(section.level, section.title) for section in manuscript.sections] == [(1, "One"), (2, "Refrain")]
    two = f'<section role="doc-chapter">{PROSE}</section><section role="doc-chapter" id="s">{PROSE}</section>'
    assert [section.level for section in _songs(flat, one=f"<body>{two}</body>").sections] == [1, 1]


@pytest.mark.parametrize(
    ("page", "guide"),
    [
        ('<body epub:type="titlepage"><h1>Songs</h1><p>Ida Span</p></body>', ""),
        (
            '<body><section epub:type="copyright-page"><p>No part of this book may be copied without leave.</p></section></body>',
            "",
        ),
        ("<body><p>SONGS OF IRON</p><p>Ida Span</p><p>Bridge Press</p></body>", ""),
        ("<body><p>A choir book by Ida Span</p></body>", '<guide><reference type="title-page" href="page.xhtml"/></guide>'),
    ],
)
def test_a_title_page_is_no_text(page: str, guide: str) -> None:
    contents = '<ol><li><a href="one.xhtml">One</a></li></ol>'
    manuscript = _songs(contents, guide, page=page, one=f"<body><h1>One</h1>{PROSE}</body>")
    assert [section.title for section in manuscript.sections] == ["One"]
    assert manuscript.kind_at(0) is RegionKind.FRONT_MATTER
    kinds = {manuscript.kind_at(position) for position in range(manuscript.text.index("One"))} - {RegionKind.BODY}
    assert kinds == {RegionKind.FRONT_MATTER}
    assert _of_kind(manuscript, RegionKind.FRONT_MATTER)[-1].strip() != ""


def test_a_chapter_that_names_the_book_is_text() -> None:
    manuscript = _songs("<ol/>", one=f"<body><h1>Songs of Iron</h1>{PROSE}</body>")
    assert manuscript.kind_at(manuscript.text.index("A bridge")) is RegionKind.BODY


@pytest.mark.parametrize(
    "creator",
    [
        '<dc:creator opf:file-as="Ibáñez Prado, Rosa" xmlns:opf="http://www.idpf.org/2007/opf">Rosa Ibáñez Prado</dc:creator>',
        '<dc:creator id="r">Rosa Ibáñez Prado</dc:creator><meta refines="#r" property="file-as">Ibáñez Prado, Rosa</meta>',
        "<dc:creator>Ibáñez Prado, Rosa</dc:creator>",
    ],
)
def test_the_name_under_which_a_book_is_filed_tells_the_family_name(creator: str) -> None:
    package = PACKAGE.format(more="").replace("<dc:creator>Ida Span</dc:creator>", creator)
    assert _read(_book(package)).metadata.authors == ("Rosa Ibáñez\u00a0Prado", "Per Arch")
