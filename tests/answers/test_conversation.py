"""Follow-ups: what leans on the last question becomes whole, what stands alone stays as it is."""

from __future__ import annotations

import pytest

from alignqa.answers.conversation.follow_ups import resolve


@pytest.mark.parametrize(
    ("previous", "text", "whole"),
    [
        ("What is goal misgeneralization?", "and for RL?", "What is goal misgeneralization for RL?"),
        ("What is goal misgeneralization in supervised learning?", "and in RL?", "What is goal misgeneralization in RL?"),
        ("What is scheming?", "according to Carlsmith?", "What is scheming according to Carlsmith?"),
        (
            "How often did the model comply?",
            "and when it was not watched?",
            "How often did the model comply when it was not watched?",
        ),
        ("What is deceptive alignment?", "what about its conditions?", "What are the conditions of deceptive alignment?"),
        (
            "What are the necessary conditions of deceptive alignment?",
            "and its risks?",
            "What are the risks of deceptive alignment?",
        ),
        ("What are the kinds of pseudo-alignment?", "and the other kinds?", "What are the other kinds of pseudo-alignment?"),
        ("What is inner alignment?", "what about outer alignment?", "What is outer alignment?"),
        ("What is a mesa-optimizer?", "and a base optimizer?", "What is a base optimizer?"),
        ("What is a mesa-optimizer?", "and base optimizers?", "What are base optimizers?"),
    ],
)
def test_a_fragment_takes_the_rest_from_the_last_question(previous: str, text: str, whole: str) -> None:
    assert resolve(previous, text) == whole


@pytest.mark.parametrize(
    ("previous", "text", "whole"),
    [
        (
            "What is inner alignment?",
            "how is it different from outer alignment?",
            "How is inner alignment different from outer alignment?",
        ),
        ("What is a mesa-optimizer?", "How do researchers detect it?", "How do researchers detect a mesa-optimizer?"),
        ("What is RLHF?", "Does it prevent deceptive alignment?", "Does RLHF prevent deceptive alignment?"),
        ("What is RLHF?", "what are its limits?", "What are RLHF’s limits?"),
        ("Does RLHF prevent scheming?", "Is it dangerous?", "Is it dangerous? (Does RLHF prevent scheming)"),
    ],
)
def test_a_pronoun_stands_for_what_the_last_question_was_about(previous: str, text: str, whole: str) -> None:
    assert resolve(previous, text) == whole


@pytest.mark.parametrize(
    ("previous", "text", "whole"),
    [
        ("What is deceptive alignment?", "why?", "Why deceptive alignment?"),
        ("Does RLHF prevent scheming?", "why?", "Why does RLHF prevent scheming?"),
        ("How often did the model comply?", "But why?", "Why did the model comply?"),
        ("What is a mesa-optimizer?", "tell me more", "What else is said about a mesa-optimizer?"),
        ("What is reward hacking?", "for example?", "What are examples of reward hacking?"),
    ],
)
def test_a_bare_word_asks_about_the_last_question(previous: str, text: str, whole: str) -> None:
    assert resolve(previous, text) == whole


@pytest.mark.parametrize(
    "text",
    [
        "What is corrigibility?",
        "Do mesa-optimizers know their objective?",
        "Can a model hide its objective?",
        "Is it possible that models deceive us?",
        "sleeper agents",
        "When is oversight scalable?",
        "How do inner and outer alignment differ?",
    ],
)
def test_a_question_that_stands_alone_is_never_changed(text: str) -> None:
    assert resolve("What is a mesa-optimizer?", text) == text


@pytest.mark.parametrize("previous", [None, "", "???", "and so?"])
def test_without_a_question_before_nothing_is_changed(previous: str | None) -> None:
    assert resolve(previous, "why?") == "why?"


def test_white_space_is_folded_and_empty_stays_empty() -> None:
    assert resolve("What is scheming?", "  what   is\tRLHF? ") == "what is RLHF?"
    assert resolve("What is scheming?", "  ") == ""
