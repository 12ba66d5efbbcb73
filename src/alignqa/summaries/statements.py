"""Classifies sentences of papers by their words: kind of claim, announcements, hedges."""

from __future__ import annotations

import re
from enum import StrEnum

from alignqa.answers.choosing import cues
from alignqa.summaries import vocabulary


class ClaimKind(StrEnum):
    """The kinds of claims."""

    DEFINITION = "definition"
    ARGUMENT = "theoretical argument"
    EMPIRICAL = "empirical result"
    FORECAST = "forecast"
    THOUGHT_EXPERIMENT = "thought experiment"


def _one_of(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


_THOUGHT = _one_of(
    rf"\b(?:{vocabulary.IMAGINING}|thought experiment|hypothetical(?:ly)?|for the sake of argument|picture an?)\b",
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
    rf"\b(?:we|i) (?:also |then |consistently |further )?(?:{vocabulary.FINDING}|measured?)\b"
    r"|\b(?:our |the |these )?(?:results?|experiments?|findings|evaluations?|data) (?:shows?|showed|suggests?"
    r"|indicates?|demonstrates?|reveals?)\b"
)
_EMPIRICAL = _one_of(_FOUND, r"\d(?:\.\d+)?\s?%")
_TRIED = _one_of(r"\b(?:experiments?|empirical(?:ly)?|benchmark|accuracy|success rate)\b")
_ARGUES = _one_of(
    rf"\b(?:we|i) (?:{vocabulary.ARGUING}|{vocabulary.BELIEVING}|{vocabulary.SUGGESTING}|{vocabulary.GUESSING}|show)\b",
    r"\b(?:because|therefore|thus|hence|it follows|implies|so that|as a result|in principle|the reason)\b",
    r"\bthis (?:means|suggests|shows|leads)\b",
)

_HEDGE = _one_of(
    rf"\b(?:{vocabulary.HEDGING}|suggests?|tentative(?:ly)?"
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


def hedges(sentence: str) -> tuple[str, ...]:
    """Returns the words that hedge a sentence, in lower case, at most three, each once."""
    found = dict.fromkeys(match.group().casefold() for match in _HEDGE.finditer(sentence))
    return tuple(found)[:_MAX_HEDGES]
