"""The topic words of a question: its content words, each with the other forms that a text may use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from alignqa.retrieval.questions.abbreviations import SHORT_FORMS
from alignqa.retrieval.questions.spelling import variants
from alignqa.retrieval.terms import STOP_WORDS, stem, words


@dataclass(frozen=True, slots=True)
class TopicWord:
    """A content word of a question; a text has it if it has all stems of one of the `ways`."""

    word: str
    ways: tuple[frozenset[str], ...]

    def within(self, found: frozenset[str] | set[str]) -> bool:
        """Checks whether a text with these stems has the word."""
        return any(way <= found for way in self.ways)


def topic_words(question_words: Iterable[str]) -> tuple[TopicWord, ...]:
    """Returns a topic word for each word: the word itself, its other spelling, and the long form of an abbreviation."""
    found = []
    for word in question_words:
        ways = [frozenset({stem(form)}) for form in (word, *variants(word))]
        if long := SHORT_FORMS.get(word.removesuffix("s") if word not in SHORT_FORMS else word):
            ways.append(_stems_of(long))
        found.append(TopicWord(word, tuple(dict.fromkeys(ways))))
    return tuple(found)


def search_terms(question_words: Iterable[str]) -> tuple[str, ...]:
    """Returns the words to look up in the full-text index: the question's, other spellings, long forms and abbreviations."""
    originals = list(question_words)
    present = {stem(form) for word in originals for form in (word, *variants(word))}
    terms = list(originals)
    for word in originals:
        terms.extend(variants(word))
        terms.extend(word for word in words(SHORT_FORMS.get(word, "")) if word not in STOP_WORDS)
    terms.extend(short for short, long in SHORT_FORMS.items() if len(_stems_of(long)) > 1 and _stems_of(long) <= present)
    return tuple(dict.fromkeys(terms))


def text_stems(text: str) -> frozenset[str]:
    """Returns the stems of a text, with those of the long form of each abbreviation that it uses."""
    used = words(text)
    found = {stem(word) for word in used}
    for short in SHORT_FORMS.keys() & set(used):
        found |= _stems_of(SHORT_FORMS[short])
    return frozenset(found)


def weigh(topic: Iterable[TopicWord], rarity: Callable[[str], float]) -> Mapping[TopicWord, float]:
    """Weighs each topic word by the rarity of its most common one-word form: an unusual spelling is not an unusual idea."""
    return {word: min(rarity(next(iter(way))) for way in word.ways if len(way) == 1) for word in topic}


def names_of(term: str) -> tuple[str, ...]:
    """Returns a term with its abbreviation, or with its long form."""
    present = {stem(form) for word in words(term) for form in (word, *variants(word))}
    shorts = (short for short, long in SHORT_FORMS.items() if len(words(term)) > 1 and _stems_of(long) <= present)
    return (term, *shorts, *((long,) if (long := SHORT_FORMS.get(term.casefold())) else ()))


def _stems_of(long: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(long) if word not in STOP_WORDS)
