"""Coined names: abbreviations, models and techniques, which stay the same however a text is worded."""

from __future__ import annotations

import re

from alignqa.retrieval.terms import words

# Fields and kinds of system: a text about them may use another word.
_BROAD = "ai agi asi ml rl llm llms nlp us uk eu usa un ceo faq gpt api id pdf arxiv"
_FIELDS = frozenset(_BROAD.split())
_COINED = re.compile(r"(?<![\w-])[A-Za-z][\w-]*?[A-Z0-9][\w-]*(?![\w-])")


def coined_names(text: str) -> list[str]:
    """Returns the words with a capital or a digit after their first character ("DP-SGD", "LoRA", "GPT-4"), except broad ones.

    Returns none for a text without lower-case letters, where capitals mean nothing.
    """
    if not any(char.islower() for char in text):
        return []
    return [name for name in dict.fromkeys(_COINED.findall(text)) if not is_broad(name)]


def is_broad(name: str) -> bool:
    """Checks whether a name is that of a field or of a kind of system."""
    return set(words(name)) <= _FIELDS
