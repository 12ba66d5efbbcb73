"""Decides when to decline, and why: a confidence from a few readable signs, and a reason if it is too low."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Reason
from alignqa.answers.choosing import cues
from alignqa.answers.choosing.candidates import Candidate
from alignqa.retrieval.questions.coined_names import coined_names
from alignqa.retrieval.questions.form import Kind
from alignqa.retrieval.questions.question import Question
from alignqa.retrieval.questions.topic_words import text_stems, topic_words
from alignqa.retrieval.terms import words

MESSAGES = {
    Reason.OFF_TOPIC: "Nothing in the corpus is about this.",
    Reason.NOT_IN_CORPUS: "The corpus touches on this, but no paper in it treats what is asked.",
    Reason.INSUFFICIENT_EVIDENCE: "The corpus treats this subject, but no passage answers the question.",
    Reason.FALSE_PREMISE: "The papers do not bear out what the question takes for granted.",
}
_OTHER_NUMBER = 0.4
_MANY = 10  # topic words, as many as a long question has
_RARE = 10.0  # nats, about the rarity of a word that none of twenty thousand passages has


@dataclass(frozen=True, slots=True)
class AnswerSigns:
    """The signs for and against an answer, all in 0…1.

    `similarity` is the best cosine of a sentence to the question, `whole` that of a quote's mean sentence.
    `fits` is 1 if a quote has the form asked for: the number of what is counted, or a number at all.
    `size` counts the topic words of the question. `missing` is the rarity of the rarest one that the best passages lack, in nats
    of 10: not relative to the rarest word of the index, since a few notes show only that a word is not among the most common.
    `coined_missing` is 1 if the question has a coined name that none of the best passages has.
    `unknown` is the weighted share of topic words that no passage has, `known` that of those that the best passages have.
    """

    similarity: float = 0.0
    whole: float = 0.0
    fits: float = 0.0
    size: float = 0.0
    missing: float = 0.0
    coined_missing: float = 0.0
    unknown: float = 0.0
    known: float = 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression from signs to the probability that the papers answer; the fitted one is in `fitted.toml`.

    A confidence below `threshold` declines: as off-topic below the similarity `off_topic`, as not in the corpus if the share
    of unknown topic words is `unknown` or more, and as insufficient evidence if that of known ones is `known` or more.
    """

    intercept: float
    similarity: float
    whole: float
    fits: float
    size: float
    missing: float
    coined_missing: float
    threshold: float
    off_topic: float
    unknown: float
    known: float

    def confidence(self, signs: AnswerSigns) -> float:
        """Returns the probability, rounded to two digits: more would claim too much."""
        total = (
            self.intercept
            + self.similarity * signs.similarity
            + self.whole * signs.whole
            + self.fits * signs.fits
            + self.size * signs.size
            + self.missing * signs.missing
            + self.coined_missing * signs.coined_missing
        )
        return round(1.0 / (1.0 + math.exp(-total)), 2)


def signs_of(question: Question, chosen: Sequence[Candidate], rarity: Callable[[str], float]) -> AnswerSigns:
    """Computes the signs for a question for which the `chosen` windows would be shown, best first."""
    if not chosen:
        return AnswerSigns()
    weighed = question.topic_words
    texts = dict.fromkeys(sentence.passage.text for candidate in chosen for sentence in candidate.window.sentences)
    present = text_stems(" ".join(texts))
    lacking = [weight for word, weight in weighed.items() if not word.within(present)]
    total, rarest = sum(weighed.values()) or 1.0, rarity("")
    unknown = sum(weight for word, weight in weighed.items() if all(rarity(key) >= rarest for way in word.ways for key in way))
    return AnswerSigns(
        similarity=max(candidate.features.similarity for candidate in chosen),
        whole=max(candidate.features.whole for candidate in chosen),
        fits=_fits(question, chosen),
        size=min(1.0, len(weighed) / _MANY),
        missing=min(1.0, max(lacking, default=0.0) / _RARE),
        coined_missing=float(_lacks_coined_name(question, present)),
        unknown=unknown / total,
        known=1.0 - sum(lacking) / total,
    )


def decide(signs: AnswerSigns, calibration: Calibration, *, min_confidence: float | None = None) -> tuple[float, Reason | None]:
    """Returns the confidence, and the reason to decline if it is below `min_confidence` (or the calibration's own threshold).

    If nothing is near, the question is off-topic; words that no passage has mean that the corpus does not cover it;
    words that passages have, without an answer, mean that the evidence is insufficient.
    """
    confidence = calibration.confidence(signs)
    if confidence >= (calibration.threshold if min_confidence is None else min_confidence):
        return confidence, None
    if signs.similarity < calibration.off_topic:
        return confidence, Reason.OFF_TOPIC
    if signs.unknown < calibration.unknown and (signs.fits < 1.0 or signs.known >= calibration.known):
        return confidence, Reason.INSUFFICIENT_EVIDENCE
    return confidence, Reason.NOT_IN_CORPUS


def _lacks_coined_name(question: Question, present: frozenset[str]) -> bool:
    """Checks whether a coined name of the question, other than one that names a paper, is not among the stems."""
    names = (words(name) for name in coined_names(question.text))
    wanted = (word for name in names if question.mentions.words.isdisjoint(name) for word in topic_words(name))
    return any(not word.within(present) for word in wanted)


def _fits(question: Question, chosen: Sequence[Candidate]) -> float:
    """Returns 1 if a quote has the number that was asked for; a number that counts something else is worth little."""
    if question.kind is not Kind.NUMBER:
        return 1.0
    if question.form.counted and any(cues.counts(candidate.window.text, question.form.counted) for candidate in chosen):
        return 1.0
    return (_OTHER_NUMBER if question.form.counted else 1.0) if any(candidate.features.number for candidate in chosen) else 0.0
