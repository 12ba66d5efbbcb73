"""The lists that people write for a batch: concepts and questions, as YAML."""

from __future__ import annotations

from collections.abc import Mapping

import yaml

from alignqa.errors import UsageError
from alignqa.retrieval.question import analyse
from alignqa.summaries.concept_pages import Concept
from alignqa.summaries.terms import clean_term

_CONCEPTS_HINT = 'Write concepts: ["inner alignment", {name: "mesa-optimizer", also: ["inner optimizer"]}]'
_QUESTIONS_HINT = 'Write questions: ["Which models were tested?", "What limits the result?"]'


def read_concepts(text: str, *, name: str) -> tuple[Concept, ...]:
    """The concepts of a list; UsageError for what is no such list, has unknown keys, or names a concept twice."""
    found: list[Concept] = []
    for number, entry in enumerate(_entries(text, "concepts", name=name, hint=_CONCEPTS_HINT), start=1):
        item = {"name": entry} if isinstance(entry, str) else entry
        where = f"{name}, concept {number}"
        if not isinstance(item, dict):
            raise UsageError(f"{where} is neither a text nor a mapping.", hint=_CONCEPTS_HINT)
        _only(item, {"name", "also"}, where=where, hint=_CONCEPTS_HINT)
        also = item.get("also", [])
        if not isinstance(item.get("name"), str) or not isinstance(also, list) or not all(isinstance(one, str) for one in also):
            raise UsageError(f"{where} needs a name, and also is a list of texts.", hint=_CONCEPTS_HINT)
        found.append(Concept(clean_term(item["name"]), tuple(map(clean_term, also))))
    _once([concept.name for concept in found], what="concept", name=name, hint=_CONCEPTS_HINT)
    return tuple(found)


def read_questions(text: str, *, name: str) -> tuple[str, ...]:
    """The questions of a list; UsageError as for concepts, and for a question that cannot be asked."""
    entries = _entries(text, "questions", name=name, hint=_QUESTIONS_HINT)
    if not all(isinstance(entry, str) for entry in entries):
        raise UsageError(f"{name}: every question is a text.", hint=_QUESTIONS_HINT)
    questions = tuple(analyse(entry).text for entry in entries if isinstance(entry, str))
    _once(list(questions), what="question", name=name, hint=_QUESTIONS_HINT)
    return questions


def _entries(text: str, key: str, *, name: str, hint: str) -> list[object]:
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise UsageError(f"{name} is not YAML: {' '.join(str(error).split())}.", hint=hint) from error
    if isinstance(data, dict):
        _only(data, {key}, where=name, hint=hint)
        data = data.get(key)
    if not isinstance(data, list) or not data:
        raise UsageError(f"{name} has no list of {key}.", hint=hint)
    return data


def _only(data: Mapping[object, object], known: set[str], *, where: str, hint: str) -> None:
    if unknown := sorted(str(key) for key in data if key not in known):
        raise UsageError(f"{where} has unknown keys: {', '.join(unknown)}.", hint=hint)


def _once(names: list[str], *, what: str, name: str, hint: str) -> None:
    folded = [one.casefold() for one in names]
    if twice := sorted({one for one in folded if folded.count(one) > 1}):
        raise UsageError(f"{name} has the {what} {twice[0]!r} twice.", hint=hint)
