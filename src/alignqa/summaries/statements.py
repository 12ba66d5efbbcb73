"""Classifies sentences of papers by their words: kind of claim, role in the paper, hedges."""

from __future__ import annotations

import re
from enum import StrEnum

from alignqa.answers.choosing import cues


class ClaimKind(StrEnum):
    """The kinds of claims."""

    DEFINITION = "definition"
    ARGUMENT = "theoretical argument"
    EMPIRICAL = "empirical result"
    FORECAST = "forecast"
    THOUGHT_EXPERIMENT = "thought experiment"


class StatementRole(StrEnum):
    """The roles that a sentence can have in its paper, besides claiming something."""

    RESULT = "result"
    QUESTION = "open question"
    IMPORTANCE = "importance"
    ORIGIN = "origin"
    SUPPORT = "support"
    CRITIQUE = "critique"


def _one_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


_THOUGHT = _one_of(
    r"\b(?:imagine|suppose|thought experiment|hypothetical(?:ly)?|for the sake of argument|picture an?)\b",
    r"^\W*consider (?:an?|the (?:case|following)|what)\b",
    r"\blet(?:['’]s| us) (?:say|imagine|suppose|assume)\b",
)
_FORECAST = _one_of(
    r"\b(?:will|is going to|are going to) (?:likely|probably|soon|eventually|become|be able|arrive|continue"
    r"|increasingly|need)\b",
    r"\b(?:we|i) (?:expect|predict|forecast|anticipate)\b",
    r"\bby (?:the year )?20[2-9]\d\b|\bin the (?:near |coming |next )?(?:future|years|decades?)\b"
    r"|\bwithin (?:\w+ ){1,3}(?:years|decades)\b",
)
_FOUND = (
    r"\b(?:we|i) (?:also |then |consistently |further )?(?:find|found|observed?|measured?|see|saw|demonstrated?|showed)\b"
    r"|\b(?:our |the |these )?(?:results?|experiments?|findings|evaluations?|data) (?:shows?|showed|suggests?"
    r"|indicates?|demonstrates?|reveals?)\b"
)
_EMPIRICAL = _one_of(_FOUND, r"\d(?:\.\d+)?\s?%")
_TRIED = _one_of(r"\b(?:experiments?|empirical(?:ly)?|benchmark|accuracy|success rate)\b")
_ARGUES = _one_of(
    r"\b(?:we|i) (?:argue|claim|believe|think|propose|suggest|conclude|contend|hypothesi[sz]e|conjecture|show)\b",
    r"\b(?:because|therefore|thus|hence|it follows|implies|so that|as a result|in principle|the reason)\b",
    r"\bthis (?:means|suggests|shows|leads)\b",
)

