"""Headings of journals and appendices, and sentences that only look like headings."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing import pdf
from pdf_samples import Put, document, lines, page

pytestmark = pytest.mark.real

NAME = Path("ferry.pdf")
TEXT = [
    "The ferry crosses the lake at noon",
    "and at six, and it never waits. The",
    "ferryman has a bell, which he rings",
    "when he has left, so that those who",
    "are late may know that they are. He",
    "says that this is a kindness to them",
]
NUMERALS = ["I", "II", "III", "IV", "V"]


def _small_capitals(x: float, y: float, number: str, words: str) -> list[Put]:
    """Words of which the first letters are larger, as journals set their headings."""
    puts = [Put(x, y, f"{number}. ", 10)]
    x += 6 * (len(number) + 2)
    for word in words.split():
        width = {"T": 6.1, "L": 5.6, "S": 6.7}[word[0]]  # of the capital in this font
        puts += [Put(x, y, word[0], 10), Put(x + width, y, word[1:], 8)]
        x += 7.3 + 6.2 * len(word)
    return puts


def _sections(manuscript: Manuscript) -> list[tuple[int, str, str]]:
    return [(section.level, section.number, section.title) for section in manuscript.sections]


def test_numerals_in_small_capitals_and_letters_in_italics_are_two_levels() -> None:
    columns = []
    for column, x in ((0, 72.0), (1, 330.0)):
        puts, y = [], 720.0
        for number in NUMERALS[2 * column : 2 * column + 2]:
            puts += [*_small_capitals(x + 60, y, number, "THE LAKE"), *lines(x, y - 20, TEXT[:4])]
            puts += [Put(x, y - 92, "A. At Noon", font="F3"), *lines(x, y - 108, TEXT)]
            puts += [Put(x, y - 206, "B. At Six", font="F3"), *lines(x, y - 222, TEXT)]
            y -= 330
        columns += puts
    last = page([*_small_capitals(132, 720, "V", "THE SHORE"), *lines(72, 700, TEXT), *lines(330, 700, TEXT)])
    manuscript = pdf.parse(document([page(columns), last]), NAME)
    expected = [item for number in NUMERALS[:4] for item in ((1, number, "THE LAKE"), (2, "A", "At Noon"), (2, "B", "At Six"))]
    assert _sections(manuscript) == [*expected, (1, "V", "THE SHORE")]


WIDE = [
    "The ferry crosses the lake at noon and at six, and it never waits. The ferryman has a bell, which he",
    "rings when he has left, so that those who are late may know that they are. He says that this is a",
    "kindness to them, since they need not look for the ferry any longer, and may go home at once, as he",
    "would do in their place if he were late, which he has never been.",
]


def test_the_appendix_after_the_references_is_text_again_behind_its_own_contents() -> None:
    one = [Put(72, 720, "1", 12, "F2"), Put(92, 720, "INTRODUCTION", 12, "F2"), *lines(72, 690, WIDE)]
    two = [
        Put(72, 720, "REFERENCES", 12, "F2"),
        Put(72, 690, "A. Oar. On lakes. Journal of Ferries, 2011."),
        Put(72, 640, "Appendix", 20, "F2"),
        Put(72, 610, "Table of Contents", 14, "F2"),
        Put(90, 580, "A Timetables . . . . . . . . . . . . . . . . . . . . . . . . 3", 9),
        Put(90, 568, "B Bells . . . . . . . . . . . . . . . . . . . . . . . . . . . 4", 9),
    ]
    three = [
        Put(72, 720, "A", 12, "F2"),
        Put(92, 720, "TIMETABLES", 12, "F2"),
        *lines(72, 690, WIDE),
        Put(72, 600, "B", 12, "F2"),
        Put(92, 600, "BELLS", 12, "F2"),
        *lines(72, 570, WIDE),
    ]
    # A rule above and below the contents makes no table of them.
    rules = [(72, 655, 400), (72, 560, 400)]
    manuscript = pdf.parse(document([page(one), page(two, rules=rules), page(three)]), NAME)
    assert [title for _, _, title in _sections(manuscript)][-2:] == ["TIMETABLES", "BELLS"]
    assert {manuscript.kind_at(at) for at in range(len(manuscript.text)) if manuscript.text.startswith("The ferry", at)} == {
        RegionKind.BODY
    }


def test_a_bold_sentence_of_a_list_is_no_heading() -> None:
    items = [
        put
        for row in range(3)
        for put in (
            Put(80, 640 - 40 * row, f"{row + 1}. The ferry is always on time and the people are always late.", font="F2"),
            *lines(92, 628 - 40 * row, WIDE[:2]),
        )
    ]
    puts = [Put(72, 730, "1 Introduction", 12, "F2"), *lines(72, 700, WIDE), *items, Put(72, 500, "2 The lake", 12, "F2")]
    manuscript = pdf.parse(document([page([*puts, *lines(72, 470, WIDE)])]), NAME)
    assert _sections(manuscript) == [(1, "1", "Introduction"), (1, "2", "The lake")]


ENTRIES = [
    "Oar, A. and Lake, B. Ferries of the north. Journal of Ferries, 12(3):45-67, 2001.",
    "Lake, B. Crossing times. In Proceedings of the Ferry Meeting, pp. 1-9, 2005.",
    "Oar, A. Bells and other signals. Annals of Lakes, 4:1-20, 2009.",
]


def _after_references(heading: Put, text: list[str]) -> Manuscript:
    puts = [Put(72, 740, "1  Introduction", 14, "F2"), *lines(72, 715, WIDE), Put(72, 640, "References", 14, "F2")]
    puts += [*lines(72, 620, ENTRIES, size=9, leading=11), heading, *lines(72, heading.y - 18, text)]
    return pdf.parse(document([page(puts)]), NAME)


@pytest.mark.parametrize(
    ("words", "size", "font"),
    [
        ("A.1  Timetables", 12, "F2"),
        ("A. Timetables of the ferry", 10, "F2"),
        ("Appendix A: Timetables", 11, "F2"),
        ("APPENDIX", 10, "F1"),
        ("APPENDIX B", 10, "F2"),
        ("Supplementary Material", 12, "F2"),
        ("Acknowledgements", 10, "F2"),
        ("Timetables", 12, "F2"),
    ],
)
def test_text_behind_the_references_is_text_whatever_the_size_of_its_heading(words: str, size: float, font: str) -> None:
    manuscript = _after_references(Put(72, 560, words, size, font), WIDE)
    assert manuscript.kind_at(manuscript.text.rindex("The ferry crosses")) is RegionKind.BODY
    assert len(manuscript.sections) == 3
    assert manuscript.kind_at(manuscript.text.index("Crossing times")) is RegionKind.BIBLIOGRAPHY


@pytest.mark.parametrize("words", ["A. Books", "Journal papers"])
def test_a_heading_inside_the_reference_list_does_not_end_it(words: str) -> None:
    manuscript = _after_references(Put(72, 560, words, 12, "F2"), ENTRIES)
    assert manuscript.kind_at(manuscript.text.rindex("Crossing times")) is RegionKind.BIBLIOGRAPHY


def test_a_heading_in_its_own_type_may_fill_its_line() -> None:
    heading = Put(
        72,
        640,
        "B. timetable, bell, lamp, rope, oar, flag, whistle, shore, harbour, island, weather, noon and six o clock",
        font="F3",
    )
    puts = [Put(72, 740, "A. the lake", font="F3"), *lines(72, 722, WIDE), heading, *lines(72, 622, WIDE)]
    assert [section.number for section in pdf.parse(document([page(puts)]), NAME).sections] == ["A", "B"]


def test_bold_words_in_the_type_of_labels_are_no_heading() -> None:
    puts = [Put(72, 740, "1 Introduction", 12, "F2"), *lines(72, 710, WIDE), Put(80, 630, "Example of a timetable", 7, "F2")]
    manuscript = pdf.parse(document([page([*puts, *lines(80, 618, ["noon", "six"], size=7), *lines(72, 570, WIDE)])]), NAME)
    assert [section.title for section in manuscript.sections] == ["Introduction"]


def test_a_heading_of_two_lines_stands_once_in_the_text() -> None:
    heading = [
        Put(72, 640, "2 A Second Timetable, Whose Words Are More Than a Line Can Hol-", 14, "F2"),
        Put(72, 622, "d", 14, "F2"),
    ]
    manuscript = pdf.parse(document([page([*lines(72, 740, WIDE), *heading, *lines(72, 590, WIDE)])]), NAME)
    assert [section.title for section in manuscript.sections] == ["A Second Timetable, Whose Words Are More Than a Line Can Hold"]
    assert manuscript.text.count("Can Hold") == 1
