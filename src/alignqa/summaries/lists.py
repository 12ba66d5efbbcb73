"""Reads the lists that people write for a batch: concepts and questions, as YAML."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from alignqa.errors import UsageError
from alignqa.retrieval.questions.form import read_form
from alignqa.summaries.concept_pages import Concept
from alignqa.summaries.terms import clean_term

_CONCEPTS_HINT = 'Write concepts: ["inner alignment", {name: "mesa-optimizer", also: ["inner optimizer"]}]'
_QUESTIONS_HINT = 'Write questions: ["Which models were tested?", "What limits the result?"]'


def read_concepts(text: str, *, name: str) -> tuple[Concept, ...]:
    """Reads a list of concepts; UsageError if it is not such a list, has unknown keys or names a concept twice."""
    found: list[Concept] = []
    for number, entry in enumerate(_entries(text, "concepts", name=name, hint=_CONCEPTS_HINT), start=1):
        item = {"name": entry} if isinstance(entry, str) else entry
        where = f"{name}, concept {number}"
        if not isinstance(item, dict):
            raise UsageError(f"{where} is neither a string nor a mapping.", hint=_CONCEPTS_HINT)
        _refuse_unknown(item, {"name", "also"}, where=where, hint=_CONCEPTS_HINT)
        also = item.get("also", [])
        if not isinstance(item.get("name"), str) or not isinstance(also, list) or not all(isinstance(one, str) for one in also):
            raise UsageError(f"{where} must have a name; `also`, if given, must be a list of strings.", hint=_CONCEPTS_HINT)
        found.append(Concept(clean_term(item["name"]), tuple(map(clean_term, also))))
    _refuse_repeated([concept.name for concept in found], what="concept", name=name, hint=_CONCEPTS_HINT)
    return tuple(found)


def read_questions(text: str, *, name: str) -> tuple[str, ...]:
    """Reads a list of questions; UsageError as for concepts, and for a question that cannot be asked."""
    entries = _entries(text, "questions", name=name, hint=_QUESTIONS_HINT)
    if not all(isinstance(entry, str) for entry in entries):
        raise UsageError(f"{name} has a question that is not a string.", hint=_QUESTIONS_HINT)
    questions = tuple(read_form(entry).text for entry in entries if isinstance(entry, str))
    _refuse_repeated(list(questions), what="question", name=name, hint=_QUESTIONS_HINT)
    return questions


def _entries(text: str, key: str, *, name: str, hint: str) -> list[object]:
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UsageError(f"{name} is not YAML: {' '.join(str(error).split())}.", hint=hint) from error
    if isinstance(data, dict):
        _refuse_unknown(data, {key}, where=name, hint=hint)
        data = data.get(key)
    if not isinstance(data, list) or not data:
        raise UsageError(f"{name} has no list of {key}.", hint=hint)
    return data


def _refuse_unknown(data: Mapping[object, object], known: set[str], *, where: str, hint: str) -> None:
    if unknown := sorted(str(key) for key in data if key not in known):
        raise UsageError(f"{where} has unknown keys: {', '.join(unknown)}.", hint=hint)


def _refuse_repeated(names: list[str], *, what: str, name: str, hint: str) -> None:
    folded = [one.casefold() for one in names]
    if twice := sorted({one for one in folded if folded.count(one) > 1}):
        raise UsageError(f"{name} has the {what} {twice[0]!r} twice.", hint=hint)
