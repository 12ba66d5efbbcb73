"""Finds names of techniques in a statement, and checks whether a paper mentions them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.audits.sources import CitedPaper
from alignqa.audits.wording import Wording
from alignqa.retrieval.questions.abbreviations import SHORT_FORMS
from alignqa.retrieval.questions.coined_names import coined_names, is_broad
from alignqa.retrieval.questions.topic_words import names_of
from alignqa.retrieval.terms import STOP_WORDS, stem, words

_BETWEEN = 3  # function words allowed inside a term: "learning from human feedback"
_CAPITALISED = re.compile(r"(?<![.!?:;\"“(—-]\s)(?<![\w-])(?:[A-Z][a-z]{3,}(?:[ -][A-Z][a-z]{2,}){1,3}|[A-Z][a-z]+ AI)(?![\w-])")


def named_terms(statement: str, people: frozenset[str]) -> list[str]:
    """Returns the short forms, capitalised terms of several words and coined names in a statement.

    Names that contain a word of `people` are left out, unless the word is "ai".
    """
    # At the start of a sentence, a capital means nothing.
    capitalised = [match.group() for match in _CAPITALISED.finditer(statement) if match.start() > 0]
    terms = [*coined_names(statement), *(term for term in capitalised if not is_broad(term))]
    return [term for term in dict.fromkeys(terms) if not ({*words(term)} - {"ai"}) & people]


def mentions(source: CitedPaper, term: str) -> bool:
    """Checks whether a paper has a term anywhere, including notes and captions, in its short form or its long form."""
    return any(_is_short(name, source.text) or _stands(source.wording, Wording(name).words) for name in names_of(term))


def _is_short(name: str, text: str) -> bool:
    """Checks whether a text has a short form in capitals."""
    return name.casefold() in SHORT_FORMS and re.search(rf"\b{name.upper()}s?\b", text) is not None


def _stands(wording: Wording, name: tuple[str, ...]) -> bool:
    """Checks whether a text has the words in a row, ignoring function words between them, or joined as one word.

    A short form is left to `_is_short`, since in lower case it may be a name: "cai", "ida".
    """
    if len(name) == 1 and name[0] in SHORT_FORMS:
        return False
    if next(wording.occurrences(("".join(name),)), None) is not None:
        return True
    wanted = [stem(word) for word in name if word not in STOP_WORDS]
    forms = {name[0], name[0].removesuffix("s"), f"{name[0]}s"}
    return any(
        _begins(wording.words[at : at + len(name) + _BETWEEN], wanted) for form in forms for at in wording.occurrences((form,))
    )


def _begins(found: Sequence[str], wanted: Sequence[str]) -> bool:
    content = [stem(word) for word in found if word not in STOP_WORDS]
    return content[: len(wanted)] == list(wanted)
