"""Finds the sentence of some evidence that is nearest to a statement in its words, and its clauses."""

from __future__ import annotations

import re

from alignqa.retrieval.terms import STOP_WORDS, stem, words

_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-Z“\"(])")
_CLAUSE = re.compile(
    r"[,;:()–—]|\b(?:while|whereas|but|and|than|as opposed to|compared|instead|although|though|because|since"
    r"|unlike|then|nor|versus)\b",
    re.IGNORECASE,
)


def key_stems(text: str) -> list[str]:
    """Returns the stems of the content words of a text, in order."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS and len(word) > 1]


def sentences_of(text: str) -> list[str]:
    """Returns the sentences of a text, and the halves of one with a semicolon, as far as their marks tell."""
    return _SENTENCE.split(text)


def nearest_sentence(statement: str, text: str) -> str:
    """Returns the sentence that shares most with a statement for its length."""
    wanted = set(key_stems(statement))
    return max(sentences_of(text), key=lambda part: len(wanted & set(key_stems(part))) / (len(part.split()) + 12) ** 0.3)


def shared(statement: str, sentence: str) -> float:
    """Returns the share of the content words of a statement, without its numbers, that a sentence has."""
    wanted = {found for found in key_stems(statement) if not found.isdigit()}
    return len(wanted & set(key_stems(sentence))) / max(1, len(wanted))


def parts_of(text: str) -> list[str]:
    """Returns the clauses of a text as they are written."""
    return [part for part in _CLAUSE.split(text) if part.strip()]


def clauses(text: str) -> list[list[str]]:
    """Returns the stems of each clause of a text that has any."""
    return [found for found in map(key_stems, parts_of(text)) if found]
