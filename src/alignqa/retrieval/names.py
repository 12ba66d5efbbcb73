"""Names that are coined: short forms, models and techniques, which stay the same in whatever words a text speaks of them."""

from __future__ import annotations

import re

from alignqa.retrieval.terms import words

# Fields and kinds of system: who writes of them may have another word for them.
_BROAD = "ai agi asi ml rl llm llms nlp us uk eu usa un ceo faq gpt api id pdf arxiv"
_FIELDS = frozenset(_BROAD.split())
_COINED = re.compile(r"(?<![\w-])[A-Za-z][\w-]*?[A-Z0-9][\w-]*(?![\w-])")


def coined_names(text: str) -> list[str]:
    """The words with a capital or a digit that is not their first character ("DP-SGD", "LoRA", "GPT-4"), but for broad ones.

    None in a text without small letters, where capitals tell nothing.
    """
    if not any(char.islower() for char in text):
        return []
    return [name for name in dict.fromkeys(_COINED.findall(text)) if not is_broad(name)]


def is_broad(name: str) -> bool:
    """Whether a name is that of a field or of a kind of system."""
    return set(words(name)) <= _FIELDS
