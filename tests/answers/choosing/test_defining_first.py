"""The answer to "What is X?" begins with the sentence that defines X, if one that is near enough does."""

from __future__ import annotations

import pytest

from alignqa.answers.choosing.candidates import Candidate
from alignqa.answers.choosing.defining.order import defining_first
from alignqa.papers.document import Metadata
from choosing_worlds import asked, of_sentences, passage

USE = passage(1, "Every wick is trimmed at noon.", "A lamp without a wick is dark.")
DEFINED = passage(2, "Now to the parts.", "A wick is a cord that draws oil to the flame.", "It is cut daily.", paper="moss2021")
REPORTED = passage(3, "Frost (2019) defines a wick as a cord that draws oil to a flame.", paper="reed2020")


def first(question: str, *candidates: Candidate) -> tuple[str, str]:
    """The paper and the text of the first window."""
    found = defining_first(candidates, asked(question), {"moss2021": Metadata(title="Parts", authors=("Ada Moss",))})[0]
    return found.paper_id, found.window.text


def test_a_definition_comes_first_and_begins_its_quote() -> None:
    used, defined = of_sentences(USE, 0, 1, 1.0), of_sentences(DEFINED, 0, 2, 0.2)
    assert first("What is a wick?", used, defined) == (
        "moss2021",
        "A wick is a cord that draws oil to the flame. It is cut daily.",
    )
    kept = defining_first([used, defined], asked("What is a wick?"), {})
    assert [candidate.score for candidate in kept] == [1.0, 1.0]
    assert kept[1] is used


@pytest.mark.parametrize(
    ("question", "score"),
    [
        ("Why is a wick trimmed?", 0.2),  # asks for no definition
        ("What is a lantern?", 0.2),  # defines something else
        ("What is a wick?", 0.05),  # much less likely to answer
    ],
)
def test_else_the_order_stays(question: str, score: float) -> None:
    used, defined = of_sentences(USE, 0, 1, 1.0), of_sentences(DEFINED, 0, 2, score)
    assert first(question, used, defined)[1].startswith("Every wick is trimmed at noon.")


def test_what_others_are_said_to_define_is_no_definition_of_the_paper() -> None:
    assert first("What is a wick?", of_sentences(USE, 0, 1, 1.0), of_sentences(REPORTED, 0, 0, 0.9))[1].startswith("Every wick")


def test_nothing_found_stays_nothing() -> None:
    assert defining_first([], asked("What is a wick?"), {}) == []
