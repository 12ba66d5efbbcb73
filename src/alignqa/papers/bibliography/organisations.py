"""Tells the names of organisations from those of people."""

from __future__ import annotations

import re

from alignqa.papers.person_names import states_family

# Small words that stand in names of organisations and not in those of people, unlike "von", "de" or "y".
_JOINING = re.compile(r"\s(?:and|&|for|of|the|on|at|in|to)\s")
_NOUN = re.compile(
    r"\b(?:institut\w*|universit\w+|team|foundation|collaboration|consortium|association|committee|agency|ministry|inc|ltd|llc|gmbh|"
    r"corporation|laborator\w+|organi[sz]ation|initiative|alliance|authority|federation|contributors|openai|deepmind|anthropic|research|"
    r"nations|parliament|government|academies)\b\.?",
    re.IGNORECASE,
)
_FIRM = re.compile(r"\w+ AI|(?:World|Central|National) Bank|The White House")
# Nouns that are family names, too.
_AMBIGUOUS_NOUN = re.compile(
    r"\b(?:academy|board|bureau|cent(?:er|re)|college|commission|company|corp|council|department|forum|fund|group|labs?|network|"
    r"office|panel|project|school|society|union)\b\.?",
    re.IGNORECASE,
)


def is_organisation(name: str) -> bool:
    """Checks whether a name is that of an organisation, which is cited whole.

    A single word is no sign, nor is a noun that is also a family name in a name of two words: "Ann Board".
    """
    words = name.split()
    if "," in name or len(words) < 2 or (states_family(name) and " " in name):
        return False
    is_long = len(words) > 2 or words[0].lower() == "the"
    return bool(
        _JOINING.search(name) or _NOUN.search(name) or _FIRM.fullmatch(name) or (is_long and _AMBIGUOUS_NOUN.search(words[-1]))
    )
