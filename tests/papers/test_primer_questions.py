"""The question set on the bundled notes is well-formed, and every right answer stands in its note."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from alignqa.evaluation.answers.gold import carries
from alignqa.evaluation.answers.questions import QuestionItem, read_questions
from alignqa.index.passages.splitting import split
from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.parsing.formats import parse_file
from places import LITERATURE, REPOSITORY

NOTES = sorted((REPOSITORY / "corpus" / "primer").glob("*.md"))
QUESTIONS = REPOSITORY / "corpus" / "questions" / "primer.jsonl"
# Reading refuses malformed lines, unknown keys, ids and questions that occur twice, and answers without evidence.
ITEMS = read_questions(QUESTIONS.read_text(encoding="utf-8"), name=QUESTIONS.name).items
ANSWERABLE = [item for item in ITEMS if item.answerable]
KINDS = {"comparison", "definition", "empirical", "how", "limitation", "list", "number", "who-says", "why", "yes-no"}


@dataclass(frozen=True, slots=True)
class Window:
    """One to three consecutive sentences of a note."""

    note: str
    section: str | None
    text: str
    sentences: int


@pytest.fixture(scope="module")
def windows() -> list[Window]:
    """All windows of all notes."""
    return [window for path in NOTES for window in _windows(path)]


def _windows(path: Path) -> Iterator[Window]:
    manuscript = parse_file(path)
    for passage in split(manuscript):
        spans = passage.sentences
        for first, start in enumerate(spans):
            section = manuscript.locate(start.start).section
            for last in range(first, min(first + 3, len(spans))):
                text = manuscript.text[start.start : spans[last].end]
                yield Window(manuscript.metadata.key or "", section, text, last - first + 1)


@pytest.mark.parametrize("item", ANSWERABLE, ids=lambda item: item.id)
def test_every_right_answer_stands_in_its_note_and_hardly_anywhere_else(item: QuestionItem, windows: list[Window]) -> None:
    assert set(item.papers) == {gold.paper for gold in item.gold}
    for gold in item.gold:
        right = [window for window in windows if carries(window.text, gold)]
        assert any((window.note, window.section) == (gold.paper, gold.section) for window in right), gold
        # Terms that many sentences have would take a wrong quote for a right one.
        assert sum(window.sentences == 1 for window in right) <= 6, gold


def test_there_are_enough_answers_in_every_note_and_of_every_kind() -> None:
    assert len(ANSWERABLE) >= 110
    kinds = Counter(item.kind for item in ANSWERABLE)
    assert kinds.keys() == KINDS
    assert min(kinds.values()) >= 12
    notes = Counter(note for item in ANSWERABLE for note in item.papers)
    assert notes.keys() == {f"primer-{path.stem}" for path in NOTES}
    assert min(notes.values()) >= 6


def test_there_is_enough_to_decline_for_every_reason() -> None:
    reasons = Counter(str(item.why) for item in ITEMS if not item.answerable)
    assert reasons.keys() == {"off-topic", "not-in-corpus", "false-premise", "too-specific"}
    assert min(reasons.values()) >= 15


def test_two_fifths_of_every_stratum_are_for_measuring() -> None:
    strata: dict[str, Counter[str]] = {}
    for item in ITEMS:
        strata.setdefault(item.kind if item.answerable else str(item.why), Counter())[item.split] += 1
    for name, sizes in strata.items():
        assert sizes.keys() == {"train", "test"}, name
        assert 0.35 <= sizes["test"] / sizes.total() <= 0.45, name


@pytest.mark.literature
def test_no_question_is_borrowed_from_other_sets() -> None:
    paths = [
        LITERATURE / "gold" / "dev_questions.jsonl",
        *(LITERATURE / "qa" / name for name in ("stampy.csv", "stampy-chat-questions.csv")),
    ]
    for path in paths:
        if not path.exists():
            pytest.skip(f"the literature is missing: {path}")
    others = {json.loads(line)["question"] for line in paths[0].read_text(encoding="utf-8").splitlines()}
    for path in paths[1:]:
        with path.open(encoding="utf-8", newline="") as file:
            # A field may hold several phrasings, one to a line.
            others |= {line for row in csv.reader(file) for field in row for line in field.splitlines()}
    assert len(others) > 400
    assert not {fold_title(item.question) for item in ITEMS} & {fold_title(other) for other in others}
