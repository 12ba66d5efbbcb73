"""Negation: the words that deny, the content words that they cover, and claims that reverse what their quotes say."""

from __future__ import annotations

import re

from alignqa.retrieval.terms import STOP_WORDS, stem, stems, words

_DENIAL = (
    r"(?:not|never|no|none|nothing|nobody|neither|nor|cannot|hardly|scarcely|rarely|seldom|without|lacks?|lacking|fail(?:s|ed|ing)?"
    r"|unable|\w+n['’]t|absence)"
)
_WORD = re.compile(r"[\w'’-]+|[.,;:!?()]")
_IS_DENIAL = re.compile(_DENIAL, re.IGNORECASE)
# Words that weaken or reverse without being a "not"; where a quote has one, a claim may put it as a denial.
_NEAR_DENIAL = re.compile(
    r"\b(?:un\w{4,}|im(?:possible|probable)\w*|in(?:sufficient|capable|correct|consistent)\w*|ir(?:relevant|rational)\w*"
    r"|dis\w{4,}"
    r"|non-?\w+|false|wrong|avoid\w*|prevent\w*|refus\w+|reject\w*|only|few|little|less|zero|doubt\w*"
    r"|den(?:y|ie)\w*)\b",
    re.IGNORECASE,
)
_ENDS = frozenset(
    {".", ",", ";", ":", "!", "?", "(", ")", "but", "that", "because", "which", "although", "while", "whether", "if"}
)
_REACH = 2  # content words that a denial covers: "not deceptively aligned"
# "not only" and "not just" add; "not necessarily" is a hedge.
_NO_DENIAL = re.compile(r"\bnot (?:only|just|merely|simply)\b", re.IGNORECASE)
_INSTEAD = re.compile(r"\b(?:instead of|rather than)\b", re.IGNORECASE)


def reversal(claim: str, quotes: str) -> str:
    """Describes how a claim reverses its quotes, asserting what they deny or denying what they assert; empty if it does not."""
    denied, asserted = _sides(quotes)
    claim_denied, claim_asserted = _sides(claim)
    if lost := denied_there(claim, quotes):
        return f"its quotes deny what it says of “{lost}”"
    added = (claim_denied - claim_asserted) & (asserted - denied)
    if added and not denied and not _NEAR_DENIAL.search(quotes):
        return f"it denies what its quotes say of “{min(added)}”"
    return ""


def denied_there(claim: str, text: str) -> str:
    """Returns a stem that a claim asserts and a text only denies; empty if there is none."""
    denied, asserted = _sides(text)
    claim_denied, claim_asserted = _sides(claim)
    return min((claim_asserted - claim_denied) & (denied - asserted), default="")


def _sides(text: str) -> tuple[set[str], set[str]]:
    """The stems that a text denies, and those that it asserts."""
    denied: set[str] = set()
    asserted: set[str] = set()
    reach = 0
    for word in _WORD.findall(_INSTEAD.sub("not", _NO_DENIAL.sub(" ", text))):
        if word.casefold() in _ENDS:
            reach = 0
        elif is_denial(word):
            reach = _REACH
        else:
            content = [part for part in words(word) if part not in STOP_WORDS]
            for part in content:
                (denied if reach else asserted).add(stem(part))
            reach -= bool(content and reach)
    return denied, asserted


def is_denial(word: str) -> bool:
    """Checks whether a single word denies: "not", "never", "without", "isn't"."""
    return _IS_DENIAL.fullmatch(word) is not None


def denials(text: str) -> frozenset[str]:
    """The words of a text that deny, in lower case; "not only" and its kin do not."""
    return frozenset(word.casefold() for word in _WORD.findall(_NO_DENIAL.sub(" ", text)) if is_denial(word))


def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(key for word, key in zip(words(text), stems(text), strict=True) if word not in STOP_WORDS)
