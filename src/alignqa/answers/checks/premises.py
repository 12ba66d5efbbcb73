"""Finds where a passage says the opposite of what a question takes for granted, or denies it.

One-sided, and made for precision: a premise for which nothing is found may be false all the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.answers.checks.alignment import key_stems, nearest_sentence, sentences_of, shared
from alignqa.answers.checks.denial import denies
from alignqa.answers.checks.negation import denied_there
from alignqa.answers.checks.opposites import opposite_pairs
from alignqa.retrieval.terms import stem

# Words that have an opposite only in some of their uses: "trained with", "go up", "after all", "keep in mind".
_OFTEN_IDLE = "with without up down before after early late first last start end open keep against support little long"
_LOOSE = frozenset(_OFTEN_IDLE.split())
_DIRECTIONS = frozenset({"up", "down"})
_WORD = re.compile(r"\w+")
# What does not follow is not thereby denied: "easier than writing does not mean that reading is easy".
_NOT_FOLLOWING = re.compile(
    r"\b(?:(?:does|do|did) not|(?:does|do|did)n['’]t)(?: necessarily| always)? (?:mean|imply|follow)\b", re.IGNORECASE
)
_RULED_OUT = re.compile(r"\b(impossible|infeasible|inconceivable|unthinkable)$", re.IGNORECASE)
_RULING_OUT = re.compile(
    r"\b(?:impossib\w+|infeasib\w+|inconceivable|unthinkable|cannot|can['’]t|can not|could not|couldn['’]t|never|unable"
    r"|rules? out|(?:not|isn['’]t) possible|no way)\b",
    re.IGNORECASE,
)
_ALLOWING = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        "possib(?:le|ly|ility)|plausibl[ey]",
        "likely|probabl[ey]|may|might|can|could|would|arises?|emerges?|occurs?|happens?|risks?",
    )
)
_PROVED = re.compile(r"\b(?:prove[sd]?|proven) (?:that|how|why)\b", re.IGNORECASE)
_OF_PROOFS = re.compile(r"\b(?:prov(?:e[sdn]?|ing|abl[ey])|proofs?|theorems?|lemmas?|corollar(?:y|ies))\b", re.IGNORECASE)
_SHORT = 3  # content words of a subject that is said to be impossible; more are seldom all in one sentence
_OFTEN = 2  # passages that speak of it, so that one of them would say so


def opposed(premise: str, text: str, *, opposite: float, denied: float) -> str:
    """Describes how the sentence of a text that is nearest to a premise speaks against it; empty if nothing is found.

    The sentence must share this part of the premise's content words: `opposite` where it has the opposite of a word, and
    `denied` where it denies one.
    """
    sentence = _NOT_FOLLOWING.sub(" ", nearest_sentence(premise, text))
    alike = shared(premise, sentence)
    if alike >= opposite:
        for mine, theirs in opposite_pairs(premise, sentence):
            if mine not in _LOOSE and theirs not in _LOOSE - _DIRECTIONS and not (mine == theirs and denies(premise)):
                return f"the question has “{mine}”, and the passage {f'“{theirs}”' if mine != theirs else 'denies it'}"
    if alike >= denied and not denies(premise) and (key := denied_there(premise, sentence)):
        word = next((word for word in _WORD.findall(premise) if stem(word.casefold()) == key), key)
        return f"the question has “{word}”, and the passage denies it"
    return ""


def allowed(premise: str, texts: Sequence[str]) -> int | None:
    """Returns the place of the text that speaks of a thing as possible which a premise calls impossible, if no text does so.

    None for any other premise, or if fewer than two texts speak of the thing.
    """
    word = _RULED_OUT.search(premise)
    subject = set(key_stems(premise[: word.start()])) if word else set()
    if not 1 <= len(subject) <= _SHORT:
        return None
    spoken = [(at, one) for at, text in enumerate(texts) for one in sentences_of(text) if subject <= set(key_stems(one))]
    if len({at for at, _ in spoken}) < _OFTEN or any(_RULING_OUT.search(sentence) for _, sentence in spoken):
        return None
    return next((at for allowing in _ALLOWING for at, sentence in spoken if allowing.search(sentence)), None)


def unproved(premise: str, texts: Sequence[str]) -> bool:
    """Checks whether a premise has it that something was proved where no text speaks of a proof."""
    return _PROVED.search(premise) is not None and not any(_OF_PROOFS.search(text) for text in texts)
