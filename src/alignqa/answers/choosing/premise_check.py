"""Holds what a question takes for granted against the windows that come first, by their words and by the reader's judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.answers.checks.premises import allowed, opposed, unproved
from alignqa.answers.choosing.candidates import Candidate
from alignqa.retrieval.questions.presuppositions import presupposition


@dataclass(frozen=True, slots=True)
class PremiseLimits:
    """The numbers by which a premise is declined; the fitted ones are in `fitted.toml`.

    The first `windows` are looked at, those that the reader takes to contradict the question with a probability of
    `contradicts` or more. Their nearest sentence must share this part of the premise's content words: `opposite` to have the
    opposite of one of them, `denied` to deny one. If it shares `nearly` all, a probability of `hint` is enough.
    `holds` is the probability that such a premise is true all the same.
    """

    windows: int
    contradicts: float
    opposite: float
    denied: float
    nearly: float
    hint: float
    holds: float


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The window that speaks against what a question takes for granted, and a sentence on how it does."""

    candidate: Candidate
    told: str


def contradiction_of(question: str, read: Sequence[Candidate], limits: PremiseLimits) -> Contradiction | None:
    """Returns the first window that speaks against what a question takes for granted, by its words and by its reading."""
    premise = presupposition(question)
    if not premise:
        return None
    for candidate in read[: limits.windows]:
        if candidate.reading is None:
            continue
        # The nearer its words, the less of a hint by the reader is needed.
        for contradicts, least in ((limits.contradicts, 0.0), (limits.hint, limits.nearly)):
            opposite, denied = max(limits.opposite, least), max(limits.denied, least)
            if candidate.reading.contradicts >= contradicts and (
                words := opposed(premise, candidate.window.text, opposite=opposite, denied=denied)
            ):
                return Contradiction(candidate, f"The first passage speaks against it: {words}.")
    texts = [candidate.window.text for candidate in read]
    if texts and unproved(premise, texts):
        return Contradiction(read[0], "No passage that was read speaks of a proof; the first is the nearest.")
    told = "The first passage speaks of it as possible, and none that was read calls it impossible."
    return Contradiction(read[at], told) if (at := allowed(premise, texts)) is not None else None
