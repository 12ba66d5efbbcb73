"""The terms to be defined: a whole phrase, or the parts of a phrase that joins several terms."""

from __future__ import annotations

import re

from alignqa.errors import UsageError

MAX_TERM_CHARACTERS = 200
_JOINED = re.compile(r"\s{0,60}(?:,\s*+(?:and\s+|or\s+)?|;)\s*|\s{1,60}(?:and|vs\.?|versus)\s+", re.IGNORECASE)
_POINTS_BACK = re.compile(r"^(?:its|their|his|her|our|other)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:an?|the)\s+(?=\S)", re.IGNORECASE)


def clean_term(text: str) -> str:
    """Returns a term on one line without quotation marks and article; UsageError if it is empty or too long."""
    term = _ARTICLE.sub("", " ".join(text.split()).strip(" \"'“”‘’?.!,:;"))
    if not any(char.isalnum() for char in term):
        raise UsageError("The term is empty.", hint='Name a term: alignqa define "mesa-optimizer"')
    if len(term) > MAX_TERM_CHARACTERS:
        raise UsageError(
            f"The term has {len(term):,} characters; at most {MAX_TERM_CHARACTERS} can be looked up.",
            hint="Give only the term itself",
        )
    return term


def parts_of(term: str) -> tuple[str, ...]:
    """Returns the terms that a phrase joins: "reward hacking and Goodhart's law" has two, "X and its kinds" has one."""
    parts = [part.strip() for part in _JOINED.split(term)]
    return tuple(dict.fromkeys(clean_term(part) for part in parts if part and not _POINTS_BACK.match(part)))
