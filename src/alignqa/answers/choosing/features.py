"""The signs by which a window is chosen, and what each of them counts."""

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
from alignqa.retrieval.question import Kind
from alignqa.retrieval.terms import STOP_WORDS, stem, words
from alignqa.retrieval.topic_words import TopicWord, text_stems

_LATER = 0.7
_SATURATION, _BY_LENGTH, _USUAL_WORDS = 1.2, 0.75, 45.0  # k1 and b of BM25, and the words of a usual window


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants of a window.

    Its kind and words, the names of what is to be defined, its weighted concepts and its vector;
    the scores of the retrieved passages by id, best first, and how surely it names each paper.
    """

    kind: Kind
    words: frozenset[str]
    terms: tuple[str, ...]
    concepts: Mapping[TopicWord, float]
    vector: Vectors
    passages: Mapping[int, float]
    mentioned: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class WindowFeatures:
    """What a window shows, each in 0…1, but for `more_sentences`, which counts those after the first.

    `similarity`, `beginning` and `whole` are the cosines to the question of the nearest sentence, of the first and of their mean.
    `coverage` is the share of the question's weighted concepts in it, `context` that in its passage, `words` its BM25.
    `passage` is the retrieval score, `rank` its reciprocal rank, `paper` what the paper has of all scores.
    `mentioned` is whether the question names its paper.
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
    """What each sign counts; fitted as docs/evaluation.md says."""

    similarity: float = 2.0
    beginning: float = 1.4
    whole: float = 1.8
    coverage: float = 1.7
    context: float = 1.5
    words: float = 1.3
    passage: float = 1.7
    rank: float = 1.7
    paper: float = 0.9
    mentioned: float = 0.9
    definition: float = 0.8
    number: float = 0.9
    reason: float = 0.6
    listing: float = 0.5
    question: float = -0.3
    malformed: float = -0.2
    thin: float = -0.2
    apparatus: float = -0.3
    leaning: float = -0.4
    dangling: float = -0.2
    length: float = 0.7
    more_sentences: float = 0.9

    def score(self, signs: WindowFeatures) -> float:
        """The weighted sum of the signs."""
        total: float = sum(map(mul, _values(self), _values(signs)))
        return round(total, 6)


_values = attrgetter(*(field.name for field in fields(WindowFeatures)))


