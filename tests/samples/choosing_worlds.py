"""Small invented worlds for the tests of retrieval and choosing: questions, passages, weights, and an index with vectors by hand.

Whatever depends on how these are built is built here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np

from alignqa.answers.choosing.abstention import AnswerSigns, Calibration, signs_of
from alignqa.answers.choosing.candidates import Candidate, score_windows
from alignqa.answers.choosing.features import WindowFeatures, WindowWeights
from alignqa.answers.choosing.windows import Window, stretches, windows
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import PassageRecord, SourceRecord
from alignqa.index.catalogue.writing import NewPaper, WritableCatalogue
from alignqa.index.exact_search import ExactWhileSmall
from alignqa.index.interfaces import EmbedderIdentity, Vectors
from alignqa.index.passages.splitting import Passage
from alignqa.index.passages.vectors import PassageVectors
from alignqa.papers.document import Manuscript, Metadata, Paper, RegionKind, Span
from alignqa.retrieval.questions.form import read_form
from alignqa.retrieval.questions.mentions import Mentions
from alignqa.retrieval.questions.question import Question
from alignqa.retrieval.questions.topic_words import names_of, topic_words, weigh
from alignqa.retrieval.retriever import RankedPassage, Retriever
from alignqa.retrieval.weights import RetrievalWeights

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


# an index

IDENTITY = EmbedderIdentity("by hand", "0" * 64, "fp32", 4)
PLAIN = RetrievalWeights(
    dense=0.5,
    sentence=0.5,
    neighbours=0.0,
    feedback=0.0,
    feedback_passages=5,
    mentioned=0.0,
    paper_dense=0.7,
    paper_sentence=0.7,
)
"""Words and meaning count alike, and nothing else counts."""


class ByHand:
    """An embedder that gives every question the same vector, and records the questions."""

    identity = IDENTITY

    def __init__(self) -> None:
        self.questions: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.stack([array(SAME) for _ in texts])

    def embed_question(self, question: str) -> Vectors:
        self.questions.append(question)
        return array(SAME)


class Nowhere:
    """A vector index that returns fixed results, none by default, and records the calls."""

    def __init__(self, found: Sequence[tuple[int, float]] = ()) -> None:
        self.found = list(found)
        self.fails: list[Exception] = []
        self.asked: list[str] = []

    def nearest(self, vector: Vectors, *, count: int, paper_ids: Collection[str] | None = None) -> list[tuple[int, float]]:
        self.asked.append("nearest")
        if self.fails:
            raise self.fails.pop(0)
        return self.found[:count]

    def of(self, snapshot: Catalogue) -> Self:
        return self

    def reopen(self) -> None:
        self.asked.append("reopen")

    def warm(self) -> None:
        self.asked.append("warm")

    def close(self) -> None:
        self.asked.append("close")


@dataclass(frozen=True)
class Given:
    """A passage of one sentence, unless `sentences` gives the vectors of several; they then stand between full stops."""

    text: str
    whole: Vector = (0.0, 0.0, 0.0, 1.0)
    sentences: tuple[Vector, ...] = ()
    heading: str = ""
    kind: RegionKind = RegionKind.BODY


def add_paper(folder: Path, key: str, *passages: Given, commit: bool = True, last_first: bool = False) -> None:
    """Writes a paper with these passages into the catalogue of a folder, which is made where there is none.

    With `last_first` the catalogue numbers them from the last one to the first.
    """
    text = "\n\n".join(given.text for given in passages)
    with closing(WritableCatalogue.open(folder / "catalogue.sqlite", create=True)) as catalogue:
        catalogue.upgrade(IDENTITY)
        drafts, hashes, vectors, start = [], [], [], 0
        for place, given in enumerate(passages):
            whole = Span(start, start + len(given.text))
            spans = tuple(_sentences(given.text, start)) if given.sentences else (whole,)
            drafts.append(Passage(whole, spans, given.heading, given.kind))
            hashes.append(f"{key}/{place}")
            kept = given.sentences or (given.whole,)
            vectors.append(PassageVectors(array(given.whole), np.stack([array(vector) for vector in kept])))
            start = whole.end + 2
        if last_first:
            drafts, hashes, vectors = drafts[::-1], hashes[::-1], vectors[::-1]
        catalogue.keep_vectors(hashes, vectors, IDENTITY)
        paper = Paper(key, Metadata(title=key), Manuscript(text), f"{key}.md")
        pending = catalogue.begin_paper(NewPaper(paper, tuple(drafts), tuple(hashes), SourceRecord(f"{key}.md", key, 0, 0, "")))
        if commit:
            catalogue.commit_paper(pending)


def _sentences(text: str, start: int) -> Iterable[Span]:
    at = 0
    for part in text.split(". "):
        yield Span(start + at, start + min(len(text), at + len(part) + 1))
        at += len(part) + 2


def opened(folder: Path) -> Catalogue:
    """The catalogue of that folder, open for reading; the caller closes it."""
    return Catalogue.open(folder / "catalogue.sqlite")


def retriever(catalogue: Catalogue, weights: RetrievalWeights = PLAIN, vectors: Nowhere | None = None) -> Retriever:
    """A retriever over the catalogue; it compares the kept vectors unless it is given another vector index."""
    search = vectors if vectors is not None else ExactWhileSmall(catalogue, Nowhere(), IDENTITY)
    return Retriever(catalogue, search, ByHand(), weights=weights)


def texts(found: Sequence[RankedPassage]) -> list[str]:
    return [item.passage.text for item in found]
