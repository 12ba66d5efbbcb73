"""Declining an answer: each sign for it and against it, and the borders of each reason."""

from __future__ import annotations

from math import log

import pytest

from alignqa.answers.answer import Reason
from alignqa.answers.choosing.abstention import MESSAGES, AnswerSigns, decide
from alignqa.answers.choosing.features import WindowFeatures
from choosing_worlds import asked, calibration, candidate, of_sentences, passage, signs

RARITY = {"wick": 2.0, "oil": 4.0, "cork": 8.0}


def rarity(stem: str) -> float:
    """In nats; 12 is that of a stem which no passage has."""
    return RARITY.get(stem, 12.0)


QUESTION = asked("wick oil cork quicksilver", rarity=rarity)  # 2 + 4 + 8 + 12 = 26
BURNED = passage(1, "The wick burned.", "The oil was gone.")


# the signs


def test_the_best_cosines_of_all_quotes_count() -> None:
    one = candidate(passage(1, "One."), 1.0, WindowFeatures(similarity=0.7, whole=0.2))
    other = candidate(passage(5, "Other."), 0.9, WindowFeatures(similarity=0.4, whole=0.5))
    found = signs(QUESTION, one, other)
    assert (found.similarity, found.whole) == (0.7, 0.5)


def test_words_that_the_best_passages_lack() -> None:
    found = signs(QUESTION, candidate(BURNED, 1.0), rarity=rarity)
    assert found.known == pytest.approx((2 + 4) / 26)
    assert found.unknown == pytest.approx(12 / 26)  # cork is missing here, but some passage has it
    assert found.missing == 1.0  # 12 of 10 nats


def test_how_rare_the_rarest_missing_word_is() -> None:
    question = asked("wick oil cork", rarity=rarity)
    assert signs(question, candidate(BURNED, 1.0), rarity=rarity).missing == 0.8  # cork: 8 of 10 nats
    cork = candidate(passage(5, "A cork."), 1.0)
    assert signs(question, cork, rarity=rarity).missing == 0.4  # oil, not wick
    assert signs(question, candidate(BURNED, 1.0), cork, rarity=rarity).missing == 0.0


def test_all_of_a_passage_counts_and_not_only_what_is_quoted() -> None:
    burned = of_sentences(BURNED, 0, 0, 1.0)
    assert burned.window.text == "The wick burned."
    assert signs(asked("wick oil", rarity=rarity), burned, rarity=rarity).known == 1.0
    assert signs(asked("wick cork", rarity=rarity), burned, rarity=rarity).known == pytest.approx(2 / 10)


TREES = (
    "alder",
    "birch",
    "cedar",
    "dogwood",
    "elder",
    "fir",
    "gorse",
    "hazel",
    "ivy",
    "juniper",
    "larch",
    "maple",
    "oak",
    "pine",
)


@pytest.mark.parametrize(("words", "size"), [(1, 0.1), (7, 0.7), (10, 1.0), (14, 1.0)])
def test_size_counts_the_topic_words_up_to_ten(words: int, size: float) -> None:
    text = " ".join(TREES[:words])
    assert signs(asked(text), candidate(BURNED, 1.0)).size == size


@pytest.mark.parametrize(
    ("question", "sentence", "has_number", "fits"),
    [
        ("How many keepers were hired?", "They hired 14 keepers.", True, 1.0),
        ("How many keepers were hired?", "They paid 14 crowns for each.", True, 0.4),
        ("How many keepers were hired?", "They hired some of them.", False, 0.0),
        ("How often did it burn?", "It burned on 14 nights.", True, 1.0),
        ("How often did it burn?", "It burned now and then.", False, 0.0),
        ("Why did it burn?", "It burned now and then.", False, 1.0),
    ],
)
def test_a_number_that_is_asked_for_fits_best_beside_what_is_counted(
    question: str, sentence: str, has_number: bool, fits: float
) -> None:
    found = candidate(passage(1, sentence), 1.0, WindowFeatures(number=float(has_number)))
    other = candidate(passage(5, "The tower stood."), 0.9)
    assert signs(asked(question), other, found).fits == fits


def test_nothing_found_shows_nothing() -> None:
    assert signs(QUESTION) == AnswerSigns()


# the confidence


@pytest.mark.parametrize("name", ["similarity", "whole", "fits", "size", "missing", "coined_missing"])
def test_each_sign_counts_by_its_own_weight(name: str) -> None:
    # 1 / (1 + e^-x): ln 3 gives 3 / 4, -ln 3 gives 1 / 4.
    assert calibration(**{name: log(3)}).confidence(AnswerSigns(**{name: 1.0})) == 0.75
    assert calibration(**{name: -2 * log(3)}).confidence(AnswerSigns(**{name: 0.5})) == 0.25
    assert calibration(**{name: log(3)}).confidence(AnswerSigns()) == 0.5


def test_the_signs_add_up_from_where_they_begin() -> None:
    known = calibration(intercept=-log(3), similarity=4 * log(3))
    assert known.confidence(AnswerSigns()) == 0.25
    assert known.confidence(AnswerSigns(similarity=0.25)) == 0.5
    assert known.confidence(AnswerSigns(similarity=0.5)) == 0.75


def test_a_confidence_has_two_digits() -> None:
    assert calibration(intercept=0.1).confidence(AnswerSigns()) == 0.52  # 0.52498


# the reason

EVEN = calibration(threshold=0.5, off_topic=0.35, unknown=0.3, known=0.6)  # a confidence of 0.5 whatever is shown


def test_a_confidence_at_the_threshold_answers() -> None:
    assert decide(AnswerSigns(), EVEN) == (0.5, None)
    assert decide(AnswerSigns(), EVEN, min_confidence=0.5) == (0.5, None)
    assert decide(AnswerSigns(), EVEN, min_confidence=0.51) == (0.5, Reason.OFF_TOPIC)
    assert decide(AnswerSigns(), calibration(threshold=0.51)) == (0.5, Reason.NOT_IN_CORPUS)
    assert decide(AnswerSigns(), calibration(threshold=0.51), min_confidence=0.0) == (0.5, None)


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (AnswerSigns(similarity=0.34, fits=1.0, known=1.0), Reason.OFF_TOPIC),
        (AnswerSigns(similarity=0.35, fits=1.0, known=1.0), Reason.INSUFFICIENT_EVIDENCE),
        (AnswerSigns(similarity=0.35, fits=1.0, known=0.6, unknown=0.29), Reason.INSUFFICIENT_EVIDENCE),
        (AnswerSigns(similarity=0.35, fits=1.0, known=0.59, unknown=0.29), Reason.NOT_IN_CORPUS),
        (AnswerSigns(similarity=0.35, fits=0.4, known=0.59, unknown=0.29), Reason.INSUFFICIENT_EVIDENCE),
        (AnswerSigns(similarity=0.35, fits=0.4, known=1.0, unknown=0.3), Reason.NOT_IN_CORPUS),
    ],
)
def test_the_reason_to_decline(shown: AnswerSigns, reason: Reason) -> None:
    assert decide(shown, EVEN, min_confidence=0.9) == (0.5, reason)


def test_each_reason_has_a_message_of_its_own() -> None:
    assert MESSAGES.keys() == set(Reason)
    assert len(set(MESSAGES.values())) == len(Reason)
