"""The question set on the bundled notes is well-formed, and every right answer stands in its note."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from alignqa.evaluation.gold import carries
from alignqa.evaluation.questions import QuestionItem, read_questions
from alignqa.index.passages import split
from alignqa.papers.parsing.formats import parse_file

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "corpus" / "questions" / "primer.jsonl"
ITEMS = read_questions(QUESTIONS.read_text(encoding="utf-8"), name=QUESTIONS.name).items


@pytest.fixture(scope="module")
def windows() -> dict[str, list[str]]:
    """Per note, its runs of one to three sentences."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "corpus" / "primer").glob("*.md")):
        manuscript = parse_file(path)
        runs = found.setdefault(manuscript.metadata.key or "", [])
        for passage in split(manuscript):
            spans = passage.sentences
            runs += [
                manuscript.text[spans[first].start : spans[last].end]
                for first in range(len(spans))
                for last in range(first, min(first + 3, len(spans)))
            ]
    return found


@pytest.mark.parametrize("item", [item for item in ITEMS if item.answerable], ids=lambda item: item.id)
def test_every_right_answer_stands_in_its_note(item: QuestionItem, windows: dict[str, list[str]]) -> None:
    for gold in item.gold:
        assert any(carries(window, gold) for window in windows[gold.paper or ""]), gold.must_contain


def test_there_is_something_to_decline_for_every_reason() -> None:
    assert Counter(item.why for item in ITEMS if not item.answerable).keys() == {
        "off-topic",
        "not-in-corpus",
        "false-premise",
        "too-specific",
    }
    assert {item.split for item in ITEMS} == {"train", "test"}


def test_the_questions_on_the_real_papers_are_well_formed() -> None:
    path = ROOT / "tests" / "questions" / "literature.jsonl"
    items = read_questions(path.read_text(encoding="utf-8"), name=path.name).items
    assert sum(item.answerable for item in items) == 36
    assert sum(not item.answerable for item in items) == 18
