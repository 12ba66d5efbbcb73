import pytest

from alignqa.retrieval.questions.spelling import variants
from alignqa.retrieval.questions.topic_words import names_of, search_terms, text_stems, topic_words, weigh


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("misgeneralization", "misgeneralisation"),
        ("optimiser", "optimizer"),
        ("behaviour", "behavior"),
        ("behavior", "behaviour"),
        ("modelling", "modeling"),
        ("labeled", "labelled"),
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
