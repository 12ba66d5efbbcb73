"""Definitions of a term: how clear each form is, and the forms of the term itself."""

from __future__ import annotations

import pytest

from alignqa.answers.choosing.definitions import defines


@pytest.mark.parametrize(
    ("sentence", "strength"),
    [
        ("Wick drift: a slow change of the flame.", 1.0),
        ("Wick drift (WD) is a slow change of the flame.", 1.0),
        ("The “wick drift” refers to a slow change.", 1.0),
        ("By wick drift we mean a slow change.", 0.9),
        ("We define wick drift as a slow change.", 0.9),
        ("A slow change of the flame is called wick drift.", 0.85),
        ("In such lamps, wick drift is a slow change.", 0.7),
        ("Wick drift proper is a slow change of the flame.", 0.7),
        ("A slow change is known as the dreaded wick drift.", 0.6),
        ("Wick drift happens: nobody knows whether it is bad.", 0.0),
        ("We saw wick drift in all lamps.", 0.0),
    ],
)
def test_some_forms_define_more_clearly_than_others(sentence: str, strength: float) -> None:
    assert defines(sentence, "wick drift") == strength


@pytest.mark.parametrize(
    "sentence",
    [
        "Wick drift is not a change of the flame.",
        "Wick drift is important to all keepers.",
        "Wick drift is also seen in candles.",
        "Wick drift is one of the worst failures.",
    ],
)
def test_what_is_said_of_a_thing_is_not_what_it_is(sentence: str) -> None:
    assert defines(sentence, "wick drift") == 0.0


def test_a_sentence_too_short_to_say_what_it_is_counts_half() -> None:
    assert defines("Wick drift is slow.", "wick drift") == 0.5  # four words
    assert defines("Wick drift is slow change.", "wick drift") == 1.0


@pytest.mark.parametrize(
    ("term", "written"),
    [
        ("wick drift", "Wick-drift"),
        ("wick-drift", "Wick drift"),
        ("the wick drift", "Wick drift"),
        ("wick drifts", "Wick drift"),
        ("wick drift", "Wick drifts"),
        ("optimization pressure", "Optimisation pressure"),
        ("optimiser loss", "Optimizer losses"),
        ("corrigibility", "Corrigible"),
        ("capability", "Capable"),
        ("policies", "A policy"),
        ("policy", "Policies"),
    ],
)
def test_a_term_is_known_in_its_other_forms(term: str, written: str) -> None:
    assert defines(f"{written} is a word that we use here.", term) == 1.0


@pytest.mark.parametrize(("term", "written"), [("loss", "Los"), ("wick", "Wicked"), ("wick drift", "Wick and drift")])
def test_another_word_is_another_term(term: str, written: str) -> None:
    assert defines(f"{written} is a word that we use here.", term) == 0.0


@pytest.mark.parametrize("term", ["", "(.*", "the"])
def test_a_term_without_words_is_never_defined(term: str) -> None:
    assert defines("The lamp is a word that we use here.", term) == 0.0
