"""The text of printed lines: raised and lowered signs, accents, dashes, the joints between lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.parsing import pdf
from alignqa.papers.parsing.pdf.child.printout import CharacterRun, Printout, Sheet
from alignqa.papers.parsing.pdf.parser import manuscript_of
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
        ("f(0)", "f(0)²"),
        ("depth/width", "depth/width²"),
        ("stones and/or coal", "stones and/or coal²"),
        ("[12]", "[12]"),
        ("[3, 7-9]", "[3, 7-9]"),
    ],
)
def test_a_raised_number_after_brackets_is_the_power_of_a_formula_or_the_mark_of_a_note(brackets: str, shown: str) -> None:
    line = Put(72, 676, f"is weighed as {brackets}", note="2", after=" on every day of the week but one,")
    assert f"is weighed as {shown} on every day" in _text(line)


def test_an_accent_that_is_drawn_after_the_words_joins_the_first_letter_of_them() -> None:
    line = [
        Put(72, 676, "has the estimate"),
        Put(150, 676, "L < 3", font="F3"),
        Put(150.2, 678, "ˆ"),
        Put(185, 676, "of a stone that is no coal,"),
    ]
    assert "has the estimate L̂ < 3 of a stone" in _text(*line)


@pytest.mark.parametrize(("base", "shown"), [("N", "N^n"), ("(a + b)", "(a + b)^n")])
def test_a_script_right_behind_its_sign_belongs_to_it_whatever_blank_is_between(base: str, shown: str) -> None:
    runs = [CharacterRun(row, 72, 500, 700 - 12.0 * at, 10, 0) for at, row in enumerate([*BEFORE, *AFTER])]
    runs += [CharacterRun("There are ", 72, 130, 640, 10, 0), CharacterRun(f"{base} ", 131, 170, 640, 10, 1)]
    runs += [CharacterRun("n ", 170.4, 176, 643.6, 7, 1), CharacterRun("stones in the yard.", 179, 260, 640, 10, 0)]
    text = manuscript_of(Printout((Sheet(612, 792, "", tuple(runs)),), fonts=("Helvetica", "CMMI10")), NAME).text
    assert f"There are {shown} stones in the yard." in text


def test_a_digit_above_another_sign_is_no_note_mark() -> None:
    runs = [CharacterRun(row, 72, 500, 700 - 12.0 * at, 10, 0) for at, row in enumerate([*BEFORE, *AFTER])]
    runs += [CharacterRun("It takes the form of a condition ", 72, 220, 640, 10, 0), CharacterRun("1", 225.5, 229.5, 644, 7, 0)]
    runs += [CharacterRun("n ", 224, 231, 636.6, 7, 1), CharacterRun("of the stones.", 234, 300, 640, 10, 0)]
    text = manuscript_of(Printout((Sheet(612, 792, "", tuple(runs)),), fonts=("Helvetica", "CMMI10")), NAME).text
    assert "the form of a condition 1/n of the stones." in text


def test_an_accent_over_a_sign_is_kept() -> None:
    runs = [CharacterRun(row, 72, 500, 700 - 12.0 * at, 10, 0) for at, row in enumerate([*BEFORE, *AFTER])]
    runs += [CharacterRun("The estimate ", 72, 130, 640, 10, 0), CharacterRun("∇", 131, 139, 640, 10, 1)]
    runs += [CharacterRun("ˆ", 132.5, 137.5, 642.5, 10, 1), CharacterRun("w is known.", 139.5, 200, 640, 10, 0)]
    text = manuscript_of(Printout((Sheet(612, 792, "", tuple(runs)),), fonts=("Helvetica", "CMSY10")), NAME).text
    assert "The estimate ∇\u0302w is known." in text


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
    assert "is at least max(wlearned i, w), and that it is never more than that, and nobody" in _text(*scripts)


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


@pytest.mark.parametrize(
    ("above", "aside"),
    [
        ("has never seen a stone of grain in his whole life as a weigher of the yard", "— not one, he says, and no coal —"),
        ("has never seen a stone of grain", "– not one, he says, and no coal –"),
    ],
)
def test_a_dash_below_a_short_line_is_no_list_mark_inside_a_sentence(above: str, aside: str) -> None:
    puts = [*lines(72, 700, [*BEFORE, above, f"{aside} and who has", *AFTER])]
    text = pdf.parse(document([page(puts)]), NAME).text
    assert f"another weigher, who {above} {aside} and who has and nobody" in text


def test_a_dash_that_begins_each_item_is_a_list_mark() -> None:
    items = [Put(90, 676, "– a stone of grain,"), Put(90, 664, "– a stone of coal, which is what most of the people come for.")]
    text = pdf.parse(document([page([*lines(72, 712, BEFORE), Put(72, 688, "weighs these:"), *items])]), NAME).text
    assert text.endswith("weighs these:\na stone of grain,\na stone of coal, which is what most of the people come for.")


RAISED_LETTERS = [
    ("2", "n", "2^n"),
    ("10", "k", "10^k"),
    ("x", "n+1", "x^{n+1}"),
    ("e", "-x", "e^-x"),
    ("A", "T", "A^T"),
    ("(a + b)", "n", "(a + b)^n"),
    ("a policy x", "*", "a policy x^*"),
    ("1", "st", "1st"),
    ("the 20", "th", "the 20th"),
    ("3", "e", "3e"),
    ("M", "me", "Mme"),
    ("coal", "n", "coaln"),
    ("Coal", "*", "Coal"),
    ("coal", "1,2", "coal"),
]


@pytest.mark.parametrize(("base", "mark", "shown"), RAISED_LETTERS)
def test_a_raised_letter_is_a_power_where_it_can_be_nothing_else(base: str, mark: str, shown: str) -> None:
    line = Put(72, 676, f"is weighed as {base}", note=mark, after=" on every day of the week but one,")
    assert f"is weighed as {shown} on every day" in _text(line)


@pytest.mark.parametrize(("above", "below", "shown"), [("1", "2", "1/2"), ("a+b", "c", "(a+b)/c"), ("n", "all", "n/all")])
@pytest.mark.parametrize("base", ["=", "c"])
def test_a_numerator_is_no_power_of_what_precedes_it(base: str, above: str, below: str, shown: str) -> None:
    middle = 171.0  # the base ends 7 points before it or more
    widths = {"1": 3.6, "2": 3.6, "a+b": 11.0, "c": 3.3, "n": 3.6, "all": 6.5}
    puts = [Put(middle - widths[part] / 2, y, part, 6.5) for part, y in ((above, 680), (below, 672.5))]
    text = _text(
        Put(72, 676, f"says that it weighs {base}"), *puts, Put(178.5, 676, " stones, and that nobody should ask him again,")
    )
    assert f"weighs {base} {shown} stones, and that" in text


def test_an_index_of_a_denominator_stays_in_its_line() -> None:
    puts = [Put(72, 676, "says that it weighs w ="), Put(180, 681, "n", 8), Put(184.5, 679.6, "coal", 6)]
    puts += [Put(182, 672.2, "n", 8), Put(186.5, 670.8, "all", 6), Put(200, 676, ", and that nobody should ask him again,")]
    assert "weighs w = ncoal/nall, and that nobody should ask him again, and nobody has weighed" in _text(*puts)


@pytest.mark.parametrize(
    ("word", "index", "shown"), [("The weight w", "all", "w_all"), ("The weight w", "i+1", "w_{i+1}"), ("Coal and H", "2", "H2")]
)
def test_a_lowered_letter_is_an_index_as_in_the_other_formats(word: str, index: str, shown: str) -> None:
    runs = [CharacterRun(row, 72, 500, 700 - 12.0 * at, 10, 0) for at, row in enumerate([*BEFORE, *AFTER])]
    runs.append(CharacterRun(word, 72, 130, 640, 10, 0))
    runs += [CharacterRun(index, 130, 142, 637.5, 6.5, 0), CharacterRun(" of the yard is known.", 142, 240, 640, 10, 0)]
    text = manuscript_of(Printout((Sheet(612, 792, "", tuple(runs)),), fonts=("Helvetica",)), NAME).text
    assert f"{shown} of the yard is known." in text


@pytest.mark.parametrize(("relation", "negated"), [("=", "≠"), ("∈", "∉"), ("<", "≮")])
def test_a_relation_that_is_struck_out_stays_negated(relation: str, negated: str) -> None:
    """TeX draws a slash of no width, and then the relation; without it a text would say the opposite."""
    runs = [CharacterRun(row, 72, 500, 700 - 12.0 * at, 10, 0) for at, row in enumerate([*BEFORE, *AFTER])]
    runs.append(CharacterRun("for all j ", 72, 130, 640, 10, 0))
    runs.append(CharacterRun("\u0338", 131, 138, 640, 10, 1))
    runs.append(CharacterRun(f"{relation} i the weight of the yard is known.", 131, 340, 640, 10, 0))
    text = manuscript_of(Printout((Sheet(612, 792, "", tuple(runs)),), fonts=("Helvetica", "CMSY10")), NAME).text
    assert f"for all j {negated} i the weight" in text
