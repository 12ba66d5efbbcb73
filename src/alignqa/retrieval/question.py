"""What is asked: the kind of answer wanted, the words that carry the topic, the term to be defined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from alignqa.errors import UsageError
from alignqa.retrieval.terms import content_words

MOST_CHARACTERS = 2_000


class Kind(StrEnum):
    """The kind of answer that a question wants."""

    DEFINITION = "definition"
    COMPARISON = "comparison"
    NUMBER = "number"
    WHO = "who-says"
    LIST = "list"
    WHY = "why"
    HOW = "how"
    YES_NO = "yes-no"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with what it says of itself; `subjects` are the terms to define or the sides to compare."""

    text: str
    kind: Kind
    words: tuple[str, ...]
    subjects: tuple[str, ...] = ()


_COMPARISON = re.compile(
    r"\bvs\.?\b|\bversus\b|\bdiffer(?:s|ent|ence|ences|entiate)?\b|\bcompar(?:e|es|ed|ison)\b|\bdistinguish"
    r"|\btell (?:them|\w+) apart\b"
    r"|\brelate[sd]? to\b|\bthe same (?:thing )?as\b|\bsame thing as\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\bhow (?:many|much|often|frequently|large|big|long|high|low|old)\b"
    r"|\bwhat (?:\w+ )?(?:percentage|percent|fraction|share|proportion|rate|number|score)\b"
    r"|\b(?:percentage|success rate|by what|baseline|what score)\b",
    re.IGNORECASE,
)
_DEFINITION = re.compile(
    r"^\W*(?:(?:so|ok|and|well)\W+)*(?:"
    r"what(?:'s|’s|s| is| are| was)?(?: exactly| precisely)?(?: is| are)?"
    r" (?:meant by |the meaning of |the definition of )?(?P<what>.+?)"
    r"|(?:define|explain|state|describe)\b(?: what)?(?P<define>.+?)"
    r"|what (?:do|does|did) (?P<who>.+?) (?:mean by|call|refer to as) (?P<mean>.+?)"
    r"|(?:when|what) (?:does|do|is|counts? as|qualifies as) (?P<counts>.+?)"
    r")\W*$",
    re.IGNORECASE,
)
_MEANING = re.compile(r"\b(?:mean|means|meant|meaning|definition|define|defined|counts? as|stand for|refer to)\b", re.IGNORECASE)
_LIST = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,3}?(?:kinds|types|forms|conditions|elements|categories|challenges|reasons|ways|factors|things"
    r"|models|steps|examples|sources|documents|criteria|methods|approaches|principles|assumptions)\b"
    r"|\blist\b|\bname (?:the|three|some|all)\b|\bwhat are the\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"^\W*(?:who|whose|whom)\b|\bnamed after\b"
    r"|\bwho (?:says|said|wrote|argues|argued|coined|introduced|proposed|came)\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"\bwhy\b|\bwhat (?:causes|caused|makes|made)\b|\breasons? (?:for|why)\b", re.IGNORECASE)
_HOW = re.compile(r"\bhow\b", re.IGNORECASE)
_YES_NO = re.compile(r"^\W*(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”]([^\"“”]{2,80})[\"“”]")
_ASIDE = re.compile(
    r"\([^)]*\)|,? (?:according to|in the|in their|as (?:used|defined)|for|per) .*$|\b(?:a|an|the)\b ", re.IGNORECASE
)
_SIDES = re.compile(r"\b(?:vs\.?|versus|and|from|to|with|than|as)\b", re.IGNORECASE)


def analyse(text: str) -> Question:
    """What a question asks for; an empty or over-long one is a UsageError."""
    text = " ".join(text.split())
    if not any(char.isalnum() for char in text):
        raise UsageError("The question is empty.", hint='Ask something: alignqa ask "What is a mesa-optimizer?"')
    if len(text) > MOST_CHARACTERS:
        raise UsageError(
            f"The question has {len(text):,} characters; at most {MOST_CHARACTERS:,} can be answered.",
            hint="Shorten it to what is to be found",
        )
    kind = _kind(text)
    return Question(text, kind, tuple(content_words(text)), _subjects(text, kind))


def _kind(text: str) -> Kind:
    if _COMPARISON.search(text):
        return Kind.COMPARISON
    if _NUMBER.search(text):
        return Kind.NUMBER
    if _WHO.search(text):
        return Kind.WHO
    if _WHY.search(text):
        return Kind.WHY
    if _LIST.search(text):
        return Kind.LIST
    if _MEANING.search(text) or _defines(text) or (_QUOTED.search(text) and not _HOW.search(text)):
        return Kind.DEFINITION
    if _HOW.search(text):
        return Kind.HOW
    if _YES_NO.search(text):
        return Kind.YES_NO
    return Kind.OTHER


def _defines(text: str) -> bool:
    """Whether a question of the form "What is X?" asks for X itself: X is short."""
    match = _DEFINITION.match(text)
    return match is not None and len(content_words(_term(match))) <= 4


def _term(match: re.Match[str]) -> str:
    """What is to be defined, without asides such as "according to …"."""
    groups = match.groupdict()
    named = next(groups[name] for name in ("mean", "what", "define", "counts") if groups[name])
    return _MEANING.sub("", _ASIDE.sub("", f"{named} ")).strip(" ?.!,\"'“”")


def _subjects(text: str, kind: Kind) -> tuple[str, ...]:
    if kind is Kind.DEFINITION:
        if quoted := _QUOTED.search(text):
            return (quoted.group(1),)
        match = _DEFINITION.match(text)
        term = _term(match) if match else ""
        return (term,) if term and len(content_words(term)) <= 5 else ()
    if kind is Kind.COMPARISON:
        sides = [side.strip(" ?.!,:") for side in _SIDES.split(_ASIDE.sub("", text))]
        return tuple(side for side in sides if 1 <= len(content_words(side)) <= 4)[:2]
    return ()
