"""The features by which a window is chosen, and the weight of each."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter, mul

import numpy as np
from numpy.typing import NDArray

from alignqa.answers.choosing import cues
from alignqa.answers.choosing.definitions import defines
from alignqa.answers.choosing.windows import Sentence, Window
from alignqa.answers.quoting.gate import MAX_QUOTE_CHARACTERS, MAX_QUOTE_SENTENCES
from alignqa.index.catalogue.records import PassageRecord
from alignqa.index.interfaces import Vectors
from alignqa.index.passages.vectors import PassageVectors
from alignqa.retrieval.questions.form import Kind
from alignqa.retrieval.questions.question import Question
from alignqa.retrieval.questions.topic_words import text_stems
from alignqa.retrieval.terms import STOP_WORDS, stem, words

_LATER = 0.7
_SATURATION, _BY_LENGTH, _USUAL_WORDS = 1.2, 0.75, 45.0  # k1 and b of BM25, and the words of a usual window


@dataclass(frozen=True, slots=True)
class WindowFeatures:
    """The features of a window, each in 0…1 except `more_sentences`, which counts the sentences after the first, and `words`.

    `similarity`, `beginning` and `whole` are cosines to the question: of the nearest sentence, the first one, and their mean.
    `coverage` is the share of the question's weighted topic words in it, `context` that in its passage, `words` its BM25.
    `passage` is the retrieval score, `rank` its reciprocal rank, `paper` the score of its paper relative to the best paper's.
    `mentioned` is the certainty with which the question names its paper.
    `definition`, `number`, `reason` and `listing` are 0 unless the question asks for that kind of answer.
    """

    similarity: float = 0.0
    beginning: float = 0.0
    whole: float = 0.0
    coverage: float = 0.0
    context: float = 0.0
    words: float = 0.0
    passage: float = 0.0
    rank: float = 0.0
    paper: float = 0.0
    mentioned: float = 0.0
    definition: float = 0.0
    number: float = 0.0
    reason: float = 0.0
    listing: float = 0.0
    question: float = 0.0
    malformed: float = 0.0
    thin: float = 0.0
    apparatus: float = 0.0
    leaning: float = 0.0
    dangling: float = 0.0
    length: float = 0.0
    more_sentences: float = 0.0


@dataclass(frozen=True, slots=True)
class WindowWeights:
    """The weight of each feature; the fitted weights are in `fitted.toml`."""

    similarity: float
    beginning: float
    whole: float
    coverage: float
    context: float
    words: float
    passage: float
    rank: float
    paper: float
    mentioned: float
    definition: float
    number: float
    reason: float
    listing: float
    question: float
    malformed: float
    thin: float
    apparatus: float
    leaning: float
    dangling: float
    length: float
    more_sentences: float

    def score(self, features: WindowFeatures) -> float:
        """Returns the weighted sum of the features."""
        total: float = sum(map(mul, _values(self), _values(features)))
        return round(total, 6)


_values = attrgetter(*(field.name for field in fields(WindowFeatures)))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The features of one sentence, which several windows share.

    `has` and `times` say of each topic word whether and how often the sentence has it; both have shape (topic words,).
    `cosine` is 0 and `vector` None if the catalogue has no vector of it.
    """

    text: str
    content: frozenset[str]
    words: int
    has: NDArray[np.bool_]
    times: Vectors
    vector: Vectors | None
    cosine: float
    definition: float
    number: bool
    reason: bool
    listing: float
    question: bool
    malformed: bool
    leaning: bool


