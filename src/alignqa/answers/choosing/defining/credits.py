"""Finds the people whom a sentence credits with what it says."""

from __future__ import annotations

import re

_NAME = r"[A-Z][\w’'-]{1,40}+"
_WORK = rf"{_NAME}(?:(?:,? (?:and|&) |, ){_NAME}){{0,12}}(?: et al\.?)?"
_DID = (
    r"(?:define|call|describe|coin|introduce|propose|term|dub|characteri[sz]e|refer|use|say|write|argue|put|explain"
    r"|name|formali[sz]e)"
    r"(?:s|d|ed)?|wrote|said"
)
_CITED = re.compile(rf"(?P<who>{_NAME})[^()\[\]]{{0,60}}?,? ?[\[(]?(?:19|20)\d\d[a-z]?[\])]?")
_REPORTED = (
    re.compile(rf"\b[Aa]ccording to (?:the )?(?P<who>{_NAME})"),
    re.compile(rf"\b(?P<who>{_WORK})(?: ?[\[(][^\])]{{0,99}}[\])])?,? (?:\w+ly |have |has |who )?(?:{_DID})\b"),
    re.compile(
        r"\b(?:defined|introduced|coined|described|proposed|named|formali[sz]ed|called|dubbed|termed|populari[sz]ed) "
        rf"(?:as \w+ )?(?:by|in) (?:the )?(?P<who>{_NAME}|[\[(])"
    ),
    re.compile(
        rf"\b(?:[Ff]ollowing|[Ff]or|[Ii]n|[Aa]s per|[Ff]rom|[Aa]s in|[Ww]hat) (?P<who>{_NAME})(?: et al"
        rf"|['’]s?\b|,? ?[\[(]|(?: and {_NAME})? (?:{_DID})\b)"
    ),
    re.compile(rf"\b(?P<who>{_NAME})['’]s? (?:\w+ )?(?:definition|notion|concept|term|sense|description|framing|formulation)\b"),
    re.compile(
        r"\b(?P<who>[Tt]hey|[Hh]e|[Ss]he|[Tt]he (?:authors|paper|post)|[Ss]ome(?: \w+)?|[Pp]eople|[Oo]thers"
        r"|[Rr]esearchers|[Mm]any) "
        r"(?:have |has |also |often |sometimes |will )?(?:define|call|term|dub|describe|name|refer)(?:s|d)?\b"
    ),
)
_NOT_NAMES = frozenset(
    {"the", "this", "that", "we", "in", "a", "an", "it", "definition", "for", "figure", "section", "table", "when", "if"}
    | {"ai", "ml", "rl", "nlp", "llm", "llms"}
)


def credits_others(sentence: str, authors: frozenset[str], *, but: re.Pattern[str]) -> bool:
    """Checks whether a sentence credits anyone other than `authors` (family names in lower case).

    A match of `but` is not taken as a name: a defined term at the start of its sentence has a capital too.
    """
    return any(not but.search(who) for who in credited(sentence, authors))


def credited(sentence: str, authors: frozenset[str]) -> list[str]:
    """Returns the people whom a sentence credits, without its own authors, in the order of the patterns."""
    found = (match["who"] for pattern in (_CITED, *_REPORTED) for match in pattern.finditer(sentence))
    return [who for who in found if not _own(who, authors)]


def _own(who: str, authors: frozenset[str]) -> bool:
    """Checks whether a name is one of the authors, or only a word that often begins a sentence."""
    folded = [re.sub(r"['’]s?$", "", word.casefold()) for word in re.findall(r"[\w’'-]+", who)]
    return bool(folded) and (folded[0] in authors or folded[0] in _NOT_NAMES)
