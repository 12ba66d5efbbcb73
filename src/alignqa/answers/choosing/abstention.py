"""When to decline, and why: a confidence from a few readable signs, and a reason when it is too low."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Reason
from alignqa.answers.choosing import cues
from alignqa.answers.choosing.candidates import Candidate
from alignqa.retrieval.mentions import Mentions
from alignqa.retrieval.names import coined_names
from alignqa.retrieval.question import Kind, Question
from alignqa.retrieval.terms import words
from alignqa.retrieval.topic_words import concepts, text_stems, weigh

MESSAGES = {
    Reason.OFF_TOPIC: "Nothing in the corpus is about this.",
    Reason.NOT_IN_CORPUS: "The corpus touches on this, but no paper in it treats what is asked.",
    Reason.INSUFFICIENT_EVIDENCE: "The corpus treats this subject, but no passage answers the question.",
    Reason.FALSE_PREMISE: "The papers do not bear out what the question takes for granted.",
}
_OTHER_NUMBER = 0.4
_MANY = 10  # concepts, as many as a long question has
_RARE = 10.0  # nats, as what none of twenty thousand passages has


@dataclass(frozen=True, slots=True)
class AnswerSigns:
    """What speaks for an answer and against it, all in 0…1.

    `similarity` is the best cosine of a sentence to the question, `whole` that of a quote's mean sentence.
    `fits` is whether a quote has the form asked for: a number beside what is counted, a number at all.
    `size` is how many concepts the question has, `missing` how rare the rarest of them is that the best passages lack:
    not against the rarest that the papers could show, since a few notes show only that a word is not among the commonest.
    `nameless` is whether the question has a coined name that none of them has.
    `unknown` is the share of concepts that no passage has, `known` that of those which the best passages have together.
    """

    similarity: float = 0.0
    whole: float = 0.0
    fits: float = 0.0
    size: float = 0.0
    missing: float = 0.0
    nameless: float = 0.0
    unknown: float = 0.0
    known: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression from signs to the probability that the papers answer; fitted as docs/evaluation.md says.

    Below `threshold` is declined: as off-topic below the similarity `off_topic`, as not in the corpus from `unknown` on.
    """

    intercept: float = -5.2
    similarity: float = 4.0
    whole: float = 3.8
    fits: float = 3.1
    size: float = -0.9
    missing: float = -1.4
    nameless: float = -1.7
    threshold: float = 0.42
    off_topic: float = 0.35
    unknown: float = 0.3
    known: float = 0.6

    def confidence(self, signs: AnswerSigns) -> float:
        """The probability, rounded to two digits: more would claim too much."""
        total = (
            self.intercept
            + self.similarity * signs.similarity
            + self.whole * signs.whole
            + self.fits * signs.fits
            + self.size * signs.size
            + self.missing * signs.missing
            + self.nameless * signs.nameless
        )
        return round(1.0 / (1.0 + math.exp(-total)), 2)


def signs_of(question: Question, chosen: Sequence[Candidate], rarity: Callable[[str], float], mentioned: Mentions) -> AnswerSigns:
    """The signs for a question of which `chosen` would be shown, best first."""
    if not chosen:
        return AnswerSigns()
    asked = weigh(concepts(mentioned.topic(question.words)), rarity)
    texts = dict.fromkeys(sentence.passage.text for candidate in chosen for sentence in candidate.window.sentences)
    present = text_stems(" ".join(texts))
    lacking = [weight for concept, weight in asked.items() if not concept.within(present)]
    total, rarest = sum(asked.values()) or 1.0, rarity("")
    unknown = sum(
        weight for concept, weight in asked.items() if all(rarity(key) >= rarest for way in concept.ways for key in way)
    )
    return AnswerSigns(
        similarity=max(candidate.signs.similarity for candidate in chosen),
        whole=max(candidate.signs.whole for candidate in chosen),
        fits=_fits(question, chosen),
        size=min(1.0, len(asked) / _MANY),
        missing=min(1.0, max(lacking, default=0.0) / _RARE),
        nameless=float(_is_nameless(question, mentioned, present)),
        unknown=unknown / total,
        known=1.0 - sum(lacking) / total,
    )


def decide(signs: AnswerSigns, calibration: Calibration, *, minimum: float | None = None) -> tuple[float, Reason | None]:
    """The confidence, and the reason to decline where it is below `minimum` (or the calibration's own threshold).

    Nothing near is off-topic; words that no passage has mean that the corpus does not treat it;
    words that are there and no answer mean that the evidence does not suffice.
    """
    confidence = calibration.confidence(signs)
    if confidence >= (calibration.threshold if minimum is None else minimum):
        return confidence, None
    if signs.similarity < calibration.off_topic:
        return confidence, Reason.OFF_TOPIC
    if signs.unknown < calibration.unknown and (signs.fits < 1.0 or signs.known >= calibration.known):
        return confidence, Reason.INSUFFICIENT_EVIDENCE
    return confidence, Reason.NOT_IN_CORPUS


def _is_nameless(question: Question, mentioned: Mentions, present: frozenset[str]) -> bool:
    """Whether a coined name of the question, which names no paper, is not among the stems."""
    names = (words(name) for name in coined_names(question.text))
    asked = (concept for name in names if mentioned.words.isdisjoint(name) for concept in concepts(name))
    return any(not concept.within(present) for concept in asked)


def _fits(question: Question, chosen: Sequence[Candidate]) -> float:
    """Whether a quote has the number that was asked for; one that counts something else is worth little."""
    if question.kind is not Kind.NUMBER:
        return 1.0
    if question.counted and any(cues.counts(candidate.window.text, question.counted) for candidate in chosen):
        return 1.0
    return (_OTHER_NUMBER if question.counted else 1.0) if any(candidate.signs.number for candidate in chosen) else 0.0
