"""The signs in a sentence at their borders: quantities, reasons, enumerations, and forms that cannot stand alone."""

from __future__ import annotations

import pytest

from alignqa.answers.choosing import cues


@pytest.mark.parametrize(
    ("sentence", "number"),
    [
        ("It rose by 3.5 % in a year.", True),
        ("A third of the lamps burned.", True),
        ("It burned 40k jars.", True),
        ("Lamps burned [3, 12].", False),
        ("They burned, as section 4.2 shows.", False),
        ("Lamps burned (Lark and Moss, 2019).", False),
        ("In 2019 they burned.", False),
        ("As Figure 3 and Table 12 show.", False),
        ("In 2019 they burned 14 jars (Lark, 2020), as Figure 3 shows.", True),
    ],
)
def test_a_quantity_is_no_citation_no_year_and_no_name(sentence: str, number: bool) -> None:
    assert cues.has_number(sentence) is number


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("14 very tall old wooden towers burned.", False),  # four words between are too many
        ("14 tall old wooden towers burned.", True),
        ("Half of the towers burned.", True),
        ("Many towers burned.", False),
        ("Towers: 14.", False),
        ("There were 1,400 towers.", True),
        ("They paid £14, and towers burned.", True),
    ],
)
def test_a_number_counts_up_to_four_words_on(text: str, counts: bool) -> None:
    assert cues.counts(text, "tower") is counts


@pytest.mark.parametrize(
    "sentence",
    ["It fell because of oil.", "It fell since it was old.", "Oil causes falls.", "It led to falls.", "Thus it fell."],
)
def test_reasons(sentence: str) -> None:
    assert cues.has_reason(sentence)


def test_a_sentence_without_a_reason() -> None:
    assert not cues.has_reason("It fell in a storm, and nobody was hurt.")


@pytest.mark.parametrize(
    ("sentence", "much"),
    [
        ("It is red; it is old; it is odd.", 1.0),
        ("It is red; it is old.", 0.5),
        ("It is red, old, and odd.", 1.0),
        ("It is red, as you know.", 0.0),  # a comma without `and` lists nothing
        ("It is (a) red.", 0.5),
        ("First, it is red.", 0.5),
        ("It includes a lamp.", 0.5),
        ("It includes a lamp, a jar, and a wick.", 1.0),
        ("It is red.", 0.0),
    ],
)
def test_how_much_a_sentence_enumerates(sentence: str, much: float) -> None:
    assert cues.listing(sentence) == much


@pytest.mark.parametrize("sentence", ["Is it red?", "“Is it red?”", "He asked: is it red?)"])
def test_questions(sentence: str) -> None:
    assert cues.asks(sentence)


def test_a_question_mark_within_a_sentence_asks_nothing() -> None:
    assert not cues.asks("Is it red? is what he asked.")


@pytest.mark.parametrize(
    ("sentence", "leans"),
    [
        ("This is red.", True),
        ("For example, it is red.", True),
        ("It is red.", True),
        ("Lamps, however, are red.", False),
        ("Thistles are red.", False),
        ("Italy is red.", False),
    ],
)
def test_a_sentence_leans_by_its_first_word(sentence: str, leans: bool) -> None:
    assert cues.leans_on_previous(sentence) is leans


@pytest.mark.parametrize(
    ("sentence", "good"),
    [
        ("(Lamps burn.)", True),
        ("14 lamps burn.", True),
        ("Three lamps burn:", True),
        ("lamps burn well.", False),
        ("Lamps burn well", False),
        ("Ab 123.", False),  # three of seven characters are letters or blanks
        ("Abcd 12.", False),  # five of eight, less than 0.7
        ("Abcdef 12.", True),  # seven of ten
    ],
)
def test_prose_has_a_beginning_an_end_and_letters(sentence: str, good: bool) -> None:
    assert cues.well_formed(sentence) is good


@pytest.mark.parametrize(
    ("heading", "apparatus"),
    [
        ("References", True),
        ("6 End > Author contributions", True),
        ("A Related posts", True),
        ("References > 2 Frames of reference", False),
        ("3 Citations and honesty", False),
        ("", False),
    ],
)
def test_sections_about_the_text(heading: str, apparatus: bool) -> None:
    assert cues.in_apparatus(heading) is apparatus


@pytest.mark.parametrize(("words", "thin"), [(0, 1.0), (3, 2 / 3), (9, 0.0), (20, 0.0)])
def test_nine_words_say_enough(words: int, thin: float) -> None:
    assert cues.thinness(words) == pytest.approx(thin)
