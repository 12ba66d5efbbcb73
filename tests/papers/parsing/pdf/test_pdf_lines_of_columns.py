"""Lines over both columns: titles with letters above and below the line, short last lines; and large first letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing import pdf
from pdf_samples import Put, document, lines, page

pytestmark = pytest.mark.real

NAME = Path("loft.pdf")
COLUMN = [
    "The loft is full of apples from the",
    "year before, which nobody will eat,",
    "since there are new ones below it.",
    "They are kept all the same, for the",
    "smell, and because the woman who",
    "picked them has asked after them.",
]


def _columns(y: float) -> list[Put]:
    return [*lines(72, y, COLUMN * 2), *lines(330, y, [line.replace("apples", "pears") for line in COLUMN * 2])]


def _of(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def test_a_title_with_a_lowered_letter_is_one_line() -> None:
    title = [
        Put(110, 720, "How to Keep Apples with L", 20),
        Put(344, 724, "A", 14),
        Put(351, 720, "T", 20),
        Put(362, 715, "E", 20),
    ]
    puts = [*title, Put(375, 720, "X in Lofts", 20), *_columns(660)]
    assert pdf.parse(document([page(puts)]), NAME).metadata.title == "How to Keep Apples with LATEX in Lofts"


def test_the_short_last_line_of_a_wide_caption_stays_with_it() -> None:
    caption = [
        "Figure 1: The apples of the year before, and those of this year, as they are seen by somebody who",
        "looks into the loft.",
    ]
    manuscript = pdf.parse(document([page([*lines(72, 720, caption, size=9, leading=10.5), *_columns(680)])]), NAME)
    assert _of(manuscript, RegionKind.CAPTION) == [" ".join(caption)]


def test_a_large_first_letter_belongs_to_the_first_of_its_lines() -> None:
    text = [
        "HE loft is full of apples from the year before, which nobody will eat, since there are",
        "new ones below it. They are kept all the same, for the smell, and because the woman who",
    ]
    rest = ["picked them has asked after them. She has not said what she wants to do with them, and nobody has"]
    puts = [Put(72, 688, "T", 30), *lines(93, 700, text), *lines(72, 676, [*rest, "asked her."])]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    assert "THE loft is full of apples from the year before" in manuscript.text
    assert "since there are new ones below it." in manuscript.text
    assert "because the woman who picked them has asked after them." in manuscript.text


ENTRIES = [
    (f"{name} Pomme, Ben Birne, and Cid Quince,", f"{year}. The keeping of apples. Loft Press.")
    for year, name in enumerate(("Ada", "Dora", "Emil", "Fay", "Gus", "Hal", "Ida", "Jan", "Kai"), start=2001)
]


@pytest.mark.parametrize("note", [[], [Put(72, 540, "1 https://lofts.example/apples", 7)]])
def test_an_entry_goes_on_in_the_next_column_and_ends_there(note: list[Put]) -> None:
    rows = [put for entry in ENTRIES for put in ((0, entry[0]), (10, entry[1]))]
    left = [Put(72 + x, 700 - 14 * at, text) for at, (x, text) in enumerate(rows[:9])]
    right = [Put(330 + x, 720 - 14 * at, text) for at, (x, text) in enumerate(rows[9:])]
    references = page([Put(72, 720, "References", 12, "F2"), *left, *note, *right])
    manuscript = pdf.parse(document([page(_columns(720)), references]), NAME)
    assert _of(manuscript, RegionKind.BIBLIOGRAPHY) == [" ".join(entry) for entry in ENTRIES]