class FeatureExtractor:
    """Computes the features of windows for one question; those of a sentence are computed once.

    `passages` are the scores of the retrieved passages by id, best first.
    `around` are the passages that windows are made of, and `vectors` their vectors by passage id.
    """

    def __init__(
        self,
        question: Question,
        passages: Mapping[int, float],
        *,
        around: Iterable[PassageRecord],
        vectors: Mapping[int, PassageVectors],
    ) -> None:
        self._question = question
        self._words = frozenset(question.form.words)
        self._passages = passages
        self._weights = np.array(list(question.topic_words.values()), dtype=np.float32)
        self._total = float(self._weights.sum()) or 1.0
        self._contexts: dict[int, NDArray[np.bool_]] = {}
        self._ranks = {passage_id: rank for rank, passage_id in enumerate(passages, start=1)}
        self._papers: dict[str, float] = {}
        self._vectors: dict[tuple[int, int], Vectors] = {}
        for passage in around:
            score = passages.get(passage.passage_id, 0.0)
            self._papers[passage.paper_id] = self._papers.get(passage.paper_id, 0.0) + score
            if kept := vectors.get(passage.passage_id):
                places = ((passage.passage_id, span.start) for span in passage.sentences)
                self._vectors.update(zip(places, kept.sentences, strict=True))
        self._maximum = max(self._papers.values(), default=0.0) or 1.0
        self._sentences: dict[tuple[int, int], _Sentence] = {}

    def read(self, window: Window) -> WindowFeatures:
        """Computes the features of a window."""
        sentences = [self._sentence(sentence) for sentence in window.sentences]
        passage = max((sentence.passage for sentence in window.sentences), key=lambda p: self._passages.get(p.passage_id, 0.0))
        has = np.logical_or.reduce([sentence.has for sentence in sentences])
        first, last, count = sentences[0], sentences[-1], len(sentences)
        return WindowFeatures(
            similarity=max(sentence.cosine for sentence in sentences),
            beginning=first.cosine,
            whole=_whole(sentences),
            coverage=self._share(has),
            context=self._share(has | self._context(passage)),
            words=self._bm25(sentences),
            passage=self._passages.get(passage.passage_id, 0.0),
            rank=1.0 / self._ranks[passage.passage_id] if passage.passage_id in self._ranks else 0.0,
            paper=self._papers[window.paper_id] / self._maximum,
            mentioned=self._question.mentions.papers.get(window.paper_id, 0.0),
            definition=max(first.definition, *(_LATER * sentence.definition for sentence in sentences)),
            number=float(any(sentence.number for sentence in sentences)),
            reason=float(any(sentence.reason for sentence in sentences)),
            listing=_listing(window, sentences) if self._question.kind is Kind.LIST else 0.0,
            question=sum(sentence.question for sentence in sentences) / count,
            malformed=sum(sentence.malformed for sentence in sentences) / count,
            thin=cues.thinness(len(frozenset().union(*(sentence.content for sentence in sentences)) - self._words)),
            apparatus=float(cues.in_apparatus(passage.heading)),
            leaning=float(first.leaning),
            dangling=float(last.text.endswith(":")),
            length=min(1.0, (window.span.end - window.span.start) / MAX_QUOTE_CHARACTERS),
            more_sentences=count - 1,
        )

    def _sentence(self, sentence: Sentence) -> _Sentence:
        if sentence.place not in self._sentences:
            self._sentences[sentence.place] = self._read(sentence)
        return self._sentences[sentence.place]

    def _read(self, sentence: Sentence) -> _Sentence:
        """Looks for definitions, numbers, reasons and lists only where the question asks for them."""
        question, text, vector = self._question, sentence.text, self._vectors.get(sentence.place)
        tokens, kind = words(text), question.kind
        return _Sentence(
            text=text,
            content=frozenset(tokens) - STOP_WORDS,
            words=len(tokens),
            has=self._has(sentence.stems),
            times=self._times(Counter(map(stem, tokens))),
            vector=vector,
            cosine=0.0 if vector is None else float(vector @ question.vector),
            definition=max((defines(text, term) for term in question.terms), default=0.0) if kind is Kind.DEFINITION else 0.0,
            number=kind is Kind.NUMBER and cues.has_number(text),
            reason=kind is Kind.WHY and cues.has_reason(text),
            listing=cues.listing(text) if kind is Kind.LIST else 0.0,
            question=cues.asks(text),
            malformed=not cues.well_formed(text),
            leaning=cues.leans_on_previous(text),
        )

    def _has(self, stems: frozenset[str]) -> NDArray[np.bool_]:
        return np.fromiter((topic_word.within(stems) for topic_word in self._question.topic_words), np.bool_, len(self._weights))

    def _times(self, counts: Counter[str]) -> Vectors:
        times = (max(min(counts[key] for key in way) for way in topic_word.ways) for topic_word in self._question.topic_words)
        return np.fromiter(times, np.float32, len(self._weights))

    def _share(self, has: NDArray[np.bool_]) -> float:
        """Returns the share of the weighted topic words."""
        return float(self._weights @ has) / self._total

    def _context(self, passage: PassageRecord) -> NDArray[np.bool_]:
        if passage.passage_id not in self._contexts:
            self._contexts[passage.passage_id] = self._has(text_stems(f"{passage.heading} {passage.text}"))
        return self._contexts[passage.passage_id]

    def _bm25(self, sentences: Sequence[_Sentence]) -> float:
        """Computes BM25 for a window, 1 for one of usual length that has each topic word once."""
        length = sum(sentence.words for sentence in sentences)
        penalty = _SATURATION * (1.0 - _BY_LENGTH + _BY_LENGTH * length / _USUAL_WORDS)
        times = np.add.reduce([sentence.times for sentence in sentences])
        return float(self._weights @ (times * (_SATURATION + 1.0) / (times + penalty))) / self._total


def _whole(sentences: Sequence[_Sentence]) -> float:
    """Computes the cosine to the question of the sum of the sentences' vectors."""
    vectors = [sentence.vector for sentence in sentences if sentence.vector is not None]
    if not vectors:
        return 0.0
    total = np.add.reduce(vectors)
    return sum(sentence.cosine for sentence in sentences) / (math.sqrt(float(total @ total)) or 1.0)


def _listing(window: Window, sentences: Sequence[_Sentence]) -> float:
    """Measures an enumeration inside a sentence, or the items of a list; the line that introduces them counts as one."""
    items = sum(sentence.item for sentence in window.sentences) + sentences[0].text.endswith(":")
    inside = max(sentence.listing for sentence in sentences)
    return max(inside, min(1.0, items / MAX_QUOTE_SENTENCES)) if len(sentences) > 1 else inside
