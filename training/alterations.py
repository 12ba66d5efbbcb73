"""Falsehoods made of true sentences: one word turned round, a number changed, a negation put in or taken out, a name swapped."""

from __future__ import annotations

import random
import re

_OPPOSITES = """
more less|larger smaller|bigger smaller|higher lower|greater lesser|increase decrease|increases decreases
increased decreased|increasing decreasing|harder easier|hard easy|difficult easy|stronger weaker|strong weak
better worse|best worst|before after|faster slower|longer shorter|early late|earlier later|above below|all none
always never|most few|many few|positive negative|inner outer|same different|likely unlikely|possible impossible
aligned misaligned|honest deceptive|improve worsen|improves worsens|improved worsened|reduce raise|reduces raises
reduced raised|first last|true false|safe dangerous|rise fall|rises falls|rose fell|maximum minimum|maximize minimize
gain loss|success failure|succeeds fails|succeed fail|with without|inside outside|internal external|similar different
robust fragile|old young|older younger|rich poor|public private|direct indirect|high low|large small|win lose|won lost
start end|began ended|cheaper costlier|rarely often|sufficient insufficient|necessary unnecessary|deployment training
agree disagree|accept reject|enable prevent
"""
_TURNED: dict[str, str] = {}
for _pair in re.split(r"[|\n]", _OPPOSITES.strip()):
    _one, _other = _pair.split()
    _TURNED.setdefault(_one, _other)
    _TURNED.setdefault(_other, _one)
_WORD = re.compile(r"[A-Za-z]+")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?![\w])")
_VERB = re.compile(r"\b(is|are|was|were|can|could|will|would|does|do|did|has|have|had|should|may|might|must)\b(?! not\b|n't)")
_NEGATION = re.compile(
    r"\b(is|are|was|were|can|could|will|would|does|do|did|has|have|had|should|may|might|must) not\b|\bcannot\b"
)


def altered(sentence: str, rng: random.Random) -> str | None:
    """Returns the sentence with one point of it reversed or changed; None where nothing of it can be."""
    ways = [_turned, _renumbered, _negated, _affirmed]
    rng.shuffle(ways)
    for way in ways:
        if (found := way(sentence, rng)) is not None and found != sentence:
            return found
    return None


def with_other(text: str, word: str, others: list[str], rng: random.Random) -> str | None:
    """Returns the text with a name or number of it exchanged for another one; None where there is no other."""
    choice = [other for other in others if other.casefold() != word.casefold() and other not in text]
    return text.replace(word, rng.choice(choice)) if choice else None


def _turned(sentence: str, rng: random.Random) -> str | None:
    words = [match for match in _WORD.finditer(sentence) if match.group().lower() in _TURNED]
    if not words:
        return None
    match = rng.choice(words)
    other = _TURNED[match.group().lower()]
    return sentence[: match.start()] + (other.capitalize() if match.group()[0].isupper() else other) + sentence[match.end() :]


def _renumbered(sentence: str, rng: random.Random) -> str | None:
    numbers = list(_NUMBER.finditer(sentence))
    if not numbers:
        return None
    match = rng.choice(numbers)
    digits = re.sub(r"\D", "", match.group())
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        changed = str(int(digits) + rng.choice([-7, -4, -2, -1, 1, 2, 3, 6]))
    else:
        whole = int(match.group().split(".")[0].replace(",", "") or 0)
        changed = str(rng.choice([whole * 2 + 1, max(0, whole // 2 - 1), whole + 10, whole + 3, whole * 10 or 7]))
    return sentence[: match.start()] + changed + sentence[match.end() :]


def _negated(sentence: str, rng: random.Random) -> str | None:
    verbs = list(_VERB.finditer(sentence))
    if not verbs:
        return None
    match = verbs[0] if rng.random() < 0.7 else rng.choice(verbs)
    return f"{sentence[: match.end()]} not{sentence[match.end() :]}"


def _affirmed(sentence: str, rng: random.Random) -> str | None:
    found = _NEGATION.search(sentence)
    if found is None:
        return None
    return sentence[: found.start()] + (found.group(1) or "can") + sentence[found.end() :]
