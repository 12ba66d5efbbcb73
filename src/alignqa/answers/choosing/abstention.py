"""Decides when to decline, and why: a confidence from a few readable signs, and a reason if it is too low."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Reason
from alignqa.answers.choosing import cues
from alignqa.answers.choosing.candidates import Candidate
from alignqa.reading.readings import probability
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
        return round(probability(total), 2)


@dataclass(frozen=True, slots=True)
class ReadingSigns:
    """The signs of what was read: log-odds, and logarithms of the probabilities of two judgements.

    `answered` is the best of all windows, `answered_thrice` the mean of the best three.
    `supports` and `contradicts` are the highest among the quotes that would be shown.
    """

    answered: float
    answered_thrice: float
    supports: float
    contradicts: float


@dataclass(frozen=True, slots=True)
class ReadCalibration:
    """Two logistic regressions, whose product is the confidence; the fitted ones are in `fitted.toml`.

    The first says whether the papers answer a question that takes nothing false for granted; the second, from the two
    judgements, whether it takes nothing false for granted. Thresholds are those of `Calibration`.
    """

    intercept: float
    answered: float
    answered_thrice: float
    similarity: float
    whole: float
    fits: float
    missing: float
    coined_missing: float
    premise: float
    supports: float
    contradicts: float
    threshold: float
    off_topic: float
    unknown: float
    known: float

    def answers(self, signs: AnswerSigns, read: ReadingSigns) -> float:
        """Returns the probability that the papers answer, if the question takes nothing false for granted."""
        return probability(
            self.intercept
            + self.answered * read.answered
            + self.answered_thrice * read.answered_thrice
            + self.similarity * signs.similarity
            + self.whole * signs.whole
            + self.fits * signs.fits
            + self.missing * signs.missing
            + self.coined_missing * signs.coined_missing
        )

    def holds(self, read: ReadingSigns) -> float:
        """Returns the probability that what the question takes for granted is true."""
        return probability(self.premise + self.supports * read.supports + self.contradicts * read.contradicts)


def reading_signs(read: Sequence[Candidate], chosen: Sequence[Candidate]) -> ReadingSigns | None:
    """Computes the signs of the windows that were `read`, of which the `chosen` would be shown; None if nothing was."""
    answered = sorted((one.reading.answered for one in read if one.reading is not None), reverse=True)
    shown = [one.reading for one in chosen if one.reading is not None]
    if not answered or not shown:
        return None
    best = answered[:3]
    supports, contradicts = max(one.supports for one in shown), max(one.contradicts for one in shown)
    return ReadingSigns(best[0], sum(best) / len(best), _log(supports), _log(contradicts))


def decide_read(
    signs: AnswerSigns, read: ReadingSigns | None, calibration: ReadCalibration, *, min_confidence: float | None = None
) -> tuple[float, Reason | None]:
    """Decides as `decide` does, from what was read; a premise that is less likely than the answer is the reason."""
    if read is None:
        return 0.0, Reason.OFF_TOPIC
    answers, holds = calibration.answers(signs, read), calibration.holds(read)
    confidence = round(answers * holds, 2)
    if confidence >= (calibration.threshold if min_confidence is None else min_confidence):
        return confidence, None
    if holds < min(answers, 0.5):
        return confidence, Reason.FALSE_PREMISE
    return confidence, _reason(signs, calibration)


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
    return confidence, _reason(signs, calibration)


def _reason(signs: AnswerSigns, calibration: Calibration | ReadCalibration) -> Reason:
    if signs.similarity < calibration.off_topic:
        return Reason.OFF_TOPIC
    if signs.unknown < calibration.unknown and (signs.fits < 1.0 or signs.known >= calibration.known):
        return Reason.INSUFFICIENT_EVIDENCE
    return Reason.NOT_IN_CORPUS


def _log(probable: float) -> float:
    return math.log(max(probable, 1e-6))


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
