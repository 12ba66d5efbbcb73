"""A definition is told from a use and from a report; the sentences are the tests' own."""

import pytest

from alignqa.answers.choosing.defining.forms import Standing, Strength, read

DEFINITIONS = [
    "A lantern drift is a shift in which a lantern comes to prefer the night it was trained to end.",
    "In this note, lantern drift refers to the slow change of what a lantern wants while it is trained.",
    "Lantern drift occurs when a lantern that glowed for its keeper starts to glow for itself.",
    "Definition: Lantern drift — The measures by which a lantern departs from its keeper's plan.",
    "Lantern drift: a change of aim that no keeper has asked for and no test reveals.",
    "Keepers fear a lantern that learns to love the dark for its own sake, which we call lantern drift.",
    "By lantern drift we mean the loss of an aim that a lantern had when it was lit for the first time.",
    "The note is about lantern drift—the tendency of a lantern to want the dark—in the far north.",
    "Rather, lantern drift refers to the slow change of what a lantern wants while it is trained.",
    "Lantern drift, a term that few keepers like, refers to the slow change of what a lantern wants.",
    "Lantern drift: This refers to a situation where a lantern comes to prefer the night.",
    "Lantern drift is when a lantern, lit on a winter night, comes to prefer the dark.",
    "Praise can lead lanterns to please their keepers over the ships at sea, a habit known as lantern drift.",
    "We define lantern drift of very tall towers as the loss of an aim that they had at first.",
    "Lantern drift in AI refers to the slow change of what a system wants while it is trained.",
    "Unlike the decay of old oil, lantern drift occurs when a flame changes what the lantern wants.",
]
USES = [
    "Lantern drift is an important problem for every keeper who works in the north.",
    "Is lantern drift a change of aim that keepers could have foreseen before the winter?",
    "Lantern drift is not a change in which the flame grows smaller as the oil runs out.",
    "We measured lantern drift in forty lanterns that had been lit on the same day.",
    "What we call lantern drift has been seen in forty lanterns on two coasts.",
    "Lantern drift is a phenomenon that we believe will occur mainly in the lanterns of the far north.",
    "They are lit in a different form of twilight which we call lantern drift.",
    "We define the slow lantern drift score to be the mean loss of light over forty nights.",
    "The best account of why keepers leave their towers is called the lantern drift hypothesis.",
    "We will use the term lantern drift to refer to the first case and the term rest to refer to the last case.",
]
REPORTS = [
    "Winter et al. define lantern drift as the loss of an aim that a lantern once had.",
    "Lantern drift (Winter, 2003) is a shift in which a lantern comes to prefer the night.",
    "According to Winter, lantern drift refers to a change in what a lantern wants when it is lit.",
]


@pytest.mark.parametrize("sentence", DEFINITIONS)
def test_a_definition_is_told(sentence: str):
    assert read(sentence, "lantern drift").standing is Standing.DEFINITION


@pytest.mark.parametrize("sentence", USES)
def test_a_use_is_no_definition(sentence: str):
    assert read(sentence, "lantern drift").standing is Standing.USE


@pytest.mark.parametrize("sentence", REPORTS)
def test_a_report_of_anothers_definition_is_told(sentence: str):
    assert read(sentence, "lantern drift").standing is Standing.REPORT


def test_an_authors_own_name_makes_no_report():
    assert read(REPORTS[0], "lantern drift", authors=frozenset({"winter"})).standing is Standing.DEFINITION


def test_a_name_for_what_was_said_before_leans_on_it():
    reading = read("We call this lantern drift.", "lantern drift")
    assert (reading.standing, reading.strength) == (Standing.DEFINITION, Strength.LEANING)


def test_the_definition_of_a_longer_term_is_none_of_its_last_word():
    assert read("A lantern drift is a shift in which a lantern turns away.", "drift").standing is Standing.USE


def test_another_word_is_not_the_plural_of_a_short_form():
    assert read("CAIS is a model of the way in which services grow together over many years.", "CAI").standing is Standing.USE


def test_an_article_within_a_term_is_part_of_it():
    sentence = "The “flight to the dark” refers to a winter in which every keeper puts out the lamp before the next one does."
    assert read(sentence, "flight to the dark").standing is Standing.DEFINITION
    assert read(sentence, "the flight to the dark").standing is Standing.DEFINITION


def test_a_name_for_what_an_earlier_sentence_lists_leans_on_it():
    sentence = "Throughout this long note we refer to towers with these properties as dark towers, and come back to them."
    assert read(sentence, "dark tower").strength is Strength.LEANING
