"""Question sets: JSON lines, one question each, with the evidence that a right answer quotes or the reason for having none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from alignqa.answers.answer import Reason
from alignqa.errors import UsageError
from alignqa.evaluation.answers.gold import GoldItem
from alignqa.evaluation.fields import Faults, Fields
from alignqa.papers.document import sha256_of
from alignqa.retrieval.questions.form import read_form

_KEYS = frozenset(
    {"id", "question", "kind", "papers", "gold", "against", "answerable", "needs_all_papers", "why", "note", "split"}
)
_GOLD_KEYS = frozenset({"paper", "section", "page", "must_contain", "any_of"})
_HINT = "Write one JSON object per line, with the keys id, question, kind, answerable, and gold or why"


class Why(StrEnum):
    """The reasons for which a question has no answer in the papers."""

    OFF_TOPIC = "off-topic"
    NOT_IN_CORPUS = "not-in-corpus"
    INSUFFICIENT_EVIDENCE = "insufficient-evidence"
    TOO_SPECIFIC = "too-specific"
    FALSE_PREMISE = "false-premise"

    @property
    def reason(self) -> Reason:
        """The reason that an abstention should give."""
        return Reason.INSUFFICIENT_EVIDENCE if self is Why.TOO_SPECIFIC else Reason(self.value)


@dataclass(frozen=True, slots=True)
class QuestionItem:
    """A question; an answerable one has gold evidence, any other has a `why`.

    `against` are passages that speak against the premise of a question, where it is false.
    `papers` are labels of the papers that were read to write it; `split` is the part of the set it belongs to, or empty.
    """

    id: str
    question: str
    kind: str
    answerable: bool
    gold: tuple[GoldItem, ...] = ()
    papers: tuple[str, ...] = ()
    why: Why | None = None
    note: str = ""
    needs_all_papers: bool = False
    split: str = ""
    against: tuple[GoldItem, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """The questions of a file, in the order of the file; `sha256` is the hash of its text."""

    name: str
    sha256: str
    items: tuple[QuestionItem, ...]

    def only(self, split: str) -> QuestionSet:
        """Returns the questions of one split; UsageError if there are none."""
        items = tuple(item for item in self.items if item.split == split)
        if not items:
            splits = ", ".join(sorted({item.split for item in self.items if item.split}))
            hint = f"Choose one of its splits: {splits}" if splits else "Ask the whole set, which is not split"
            raise UsageError(f"{self.name} has no questions in the split {split!r}.", hint=hint)
        return QuestionSet(self.name, self.sha256, items)


def read_questions(text: str, *, name: str) -> QuestionSet:
    """Reads the question set in `text`, which messages call `name`.

    All faults are collected in one UsageError with their line numbers: lines that are not objects, unknown keys, values of
    the wrong type, contradictions, questions that cannot be asked, and ids and questions that occur twice.
    An empty set is a UsageError too.
    """
    faults = Faults(name)
    items: list[QuestionItem] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        item = _item(line, number, faults)
        if item is None:
            continue
        for what, key in (("id", f"id {item.id}"), ("question", f"question {' '.join(item.question.casefold().split())}")):
            if (first := seen.setdefault(key, number)) != number:
                faults.add(number, f"has the same {what} as line {first}")
        items.append(item)
    faults.raise_any(hint=_HINT)
    if not items:
        raise UsageError(f"{name} has no questions.", hint=_HINT)
    return QuestionSet(name, sha256_of(text), tuple(items))


def _item(line: str, number: int, faults: Faults) -> QuestionItem | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        faults.add(number, f"is not JSON: {error}")
        return None
    if not isinstance(data, dict):
        faults.add(number, "is not a JSON object")
        return None
    fields = Fields(data, number, faults)
    fields.only(_KEYS)
    item = QuestionItem(
        id=fields.text("id", needed=True),
        question=fields.text("question", needed=True),
        kind=fields.text("kind", needed=True),
        answerable=fields.flag("answerable", needed=True),
        gold=_evidence("gold", data, number, faults),
        papers=fields.texts("papers"),
        why=_why(fields.text("why"), number, faults),
        note=fields.text("note"),
        needs_all_papers=fields.flag("needs_all_papers"),
        split=fields.text("split"),
        against=_evidence("against", data, number, faults),
    )
    _agree(item, number, faults)
    return item


def _evidence(name: str, data: Mapping[str, object], number: int, faults: Faults) -> tuple[GoldItem, ...]:
    value = data.get(name, [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        faults.add(number, f"{name} is not a list of objects")
        return ()
    found = []
    for place, entry in enumerate(value, start=1):
        fields = Fields(entry, number, faults, where=f"{name} {place}: ")
        fields.only(_GOLD_KEYS)
        terms = fields.texts("must_contain")
        if not terms:
            faults.add(number, f"{name} {place}: must_contain is missing or empty, so any quote would be right")
        found.append(
            GoldItem(terms, fields.groups("any_of"), fields.text("paper"), fields.text("section") or None, fields.number("page"))
        )
    return tuple(found)


def _why(text: str, number: int, faults: Faults) -> Why | None:
    if not text:
        return None
    try:
        return Why(text)
    except ValueError:
        faults.add(number, f"why is {text!r}, not one of {', '.join(Why)}")
        return Why.NOT_IN_CORPUS


def _agree(item: QuestionItem, number: int, faults: Faults) -> None:
    """Notes contradictions, and a question that cannot be asked."""
    if item.answerable and not item.gold:
        faults.add(number, "is answerable but has no gold")
    if item.answerable and item.why:
        faults.add(number, "is answerable but has a why")
    if not item.answerable and item.gold:
        faults.add(number, "is not answerable but has gold")
    if not item.answerable and not item.why:
        faults.add(number, "is not answerable but has no why")
    if item.against and item.why is not Why.FALSE_PREMISE:
        faults.add(number, "has passages against its premise, but its why is not false-premise")
    if item.question.strip():
        try:
            read_form(item.question)
        except UsageError as error:
            faults.add(number, error.message)
