"""Small invented worlds for the tests of choosing: whatever a question, a passage or a weight is made of, it is made here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields

import numpy as np

from alignqa.answers.choosing.abstention import AnswerSigns, Calibration, signs_of
from alignqa.answers.choosing.candidates import Candidate, score_windows
from alignqa.answers.choosing.features import WindowFeatures, WindowWeights
from alignqa.answers.choosing.windows import Window, stretches, windows
from alignqa.index.catalogue.records import PassageRecord
from alignqa.index.interfaces import Vectors
from alignqa.index.passages.vectors import PassageVectors
from alignqa.papers.document import RegionKind, Span
from alignqa.retrieval.mentions import Mentions
from alignqa.retrieval.question import Question
from alignqa.retrieval.question_form import read_form
from alignqa.retrieval.retriever import RankedPassage
from alignqa.retrieval.topic_words import names_of, topic_words, weigh

Vector = Sequence[float]

# In four dimensions these have length 1 and cosines that are exact even in half precision, in which an index keeps them.
SAME: Vector = (1.0, 0.0, 0.0, 0.0)  # the vector of every question here: cosine 1
HALF: Vector = (0.5, 0.5, 0.5, 0.5)  # cosine 0.5
AWAY: Vector = (0.0, 1.0, 0.0, 0.0)  # cosine 0
AGAINST: Vector = (-0.5, 0.5, 0.5, 0.5)  # cosine -0.5


def array(vector: Vector) -> Vectors:
    return np.array(vector, dtype=np.float32)


def asked(
    text: str,
    *,
    vector: Vector = SAME,
    rarity: Callable[[str], float] = lambda stem: 1.0,
    mentioned: Mentions | None = None,
) -> Question:
    """A question in a world where stems have this rarity, and which names these papers."""
    form, named = read_form(text), mentioned or Mentions()
    topic = named.topic(form.words)
    return Question(
        form=form,
        vector=array(vector),
        topic=topic,
        terms=tuple(name for subject in form.subjects for name in names_of(subject)),
        topic_words=weigh(topic_words(topic), rarity),
        mentions=named,
    )


def passage(
    passage_id: int,
    *sentences: str,
    paper: str = "lamps",
    heading: str = "",
    kind: RegionKind = RegionKind.BODY,
    start: int = 0,
    between: str = " ",
) -> PassageRecord:
    """A passage of whole sentences that begins at `start`; `between` stands between each two of them."""
    spans, at = [], start
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at = spans[-1].end + len(between)
    text = between.join(sentences)
    return PassageRecord(passage_id, paper, Span(start, start + len(text)), kind, heading, text, tuple(spans))


def vectors_of(*sentences: Vector) -> PassageVectors:
    """The vectors of a passage's sentences; that of the whole does not matter to windows."""
    return PassageVectors(array(sentences[0]), np.stack([array(sentence) for sentence in sentences]))


def weights(**some: float) -> WindowWeights:
    """Weights of which all but `some` are 0."""
    return WindowWeights(**{field.name: some.get(field.name, 0.0) for field in fields(WindowWeights)})


def scored(
    question: Question,
    *around: PassageRecord,
    scores: Mapping[int, float] | None = None,
    vectors: Mapping[int, PassageVectors] | None = None,
    by: WindowWeights | None = None,
) -> list[Candidate]:
    """The windows of the passages; `scores` are those of the retrieved ones by id, without it each has 1."""
    if scores is None:
        scores = {record.passage_id: 1.0 for record in around}
    known = {record.passage_id: record for record in around}
    ranked = [RankedPassage(known[key], score) for key, score in scores.items()]
    return score_windows(question, ranked, around=around, vectors=vectors or {}, weights=by or weights())


def features(
    question: Question,
    window: str,
    *around: PassageRecord,
    scores: Mapping[int, float] | None = None,
    vectors: Mapping[int, PassageVectors] | None = None,
) -> WindowFeatures:
    """The features of the one window with this text, its sentences joined by blanks."""
    found = [item for item in scored(question, *around, scores=scores, vectors=vectors) if item.window.text == window]
    assert len(found) == 1, f"{len(found)} windows are {window!r}"
    return found[0].features


def candidate(record: PassageRecord, score: float, shown: WindowFeatures | None = None) -> Candidate:
    """A window of all sentences of a passage, with the score and the features that it is given."""
    (run,) = stretches([record])
    return Candidate(Window(run), shown or WindowFeatures(), score)


def of_sentences(record: PassageRecord, first: int, last: int, score: float) -> Candidate:
    """The window from the first to the last of these sentences of a passage, with what follows of its list."""
    (run,) = stretches([record])
    found = next(w for w in windows(run, {record.passage_id: 1.0}) if w.sentences == run[first : last + 1])
    return Candidate(found, WindowFeatures(), score)


def signs(question: Question, *chosen: Candidate, rarity: Callable[[str], float] = lambda stem: 1.0) -> AnswerSigns:
    """The signs of an answer that would show these candidates."""
    return signs_of(question, chosen, rarity)


def calibration(**some: float) -> Calibration:
    """A calibration of which all but `some` are 0."""
    return Calibration(**{field.name: some.get(field.name, 0.0) for field in fields(Calibration)})
