"""Finds the terms that a sentence defines, without knowing them in advance."""

from __future__ import annotations

import re
from collections.abc import Iterator

from alignqa.answers.choosing.defining.forms import Standing, Strength, read
from alignqa.retrieval.terms import STOP_WORDS, words

_TERM = r"[A-Za-z][\w’'-]*(?: [\w’'-]+){0,3}?"
_CANDIDATES = (
    re.compile(rf"^\W*definition\s*[:—–-]\s*(?P<term>{_TERM})\s*(?:\([^)]*\))?\s*[:—–]", re.IGNORECASE),
    re.compile(
        rf"^\W*(?:(?:an?|the)\s+)?(?P<term>{_TERM})\s*(?:\([^)]*\))?"
        r"\s*(?::|—|–|,?\s(?:is|are|refers? to|means|denotes|occurs when)\s)",
        re.I,
    ),
    re.compile(
        rf"\b(?:call|term|dub)\s+(?:(?:this|these|it|them|such)\s+(?:\w+\s+)?)?(?:(?:an?|the)\s+)?[\"“‘']?(?P<term>{_TERM})[\"”’']?(?=[.,;:)—]|$)"
    ),
    re.compile(rf"\b(?:called|known as|as)\s+(?:(?:an?|the)\s+)?[\"“‘']?(?P<term>{_TERM})[\"”’']?(?=[.,;:)—]|$)"),
    re.compile(r"\bterm\s+[\"“‘'](?P<term>[^\"”’']{3,40})[\"”’']"),
)
_POINTING = re.compile(r"\b(?:this|that|these|those|our|its|their)\b|^\w+ly\b|\d$", re.IGNORECASE)
_ABSTRACT = re.compile(r"(?:ing|ity|ism|ness|ment|ation|isation|ization|ability|ibility)$", re.IGNORECASE)
# Words that often begin a sentence but are not terms, or are too general to be terms.
_NO_TERMS_TEXT = """
    answer approach argument case chapter claim concern conclusion difference difficulty example fact goal hope idea issue
    key paper people point post problem question reason result section situation step task thing thought way work everything
    something nothing someone anyone others humans model system agent researcher
    """
_NO_TERMS = frozenset(_NO_TERMS_TEXT.split())


def defined_terms(sentence: str, *, authors: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Returns the terms that a sentence defines by itself, in lower case unless they are short forms."""
    return tuple(dict.fromkeys(term for term in _candidates(sentence) if _defines(sentence, term, authors)))


def _candidates(sentence: str) -> Iterator[str]:
    for pattern in _CANDIDATES:
        for match in pattern.finditer(sentence):
            term = match["term"].strip(" -’'")
            parts = words(term)
            if parts and not _POINTING.search(term) and not {parts[0], parts[-1]} & STOP_WORDS and not set(parts) <= _NO_TERMS:
                yield term if term.isupper() else term.lower()


def _defines(sentence: str, term: str, authors: frozenset[str]) -> bool:
    """Checks whether a sentence defines a candidate.

    A single plain word must be defined outright, since sentences name the kind of all sorts of ordinary things.
    """
    reading = read(sentence, term, authors=authors)
    distinctive = " " in term or "-" in term or _ABSTRACT.search(term)
    weakest = Strength.KIND if distinctive else Strength.OUTRIGHT
    return reading.standing is Standing.DEFINITION and reading.strength <= weakest
