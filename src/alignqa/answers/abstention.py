"""When to decline, and why: a confidence from a few readable signs, and a reason when it is too low."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Reason
from alignqa.answers.extraction import Candidate
from alignqa.retrieval.concepts import concepts, text_stems, weigh
from alignqa.retrieval.question import Kind, Question

MESSAGES = {
    Reason.OFF_TOPIC: "Nothing in the corpus is about this.",
    Reason.NOT_IN_CORPUS: "The corpus touches on this, but no paper in it treats what is asked.",
    Reason.INSUFFICIENT_EVIDENCE: "The corpus treats this subject, but no passage answers the question.",
    Reason.FALSE_PREMISE: "The papers do not bear out what the question takes for granted.",
}


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer: all in 0…1.

    `similarity` is the best cosine of a sentence to the question;
    `coverage` the share of the question's weighted words in the best quote, `known` in the best passages together;
    `fits` whether a quote has the form asked for (a number for "how many").
    """

    similarity: float
    coverage: float
    known: float
    fits: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression from signs to the probability that the shown quotes answer."""

    intercept: float = -6.0
    similarity: float = 6.5
    coverage: float = 2.0
    known: float = 2.5
    fits: float = 1.0
    threshold: float = 0.5
    off_topic: float = 0.36

    def confidence(self, signs: Signs) -> float:
        """The probability, rounded to two digits: more would claim too much."""
        total = (
            self.intercept
            + self.similarity * signs.similarity
            + self.coverage * signs.coverage
            + self.known * signs.known
            + self.fits * signs.fits
        )
        return round(1.0 / (1.0 + math.exp(-total)), 2)


def signs_of(question: Question, candidates: Sequence[Candidate], rarity: Callable[[str], float]) -> Signs:
    """The signs for a question whose candidates are given, best first."""
    if not candidates:
        return Signs(0.0, 0.0, 0.0, 0.0)
    best = candidates[:5]
    asked = weigh(concepts(question.words), rarity)
    present = frozenset().union(*(text_stems(s.passage.text) for candidate in best for s in candidate.window.sentences))
    known = sum(weight for concept, weight in asked.items() if concept.within(present)) / (sum(asked.values()) or 1.0)
    fits = 1.0 if question.kind is not Kind.NUMBER else float(any(candidate.signs.number for candidate in best))
    return Signs(
        similarity=max(candidate.signs.similarity for candidate in best),
        coverage=max(candidate.signs.coverage for candidate in best),
        known=known,
        fits=fits,
    )


def decide(signs: Signs, calibration: Calibration, *, least: float | None = None) -> tuple[float, Reason | None]:
    """The confidence, and the reason to decline where it is below `least` (or the calibration's own threshold)."""
    confidence = calibration.confidence(signs)
    if confidence >= (calibration.threshold if least is None else least):
        return confidence, None
    if signs.similarity < calibration.off_topic:
        return confidence, Reason.OFF_TOPIC
    if not signs.fits:
        return confidence, Reason.INSUFFICIENT_EVIDENCE
    return confidence, Reason.NOT_IN_CORPUS if signs.known < 0.75 else Reason.INSUFFICIENT_EVIDENCE
