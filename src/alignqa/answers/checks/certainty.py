"""Compares how certain and how general a statement and its evidence are: "may" is not "does", "some" is not "all"."""

from __future__ import annotations

import re

from alignqa.answers.checks.alignment import parts_of, shared

# Where a statement uses a word before the bar, its evidence must have one of the same line, before or after the bar.
_STRONG = """
prove proves proved proven demonstrate demonstrates demonstrated establish establishes established confirm confirms
  confirmed conclusively conclusive | provably show shows showed shown settled
certain certainly certainty definite definitely inevitable inevitably undoubtedly surely guarantee guarantees guaranteed
  ensure ensures ensured invariably necessarily | sure assured bound will
always every all everyone everything | any each entire whole entirely fully completely invariably universal universally
  both
must | required requires require need needs needed obliged mandatory necessary have has
never none nobody | nothing cannot impossible no not
only solely exclusively | just merely alone sole single except unless
"""
_GROUPS = tuple(
    (frozenset(said.split()), frozenset((*said.split(), *others.split())))
    for line in _STRONG.replace("\n  ", " ").strip().split("\n")
    for said, others in [line.split(" | ")]
)
_DOUBT_WORDS = """
may might could possibly perhaps suggest suggests hypothesize hypothesise hypothesis speculate speculative probably
potentially plausible plausibly uncertain unclear likely unlikely possible conjecture
"""
_HEDGE_WORDS = """
suggested speculates expect expects expected believe believes believed think thinks thought argue argues argued appear
appears appeared seem seems seemed tend tends often some sometimes can plan plans aim aims hope hopes propose proposes
proposed would should generally usually typically many most mostly if assume assumes assuming possibility claim claims
consider considers risk worry worries fear chance prone liable predict predicts intend apt
"""
_DOUBTS = frozenset(_DOUBT_WORDS.split())
_HEDGES = _DOUBTS | frozenset(_HEDGE_WORDS.split())
_IDLE = re.compile(
    r"\b(?:above all|at all|after all|not only|only (?:if|when)|if only|all the same|all but|not all|not every"
    r"|prove[sd]? (?:un|ir|in)\w+)\b"
)
_CONDITION = re.compile(
    r"(?<!even )(?<!as )(?<!what )\b(?:if|unless|provided|only (?:when|where|after)|(?:as|so) long as)\b", re.IGNORECASE
)
_ANY_CONDITION = re.compile(
    r"\b(?:if|unless|provided|when|whenever|where|only|long as|assum\w+|given|depend\w*|once|without|in case)\b", re.IGNORECASE
)
_SAME_CLAUSE = 0.5  # the least share of its words that a statement has of a clause about which it speaks
_DEMAND = re.compile(r"\b(?:must|should|ought|shall)\b", re.IGNORECASE)
_ANY_DEMAND = re.compile(
    r"\b(?:must|should|ought|shall|needs?|needed|ha(?:s|ve|d) to|requir\w+|necessary|obliged|mandatory|recommend\w*|advis\w+"
    r"|call\w* for|urge\w*|demand\w*|propos\w+|supposed|important|essential|cannot|impossible|expect\w*)\b",
    re.IGNORECASE,
)
# What a reader should note is a fact, and what must have been is a conclusion.
_NOTING = re.compile(
    r"\b(?:should|must)\s+(?:also\s+)?(?:be\s+)?"
    r"(?:noted?|stress(?:ed)?|emphasi[sz]ed?|mention(?:ed)?|remember(?:ed)?|have\s+been)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]+")


def overstated(statement: str, text: str) -> str:
    """Returns the word by which a statement is more certain or more general than its evidence; empty if it is not."""
    mine, theirs = _words(statement), _words(text)
    for triggers, group in _GROUPS:
        if (said := mine & triggers) and not theirs & group:
            return min(said)
    return ""


def undemanded(statement: str, sentence: str) -> str:
    """Returns the word with which a clause demands what the statement gives as a fact or as allowed; empty if there is none."""
    if _ANY_DEMAND.search(statement):
        return ""
    for part in parts_of(_NOTING.sub(" ", sentence)):
        if (found := _DEMAND.search(part)) and shared(part, statement) >= _SAME_CLAUSE:
            return found[0].casefold()
    return ""


def unconditional(statement: str, sentence: str) -> str:
    """Returns the word with which a sentence makes a condition, if the statement has nothing of the kind; empty otherwise."""
    found = _CONDITION.search(sentence)
    return found[0].casefold() if found and not _ANY_CONDITION.search(statement) else ""


def undoubted(statement: str, sentence: str) -> str:
    """Returns the word of doubt that a sentence has, if the statement has nothing of the kind; empty if there is none."""
    doubts = _words(sentence) & _DOUBTS
    return min(doubts) if doubts and not _words(statement) & _HEDGES else ""


def _words(text: str) -> set[str]:
    return set(_WORD.findall(_IDLE.sub(" ", text.casefold())))
