"""Compares the names in a statement (people, models, data sets, places) with those in its evidence."""

from __future__ import annotations

import re

from alignqa.retrieval.terms import STOP_WORDS, stem, words

_NAME = re.compile(r"(?<![\w-])(?:[A-Z][\w’']*(?:-[A-Z0-9]\w*|-\d[\d.]*)*|\w*[a-z][A-Z]\w*)(?:\s\d+(?:\.\d+)?)?")
_PLAIN = re.compile(r"[A-Z][a-z]+")
_NOT_NAMES = frozenset({"i", "ai", "ais", "agi", "ml", "llm", "llms", "ai's"})
_START = re.compile(r"(?:\A|[.:?!“\"(]\s?)$")


def missing_names(statement: str, text: str, people: frozenset[str]) -> list[str]:
    """Returns the names in a statement that a text lacks; `people` are words that are names in lower case, too."""
    have = set(words(text))
    stems, joined = {stem(word) for word in have}, "".join(words(text))
    missing = []
    for match in _NAME.finditer(statement):
        name = re.sub(r"['’]s?$", "", match[0])
        parts = words(name)
        if not parts or name.casefold() in _NOT_NAMES | STOP_WORDS:
            continue
        first = name.split()[0]
        if _START.search(statement[: match.start()]) and _PLAIN.fullmatch(first) and not people & set(parts):
            continue  # a capital at the start of a sentence means nothing
        if not all(part in have or stem(part) in stems for part in parts) and "".join(parts) not in joined:
            missing.append(name)
    return missing