_ROLES = {
    StatementRole.RESULT: _one_of(_FOUND, r"\d(?:\.\d+)?\s?%"),
    StatementRole.QUESTION: _one_of(
        r"\bopen (?:questions?|problems?)\b|\bfuture (?:work|research)\b|\bfurther (?:work|research|study)\b",
        r"\b(?:remains?|is|still|are) (?:\w+ )?(?:unclear|unknown|unresolved|unsolved|an open|to be seen|uncertain whether)\b",
        r"\b(?:we|i) (?:do not|don['’]t) (?:yet )?know (?:whether|if|how|why|what)\b|\bwe leave\b",
    ),
    StatementRole.IMPORTANCE: _one_of(
        r"\b(?:important|matters?|crucial|critical|essential|central|significant|worr(?:y|ies|ying)|concern(?:s"
        r"|ing)?|dangerous|catastroph\w+)\b",
        r"\b(?:risks?|threat|harm|consequences?|existential|undermin\w+|because|why)\b",
    ),
    StatementRole.ORIGIN: _one_of(
        r"\b(?:introduced?|coined?|originally|originates?|first (?:described|proposed|introduced|used|discussed"
        r"|formali[sz]ed)|dates? back"
        r"|neologism|named after|proposed by|popularis?zed|formali[sz]ed by|the term)\b",
    ),
    StatementRole.SUPPORT: _one_of(
        r"\b(?:we|i) (?:argue|show|find|found|demonstrate|expect|believe|think|conclude)\b",
        r"\b(?:evidence (?:for|that|of)|supports?|confirms?|demonstrates?|consistent with|there is (?:good |strong )?reason)\b",
    ),
    StatementRole.CRITIQUE: _one_of(
        r"\b(?:critics?|criticisms?|critiques?|skeptic\w*|sceptic\w*|objections?|object to|disagree\w*|disput\w+"
        r"|doubt\w*|overstated|misleading|mistaken"
        r"|misguided|flawed|confus(?:ed|ing)|reject\w*|counter-?arguments?|wrong (?:to|about)|unconvinc\w+|implausible)\b",
        r"\b(?:is|are|does|do|may|might|need) not (?:\w+ )?(?:a failure|necessarily|clear|obvious|imply|follow"
        r"|well[- ]defined|real|evidence|exist)\b",
        r"\bhowever, (?:we|i|some|it)\b",
    ),
}
_SECTIONS = {
    StatementRole.RESULT: _one_of(r"\bresults?\b|\bfindings\b|\bexperiments?\b|\bevaluation"),
    StatementRole.QUESTION: _one_of(r"\bopen (?:question|problem)s?\b|\bfuture (?:work|research|directions)\b"),
    StatementRole.CRITIQUE: _one_of(r"\bcriti(?:que|cism)s?\b|\bobjections?\b|\bcounter-?arguments?\b"),
    StatementRole.ORIGIN: _one_of(r"\borigins?\b|\bhistory\b"),
    StatementRole.IMPORTANCE: _one_of(r"\bwhy (?:it|this|does it) matters?\b|\bmotivation\b|\bimportance\b"),
}
_HEDGE = _one_of(
    r"\b(?:may|might|could|perhaps|possibly|probably|presumably|plausibl[ey]|likely|unlikely|seems?|appears?"
    r"|suggests?|tentative(?:ly)?"
    r"|roughly|arguably|in principle|(?:we|i) (?:expect|suspect|think|believe|guess|hope|hypothesi[sz]e"
    r"|conjecture)|to some extent|uncertain)\b"
)
_SIGNPOST = _one_of(
    r"\b(?:next|following|previous|last|first|second|third|fourth|fifth|later|this"
    r"|the) (?:\w+ ){0,3}?(?:chapter|post|section|sequence|appendix)\b"
    r".*\b(?:will|we|discuss|talk|cover|explor|introduc|look|focus)",
    r"\b(?:we will|we['’]ll) (?:\w+ )?(?:discuss|talk|cover|explore|look|see|return)\b",
)
_MAX_HEDGES = 3


def signpost(sentence: str) -> bool:
    """Checks whether a sentence only announces what another part of the text says."""
    return _SIGNPOST.search(sentence) is not None


def claim_kind(sentence: str) -> ClaimKind | None:
    """Returns the kind of claim that a sentence makes, judged by its words; None if no word indicates a kind.

    Definitions are recognised in `answers.choosing.defining`, since that needs the term.
    """
    if _THOUGHT.search(sentence):
        return ClaimKind.THOUGHT_EXPERIMENT
    if _EMPIRICAL.search(sentence) or (_TRIED.search(sentence) and cues.has_number(sentence)):
        return ClaimKind.EMPIRICAL
    if _FORECAST.search(sentence):
        return ClaimKind.FORECAST
    return ClaimKind.ARGUMENT if _ARGUES.search(sentence) else None


def role_strength(sentence: str, heading: str, role: StatementRole) -> float:
    """Returns how strongly a sentence has a role, 0…2: 1 for its words, 1 for its section; a result must have a number."""
    if role is StatementRole.RESULT and not cues.has_number(sentence):
        return 0.0
    section = _SECTIONS.get(role)
    within = section is not None and section.search(heading.rpartition(" > ")[2]) is not None
    return float(_ROLES[role].search(sentence) is not None) + float(within)


def hedges(sentence: str) -> tuple[str, ...]:
    """Returns the words that hedge a sentence, in lower case, at most three, each once."""
    found = dict.fromkeys(match.group().casefold() for match in _HEDGE.finditer(sentence))
    return tuple(found)[:_MAX_HEDGES]
