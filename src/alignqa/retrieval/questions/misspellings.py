"""Mends misspelled words of a question from the words of the papers: "psuedo-alignment" is read as "pseudo-alignment"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_lowercase

from alignqa.index.catalogue.reading import Catalogue
from alignqa.retrieval.questions.spelling import variants
from alignqa.retrieval.terms import STOP_WORDS, stem, stem_once, words

_WORD = re.compile(r"(?<![\w’'-])[a-z]+(?:-[a-z]+)*(?![\w’'])|(?<=-)[a-z]+\b")
_VOWELS = "aeiou"
_MIN_LETTERS, _MAX_LETTERS = 5, 24
_MAX_UNKNOWN = 3  # words; a question with more is in another language, or about something else
_LONG = 8  # letters from which on one letter too many or too few is a slip, and not another word
_MIN_PASSAGES = 3  # a rarer word of the papers may be misspelled itself


@dataclass(frozen=True, slots=True)
class Mended:
    """A question with its misspelled words mended; `changes` are pairs of a word as it was written and as it is read."""

    text: str
    changes: tuple[tuple[str, str], ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """A sentence for each change."""
        return tuple(f"No paper here has “{written}”; it was read as “{read}”." for written, read in self.changes)


def mend(question: str, catalogue: Catalogue) -> Mended:
    """Mends each word in lower case that no passage has in any spelling, if it may be a slip for a word that passages have."""
    parts = dict.fromkeys(part for word in _WORD.findall(question) for part in word.split("-"))
    unknown = [part for part in parts if part not in STOP_WORDS and len(part) >= _MIN_LETTERS and _unknown(part, catalogue)]
    if len(unknown) > _MAX_UNKNOWN:
        return Mended(question)
    text, changes = question, []
    for part in unknown:
        if len(part) <= _MAX_LETTERS and (read := _meant(part, catalogue)):
            changes.append((part, read))
            text = re.sub(rf"\b{part}\b", read, text)
    return Mended(text, tuple(changes))


def _unknown(word: str, catalogue: Catalogue) -> bool:
    return not any(catalogue.document_frequency(stem(form)) for form in (word, *variants(word)))


def _meant(word: str, catalogue: Catalogue) -> str:
    """The commonest word of the papers of which a word may be a slip; "" if there is none."""
    known = {other: catalogue.document_frequency(stem_once(other)) for other in set(_slips(word))}
    frequent = sorted((other for other in known if known[other] >= _MIN_PASSAGES), key=lambda other: (-known[other], other))
    return next((other for other in frequent if _occurs(other, catalogue)), "")


def _occurs(word: str, catalogue: Catalogue) -> bool:
    """Checks whether a word itself, and not only its stem, is in a passage that is found by it."""
    found = catalogue.passages([key for key, _ in catalogue.match([word], count=_MIN_PASSAGES)])
    return any(word in words(passage.text) for passage in found.values())


def _slips(written: str) -> Iterator[str]:
    """Yields what a word may be a slip for: neighbours swapped, a letter doubled or not, in long words another vowel or letter.

    Another consonant is another word as a rule, and so is another vowel in a short one: "quotas" are no "quotes".
    """
    splits = [(written[:at], written[at:]) for at in range(1, len(written))]
    yield from (head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1)
    yield from (head[:-1] + tail for head, tail in splits if head[-1] == tail[0])
    yield from (head + head[-1] + tail for head, tail in splits)
    yield written + written[-1]
    if len(written) >= _LONG:
        yield from (head + tail[1:] for head, tail in splits)
        yield from (head + letter + tail for head, tail in splits for letter in ascii_lowercase)
        yield from (head + vowel + tail[1:] for head, tail in splits if tail[0] in _VOWELS for vowel in _VOWELS)
