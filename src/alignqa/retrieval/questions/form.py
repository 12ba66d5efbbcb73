"""The form of a question, read from its text alone: the kind of answer it asks for, its topic words, the terms to define."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from alignqa.errors import UsageError
from alignqa.retrieval.terms import STOP_WORDS, content_words, words

MAX_QUESTION_CHARACTERS = 2_000


class Kind(StrEnum):
    """A kind of answer that a question may ask for."""

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
class QuestionForm:
    """A question's text with what can be read from it.

    `words` are its content words, `subjects` the terms to define or the sides to compare, `counted` the noun after "how many".
    """

    text: str
    kind: Kind
    words: tuple[str, ...]
    subjects: tuple[str, ...] = ()
    counted: str = ""


_COMPARISON = re.compile(
    r"\bvs\.?\b|\bversus\b|\bdiffer(?:s|ent|ence|ences|entiate)?\b|\bcompar(?:e|es|ed|ison)\b|\bdistinguish"
    r"|\btell (?:them|\w+) apart\b"
    r"|\brelate[sd]? to\b|\bthe same (?:thing )?as\b|\bsame thing as\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\bhow (?:many|much|often|frequently|large|small|big|long|short|high|low|old|far|fast|likely|few|accurate(?:ly)?)\b"
    r"|\b(?:what|which|whose) (?:\w+ ){0,2}?(?:percentages?|percent|fraction|share|proportion|rates?|number|scores?|odds"
    r"|probabilit(?:y|ies)|chances?|likelihood|size|amount|cost|accuracy|ratio|factor|percentile|threshold|budget|year)\b"
    r"|\b(?:percentage|success rate|by what|baseline|by how)\b",
    re.IGNORECASE,
)
# The shapes of a question about a term, tried in order; the group matches the term.
_DEFINITIONS = tuple(
    re.compile(rf"^\W*(?:(?:so|ok|and|well|please|can you|could you)\W+)*{shape}\W*$", re.IGNORECASE)
    for shape in (
        r"(?:what|how) (?:do|does|did|would) .+? (?:mean by|understand by|call|refer to as|define|characteri[sz]e) (?P<term>.+?)",
        r"(?:what|how) (?:is|are|was|were) (?:meant by|the meaning of|the definition of|understood by) (?P<term>.+?)",
        r"what(?:'s|’s) meant by (?P<term>.+?)",
        r"what (?:does|did|would) it mean (?:to|that|for (?:\w+[ -]){1,4}?to(?: be)?) (?P<term>.+?)",
        r"(?:what|how) (?:does|do|is|are) (?P<term>.+?) (?:mean|refer to|stand for|count as|qualify as|amount to|defined|called)",
        r"(?:what|when) (?:does|do|is|are|counts? as|qualifies as|makes?) (?P<term>.+?) (?:mean|called|count)",
        r"(?:what|when) (?:counts? as|qualifies as) (?P<term>.+?)",
        r"(?:define|explain|state|describe)\b(?: what)?(?P<term>.+?)(?: (?:is|are|means?))?",
        r"what(?:'s|’s|s| is| are| was| were| exactly is| precisely is)(?: exactly| precisely)?"
        r" (?P<term>.+?)(?: (?:exactly|precisely|supposed to be))?",
    )
)
_CLAUSE = re.compile(r"\b(?:do|does|did|has|have|had|can|could|will|would|happen\w*|wrong with|about)\b", re.IGNORECASE)
_MEANING = re.compile(r"\b(?:mean|means|meant|meaning|definition|define|defined|counts? as|stand for|refer to)\b", re.IGNORECASE)
_LIST = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,2}?(?:two|three|four|five|six|seven|eight|several|other|kinds|types|sorts|things)\b"
    r"|\bwhich (?:\w+ ){0,1}?\w{2,}[^\Ws]s\b(?! (?:is|was|does|has)\b)"
    # After "what" a word in -s may be a verb.
    r"|\bwhat (?!causes|makes|happens|does|means|counts|drives|explains|keeps|stops|leads|follows|comes|goes|gives|says|remains)"
    r"(?:\w+ ){0,1}?\w{3,}[^\Wsu]s (?:are|were|do|did|can|could|should|would|will|have|must|might|may)\b"
    r"|\blist\b|\bname (?:the|two|three|some|all)\b|\bwhat are the\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"^\W*(?:who|whose|whom)\b|\bnamed after\b"
    r"|\bwho (?:says|said|wrote|argues|argued|coined|introduced|proposed|came)\b"
    r"|\bwhich (?:\w+ ){0,2}?(?:authors?|researchers?|scientists?|philosophers?|economists?|experts?|persons?|people|teams?"
    r"|groups?|labs?|compan(?:y|ies)|organi[sz]ations?|institutes?|head of state|president)\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"\bwhy\b|\bwhat (?:causes|caused|makes|made)\b|\breasons? (?:for|why)\b", re.IGNORECASE)
_HOW = re.compile(r"\bhow\b", re.IGNORECASE)
_YES_NO = re.compile(r"^\W*(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\bhow (?:many|much)\s+(?:of\s+)?(?:the\s+|an?\s+)?((?:[\w’'-]+\s*){1,3})", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”]([^\"“”]{2,80})[\"“”]|(?<!\w)['‘]([^'‘’]{2,60})['’](?!\w)")
# A phrase before the question itself: "In Hubinger 2019, what …".
_BEFORE = re.compile(
    r"^\W*(?:in|according to|for|per|when|going by|as|on|from|under)\b[^,?]*, (?=(?:what|how|which|define|when)\b)", re.IGNORECASE
)
_ASIDE = re.compile(
    r"\([^)]*\)?|,? (?:according to|in|as (?:used|defined|understood)|for|per|going by|when) .*$|, [^,]*$|\b(?:a|an|the)\b ",
    re.IGNORECASE,
)
_SIDES = re.compile(r"\b(?:vs\.?|versus|and|from|to|with|than|as)\b", re.IGNORECASE)


def read_form(text: str) -> QuestionForm:
    """Reads the form of a question; raises UsageError for an empty or over-long one."""
    text = " ".join(text.split())
    if not any(char.isalnum() for char in text):
        raise UsageError("The question is empty.", hint='Ask something: alignqa ask "What is a mesa-optimizer?"')
    if len(text) > MAX_QUESTION_CHARACTERS:
        raise UsageError(
            f"The question has {len(text):,} characters; at most {MAX_QUESTION_CHARACTERS:,} can be answered.",
            hint="Shorten the question",
        )
    kind = _kind(text)
    counted = _counted(text) if kind is Kind.NUMBER else ""
    return QuestionForm(text, kind, tuple(content_words(text)), _subjects(text, kind), counted)


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
    if _MEANING.search(text) or _defines(text) or (_quoted(text) and not _HOW.search(text)):
        return Kind.DEFINITION
    if _HOW.search(text):
        return Kind.HOW
    if _YES_NO.search(text):
        return Kind.YES_NO
    return Kind.OTHER


def _defines(text: str) -> bool:
    """Checks whether a question such as "What is X?" asks for X itself; X is short then."""
    term = _term(text)
    return term is not None and 1 <= len(content_words(term)) <= 4 and not _CLAUSE.search(term)


def _term(text: str) -> str | None:
    """The term to define, without asides such as "according to …"."""
    question = _BEFORE.sub("", text)
    found = next(filter(None, (shape.match(question) for shape in _DEFINITIONS)), None)
    return _ASIDE.sub("", f"{found['term']} ").strip(" ?.!,\"'“”‘’") if found else None


def _quoted(text: str) -> str | None:
    found = _QUOTED.search(text)
    return found and (found[1] or found[2])


def _counted(text: str) -> str:
    """The last of the nouns after "how many": "how many professional writers were hired" counts writers."""
    found = _COUNTED.search(text)
    if found is None:
        return ""
    nouns = takewhile(lambda word: word not in STOP_WORDS, words(found[1]))
    return next(reversed(list(nouns)), "")


def _subjects(text: str, kind: Kind) -> tuple[str, ...]:
    if kind is Kind.DEFINITION:
        if quoted := _quoted(text):
            return (quoted,)
        term = _term(text)
        return (term,) if term and len(content_words(term)) <= 5 and not _CLAUSE.search(term) else ()
    if kind is Kind.COMPARISON:
        sides = [side.strip(" ?.!,:") for side in _SIDES.split(_ASIDE.sub("", text))]
        return tuple(side for side in sides if 1 <= len(content_words(side)) <= 4)[:2]
    return ()