@dataclass(frozen=True, slots=True)
class _Sentence:
    """What one sentence shows.

    `has` and `times` tell of each concept whether the sentence has it and how often, as arrays of shape (concepts,).
    `cosine` is 0 and `vector` None where no vector is kept of it.
    """

    text: str
    said: frozenset[str]
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
    """Reads the signs of windows for one question; what several windows share is read once.

    `around` are the passages that windows are made of, `vectors` what is kept of them by passage id.
    """

    def __init__(self, asked: Asked, around: Iterable[PassageRecord], vectors: Mapping[int, PassageVectors]) -> None:
        self._asked = asked
        self._weights = np.array(list(asked.concepts.values()), dtype=np.float32)
        self._total = float(self._weights.sum()) or 1.0
        self._contexts: dict[int, NDArray[np.bool_]] = {}
        self._ranks = {passage_id: rank for rank, passage_id in enumerate(asked.passages, start=1)}
        self._papers: dict[str, float] = {}
        self._vectors: dict[tuple[int, int], Vectors] = {}
        for passage in around:
            score = asked.passages.get(passage.passage_id, 0.0)
            self._papers[passage.paper_id] = self._papers.get(passage.paper_id, 0.0) + score
            if kept := vectors.get(passage.passage_id):
                places = ((passage.passage_id, span.start) for span in passage.sentences)
                self._vectors.update(zip(places, kept.sentences, strict=True))
        self._maximum = max(self._papers.values(), default=0.0) or 1.0
        self._sentences: dict[tuple[int, int], _Sentence] = {}

    def read(self, window: Window) -> WindowFeatures:
        """The signs of a window."""
        asked, sentences = self._asked, [self._sentence(sentence) for sentence in window.sentences]
        passage = max((sentence.passage for sentence in window.sentences), key=lambda p: asked.passages.get(p.passage_id, 0.0))
        has = np.logical_or.reduce([sentence.has for sentence in sentences])
        first, last, count = sentences[0], sentences[-1], len(sentences)
        return WindowFeatures(
            similarity=max(sentence.cosine for sentence in sentences),
            beginning=first.cosine,
            whole=_whole(sentences),
            coverage=self._share(has),
            context=self._share(has | self._context(passage)),
            words=self._words(sentences),
            passage=asked.passages.get(passage.passage_id, 0.0),
            rank=1.0 / self._ranks[passage.passage_id] if passage.passage_id in self._ranks else 0.0,
            paper=self._papers[window.paper_id] / self._maximum,
            mentioned=asked.mentioned.get(window.paper_id, 0.0),
            definition=max(first.definition, *(_LATER * sentence.definition for sentence in sentences)),
            number=float(any(sentence.number for sentence in sentences)),
            reason=float(any(sentence.reason for sentence in sentences)),
            listing=_listing(window, sentences) if asked.kind is Kind.LIST else 0.0,
            question=sum(sentence.question for sentence in sentences) / count,
            malformed=sum(sentence.malformed for sentence in sentences) / count,
            thin=cues.thinness(len(frozenset().union(*(sentence.said for sentence in sentences)) - asked.words)),
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
        """What is wanted of one kind of question only is looked for in no other."""
        asked, text, vector = self._asked, sentence.text, self._vectors.get(sentence.place)
        said, kind = words(text), asked.kind
        return _Sentence(
            text=text,
            said=frozenset(said) - STOP_WORDS,
            words=len(said),
            has=self._has(sentence.stems),
            times=self._times(Counter(map(stem, said))),
            vector=vector,
            cosine=0.0 if vector is None else float(vector @ asked.vector),
            definition=max((defines(text, term) for term in asked.terms), default=0.0) if kind is Kind.DEFINITION else 0.0,
            number=kind is Kind.NUMBER and cues.has_number(text),
            reason=kind is Kind.WHY and cues.has_reason(text),
            listing=cues.listing(text) if kind is Kind.LIST else 0.0,
            question=cues.asks(text),
            malformed=not cues.well_formed(text),
            leaning=cues.leans_on_previous(text),
        )

    def _has(self, stems: frozenset[str]) -> NDArray[np.bool_]:
        return np.fromiter((concept.within(stems) for concept in self._asked.concepts), np.bool_, len(self._weights))

    def _times(self, counts: Counter[str]) -> Vectors:
        times = (max(min(counts[key] for key in way) for way in concept.ways) for concept in self._asked.concepts)
        return np.fromiter(times, np.float32, len(self._weights))

    def _share(self, has: NDArray[np.bool_]) -> float:
        """The share of the weighted concepts."""
        return float(self._weights @ has) / self._total

    def _context(self, passage: PassageRecord) -> NDArray[np.bool_]:
        if passage.passage_id not in self._contexts:
            self._contexts[passage.passage_id] = self._has(text_stems(f"{passage.heading} {passage.text}"))
        return self._contexts[passage.passage_id]

    def _words(self, sentences: Sequence[_Sentence]) -> float:
        """BM25 of the window, 1 for one that has each concept once and is of usual length."""
        length = sum(sentence.words for sentence in sentences)
        penalty = _SATURATION * (1.0 - _BY_LENGTH + _BY_LENGTH * length / _USUAL_WORDS)
        times = np.add.reduce([sentence.times for sentence in sentences])
        return float(self._weights @ (times * (_SATURATION + 1.0) / (times + penalty))) / self._total


def _whole(sentences: Sequence[_Sentence]) -> float:
    """The cosine to the question of the sum of the sentences' vectors."""
    vectors = [sentence.vector for sentence in sentences if sentence.vector is not None]
    if not vectors:
        return 0.0
    total = np.add.reduce(vectors)
    return sum(sentence.cosine for sentence in sentences) / (math.sqrt(float(total @ total)) or 1.0)


def _listing(window: Window, sentences: Sequence[_Sentence]) -> float:
    """An enumeration inside a sentence, or items of a list, with the line that introduces them counting as one."""
    items = sum(sentence.item for sentence in window.sentences) + sentences[0].text.endswith(":")
    inside = max(sentence.listing for sentence in sentences)
    return max(inside, min(1.0, items / MAX_QUOTE_SENTENCES)) if len(sentences) > 1 else inside
