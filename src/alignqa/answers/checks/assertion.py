"""Finds where a sentence speaks of something without asserting it: "we doubt that", "it is false that", "some argue that"."""

from __future__ import annotations

import re

_UNTRUE = (
    r"(?:false|untrue|incorrect|wrong|mistaken|misconception|myth|fallacy|unlikely|improbable|implausible|unclear|uncertain"
    r"|unknown|disputed|no (?:evidence|reason|proof|sign|indication|guarantee)"
    r"|(?:not|n['’]t) (?:\w{2,20}ly )?(?:true|the case|clear|certain|known|obvious|evident|likely))"
)
_SAY = r"(?:argue|assert|assume|believe|claim|fear|hold|hope|insist|object|say|suggest|suppose|think|worry)"
_PAST = r"(?:argued|asserted|assumed|believed|claimed|feared|held|hoped|said|suggested|supposed|thought)"
_VIEW = (
    r"(?:claims?|views?|ideas?|hypothes[ie]s|notions?|arguments?|assumptions?|suggestions?|beliefs?|theses|thesis|conclusions?)"
)
_WITHHELD = re.compile(
    r"\b(?:doubt\w{0,4}|den(?:y|ies|ied)|dispute[sd]?|refute[sd]?)\b"
    rf"|\b(?:disagree[sd]?|reject(?:s|ed)?)\b(?=\s+(?:\w+\s+){{0,4}}?(?:that|whether|with|{_VIEW})\b)"
    rf"|\b{_UNTRUE}\s+(?:\w+\s+){{0,4}}?(?:that|whether|if|why|how)\b"
    rf"|(?:\bnot|n['’]t)\s+(?:\w{{2,20}}ly\s+)?(?:{_SAY}|find|imply|mean|show)\b"
    r"|\bwhether\b|\bcontrary to\b|\bas (?:if|though)\b|\b(?:suppose|imagine|pretend|assume)\s+(?:that|for)\b"
    rf"|\b(?:some|many|most|critics|opponents|others|people|sceptics|skeptics|one) (?:\w{{2,20}} ){{0,2}}?(?:{_SAY}s?|{_PAST})\b"
    rf"|\b(?:it|is|was|are|were|been) (?:\w{{2,20}}ly |often |sometimes )?{_PAST}\b",
    re.IGNORECASE,
)


def unasserted(statement: str, sentence: str) -> str:
    """Returns the words with which a sentence withholds what it speaks of, if the statement has none such; else empty."""
    found = _WITHHELD.search(sentence)
    if found is None or _WITHHELD.search(statement):
        return ""
    core = re.search(_UNTRUE, found[0], re.IGNORECASE)
    return "" if core and core[0].casefold() in statement.casefold() else found[0].casefold()
