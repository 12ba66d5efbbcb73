"""The forms in which a text may name a subject: "deceptive alignment" and "deceptively aligned"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from alignqa.answers.choosing.definitions import term_pattern
from alignqa.retrieval.questions.abbreviations import SHORT_FORMS
from alignqa.retrieval.terms import STOP_WORDS, stems, words

_SHORTEST = 4  # letters of a word whose other forms are recognised
_VERB = r"(?:ing|e|es|ed|s|er|ers)"
_BETWEEN = r"[\s'’‐-―-]{1,3}"
_ENDINGS = (
    (re.compile(r"ing$"), rf"{_VERB}?"),
    (re.compile(r"ments?$"), r"(?:ments?|ed|s)?"),
    (re.compile(r"(?:ive|ively|ion)$"), r"(?:ive|ively|ion)"),
)


class NamePattern:
    """The names of a subject, in all their forms."""

    def __init__(self, names: Sequence[str]) -> None:
        self.source = "|".join(form for name in names for form in _forms(name)) or r"(?!)"
        self._pattern = re.compile(self.source, re.IGNORECASE)
        self._stems = frozenset(found for name in names for found in stems(name))
        self._first = frozenset(stems(name)[0] for name in names if stems(name))

    def first(self, text: str) -> re.Match[str] | None:
        """Returns the first place where a text has a name."""
        return self._pattern.search(text)

    def all(self, text: str) -> Iterator[re.Match[str]]:
        """Yields all such places."""
        return self._pattern.finditer(text)

    def within(self, text: str) -> bool:
        """Checks whether a text has a name."""
        return self._pattern.search(text) is not None

    def partly_in(self, text: str) -> bool:
        """Checks whether a text has the word of a name that tells most: the first, since the last may be of other names, too."""
        return not self._first.isdisjoint(stems(text))

    def without(self, found: frozenset[str]) -> frozenset[str]:
        """Returns the stems of a text that are neither those of a name nor of stop words."""
        return found - self._stems - STOP_WORDS


def _forms(name: str) -> Iterator[str]:
    if name.casefold() in SHORT_FORMS:
        yield rf"(?-i:\b{re.escape(name.upper())}s?\b)"
        return
    if plain := term_pattern(name):
        yield plain
    parts = words(name)
    if not parts or any(len(part) < _SHORTEST for part in parts):
        return
    if len(parts) == 1 and not name.endswith("ing"):  # "alignment" is not all that is aligned
        return
    forms = [_of_word(part) for part in parts]
    yield rf"\b{_BETWEEN.join(forms)}\b"
    if len(parts) == 2:  # "inner and outer alignment"
        yield rf"\b{re.escape(parts[0])}(?:{_BETWEEN}(?:and|or|vs\.?|versus){_BETWEEN}|/)[\w-]{{3,20}}{_BETWEEN}{forms[1]}\b"
    if len(parts) == 2 and parts[1].endswith("ing"):  # "alignment faking": "fakes alignment"
        yield rf"\b{re.escape(parts[1][:-3])}{_VERB}\s(?:its |their |the )?{re.escape(parts[0])}\b"


def _of_word(word: str) -> str:
    for ending, forms in _ENDINGS:
        if ending.search(word) and len(word) > _SHORTEST + 2:
            return re.escape(ending.sub("", word)) + forms
    return re.escape(word)
