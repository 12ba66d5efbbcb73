"""Signs in a sentence: a quantity, a reason, an enumeration, a form that cannot stand alone."""

from __future__ import annotations

import re
from functools import lru_cache

from alignqa.papers import section_names as names
from alignqa.retrieval.terms import stem


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


_NUMBER = _any(
    r"\d+(?:[.,]\d+)*\s*%",
    r"\b\d+(?:[.,]\d+)*\w?\b(?![\])])",
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|dozen|hundred|thousand|million|billion|half|twice|third|percent)\b",
)
_WORD = re.compile(r"[\w.,%$€£]+")
_AMOUNT = _any(
    r"\d[\d.,]*%?",
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|half|several|few)",
    r"(?:hundred|thousand|million|billion)s?",
)
_CITED_NUMBER = _any(
    r"\[[\d,;\s–-]+\]",
    r"\([^()]*\b(?:19|20)\d\d[a-z]?[^()]*\)",
    r"\b(?:section|figure|table|appendix|chapter|equation)s?\s+[a-z]?\.?\d+(?:\.\d+)*",
)
# Numbers that are part of a name ("Claude 3 Opus", "GPT-4") or of a list are not quantities.
_NAMED_NUMBER = re.compile(r"^\s*\(?\d{1,2}[.)]\s|\b[A-Z][\w.]*[ -]\d+(?:\.\d+)*\w?\b|\b(?:19|20)\d\d\b")
_REASON = _any(
    r"\b(?:because|since|due to|therefore|thus|hence|so that|in order to|as a result|the reason|reasons?|explains?)\b",
    r"\b(?:caus(?:e|es|ed)|leads? to|led to)\b",
)
_JOINED = re.compile(r",[^,.]+,?[^,.]*\b(?:and|or)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\((?:\d|i+|[a-e])\)|\b(?:first|second|third|fourth|finally)(?:ly)?,", re.IGNORECASE)
_ANNOUNCED = re.compile(
    r"\b(?:two|three|four|five|six|seven|several|following|main|include|includes|including|such as|namely)\b[^.]*", re.IGNORECASE
)
_QUESTION = re.compile(r"\?[\"”’')]*$")
_LEANS = re.compile(
    r"^(?:this|these|that|those|it|its|they|their|such|he|she|his|her|however|but|thus|therefore|hence|moreover|furthermore"
    r"|in addition|for example|for instance|additionally|similarly|in contrast"
    r"|on the other hand|also|and|or|so|then|here|instead|finally"
    r"|as a result|in particular|consequently|indeed)\b",
    re.IGNORECASE,
)
_APPARATUS = re.compile(
    rf"\b(?:{names.REFERENCE_LIST}|{names.FURTHER_READING}|{names.ACKNOWLEDGEMENTS}|contents|appendix: prompts?"
    rf"|{names.SITE_LINKS}|author contributions|footnotes|citation)\b",
    re.IGNORECASE,
)
_ENOUGH_NEW_WORDS = 9  # content words beyond the question's own, as many as an informative sentence has


def has_number(sentence: str) -> bool:
    """Checks whether a sentence states a quantity, and not only a citation, a section or a model's name."""
    return _NUMBER.search(_NAMED_NUMBER.sub(" ", _CITED_NUMBER.sub(" ", sentence))) is not None


def has_reason(sentence: str) -> bool:
    """Checks whether a sentence gives a reason or a cause."""
    return _REASON.search(sentence) is not None


def listing(sentence: str) -> float:
    """Measures how much a sentence enumerates, 0…1: three parts between commas or semicolons count fully."""
    parts = max(sentence.count(";"), sentence.count(",") if _JOINED.search(sentence) else 0) + len(_COUNTED.findall(sentence))
    return min(1.0, parts / 2.0 + (0.5 if _ANNOUNCED.search(sentence) else 0.0))


def counts(text: str, noun: str) -> bool:
    """Checks whether a text says how many of the things named by `noun` there are: a number at most four words before it."""
    tokens = [word.strip(".,$€£") for word in _WORD.findall(text.casefold())]
    stemmed = stem(noun)
    named = [at for at, word in enumerate(tokens) if stem(word) == stemmed]
    return any(_AMOUNT.fullmatch(word) for at in named for word in tokens[max(0, at - 4) : at])


def asks(sentence: str) -> bool:
    """Checks whether a sentence is a question."""
    return _QUESTION.search(sentence) is not None


def leans_on_previous(sentence: str) -> bool:
    """Checks whether a sentence begins with a word that refers back, so that it cannot be understood alone."""
    return _LEANS.match(sentence) is not None


@lru_cache(maxsize=4_096)
def in_apparatus(heading: str) -> bool:
    """Checks whether a section is about the text, such as a list of references, and not part of its argument."""
    return _APPARATUS.search(heading.rpartition(" > ")[2]) is not None


def thinness(new_words: int) -> float:
    """Measures how little a text says, 0…1, by the number of its content words beyond the question's own."""
    return max(0.0, 1.0 - new_words / _ENOUGH_NEW_WORDS)


def well_formed(sentence: str) -> bool:
    """Checks whether a sentence has a beginning and an end, and enough letters to be prose."""
    letters = sum(map(str.isalpha, sentence)) + sentence.count(" ")
    begins = sentence[:1].isupper() or sentence[:1].isdigit() or sentence[:1] in "\"“‘'(["
    return begins and sentence.rstrip("\"”’')]").endswith((".", "!", "?", ":", ";", "…")) and letters >= 0.7 * len(sentence)
