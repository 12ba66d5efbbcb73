"""A raised digit behind a plain word: the mark of a note or of a listed work that has its number, and otherwise a power."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.parsing import pdf
from pdf_samples import Put, document, lines, page

pytestmark = pytest.mark.real

NAME = Path("weir.pdf")
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


def test_all_are_marks_where_another_mark_has_no_note_either() -> None:
    text = _text(Put(72, 500, "The pole is made of ash", note="1", after=" and the miller says that it is true."))
    assert all(said in text for said in WITHOUT)


def test_a_note_on_a_far_page_with_the_same_number_makes_no_mark() -> None:
    noted = [*lines(72, 700, TEXT), Put(72, 640, "The pole is made of ash", note="2", after=" and nobody has another.")]
    noted.append(Put(76, 80, "It came from the wood.", 8, lead="2"))
    text = _text(pages=(lines(72, 700, TEXT), noted))
    assert all(said in text for said in WITH_POWERS)
    assert "is made of ash and nobody" in text
