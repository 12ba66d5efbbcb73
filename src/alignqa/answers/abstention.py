"""When to decline, and why: a confidence from a few readable signs, and a reason when it is too low."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Reason
from alignqa.answers.extraction import Candidate
from alignqa.retrieval.concepts import concepts, text_stems, weigh
from alignqa.retrieval.mentions import Mentions
from alignqa.retrieval.question import Kind, Question
from alignqa.retrieval.terms import STOP_WORDS, words

MESSAGES = {
    Reason.OFF_TOPIC: "Nothing in the corpus is about this.",
    Reason.NOT_IN_CORPUS: "The corpus touches on this, but no paper in it treats what is asked.",
    Reason.INSUFFICIENT_EVIDENCE: "The corpus treats this subject, but no passage answers the question.",
    Reason.FALSE_PREMISE: "The papers do not bear out what the question takes for granted.",
}
_BEST = 5  # candidates that are looked at
# A name is written with a capital inside the sentence, or has a digit: "MuZero", "GPT-4o".
_NAME = re.compile(r"(?<=[a-z,;:(\"“‘'’] )[A-Z][\w-]*|\b[A-Za-z]+-?\d[\w.-]*")


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for an answer, all in 0…1.

    `similarity` is the best cosine of a sentence to the question.
    `coverage` is the share of the question's weighted concepts in the best quote, `known` in the best passages together.
    `names` is the share of the names in the question that the best passages have, 1 where it has none.
    `fits` is whether a quote has the form asked for (a number for "how many").
    """

    similarity: float = 0.0
    coverage: float = 0.0
    known: float = 0.0
    names: float = 0.0
    fits: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression from signs to the probability that the shown quotes answer; fitted as docs/evaluation.md says."""

    intercept: float = -5.85
    similarity: float = 5.1
    coverage: float = 1.5
    known: float = 0.8
    names: float = 0.8
    fits: float = 0.8
    threshold: float = 0.3
    off_topic: float = 0.4

    def confidence(self, signs: Signs) -> float:
        """The probability, rounded to two digits: more would claim too much."""
        total = (
            self.intercept
            + self.similarity * signs.similarity
            + self.coverage * signs.coverage
            + self.known * signs.known
            + self.names * signs.names
            + self.fits * signs.fits
        )
        return round(1.0 / (1.0 + math.exp(-total)), 2)


def signs_of(question: Question, candidates: Sequence[Candidate], rarity: Callable[[str], float], mentioned: Mentions) -> Signs:
    """The signs for a question whose candidates are given, best first."""
    best = candidates[:_BEST]
    if not best:
        return Signs()
    asked = weigh(concepts(mentioned.topic(question.words)), rarity)
    texts = dict.fromkeys(sentence.passage.text for candidate in best for sentence in candidate.window.sentences)
    present = frozenset().union(*(text_stems(text) for text in texts))
    coverage = max(candidate.signs.coverage for candidate in best)
    return Signs(
        similarity=max(candidate.signs.similarity for candidate in best),
        coverage=coverage,
        known=sum(weight for concept, weight in asked.items() if concept.within(present)) / (sum(asked.values()) or 1.0),
        names=_names_present(question.text, " ".join(texts), mentioned),
        fits=1.0 if question.kind is not Kind.NUMBER else max(_answers_number(candidate, coverage) for candidate in best),
    )


def decide(signs: Signs, calibration: Calibration, *, least: float | None = None) -> tuple[float, Reason | None]:
    """The confidence, and the reason to decline where it is below `least` (or the calibration's own threshold).

    Nothing near is off-topic; words or names that the best passages lack mean that the corpus does not treat it;
    all words there and no answer means that the evidence does not suffice.
    """
    confidence = calibration.confidence(signs)
    if confidence >= (calibration.threshold if least is None else least):
        return confidence, None
    if signs.similarity < calibration.off_topic:
        return confidence, Reason.OFF_TOPIC
    if signs.fits < 1.0 or signs.known >= 0.75:
        return confidence, Reason.INSUFFICIENT_EVIDENCE
    return confidence, Reason.NOT_IN_CORPUS


def _answers_number(candidate: Candidate, coverage: float) -> float:
    """A quantity counts in a quote that has most of what the best one has of the question."""
    return candidate.signs.number if candidate.signs.coverage >= 0.6 * coverage else 0.0


def _names_present(question: str, texts: str, mentioned: Mentions) -> float:
    named = {part for name in _NAME.findall(question) for part in words(name)} - STOP_WORDS - mentioned.words
    named = {name for name in named if not name.isdigit()}
    if not named:
        return 1.0
    return len(named & set(words(texts))) / len(named)
