"""Review copies: the numbers of the lines are no text, and nothing else is taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing import pdf
from pdf_samples import Put, document, lines, page
from places import LITERATURE

pytestmark = pytest.mark.real

NAME = Path("copy.pdf")
WORDS = [
    "The keepers of the lamp count every drop of oil that is",
    "burnt in a night, and they write the number into a book",
    "which nobody reads. A lamp that burns more oil than it",
    "did in the year before is cleaned, and a keeper who has",
    "not cleaned it is sent to the lamp on the far rock. The",
    "far rock has no book, so that nobody knows how much oil",
    "its lamp burns. It is said to be the brightest of them.",
]
TEXT = " ".join(WORDS)


def _numbered(first: int, x: float, *, y: float = 660, step: int = 1, zeros: int = 0, size: float = 7) -> list[Put]:
    """The number of each line, or of every fifth, beside a column of `WORDS`."""
    return [Put(x, y - 13 * row, str(first + row).zfill(zeros), size) for row in range(len(WORDS)) if (first + row) % step == 0]


def _of(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def _head(x: float) -> list[Put]:
    return [Put(x, 720, "The Oil of the Lamps", 16, "F2"), Put(x, 690, "1", 12, "F2"), Put(x + 20, 690, "Introduction", 12, "F2")]


@pytest.mark.parametrize(
    ("x", "zeros", "size"), [(84, 0, 7), (60, 3, 7), (92, 0, 10), (500, 0, 7)], ids=["NeurIPS", "ICLR", "typed", "right"]
)
def test_numbers_in_one_margin_are_furniture(x: float, zeros: int, size: float) -> None:
    numbers = [Put(x, 720, "1".zfill(zeros), size), Put(x, 690, "2".zfill(zeros), size), *_numbered(3, x, zeros=zeros, size=size)]
    puts = [*_head(120), *lines(120, 660, WORDS, leading=13), *numbers]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    assert manuscript.metadata.title == "The Oil of the Lamps"
    assert [section.heading for section in manuscript.sections] == ["1 Introduction"]
    assert manuscript.text.count(TEXT) == 1
    assert _of(manuscript, RegionKind.FURNITURE) == [" ".join(str(n).zfill(zeros) for n in range(1, 10))]
    assert _of(manuscript, RegionKind.TABLE) == []


def test_numbers_in_both_margins_of_two_columns_are_furniture() -> None:
    left, right = lines(70, 660, WORDS, size=8, leading=13), lines(330, 660, WORDS, size=8, leading=13)
    puts = [*left, *right, *_numbered(1, 30, zeros=3), *_numbered(8, 570, zeros=3)]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    assert f"{TEXT} {TEXT}" in manuscript.text
    assert _of(manuscript, RegionKind.FURNITURE) == [" ".join(f"{n:03}" for n in range(1, 15))]


def test_numbers_go_on_over_pages_and_on_a_last_page_of_two_lines() -> None:
    pages = [page([*lines(120, 660, [*WORDS[n:], *WORDS[:n]], leading=13), *_numbered(1 + 7 * n, 84)]) for n in range(3)]
    last = [*lines(120, 660, WORDS[4:6], leading=13), Put(84, 660, "22", 7), Put(84, 647, "23", 7)]
    manuscript = pdf.parse(document([*pages, page(last)]), NAME)
    assert [len(text.split()) for text in _of(manuscript, RegionKind.FURNITURE)] == [7, 7, 7, 2]
    assert "A lamp that burns more oil than it did" in manuscript.text


def test_every_fifth_line_may_be_numbered() -> None:
    numbers = [Put(84, 740 - 13 * row, str(row + 1), 7) for row in range(4, 35, 5)]
    manuscript = pdf.parse(document([page([*lines(120, 740, WORDS * 5, leading=13), *numbers])]), NAME)
    assert _of(manuscript, RegionKind.FURNITURE) == ["5 10 15 20 25 30 35"]
    assert TEXT in manuscript.text


def test_the_first_column_of_a_table_and_the_pages_of_a_list_of_contents_are_no_line_numbers() -> None:
    rows = [
        put for row in range(6) for put in (Put(120, 500 - 13 * row, str(row + 1)), Put(200, 500 - 13 * row, f"lamp no. {row}"))
    ]
    puts = [*lines(120, 660, WORDS, leading=13), *rows]
    contents = [
        put
        for row, number in enumerate((2, 3, 5, 9, 14, 15))
        for put in (
            Put(120, 660 - 13 * row, f"{row + 1} The lamp on the rock of the year"),
            Put(400, 660 - 13 * row, str(number)),
        )
    ]
    manuscript = pdf.parse(document([page(puts), page(contents)]), NAME)
    assert _of(manuscript, RegionKind.FURNITURE) == []
    assert any("3" in table for table in _of(manuscript, RegionKind.TABLE))


@pytest.mark.literature
@pytest.mark.skipif(not (LITERATURE / "cases").is_dir(), reason="the cases are missing")
def test_a_real_copy_of_two_columns_has_its_sections_and_whole_sentences() -> None:
    path = LITERATURE / "cases" / "pdf-line-numbers" / "emnlp.pdf"
    manuscript = pdf.parse(path.read_bytes(), path)
    assert [section.heading for section in manuscript.sections][:3] == ["Abstract", "1 Introduction", "2 Method"]
    assert sum(len(text) for text in _of(manuscript, RegionKind.TABLE)) < 0.1 * len(manuscript.text)
