"""The words by which authors take a stance, claim, find, hedge and object: one list of each for all pages, tables and debates.

Strings are alternatives of regular expressions without a group, so that a pattern can add its own: `rf"(?:{ARGUING}|propose)"`.
"""

from __future__ import annotations

OWN_TEXTS = "paper|post|work|article|essay|report|chapter|study|survey"
"""What authors call what they write."""
TEXTS = f"{OWN_TEXTS}|section|sequence|book|page|thesis|document"
"""What a text, or a part of it, is called."""
PROBABLE = ("likely", "probable", "plausible")
REAL = ("real", "realistic")
IMPROBABLE = ("unlikely", "improbable", "implausible", "impossible", "rare")
OCCURRING = ("occur", "arise", "emerge", "happen", "exist", "appear")
"""Verbs that say no more than that something is there."""
OCCURS = "|".join(f"{verb}s?" for verb in OCCURRING)
FINDING = r"find|found|observed?|saw|see|demonstrated?|showed|document(?:ed)?"
"""Verbs, behind "we", for what was seen."""
ARGUING = "argue|claim|conclude(?! with)|contend"
BELIEVING = "think|believe"
SUGGESTING = "propose|suggest"
"""Verbs, behind "we", for what is held: outright, as a belief, as a proposal."""
GUESSING = r"hypothesi[sz]e|conjecture"
IMAGINING = r"imagine|suppose"
OBJECTING = (
    r"critics?|criti(?:cisms?|ques?)|skeptic\w*|sceptic\w*|objections?|disagree\w*|unconvinc\w+"
    r"|flawed|overstated|misleading|mistaken"
)
COINED = (
    r"introduced?|coined?|first (?:described|proposed|introduced|used|discussed|formali[sz]ed|identified|defined|demonstrated)"
    r"|dates? back|named after|populari[sz]ed|formali[sz]ed"
)
"""Where a word or an idea comes from."""
NO_KNOWLEDGE = r"\b(?:we|i) (?:do not|don['’]t) (?:yet |currently )?know (?:whether|if|how|why|what)\b"
LEFT_OPEN = (
    r"\bopen (?:research )?(?:questions?|problems?)\b|\b(?:future|further) (?:work|research|investigation|stud(?:y|ies))\b"
    r"|\b(?:remains?|is|still|are) (?:\w+ )?(?:unclear|unknown(?! unknowns)|unresolved|unsolved|an open|to be seen)\b"
    r"|\bwe leave\b"
)
"""What the authors do not know, and what is left for later."""
HEDGING = r"may|might|could|perhaps|possibly|probably|presumably|plausibl[ey]|likely|unlikely|seems?|appears?"
