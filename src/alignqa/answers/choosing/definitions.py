"""Signs that a sentence defines a term.

Patterns after Hearst 1992, "Automatic acquisition of hyponyms", and the definition extraction that followed:
"X: …", "X is a …", "we call this X", "… is referred to as X", "by X we mean …".
"""

from __future__ import annotations

import re
from functools import lru_cache

_ARTICLES = frozenset({"a", "an", "the"})
_BETWEEN = r"[\s'’‐-―-]*"  # words of a term
_OPEN, _CLOSE = r"[\"“‘'_*(]*", r"[\"”’'_*)]*"
_ARTICLE = r"(?:(?:a|an|the|any|we say that an?)\s+)?"
_ASIDE = r"(?:\s*\([^)]*\))?"
_COPULA = (
    r"(?:(?:is|are) (?!not\b|good|bad|hard|easy|difficult|important|likely|unlikely|one of the|also|still|often|very|more|less"
    r"|that|simply)"
    r"|refers? to|means?\b|denotes?|can be (?:a|an|defined)\b|(?:occurs?|happens?|arises?) when|consists? (?:of|in))"
)
_NAMING = (
    r"\b(?:calls?|called|terms?|termed|dubs?|dubbed|refer(?:s|red)? to (?:as|this as|it as|them as|such \w+ as)|known as"
    r"|defines?|defined(?: as)?|named?|labell?ed)\b"
)
_INFORMATIVE_WORDS = 5  # a shorter sentence names without saying what it is


@lru_cache(maxsize=16)
def _patterns(term: str) -> tuple[tuple[float, re.Pattern[str]], ...]:
    named = term_pattern(term)
    if not named:
        return ()
    shapes = (
        (1.0, rf"^\W*(?:definition\W+)?{_ARTICLE}{_OPEN}{named}{_CLOSE}{_ASIDE}\s*(?::|—|–|--)\s*\S+ \S+"),
        (1.0, rf"^\W*{_ARTICLE}{_OPEN}{named}{_CLOSE}{_ASIDE},?\s+{_COPULA}"),
        (
            0.9,
            rf"\bby\s+{_OPEN}{named}{_CLOSE},?\s+(?:we|i|they)\s+mean\b|\b(?:we|i)\s+(?:define|say)\s+{_ARTICLE}{_OPEN}{named}\b",
        ),
        (0.85, rf"{_NAMING}\s+{_ARTICLE}{_OPEN}{named}\b"),
        (0.7, rf"^[^.;:]{{0,60}}?,\s+{_ARTICLE}{_OPEN}{named}{_CLOSE}{_ASIDE},?\s+{_COPULA}"),
        (0.7, rf"^\W*{_ARTICLE}{_OPEN}{named}{_CLOSE}\s+\w+\s+{_COPULA}"),
        (0.6, rf"{_NAMING}[^.;]{{0,40}}?{_OPEN}{named}\b"),
    )
    return tuple((strength, re.compile(pattern, re.IGNORECASE)) for strength, pattern in shapes)


def defines(sentence: str, term: str) -> float:
    """Rates how much a sentence looks like a definition of `term`, 0…1; one too short to say what the term is counts half."""
    for strength, pattern in _patterns(term):
        if pattern.search(sentence):
            return strength if len(sentence.split()) >= _INFORMATIVE_WORDS else strength / 2
    return 0.0


def term_pattern(term: str) -> str:
    """A pattern for a term: hyphenated or not, British or American, and in the forms that its last word takes."""
    parts = [part for part in re.split(r"\W+", term.casefold()) if part]
    while parts and parts[0] in _ARTICLES:
        parts = parts[1:]
    if not parts:
        return ""
    spelled = [re.sub(r"i[sz](?=ation|e|ing|er)", "i[sz]", re.escape(part)) for part in parts]
    spelled = [*spelled[:-1], _last(parts[-1], spelled[-1])]
    # An article within a term, as in "race to the bottom", may be left out.
    pieces = [rf"(?:{one}\s+)?" if part in _ARTICLES else one + _BETWEEN for part, one in zip(parts[:-1], spelled, strict=False)]
    return r"\b" + "".join([*pieces, spelled[-1]])


def _last(word: str, spelled: str) -> str:
    """The last word with its plural, and for a noun of quality its adjective: "corrigibility", "corrigible"."""
    for ending, forms in (("ibility", "ib(?:ility|le)"), ("ability", "ab(?:ility|le)"), ("ies", "(?:y|ies)"), ("y", "(?:y|ies)")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return re.escape(word.removesuffix(ending)) + forms + r"\b"
    return (spelled if word.endswith("ss") else spelled.removesuffix("s")) + r"(?:es|s)?\b"
