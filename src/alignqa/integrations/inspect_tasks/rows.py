"""Questions of a set as plain rows, which a log of Inspect can hold, and back; Inspect is not needed here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from alignqa.errors import UsageError
from alignqa.evaluation.answers.questions import QuestionItem, QuestionSet, read_questions


def load_questions(path: str, *, split: str = "") -> QuestionSet:
    """Reads the question set in a file, or one split of it; UsageError if there is none, or if it has faults."""
    if not path:
        raise UsageError("The questions are not named.", hint="Name their file: -T questions=questions.jsonl")
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint="Check the path after -T questions=") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is not UTF-8 text.", hint="Check that it is the file you mean") from error
    questions = read_questions(text, name=Path(path).name)
    return questions.only(split) if split else questions


def row_of(item: QuestionItem) -> dict[str, object]:
    """Returns a question as the JSON object that stands for it in a question set."""
    row: dict[str, object] = json.loads(json.dumps(asdict(item)))
    return row


def item_of(row: Mapping[str, object]) -> QuestionItem:
    """Restores the question from the object that `row_of` made."""
    return read_questions(json.dumps(row), name=str(row.get("id"))).items[0]


def target_of(item: QuestionItem) -> list[str]:
    """Returns what people read as the right answer: the terms of each piece of evidence, or the reason to decline."""
    if item.why is not None:
        return [f"declined: {item.why.reason.value}"]
    return [" … ".join(gold.must_contain) for gold in item.gold]
