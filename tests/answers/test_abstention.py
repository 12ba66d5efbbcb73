"""What speaks against an answer: a coined name that no quote's passage has, and a rare word that is missing."""

from __future__ import annotations

import numpy as np
import pytest

from alignqa.answers.choosing.abstention import AnswerSigns, signs_of
from alignqa.answers.choosing.candidates import Candidate
from alignqa.answers.choosing.features import WindowFeatures
from alignqa.answers.choosing.windows import Window, stretches
from alignqa.index.catalogue.records import PassageRecord
from alignqa.papers.document import RegionKind, Span
from alignqa.retrieval.questions.form import read_form
from alignqa.retrieval.questions.mentions import Mentions
from alignqa.retrieval.questions.question import Question
from alignqa.retrieval.questions.topic_words import topic_words, weigh
from assistants import FITTED


def rarity(key: str) -> float:
    return {"lamp": 2.0, "tide": 8.0}.get(key, 12.0)


TEXT = "BeaconNet dims its lamps by reinforcement learning from human feedback."


def found(question: str, mentioned: Mentions | None = None) -> AnswerSigns:
    passage = PassageRecord(1, "lark2021beacon", Span(0, len(TEXT)), RegionKind.BODY, "", TEXT, (Span(0, len(TEXT)),))
    (run,) = stretches([passage])
    candidate = Candidate(Window(run), WindowFeatures(similarity=0.6), 1.0)
    named = mentioned or Mentions()
    topic = named.topic(read_form(question).words)
    asked = Question(read_form(question), np.zeros(1, np.float32), topic, (), weigh(topic_words(topic), rarity), named)
    return signs_of(asked, [candidate], rarity)


@pytest.mark.parametrize(
    ("question", "coined_missing"),
    [
        ("How does BeaconNet dim its lamps?", 0.0),
        ("How does RLHF dim the lamps?", 0.0),  # the passage has the long form
        ("How do BeaconNets dim their lamps?", 0.0),
        ("How does TideNet dim its lamps?", 1.0),
        ("How does BeaconNet differ from TIDE-7?", 1.0),
    ],
)
def test_a_coined_name_that_no_passage_has_is_told(question: str, coined_missing: float) -> None:
    assert found(question).coined_missing == coined_missing


def test_a_name_that_points_at_a_paper_is_not_looked_for_in_it() -> None:
    assert (
        found("How does the TideNet paper dim lamps?", Mentions({"lark2021beacon": 0.9}, frozenset({"tidenet"}))).coined_missing
        == 0.0
    )


def test_how_rare_a_missing_word_is_does_not_depend_on_the_rarest() -> None:
    assert found("Do the lamps dim with the tide?").missing == pytest.approx(0.8)
    assert found("Do the lamps dim in quicksilver?").missing == 1.0


def test_each_lack_lowers_the_confidence() -> None:
    calibration, good = FITTED.calibration, AnswerSigns(similarity=0.6, whole=0.6, fits=1.0)
    for lacking in (
        AnswerSigns(0.6, 0.6, 1.0, missing=1.0),
        AnswerSigns(0.6, 0.6, 1.0, coined_missing=1.0),
        AnswerSigns(0.3, 0.6, 1.0),
        AnswerSigns(0.6, 0.6),
    ):
        assert calibration.confidence(lacking) < calibration.confidence(good)
