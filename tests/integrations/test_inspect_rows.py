"""What the task for Inspect is made of and needs no Inspect: rows of a dataset, and replies that are judged."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import alignqa
from alignqa.answers.quoting.verification import Check
from alignqa.errors import UsageError
from alignqa.evaluation.answers.asking import Judged, judge
from alignqa.evaluation.answers.gold import GoldItem
from alignqa.evaluation.answers.measures import WRONG
from alignqa.evaluation.answers.questions import QuestionItem, Why
from alignqa.integrations.inspect_tasks.replies import figures_of, read_reply, what_went_wrong
from alignqa.integrations.inspect_tasks.rows import item_of, load_questions, row_of, target_of
from places import REPOSITORY

LAMP = QuestionItem("lamp", "What is a lamp?", "definition", True, (GoldItem(("lamp", "lit"), (("oil",), ("gas",))),))
BREAD = QuestionItem("bread", "How is bread baked?", "how", False, why=Why.TOO_SPECIFIC)
SETS = ("corpus/questions/primer.jsonl", "tests/questions/literature.jsonl", "tests/questions/reading.jsonl")


def reply(*quotes: str, declined: str | None = None) -> str:
    cited = [
        {"paper_id": "lark", "locator": {"section": "2 Lamps", "page": 3, "page_label": "3"}, "quote": {"exact": quote}}
        for quote in quotes
    ]
    return json.dumps(
        {
            "schema": "alignqa.answer/1",
            "outcome": "abstained" if declined else "answered",
            "confidence": 0.5,
            "citations": [] if declined else cited,
            "abstention": {"reason": declined, "message": "No.", "nearest": cited} if declined else None,
        }
    )


def judged(item: QuestionItem, text: str) -> Judged:
    return judge(item, read_reply(item.id, text))


@pytest.mark.parametrize("path", SETS)
def test_every_question_of_our_sets_survives_the_way_through_a_log(path: str) -> None:
    items = load_questions(str(REPOSITORY / path)).items
    assert len(items) > 100
    assert [item_of(json.loads(json.dumps(row_of(item)))) for item in items] == list(items)


def test_a_row_is_a_line_of_a_question_set(tmp_path: Path) -> None:
    file = tmp_path / "lamps.jsonl"
    file.write_text("\ufeff" + "\n".join(json.dumps(row_of(item)) for item in (LAMP, BREAD)), encoding="utf-8")
    assert load_questions(str(file)).items == (LAMP, BREAD)


def test_the_target_is_what_a_person_looks_for() -> None:
    assert target_of(LAMP) == ["lamp … lit"]
    assert target_of(BREAD) == ["declined: insufficient-evidence"]


@pytest.mark.parametrize(
    ("name", "split", "message", "hint"),
    [
        ("", "", "The questions are not named.", "Name their file: -T questions=questions.jsonl"),
        ("none.jsonl", "", "none.jsonl cannot be read: No such file or directory.", "Check the path after -T questions="),
        ("latin.jsonl", "", "latin.jsonl is not UTF-8 text.", "Check that it is the file you mean"),
        ("lamps.jsonl", "test", "lamps.jsonl has no questions in the split 'test'.", "Ask the whole set, which is not split"),
    ],
)
def test_questions_that_cannot_be_asked_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, split: str, message: str, hint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("latin.jsonl").write_bytes("Wärme".encode("latin-1"))
    Path("lamps.jsonl").write_text(json.dumps(row_of(LAMP)), encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_questions(name, split=split)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_replies_are_judged_by_the_gold_terms() -> None:
    right = judged(LAMP, reply("A lamp of oil.", "The lamp is lit with oil."))
    assert (right.first, right.any, what_went_wrong(right)) == (False, True, "")
    wrong = judged(LAMP, reply("The lamp is lit with wood."))
    assert (wrong.any, what_went_wrong(wrong)) == (False, "no shown quote carries the evidence")
    declined = judged(LAMP, reply("The lamp is lit with gas.", declined="not-in-corpus"))
    assert declined.shown.answered is declined.any is False
    assert what_went_wrong(declined).startswith("declined as not-in-corpus, although it is answerable")
    answered = judged(BREAD, reply("The lamp is lit."))
    assert what_went_wrong(answered) == "answered, although it should be declined as insufficient-evidence"
    names = ("first", "any", "declined", "answered", WRONG, "reason", "page")
    assert figures_of([right, wrong, declined, answered], names) == {
        "first": 0.0,
        "any": 0.333333,
        "declined": 0.0,
        "answered": 0.666667,
        WRONG: 0.333333,
    }  # nothing was rightly declined and no gold item has a page, so two figures have no value


def test_what_verify_finds_counts_against_a_reply() -> None:
    shown = read_reply("lamp", reply("One.", "Two."), lambda outcome: [Check("citation 1"), Check("citation 2", "differs")])
    assert (shown.proofs, shown.faults) == (2, ("citation 2: differs",))
    assert figures_of([judge(LAMP, shown)], ["verbatim"]) == {"verbatim": 0.5}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A lamp is lit.",
        '{"lamp": "lit"}',
        '"lit"',
        "[]",
        f"[{reply('A lamp.')}, {reply('A lamp.')}]",
        '{"schema": "alignqa.answer/1"}',
        '{"schema": "alignqa.answer/1", "abstention": null, "confidence": null, "citations": [7]}',
        '{"schema": "alignqa.answer/1", "abstention": "no", "confidence": null, "citations": []}',
        reply("A lamp.", declined="tired"),
        reply("A lamp.").replace('"page_label"', '"leaf"'),
        reply(*"ab").replace('"a"', "{}"),
        "[" * 100_000,
    ],
)
def test_a_reply_that_is_no_answer_of_ours_is_a_wrong_and_unproven_answer(text: str) -> None:
    shown = read_reply("bread", text)
    assert (shown.answered, shown.quotes, shown.proofs, len(shown.faults)) == (True, (), 1, 1)
    assert figures_of([judge(BREAD, shown)], ("declined", "verbatim")) == {"declined": 0.0, "verbatim": 0.0}


def test_without_inspect_the_extra_is_named() -> None:
    program = """if True:
        import sys, alignqa
        sys.modules["inspect_ai"] = None
        try:
            import alignqa.integrations.inspect_tasks.tasks
        except alignqa.AlignqaError as error:
            print(error.message, error.hint)
    """
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "Inspect is not installed. Install it: pip install 'alignqa[inspect]'\n"


def test_the_answers_of_an_assistant_are_read_back_whole(primer_home: Path) -> None:
    assistant = alignqa.open(primer_home)
    for question in ("What is a mesa-optimizer?", "How long does rye bread bake?"):
        outcome = assistant.ask(question)
        quoted = outcome.citations if isinstance(outcome, alignqa.Answer) else outcome.nearest
        shown = read_reply("one", json.dumps(outcome.to_dict()), assistant.verify)
        assert shown.answered is isinstance(outcome, alignqa.Answer)
        assert [(quote.exact, quote.locator) for quote in shown.quotes] == [(one.quote.exact, one.locator) for one in quoted]
        assert (shown.confidence, shown.proofs, shown.faults) == (outcome.confidence, len(quoted), ())
