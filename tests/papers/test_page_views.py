"""Passages on the pages of a PDF: where the boxes are, and what is under them."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf.generic import RectangleObject

from alignqa.papers.page_views.child.alignment import align, symbols_of
from alignqa.papers.page_views.reading import read_views
from alignqa.papers.page_views.wire import MarkedBox, SoughtPassage, ViewReport
from pdf_samples import Put, document, lines, page

PNG = b"\x89PNG\r\n\x1a\n"


def _report(
    data: bytes, text: str, *, pages: tuple[int, ...] = (1,), before: str = "", after: str = "", width: int = 0
) -> ViewReport:
    return read_views(data, Path("paper.pdf"), [SoughtPassage(text, before, after, pages)], width=width)


def _marks(data: bytes, text: str, *, pages: tuple[int, ...] = (1,), before: str = "", after: str = "") -> tuple[MarkedBox, ...]:
    return _report(data, text, pages=pages, before=before, after=after).passages[0]


def _under(marks: tuple[MarkedBox, ...]) -> list[tuple[int, str]]:
    return [(mark.page, mark.text) for mark in marks]


def test_each_line_of_a_passage_has_a_box_and_a_divided_word_has_one_in_both_lines():
    data = document([page(lines(72, 700, ["One lantern burns. The second lan-", "tern is dark. A third one is new."]))])
    assert _under(_marks(data, "The second lantern is dark.")) == [(1, "The second lan-"), (1, "tern is dark.")]


def test_a_box_is_around_the_words_as_the_page_is_displayed():
    mark = _marks(document([page([Put(72, 700, "Lanterns drift.", size=20)])]), "Lanterns drift.")[0]
    assert mark.box.left == pytest.approx(72 / 612, abs=0.01)
    assert mark.box.right == pytest.approx((72 + 121) / 612, abs=0.01)  # the width of these letters in Helvetica
    assert mark.box.top == pytest.approx(1 - 715 / 792, abs=0.01)  # capitals are 0.72 em high
    assert mark.box.bottom == pytest.approx(1 - 699 / 792, abs=0.01)


@pytest.mark.parametrize(
    ("degrees", "centre"),
    # On paper the middle of the words is at 0.226 of the width and 0.893 of the height, from the lower left corner.
    [(0, (0.226, 0.107)), (90, (0.893, 0.226)), (180, (0.774, 0.893)), (270, (0.107, 0.774))],
)
def test_boxes_turn_with_a_page_that_is_turned(degrees, centre):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(document([page([Put(72, 700, "Lanterns drift.", size=20)])])))
    writer.pages[0].rotate(degrees)
    mark = _marks(_saved(writer), "Lanterns drift.")[0]
    assert mark.text == "Lanterns drift."
    assert ((mark.box.left + mark.box.right) / 2, (mark.box.top + mark.box.bottom) / 2) == pytest.approx(centre, abs=0.01)


def test_boxes_are_shares_of_what_a_cropped_page_displays():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(document([page([Put(172, 600, "Lanterns drift.", size=20)])])))
    writer.pages[0].cropbox = RectangleObject((72, 500, 372, 700))
    report = _report(_saved(writer), "Lanterns drift.", width=300)
    mark = report.passages[0][0]
    assert (report.pages[1].width, report.pages[1].height) == (300, 200)
    assert mark.box.left == pytest.approx(100 / 300, abs=0.01)
    assert mark.box.bottom == pytest.approx(101 / 200, abs=0.01)


def test_numbers_of_lines_and_marks_of_notes_are_not_under_the_boxes():
    puts = [Put(20, 700, "17", size=6), Put(72, 700, "Forty lanterns drift", note="3", after=" in a"), Put(20, 688, "18", size=6)]
    data = document([page([*puts, Put(72, 688, "single week of rain.")])])
    assert _under(_marks(data, "Forty lanterns drift in a single week of rain.")) == [
        (1, "Forty lanterns drift"),
        (1, "in a"),
        (1, "single week of rain."),
    ]


def test_a_passage_over_a_page_turn_has_boxes_on_both_pages_and_none_on_the_notes_between():
    first = page(
        [*lines(72, 120, ["Every lantern that was lit in the"]), Put(72, 60, "1 A note on lanterns.", size=7), Put(300, 30, "7")]
    )
    second = page([Put(72, 760, "On lanterns", font="F3"), *lines(72, 700, ["winter burned until the spring. It was warm."])])
    marks = _marks(document([first, second]), "Every lantern that was lit in the winter burned until the spring.", pages=(1, 2))
    assert _under(marks) == [(1, "Every lantern that was lit in the"), (2, "winter burned until the spring.")]


def test_a_passage_over_two_columns_has_boxes_in_both():
    left, right = (
        lines(72, 112, ["The keeper left the", "lantern alone, and"]),
        lines(330, 700, ["it drifted away. He", "came back in May."]),
    )
    marks = _marks(document([page([*left, *right])]), "The keeper left the lantern alone, and it drifted away.")
    assert _under(marks) == [(1, "The keeper left the"), (1, "lantern alone, and"), (1, "it drifted away.")]
    assert [mark.box.left > 0.5 for mark in marks] == [False, False, True]


def test_of_two_equal_sentences_the_one_with_the_text_around_it_is_marked():
    data = document(
        [page(lines(72, 700, ["In May: lanterns drift. Ships wait.", "In June: lanterns drift. Ships sink."], leading=40))]
    )
    first = _marks(data, "lanterns drift.", before="In May: ", after=" Ships wait.")
    second = _marks(data, "lanterns drift.", before="In June: ", after=" Ships sink.")
    assert first[0].box.bottom < second[0].box.top


def test_a_copy_that_nobody_can_see_is_not_marked():
    hidden = Put(72, 740, "Lanterns drift at night.", paint="1 1 1 rg")
    marks = _marks(document([page([hidden, Put(72, 400, "Lanterns drift at night.")])]), "Lanterns drift at night.")
    assert [mark.box.top > 0.4 for mark in marks] == [True]


def test_words_that_are_not_on_the_page_are_found_nowhere():
    data = document([page([Put(72, 700, "Lanterns drift at night."), Put(72, 100, "Quizzes follow.")])])
    assert _marks(data, "Lanterns drift at noon.") == ()
    # Its letters are all there, but two of them only inside another word.
    assert _marks(data, "Lanterns drift at night Qu.") == ()
    assert _marks(data, "") == ()


@pytest.mark.parametrize(
    "altered",
    [
        "The lantern does burn in the rain of the night and the wind.",  # a word left out within a line
        "The lantern does not burn in the rain of night and the wind.",  # and one at the beginning of a line
        "The lantern does not burn in the rain the night and the wind.",  # and at the end of one
        "The lantern does not burn ever in the rain of the night and the wind.",  # a word from another line
        "The lantern does burn not in the rain of the night and the wind.",  # two words exchanged
        "The lantern does not burn 5 in the rain of the night and the wind.",  # the number of a page
    ],
)
def test_a_passage_that_differs_by_one_word_is_not_marked(altered):
    data = document(
        [
            page(
                [
                    *lines(72, 700, ["The lantern does not burn in the rain of", "the night and the wind.", "Is it ever on?"]),
                    Put(300, 30, "5"),
                ]
            )
        ]
    )
    assert len(_marks(data, "The lantern does not burn in the rain of the night and the wind.")) == 2
    assert _marks(data, altered) == ()


def test_a_page_is_drawn_as_wide_as_asked_and_once():
    data = document([page([Put(72, 700, "Lanterns drift.")])])
    sought = [SoughtPassage("Lanterns drift.", "", "", (1,)), SoughtPassage("Ships sink.", "", "", (1, 9))]
    report = read_views(data, Path("paper.pdf"), sought, width=306)
    assert list(report.pages) == [1]  # there is no page 9
    assert report.pages[1].image.startswith(PNG + b"\0\0\0\rIHDR" + (306).to_bytes(4, "big") + (396).to_bytes(4, "big"))


def test_a_page_of_miles_is_drawn_small():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(document([page([])])))
    writer.pages[0].mediabox = RectangleObject((0, 0, 10, 14_400))
    image = _report(_saved(writer), "Nothing.", width=900).pages[1].image
    assert int.from_bytes(image[20:24], "big") == 3_600


@pytest.mark.parametrize("data", [b"%PDF-1.4 and no more", b"", b"\x00" * 100])
def test_what_is_no_pdf_has_no_pages(data):
    assert _report(data, "Lanterns drift.", width=900) == ViewReport(((),), {})


@given(
    words=st.lists(st.text("abcdefgh", min_size=4, max_size=9), min_size=3, max_size=12),
    noise=st.lists(st.integers(10, 99), min_size=12, max_size=12),
)
def test_a_passage_is_laid_on_its_own_letters_whatever_stands_between(words, noise):
    printed = " ".join(f"{word} {number}" for word, number in zip(words, noise, strict=False))
    chars = [" " * (at == 0 or printed[at - 1] == " ") + char for at, char in enumerate(printed) if char != " "]
    stretches = align(chars, " ".join(words))
    assert "".join(chars[at].strip() for stretch in stretches for at in stretch) == "".join(words)
    assert stretches == sorted(stretches)


def test_dashes_of_the_passage_are_taken_in_and_marks_of_lists_are_not():
    printed = ["A", " –", " B", " -", " C", " D", " —"]
    assert align(printed, "A – B C D —") == [[0, 2], [4, 5, 6]]
    assert symbols_of("– -—") == ""


def _saved(writer: pypdf.PdfWriter) -> bytes:
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()
