"""What is printed around and beside the text: watermarks, running heads, notes, figures; and what must not be torn apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.index.passages.splitting import split
from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing import pdf
from pdf_samples import Put, document, lines, page

pytestmark = pytest.mark.real

NAME = Path("bell.pdf")
FIRST = [
    "The bell of the north tower is rung by a machine, and the machine is wound by a boy who comes",
    "in the morning. When the boy is late, the machine rings the bell all the same, but it rings it",
    "at the hour at which the boy came on the day before. Nobody in the town has noticed this, since",
    "the boy is late every day by the same quarter of an hour, and the town has set its clocks by it.",
]
SECOND = [
    "A second machine was built for the south tower by a maker who had heard of the boy. It winds",
    "itself, and it is never late. The town has two hours now, one in the north and one in the south,",
    "and the people who live in the middle have learned to wait. They say that the bell of the south",
    "is the better bell. They also say that the north has always been right, which is not the same.",
]


def _of(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


@pytest.mark.parametrize("angle", [20, 30, 44, 45, 60, -35])
def test_a_slanted_watermark_stays_out_of_the_sentences(angle: float) -> None:
    puts = [*lines(72, 700, FIRST), *lines(72, 640, SECOND), Put(150, 600, "PREPRINT", 70, paint="0.9 g", angle=angle)]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    assert " ".join(FIRST) in manuscript.text
    assert " ".join(SECOND) in manuscript.text
    assert _of(manuscript, RegionKind.FURNITURE) == ["PREPRINT"]


def test_a_level_watermark_stays_out_too_and_a_drop_capital_does_not() -> None:
    mark = Put(150, 652, "DRAFT", 70, paint="0.9 g")
    manuscript = pdf.parse(document([page([*lines(72, 700, FIRST), *lines(72, 652, SECOND), mark])]), NAME)
    assert _of(manuscript, RegionKind.FURNITURE) == ["DRAFT"]
    capital = [Put(72, 688, "T", 30), *lines(95, 700, [FIRST[0][1:], FIRST[1]]), *lines(72, 676, FIRST[2:])]
    assert _of(pdf.parse(document([page(capital)]), NAME), RegionKind.FURNITURE) == []


COLUMN = [
    "The boy who winds the bell lives",
    "in a house that has no clock, for",
    "he says that he hears the bell. He",
    "has never asked who tells the bell",
    "what the hour is, and his father,",
    "who wound it before him, did not",
]


def test_heads_from_the_second_page_on_and_numbers_are_furniture_in_a_short_paper() -> None:
    title = [Put(72, 710, "Bells in Two Towers", 16, "F2"), Put(72, 686, "Ada Rook", 10)]
    opening = [*title, *lines(72, 650, COLUMN), *lines(330, 650, [line.replace("boy", "man") for line in COLUMN])]
    head = [Put(72, 750, "Rook"), Put(430, 750, "Bells in Two Towers")]
    second = [*head, *lines(72, 710, [line.replace("bell", "drum") for line in COLUMN]), *lines(330, 710, COLUMN)]
    pages = [page([*opening, Put(305, 40, "1")]), page([*second, Put(305, 40, "2")])]
    manuscript = pdf.parse(document(pages), NAME)
    assert sorted(_of(manuscript, RegionKind.FURNITURE)) == ["1", "2", "Bells in Two Towers", "Rook"]
    assert manuscript.metadata.title == "Bells in Two Towers"
    third = [*head, *lines(72, 710, [line.replace("house", "tent") for line in COLUMN]), Put(305, 40, "3")]
    manuscript = pdf.parse(document([*pages, page(third)]), NAME)
    assert _of(manuscript, RegionKind.FURNITURE).count("3") == 1
    assert "Rook" not in manuscript.text[manuscript.text.index("The man") : manuscript.text.index("lives in a tent")]


def test_a_figure_s_words_that_repeat_on_three_pages_are_no_heads() -> None:
    pages = [
        page(
            [
                Put(72, 700 - 40 * number, "the bell of the north"),
                *lines(72, 600 - 40 * number, [f"{number} {FIRST[0]}", *FIRST[1:]]),
            ]
        )
        for number in range(3)
    ]
    assert _of(pdf.parse(document(pages), NAME), RegionKind.FURNITURE) == []


@pytest.mark.parametrize("number", ["1. ", "1 ", "1) "])
def test_a_note_without_a_rule_is_known_by_its_mark(number: str) -> None:
    puts = [
        *lines(72, 700, FIRST[:3]),
        Put(72, 664, "the boy is late", note="1", after=" every day by the same quarter of an hour, and"),
        *lines(72, 652, SECOND),
        Put(66, 80, f"{number}The boy says that he is not.", 8),
    ]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    assert _of(manuscript, RegionKind.FOOTNOTE) == [f"{number}The boy says that he is not."]
    assert "the boy is late every day" in manuscript.text


def test_a_small_numbered_line_without_a_mark_in_the_text_is_no_note() -> None:
    puts = [*lines(72, 700, FIRST), Put(66, 80, "1. The boy says that he is not late.", 8)]
    assert _of(pdf.parse(document([page(puts)]), NAME), RegionKind.FOOTNOTE) == []


NARROW = [
    "The machine of the south tower is wound by the wind. On a still",
    "day it does not ring, and the people of the south have no hour at",
    "all. They go to the north then, and they wait in the square until",
    "the boy has come. It is said that they enjoy it, because the boy",
    "tells them what the hour will be before the machine has rung it,",
    "and he is always right, whatever the sun may say. Nobody looks at",
]
CAPTION = ["Figure 1: The machine, seen", "from the stairs on a day", "without wind and rain."]


@pytest.mark.parametrize("last", [False, True], ids=["figure first", "text first"])
def test_text_runs_around_a_figure_on_its_own_baselines(last: bool) -> None:
    figure = [Put(420, 704, "turns per day"), Put(400, 694, "80"), Put(400, 682, "40"), *lines(400, 664, CAPTION)]
    text = [*lines(72, 700, NARROW), Put(72, 628, FIRST[0]), *lines(72, 616, FIRST[1:])]
    # The figure and the text are drawn one after the other; the lines of both stand on the same baselines.
    puts = [*text, *figure] if last else [*figure, *text]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    assert " ".join([*NARROW, *FIRST]) in manuscript.text
    assert _of(manuscript, RegionKind.CAPTION) == [" ".join(CAPTION)]
    assert {manuscript.kind_at(manuscript.text.index(label)) for label in ("turns per day", "80")} == {RegionKind.TABLE}


def test_two_boxes_side_by_side_are_read_one_after_the_other() -> None:
    left = ["The north says that the hour is", "made by the boy who winds the", "bell, and that he makes it well."]
    right = ["The south says that the hour is", "made by the wind, and that it is", "made fresh on every single day."]
    full = lines(72, 700, FIRST)
    puts = [*full, *lines(72, 620, left), *lines(300, 620, right), *lines(72, 560, SECOND)]
    text = pdf.parse(document([page(puts)]), NAME).text
    assert " ".join(left) in text
    assert " ".join(right) in text
    assert text.index(left[-1]) < text.index(right[0]) < text.index(SECOND[0])


def test_the_rows_of_a_table_are_not_read_as_columns() -> None:
    cells = [("North", "a boy", "9.15"), ("South", "the wind", "9.00"), ("East", "nobody", "none"), ("West", "a dog", "9.40")]
    rows = [Put(x, 600 - 14 * row, cell) for row, line in enumerate(cells) for x, cell in zip((80, 200, 320), line, strict=True)]
    manuscript = pdf.parse(document([page([*lines(72, 700, FIRST), *rows, *lines(72, 500, SECOND)])]), NAME)
    assert _of(manuscript, RegionKind.TABLE) == [" ".join(" ".join(row) for row in cells)]


def test_a_line_with_wide_gaps_inside_a_sentence_is_no_table() -> None:
    stretched = [
        Put(72, 676, "at the hour at"),
        Put(172, 676, "which the boy came on the"),
        Put(322, 676, "day before. Nobody in the town knew"),
    ]
    puts = [*lines(72, 700, FIRST[1:3]), *stretched, *lines(72, 664, FIRST[3:]), *lines(72, 652, SECOND)]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    assert "since at the hour at which the boy came on the day before. Nobody in the town knew the boy" in manuscript.text
    assert _of(manuscript, RegionKind.TABLE) == []


def test_no_quote_leaps_over_sentences_that_were_taken_for_a_table() -> None:
    cells = [
        ("the bell of the north is rung", "it is rung by the boy who winds it"),
        ("the bell of the south is not", "it is rung by a wind that never comes"),
        ("the people in the middle wait", "they hear both of the bells and go home"),
    ]
    rows = [Put(x, 600 - 14 * row, cell, 9) for row, line in enumerate(cells) for x, cell in zip((80, 300), line, strict=True)]
    puts = [*lines(72, 700, FIRST), *rows, *lines(72, 540, SECOND)]
    manuscript = pdf.parse(document([page(puts)]), NAME)
    table = manuscript.text.index("the bell of the north is rung")
    assert manuscript.kind_at(table) is RegionKind.TABLE
    assert manuscript.text.index(FIRST[-1]) < table < manuscript.text.index(SECOND[0])
    for passage in split(manuscript):
        text = passage.span.of(manuscript.text)
        assert not ("set its clocks by it." in text and "A second machine" in text)


def test_a_head_that_wide_spaces_divide_is_furniture_in_a_paper_of_two_pages() -> None:
    head = [Put(72, 750, "A. Rook and B. Daw", 9), Put(520, 750, "2", 9)]
    opening = [Put(72, 730, "Bells in Two Towers", 16, "F2"), *lines(72, 690, FIRST)]
    manuscript = pdf.parse(document([page(opening), page([*head, *lines(72, 710, SECOND)])]), NAME)
    assert _of(manuscript, RegionKind.FURNITURE) == ["A. Rook and B. Daw 2"]


def test_all_parts_of_a_stamp_are_furniture() -> None:
    parts = [Put(28, 250, "arXiv:submit/5512345", 16, turned=True), Put(28, 440, "[cs.LG]", 16, turned=True)]
    parts.append(Put(28, 530, "9 Apr 2024", 16, turned=True))
    manuscript = pdf.parse(document([page([*lines(72, 700, FIRST), *lines(72, 640, SECOND), *parts])]), NAME)
    assert " ".join(_of(manuscript, RegionKind.FURNITURE)) == "arXiv:submit/5512345 [cs.LG] 9 Apr 2024"


def test_the_entry_by_which_a_paper_of_the_acm_is_cited_is_front_matter() -> None:
    head = [Put(72, 740, "Bells in Two Towers", 17, "F2"), Put(72, 715, "ABSTRACT", 12, "F2"), *lines(72, 698, FIRST)]
    entry = ["ACM Reference Format:", "Ada Rook. 2018. Bells in Two Towers. In Proceedings of the Bell Conference. ACM, 2 pages."]
    body = [Put(72, 590, "1 INTRODUCTION", 12, "F2"), *lines(72, 570, SECOND), *lines(72, 522, FIRST)]
    manuscript = pdf.parse(document([page([*head, *lines(72, 630, entry, leading=11), *body])]), NAME)
    assert " ".join(entry) in " ".join(_of(manuscript, RegionKind.FRONT_MATTER))
    assert " ".join([*SECOND, *FIRST]) in manuscript.text


def test_a_letter_at_the_beginning_of_a_line_may_end_a_list_of_letters() -> None:
    text = [
        *FIRST,
        "The bells of the town have no names, and so they are called by the letters A, B, and",
        "C. In one year all were lost.",
    ]
    assert "the letters A, B, and C. In one year" in pdf.parse(document([page(lines(72, 700, text))]), NAME).text
