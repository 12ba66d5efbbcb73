"""The text of printed lines: raised and lowered signs, accents, dashes, the joints between lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.parsing import pdf
from pdf_samples import Put, document, lines, page

pytestmark = pytest.mark.real

NAME = Path("scale.pdf")
BEFORE = [
    "The scale in the yard was made for grain, and it is used for coal. A stone of coal weighs what a",
    "stone of grain weighs, as the weigher says, but a stone of coal is sold by another weigher, who",
]
AFTER = [
    "and nobody has weighed the weighers. There was a year in which both of them stood on the scale",
    "at once, to see what it would say, and the yard was full of people who had come to read it.",
]


def _text(*puts: Put) -> str:
    return pdf.parse(document([page([*lines(72, 700, BEFORE), *puts, *lines(72, 664, AFTER)])]), NAME).text


def test_raised_digits_of_the_font_itself_are_powers_after_numbers_and_marks_after_words() -> None:
    text = _text(Put(72, 676, "has never seen grain¹. It shows 10³ stones at most, or x² of them, and then it breaks,"))
    assert "has never seen grain. It shows 10³ stones at most, or x² of them" in text


def test_a_raised_minus_keeps_its_sign() -> None:
    assert "weighs 10⁻⁹ stones" in _text(
        Put(72, 676, "has never seen grain. It weighs 10", note="-9", after=" stones on a day like this one,")
    )


@pytest.mark.parametrize(
    ("brackets", "shown"),
    [
        ("(a + b)", "(a + b)²"),
        ("(w)", "(w)²"),
        ("(most weight = w)", "(most weight = w)²"),
        ("[1 - w]", "[1 - w]²"),
        ("(as the weigher says)", "(as the weigher says)"),
        ("Coal (1994)", "Coal (1994)"),
        ("[12]", "[12]"),
        ("[3, 7-9]", "[3, 7-9]"),
    ],
)
def test_a_raised_number_after_brackets_is_the_power_of_a_formula_or_the_mark_of_a_note(brackets: str, shown: str) -> None:
    line = Put(72, 676, f"is weighed as {brackets}", note="2", after=" on every day of the week but one,")
    assert f"is weighed as {shown} on every day" in _text(line)


def test_an_accent_that_is_drawn_apart_joins_its_letter() -> None:
    # As TeX draws it: the letter, then the accent above it, then what follows.
    line = [
        Put(72, 676, "has the estimate L"),
        Put(146.5, 678, "ˆ"),
        Put(152, 676, "of a stone that is neither grain nor coal,"),
    ]
    assert "has the estimate L̂ of a stone" in _text(*line)


def test_two_scripts_above_each_other_stay_in_their_sentence() -> None:
    scripts = [
        Put(72, 676, "says that the weight is at least max(w"),
        Put(239, 680, "learned", 6.5),
        Put(239, 673, "i", 6.5),
        Put(264, 676, ", w), and that it is never more than that,"),
    ]
    assert "is at least max(wlearned i , w), and that it is never more than that, and nobody" in _text(*scripts)


def test_a_fraction_in_a_line_is_not_one_number() -> None:
    fraction = [Put(72, 676, "says that it weighs 3 +"), Put(180, 680, "1", 6.5), Put(180, 672.5, "2", 6.5)]
    text = _text(*fraction, Put(185, 676, " stones, and that nobody should ask him again,"))
    assert "weighs 3 + 1/2 stones, and that" in text


@pytest.mark.parametrize("dash", ["—", "–", "-"])
def test_a_dash_that_begins_a_line_inside_a_sentence_is_no_list_mark(dash: str) -> None:
    text = _text(
        Put(72, 676, f"{dash} as he says himself {dash} has never seen a stone of grain in his whole life as a weigher,")
    )
    assert f"by another weigher, who {dash} as he says himself {dash} has never seen" in text


def test_a_dash_that_begins_each_item_is_a_list_mark() -> None:
    items = [Put(90, 676, "– a stone of grain,"), Put(90, 664, "– a stone of coal, which is what most of the people come for.")]
    text = pdf.parse(document([page([*lines(72, 712, BEFORE), Put(72, 688, "weighs these:"), *items])]), NAME).text
    assert text.endswith("weighs these:\na stone of grain,\na stone of coal, which is what most of the people come for.")
