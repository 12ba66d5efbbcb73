"""Raised and lowered signs: the mark of a note or of a listed work that has its number, else a power; of any size."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from alignqa.papers.parsing import pdf
from pdf_samples import Put, document, lines, page

pytestmark = pytest.mark.real

NAME = Path("weir.pdf")
TEXT_SIZE = 11  # of the pages with scripts
TEXT = [
    "The weir was built across the river by people who had no other use for so many stones. The water that",
    "stands behind it is deep, and it is quiet on most days of the year, so that the boys swim there when the",
    "mill stands still. The miller has measured it with a pole, and he has written down what the pole said.",
]
SAID = "The force on the stones grows with the depth"
SQUARE = Put(72, 640, SAID, note="2", after=" of the water, as he found.")
CUBE = Put(72, 628, "The mud behind them grows with the time", note="3", after=" that has gone by.")
WITH_POWERS = [f"{SAID}² of the water", "with the time³ that has gone by"]
WITHOUT = [f"{SAID} of the water", "with the time that has gone by"]


def _text(*others: Put, pages: tuple[list[Put], ...] = (), cites: str = "") -> str:
    first = [
        Put(72, 740, "1 Introduction", 14, "F2"),
        *lines(72, 700, TEXT),
        SQUARE,
        CUBE,
        *lines(72, 616, [*TEXT, cites]),
        *others,
    ]
    return pdf.parse(document([page(puts) for puts in [first, *pages]]), NAME).text


def _list(heading: str, entries: list[Put]) -> list[Put]:
    return [Put(72, 740, heading, 14, "F2"), *entries]


def _entries(form: str) -> list[Put]:
    names = ["Reed, A. On weirs. Mill Press, 2001.", "Rush, B. On poles. Mill Press, 2002.", "Reed, C. On mud. Mill Press, 2003."]
    if not form:
        return [Put(76, 700 - 14 * at, name, lead=str(at + 1)) for at, name in enumerate(names)]
    return [Put(72, 700 - 14 * at, form.format(at + 1) + name) for at, name in enumerate(names)]


def test_a_square_behind_a_word_stays_where_no_note_has_its_number() -> None:
    text = _text()
    assert all(said in text for said in WITH_POWERS)


@pytest.mark.parametrize("note", [Put(76, 80, "He found it in June.", 8, lead="2"), Put(76, 80, "2 He found it in June.", 8)])
def test_it_is_the_mark_of_the_note_at_the_foot_of_the_page(note: Put) -> None:
    text = _text(note)
    assert WITHOUT[0] in text
    assert WITH_POWERS[1] in text


@pytest.mark.parametrize("form", ["[{}] ", "{}. ", ""], ids=["in brackets", "with a stop", "raised"])
def test_it_is_the_mark_of_an_entry_of_the_reference_list(form: str) -> None:
    text = _text(pages=(_list("References", _entries(form)),))
    assert all(said in text for said in WITHOUT)


def test_references_that_are_cited_in_brackets_are_not_cited_by_raised_digits() -> None:
    text = _text(
        pages=(_list("References", _entries("[{}] ")),), cites="All of this is known of other weirs [2], and of none so old."
    )
    assert all(said in text for said in WITH_POWERS)


def test_references_without_numbers_are_not_cited_by_raised_digits() -> None:
    entries = [Put(72, put.y, put.text) for put in _entries("")]
    assert all(said in _text(pages=(_list("References", entries),)) for said in WITH_POWERS)


def test_it_is_the_mark_of_a_note_at_the_end_of_the_text() -> None:
    text = _text(pages=(_list("Notes", _entries("{} ")),))
    assert all(said in text for said in WITHOUT)


def test_one_mark_that_has_lost_its_note_makes_no_others() -> None:
    text = _text(Put(72, 500, "The pole is made of ash", note="1", after=" and the miller says that it is true."))
    assert all(said in text for said in WITH_POWERS)


def test_a_text_that_cites_by_raised_numbers_may_have_lost_its_list() -> None:
    cites = [
        Put(72, 500 - 14 * at, "It was built of ash wood.", note=str(at + 1), after=" It is quiet there.") for at in range(6)
    ]
    assert all(said in _text(*cites) for said in WITHOUT)


def test_a_digit_that_is_not_the_next_mark_is_a_power() -> None:
    marks = [
        Put(72, 510 - 12 * at, "It was built of old wood.", note=str(at + 1), after=" It is quiet there.") for at in range(4)
    ]
    notes = [Put(76, 110 - 10 * at, "He found it in June.", 8, lead=str(at + 1)) for at in range(4)]
    text = _text(*marks, *notes)
    assert all(said in text for said in WITH_POWERS)
    assert text.count("old wood. It") == 4


def test_a_digit_before_an_operator_is_a_power_whatever_notes_there_are() -> None:
    formula = Put(72, 500, "It holds that (width", note="2", after=" + 1) is less than nine on the poles.")
    text = _text(formula, Put(76, 80, "He found it in June.", 8, lead="2"))
    assert "(width² + 1)" in text
    assert WITHOUT[0] in text


def test_the_number_of_an_affiliation_makes_no_mark() -> None:
    head = [Put(200, 740, "On Weirs and Poles", 16, "F2"), Put(220, 715, "Ada Reed", note="1", after=" and Bo Rush")]
    head += [Put(220, 700, "Mill Lab, Lisbon", 9, lead="1"), Put(220, 688, "Weir Lab, Oslo", 9, lead="2")]
    head += [Put(72, 660, "1 Introduction", 14, "F2"), *lines(72, 630, TEXT), replace(SQUARE, y=580), *lines(72, 560, TEXT)]
    assert WITH_POWERS[0] in pdf.parse(document([page(head)]), NAME).text


def test_a_note_on_a_far_page_with_the_same_number_makes_no_mark() -> None:
    noted = [*lines(72, 700, TEXT), Put(72, 640, "The pole is made of ash", note="2", after=" and nobody has another.")]
    noted.append(Put(76, 80, "It came from the wood.", 8, lead="2"))
    text = _text(pages=(lines(72, 700, TEXT), noted))
    assert all(said in text for said in WITH_POWERS)
    assert "is made of ash and nobody" in text


def _scripts(rows: list[str], *, small: float, rise: float, drop: float = 4) -> str:
    """The text of a page with the `rows`; "{6}" is raised, "<2>" lowered."""

    def shown(row: str) -> str:
        for opening, closing, shift in (("{", "}", rise), ("<", ">", -drop)):
            row = row.replace(opening, f") Tj /F1 {small} Tf {shift} Ts (").replace(closing, f") Tj /F1 {TEXT_SIZE} Tf 0 Ts (")
        return f"({row}) Tj".replace("() Tj", "")

    content = f"BT /F1 {TEXT_SIZE} Tf 14 TL 60 700 Td " + " T* ".join(map(shown, rows)) + " ET"
    return pdf.parse(document([content]), NAME).text.strip()


@pytest.mark.parametrize("rise", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("small", [6, 7, 8, 9, 9.9, 10, 11])
def test_raised_signs_of_any_size_stay_at_their_words(small: float, rise: float) -> None:
    text = _scripts(
        [
            "The marsh yields about 10{6} tonnes of brine in a wet season, and each pan covers 40 m{2} of",
            "bare ground. The keeper of the pans walks round them at dawn and writes down the depth",
            "of each. The volume doubled to 2{15} casks in a week, as the book of the 19{th} year says. No",
            "one else has kept such a book, and no one has read it since it was shut in a drawer for 10{5}",
            "days and nights. The sum 3 x{2} + 1 was found in it, with others of that kind.",
        ],
        small=small,
        rise=rise,
    )
    assert text == (
        "The marsh yields about 10⁶ tonnes of brine in a wet season, and each pan covers 40 m² of bare ground. The keeper of the "
        "pans walks round them at dawn and writes down the depth of each. The volume doubled to 2¹⁵ casks in a week, as the book "
        "of the 19th year says. No one else has kept such a book, and no one has read it since it was shut in a drawer for 10⁵ "
        "days and nights. The sum 3 x² + 1 was found in it, with others of that kind."
    )


@pytest.mark.parametrize("drop", [2, 4, 6])
def test_lowered_digits_of_nearly_the_size_of_the_text_stay_at_their_words(drop: float) -> None:
    rows = [
        "The boilers of the works used water that was rich in CO<2> from the peat, and they were",
        "old, but x<1> of them is kept.",
    ]
    assert "rich in CO2 from the peat, and they were old, but x_1 of them is kept." in _scripts(rows, small=10, rise=4, drop=drop)


def test_letters_of_a_name_that_dance_about_the_baseline_are_no_scripts() -> None:
    rows = ["The book of the marsh was set with T<E>X by the keeper of the pans, and it was read by no one."]
    assert "_" not in _scripts(rows, small=11, rise=4, drop=2.4)
    assert "^" not in _scripts([rows[0].replace("T<E>", "<E>")], small=11, rise=4, drop=2.4)


@pytest.mark.parametrize("small", [7, 10])
@pytest.mark.parametrize("marks", ["6-8", "6\\2268", "6, 8", "6,8", "4,6-8"])
def test_the_marks_of_several_notes_leave_their_word(marks: str, small: float) -> None:
    rows = [
        f"Trout need cold water and gravel, but the pike of the marsh need neither{{{marks}}}. We asked if",
        f"a dam of this size changes the weight of the fish that the keepers{{{marks}}} of the pans",
        "have seen in the years of the great drought.",
    ]
    text = _scripts(rows, small=small, rise=4)
    assert "the pike of the marsh need neither. We asked if a dam" in text
    assert "the keepers of the pans have seen" in text
