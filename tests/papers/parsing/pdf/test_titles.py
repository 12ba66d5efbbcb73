"""The title and the address: of papers, of documents without a title block, and of web pages that a browser printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing import pdf
from pdf_samples import Put, document, lines, page

pytestmark = pytest.mark.real

NAME = Path("export-17.pdf")
TEXT = [
    "The kite was flown from the roof of the school, since the roof is the only place in the town that",
    "is higher than the lamps. It took four children to hold it, and a fifth one to say when to let go.",
    "The fifth one is now the mayor, and she still says when to let go, although there is no kite left.",
]
SITE = [Put(34, 747, "KITE CLUB LOGIN", 11), Put(34, 700, "How the kite was lost", 24), *lines(34, 660, TEXT)]


def _sheets(count: int, *, date: str = "11/26/26, 7:15 PM", address: str = "https://kites.example/posts/17/lost") -> Manuscript:
    pages = []
    for number in range(count):
        edges = [Put(28, 775, date, 8), Put(200, 775, "How the kite was lost — Kite Club", 8)]
        edges += [Put(28, 14, address, 8), Put(560, 14, f"{number + 1}/{count}", 8)]
        body = SITE if number == 0 else lines(34, 740 - 20 * number, TEXT, size=11)
        pages.append(page([*edges, *body]))
    return pdf.parse(document(pages, title="How the kite was lost | Kite Club"), NAME)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_printed_web_page_has_its_title_and_its_address(count: int) -> None:
    manuscript = _sheets(count)
    assert manuscript.metadata.title == "How the kite was lost"
    assert manuscript.metadata.url == "https://kites.example/posts/17/lost"
    furniture = [region for region in manuscript.regions if region.kind is RegionKind.FURNITURE]
    assert len(furniture) == 2 * count


def test_other_countries_write_other_dates() -> None:
    assert _sheets(1, date="26.11.26, 19:15").metadata.url == "https://kites.example/posts/17/lost"


@pytest.mark.parametrize("address", ["https://kites.example/po…/lost", "file:///home/ada/lost.html"])
def test_a_shortened_address_and_that_of_a_local_file_are_none(address: str) -> None:
    assert _sheets(2, address=address).metadata.url is None


def test_an_address_in_a_note_is_not_that_of_the_paper() -> None:
    puts = [*lines(72, 700, TEXT), Put(72, 40, "https://kites.example/data", 8)]
    assert pdf.parse(document([page(puts)]), NAME).metadata.url is None


@pytest.mark.parametrize(("outline", "authors"), [([], ()), ([("On Kites", 0), ("The Roof", 0)], ("Ada Rose", "Ben Tulip"))])
def test_a_first_heading_at_the_margin_is_the_title(outline: list[tuple[str, int]], authors: tuple[str, ...]) -> None:
    names = [Put(72, 690, "Ada Rose, Ben Tulip")] if authors else []
    puts = [Put(72, 720, "On Kites", 18, "F2"), *names, Put(72, 650, "The Roof", 12, "F2"), *lines(72, 630, TEXT)]
    found = pdf.parse(document([page(puts)], outline=outline), NAME).metadata
    assert (found.title, found.authors) == ("On Kites", authors)


@pytest.mark.parametrize(
    ("recorded", "title"),
    [
        ("The kite was flown from the roof", "The kite was flown from the roof"),
        ("Microsoft Word - kite final.docx", None),
        ("untitled", None),
        ("Template for the Proceedings of Sheds", None),
    ],
)
def test_a_recorded_title_counts_where_the_page_agrees(recorded: str, title: str | None) -> None:
    puts = lines(72, 700, [*TEXT, *TEXT])
    assert pdf.parse(document([page(puts)], title=recorded), NAME).metadata.title == title


def test_a_sentence_in_a_paragraph_of_its_own_is_no_title() -> None:
    puts = [*lines(72, 700, TEXT), Put(72, 640, "There was a second kite as well."), *lines(72, 600, TEXT)]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    assert manuscript.metadata.title is None
    assert manuscript.kind_at(manuscript.text.index("There was a second")) is RegionKind.BODY


@pytest.mark.parametrize(
    "byline", ["by Ada Rose 9th Aug 2021 12 min read", "By Ada Rose | August 9, 2021 | 14 comments", "Ada Rose | 9 Aug 2021"]
)
def test_the_byline_of_a_printed_page_names_its_author_and_year(byline: str) -> None:
    head = [Put(28, 775, "11/26/26, 7:15 PM", 8), Put(200, 775, "How the kite was lost — Kite Club", 8)]
    puts = [*head, SITE[0], SITE[1], Put(34, 676, byline, 11), *lines(34, 640, [*TEXT, *TEXT], size=11, leading=13)]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    assert (manuscript.metadata.authors, manuscript.metadata.year) == (("Ada Rose",), 2021)
    assert manuscript.kind_at(manuscript.text.index("Ada Rose")) is RegionKind.FRONT_MATTER


@pytest.mark.parametrize(("title_size", "font"), [(16, "F1"), (16, "F2"), (11, "F1")])
def test_author_names_in_larger_type_than_the_text_are_no_heading(title_size: float, font: str) -> None:
    puts = [Put(72, 740, "Kites over Two Towns", title_size, "F2"), Put(72, 715, "Ada Rose and Ben Tulip", 11, font)]
    puts += [
        *lines(72, 685, [*TEXT, *TEXT], size=9, leading=11),
        Put(72, 600, "The Roof", 11, "F2"),
        *lines(72, 580, TEXT, size=9, leading=11),
    ]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    assert (manuscript.metadata.title, manuscript.metadata.authors) == ("Kites over Two Towns", ("Ada Rose", "Ben Tulip"))
    assert [section.title for section in manuscript.sections] == ["The Roof"]


@pytest.mark.parametrize("names", ["Ada Rose, Member, IEEE", "Ada Rose, Senior Member, IEEE", "Ada Rose, Ph.D."])
def test_grades_are_no_authors(names: str) -> None:
    puts = [
        Put(72, 720, "On Kites", 18, "F2"),
        Put(72, 690, names, 11),
        Put(72, 650, "1 The Roof", 12, "F2"),
        *lines(72, 630, TEXT),
    ]
    assert pdf.parse(document([page(puts)]), NAME).metadata.authors == ("Ada Rose",)


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        ("Ada Rose, Member, IEEE, and Ben Tulip, Jr.", ("Ada Rose", "Ben Tulip Jr.")),
        ("Ada Rose, Jr., Fellow, ACM, Ben Tulip III, and Cy Iris", ("Ada Rose Jr.", "Ben Tulip III", "Cy Iris")),
    ],
)
def test_a_suffix_is_a_part_of_its_name_and_a_run_in_abstract_is_text(names: str, authors: tuple[str, ...]) -> None:
    puts = [
        Put(72, 720, "On Kites", 18, "F2"),
        Put(72, 690, names, 11),
        Put(72, 670, "Abstract—We say how kites are lost over two towns.", 9, "F2"),
        Put(72, 650, "1 The Roof", 12, "F2"),
        *lines(72, 630, TEXT),
    ]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    assert manuscript.metadata.authors == authors
    assert manuscript.kind_at(manuscript.text.index("We say how")) is RegionKind.BODY
    assert manuscript.kind_at(manuscript.text.index("Ada Rose")) is RegionKind.FRONT_MATTER


@pytest.mark.parametrize("title", ["A Kite with a Template Tail", "The Word of the Fifth Child", "Paper Template Kites"])
def test_a_title_may_name_a_template(title: str) -> None:
    puts = [Put(150, 740, title, 18, "F2"), Put(260, 715, "Ada Lindqvist", 11), *lines(72, 680, TEXT * 3)]
    assert pdf.parse(document([page(puts)]), NAME).metadata.title == title
