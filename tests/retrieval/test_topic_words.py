from math import log

import pytest

from alignqa.retrieval.questions.spelling import variants
from alignqa.retrieval.questions.topic_words import names_of, search_terms, text_stems, topic_words, weigh
from alignqa.retrieval.rarity import rarity_from


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("misgeneralization", "misgeneralisation"),
        ("optimiser", "optimizer"),
        ("behaviour", "behavior"),
        ("behavior", "behaviour"),
        ("modelling", "modeling"),
        ("labeled", "labelled"),
        ("signalling", "signaling"),
        ("favourable", "favorable"),
        ("organizational", "organisational"),
    ],
)
def test_the_other_spelling(word: str, other: str) -> None:
    assert variants(word) == (other,)


@pytest.mark.parametrize("word", ["raise", "rise", "four", "hour", "model", "goal"])
def test_words_of_one_spelling(word: str) -> None:
    assert variants(word) == ()


def test_a_text_in_the_other_spelling_has_the_topic_word() -> None:
    (topic_word,) = topic_words(["optimisation"])
    assert topic_word.within(text_stems("They study optimization."))
    assert not topic_word.within(text_stems("They study options."))


def test_a_short_form_stands_for_all_of_its_words() -> None:
    (topic_word,) = topic_words(["rlhf"])
    assert topic_word.within(text_stems("reinforcement learning from human feedback"))
    assert not topic_word.within(text_stems("reinforcement learning"))


def test_a_short_form_in_the_text_answers_for_the_long_one() -> None:
    assert all(topic_word.within(text_stems("GMG is common.")) for topic_word in topic_words(["goal", "misgeneralization"]))


def test_both_forms_are_searched_for() -> None:
    assert {"goal", "misgeneralisation", "misgeneralization", "gmg"} <= set(search_terms(["goal", "misgeneralisation"]))


def test_names_of_a_term() -> None:
    assert names_of("goal misgeneralisation") == ("goal misgeneralisation", "gmg")
    assert names_of("corrigibility") == ("corrigibility",)


def test_a_rare_spelling_is_no_rare_idea() -> None:
    (topic_word,) = topic_words(["optimiser"])
    assert weigh([topic_word], {"optimis": 9.0, "optim": 2.0}.__getitem__)[topic_word] == 2.0


def test_the_plural_of_a_short_form_has_its_long_form() -> None:
    (word,) = topic_words(["llms"])
    assert word.within(text_stems("Large language models are trained."))
    assert not word.within(text_stems("Large models are trained."))


def test_the_long_form_is_searched_for_without_its_function_words() -> None:
    assert search_terms(["cot"]) == ("cot", "chain", "thought")


def test_a_short_form_is_searched_for_where_all_of_its_words_are_there() -> None:
    assert "rlhf" in search_terms(["human", "feedback", "reinforcement", "learning"])
    assert "rlhf" not in search_terms(["human", "feedback", "learning"])


def test_a_word_is_searched_for_once() -> None:
    assert search_terms(["behavior", "behaviour", "behavior"]) == ("behavior", "behaviour")


def test_long_forms_have_no_part_in_the_rarity_of_a_short_one() -> None:
    (word,) = topic_words(["rlhf"])
    assert weigh([word], {"rlhf": 7.0, "learn": 1.0, "human": 1.0}.__getitem__)[word] == 7.0


def test_names_of_a_short_form() -> None:
    assert names_of("RLHF") == ("RLHF", "reinforcement learning human feedback")


@pytest.mark.parametrize(
    ("found", "passages", "rarity"),
    [(0, 3, log(8)), (1, 3, log(8 / 3)), (3, 3, log(8 / 7)), (100, 100, 0.1), (0, 0, log(2))],
)
def test_rarity_is_inverse_document_frequency_and_never_nothing(found: int, passages: int, rarity: float) -> None:
    # ln(1 + (N - n + 0.5) / (n + 0.5)): for none of three ln(1 + 3.5 / 0.5).
    assert rarity_from({"wick": found}.__getitem__, passages)("wick") == pytest.approx(rarity)
