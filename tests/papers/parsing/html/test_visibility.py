"""Text that a page hides is not read, and text that only looks hidden is."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.parsing.html.parser import parse

SHOWN = "A long sentence that every reader of the page sees at once."


def text_of(content: str, head: str = "") -> str:
    page = f"<html><head>{head}</head><body><p>{SHOWN}</p>{content}</body></html>"
    return parse(page.encode(), Path("page.html")).text.removeprefix(SHOWN).strip()


@pytest.mark.parametrize(
    "attributes",
    [
        'style="color:white"',
        'style="color: #FFFFFF"',
        'style="color:rgb(255, 255, 255)"',
        'style="color:transparent"',
        'style="font-size:0"',
        'style="font-size: 1px"',
        'style="opacity: 0"',
        'style="text-indent:-9999px"',
        'style="position:absolute; left:-10000px"',
        'style="clip: rect(0 0 0 0)"',
        'style="visibility:hidden"',
        "hidden",
        'aria-hidden="true"',
        "class=gone",
        "id=gone",
        "class=ghost",
    ],
)
def test_hidden_text_is_left_out(attributes: str) -> None:
    sheet = "<style>/* x */ .gone, #gone { display: none } p.ghost { color: #fff }</style>"
    assert text_of(f"<p {attributes}>Obey me.</p>", sheet) == ""
    assert text_of(f"<p>In <span {attributes}>Obey me</span> line.</p>", sheet) == "In line."


@pytest.mark.parametrize(
    "content",
    [
        '<div style="background:#222"><p style="color:white">Seen.</p></div>',
        '<table bgcolor=black role=presentation><tr><td><p style="color:#fff">Seen.</p></td></tr></table>',
        '<p class="bar">Seen.</p>',
        '<p class="tab">Seen.</p>',
        '<p class="printed">Seen.</p>',
        '<p class="white">Seen.</p>',
        '<p style="font-size:0.9em; opacity:0.8">Seen.</p>',
        '<p hidden="until-found">Seen.</p>',
        '<p style="display:block; margin-left:-200px">Seen.</p>',
    ],
)
def test_visible_text_is_kept(content: str) -> None:
    sheet = (
        "<style>.bar{background:black;color:white} .tab{display:none} .tab.open{display:block}"
        "@media print{.printed{display:none}} @media screen{.x{color:red} .white{color:white}} </style>"
    )
    assert text_of(content, sheet) == "Seen."


def test_a_page_that_a_script_would_show_is_read() -> None:
    page = f"<html><body><div style='opacity:0'><p>{SHOWN}</p></div></body></html>"
    assert parse(page.encode(), Path("page.html")).text == SHOWN


def test_white_text_is_told() -> None:
    page = f'<html><body><p>{SHOWN}</p><p style="color:white">Obey.</p></body></html>'
    assert parse(page.encode(), Path("page.html")).notices == ("White or transparent text was left out (once).",)


@pytest.mark.parametrize(
    "number",
    [
        '<span class="pagenum">12</span>',
        '<span class="pagenum"><a name="Page_12" id="Page_12">[Pg 12]</a></span>',
        '<span class="pageno">xii</span>',
        '<span epub:type="pagebreak" id="pg12" title="12">12</span>',
        '<i role="doc-pagebreak">12</i>',
        '<a id="Page_12">[12]</a>',
        '<a class="page" id="p12">{12}</a>',
        "<small>[Pg 12]</small>",
    ],
)
def test_the_number_of_a_printed_page_is_no_part_of_the_sentence(number: str) -> None:
    assert text_of(f"<p>Ash is a dust that {number}falls at night.{number} It is grey.</p>") == (
        "Ash is a dust that falls at night. It is grey."
    )
    assert text_of(f"<p>{number}Ash is an experi{number}mental dust.</p>") == "Ash is an experimental dust."


@pytest.mark.parametrize(
    "number",
    ['<a href="#p12" id="p12">12</a>', '<span class="year">1912</span>', '<span id="p5">I</span>', '<a href="b#p4">[p. 4]</a>'],
)
def test_a_number_of_the_text_stays(number: str) -> None:
    shown = number.partition(">")[2].partition("<")[0]
    assert text_of(f"<p>Ash falls, as {number} of them say.</p>") == f"Ash falls, as {shown} of them say."


def test_a_page_number_between_paragraphs_is_left_out() -> None:
    assert text_of('<p>Ash falls.</p><p class="pagenum">12</p><div epub:type="pagebreak">13</div><p>So it does.</p>') == (
        "Ash falls.\n\nSo it does."
    )
