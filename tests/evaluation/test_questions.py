import json

import pytest

from alignqa.answers.answer import Reason
from alignqa.errors import UsageError
from alignqa.evaluation.answers.gold import GoldItem
from alignqa.evaluation.answers.questions import QuestionItem, Why, read_questions

LANTERN = {
    "id": "q1",
    "question": "What is a lantern optimizer?",
    "kind": "definition",
    "papers": ["lark"],
    "gold": [
        {"paper": "lark", "section": "2 Lanterns", "page": 3, "must_contain": ["lantern"], "any_of": [["lit", "oil"], ["wick"]]}
    ],
    "answerable": True,
    "needs_all_papers": False,
    "split": "test",
}
BREAD = {
    "id": "q2",
    "question": "How long does rye bread bake?",
    "kind": "how",
    "answerable": False,
    "why": "off-topic",
    "gold": [],
}


def lines(*items: object) -> str:
    return "".join(json.dumps(item) + "\n" for item in items)


def faults(text: str) -> list[str]:
    with pytest.raises(UsageError) as caught:
        read_questions(text, name="set.jsonl")
    assert caught.value.exit_code == 2
    return [line.strip() for line in caught.value.message.splitlines()]


def test_questions_are_read_with_all_they_say() -> None:
    found = read_questions(lines(LANTERN, BREAD), name="set.jsonl")
    assert found.items == (
        QuestionItem(
            "q1",
            "What is a lantern optimizer?",
            "definition",
            True,
            (GoldItem(("lantern",), (("lit", "oil"), ("wick",)), "lark", "2 Lanterns", 3),),
            ("lark",),
            split="test",
        ),
        QuestionItem("q2", "How long does rye bread bake?", "how", False, why=Why.OFF_TOPIC),
    )
    assert [item.id for item in found.only("test").items] == ["q1"]
    with pytest.raises(UsageError, match="no questions in the split 'train'"):
        found.only("train")


def test_a_false_premise_has_the_passages_that_speak_against_it() -> None:
    against = [{"paper": "lark", "section": "2 Lanterns", "page": 3, "must_contain": ["never lit"]}]
    found = read_questions(lines({**BREAD, "why": "false-premise", "against": against}, LANTERN), name="set.jsonl")
    assert [item.against for item in found.items] == [(GoldItem(("never lit",), (), "lark", "2 Lanterns", 3),), ()]


def test_a_question_that_is_too_specific_should_be_declined_for_lack_of_evidence() -> None:
    assert Why.TOO_SPECIFIC.reason is Reason.INSUFFICIENT_EVIDENCE
    assert [why.reason.value for why in Why if why is not Why.TOO_SPECIFIC] == [
        "off-topic",
        "not-in-corpus",
        "insufficient-evidence",
        "false-premise",
    ]


def test_all_faults_are_reported_at_once_with_their_lines() -> None:
    text = (
        lines(LANTERN)
        + "{broken\n"
        + "[]\n"
        + lines(
            {**BREAD, "colour": "red"},
            {**LANTERN, "id": "q1", "question": "what is a  LANTERN optimizer?"},
            {**BREAD, "id": 7, "question": "  "},
            {**LANTERN, "id": "q8", "question": "Who lit it?", "gold": [{"must_contain": [], "any_of": ["wick"], "page": "3"}]},
            {**BREAD, "id": "q9", "question": "Who baked it?", "why": "sleepy"},
        )
    )
    assert faults(text) == [
        "set.jsonl has 11 faults:",
        "line 2: is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        "line 3: is not a JSON object",
        "line 4: unknown key 'colour'",
        "line 5: has the same id as line 1",
        "line 5: has the same question as line 1",
        "line 6: id is not a string",
        "line 6: question is missing or empty",
        "line 7: gold 1: must_contain is missing or empty, so any quote would be right",
        "line 7: gold 1: any_of is not a list of lists of strings",
        "line 7: gold 1: page is not a whole number",
        "line 8: why is 'sleepy', not one of off-topic, not-in-corpus, insufficient-evidence, too-specific, false-premise",
    ]


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        ({**LANTERN, "gold": []}, "line 1: is answerable but has no gold"),
        ({**LANTERN, "why": "off-topic"}, "line 1: is answerable but has a why"),
        ({**BREAD, "gold": LANTERN["gold"]}, "line 1: is not answerable but has gold"),
        ({**BREAD, "why": None}, "line 1: is not answerable but has no why"),
        ({**BREAD, "answerable": "no"}, "line 1: answerable is not true or false"),
        ({**BREAD, "question": "?!"}, "line 1: The question is empty."),
        ({**BREAD, "question": "why " * 600}, "line 1: The question has 2,399 characters; at most 2,000 can be answered."),
        ({**BREAD, "papers": [1]}, "line 1: papers is not a list of strings"),
        ({**LANTERN, "gold": "lantern"}, "line 1: gold is not a list of objects"),
        ({**BREAD, "why": "false-premise", "against": "no"}, "line 1: against is not a list of objects"),
        (
            {**BREAD, "why": "false-premise", "against": [{"paper": "lark"}]},
            "line 1: against 1: must_contain is missing or empty, so any quote would be right",
        ),
        (
            {**BREAD, "against": LANTERN["gold"]},
            "line 1: has passages against its premise, but its why is not false-premise",
        ),
        (
            {**LANTERN, "against": LANTERN["gold"]},
            "line 1: has passages against its premise, but its why is not false-premise",
        ),
    ],
)
def test_what_contradicts_itself_or_cannot_be_asked_is_a_fault(item: object, fault: str) -> None:
    assert fault in faults(lines(item))


@pytest.mark.parametrize("text", ["", "\n\n"])
def test_an_empty_set_is_an_error(text: str) -> None:
    assert faults(text) == ["set.jsonl has no questions."]
