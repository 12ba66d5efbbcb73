"""The signs by which a window is chosen, and what each of them counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from alignqa.answers import cues
from alignqa.answers.definitions import defines
from alignqa.answers.quoting import MOST_SENTENCES
from alignqa.answers.windows import Window
from alignqa.retrieval.concepts import Concept
from alignqa.retrieval.question import Kind

_LATER = 0.7


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question wants of a window.

    Its kind and words, the names of what is to be defined, its weighted concepts, the scores of the retrieved passages by id,
    and how surely it names each paper.
    """

    kind: Kind
    words: frozenset[str]
    terms: tuple[str, ...]
    concepts: Mapping[Concept, float]
    passages: Mapping[int, float]
    mentioned: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Signs:
    """What a window shows, each in 0…1 (the last two count what is too much).

    `similarity` is the cosine of its nearest sentence to the question;
    `coverage` is the share of the question's weighted concepts in it;
    `passage` the retrieval score; `mentioned` whether the question names its paper.
    """

    similarity: float = 0.0
    coverage: float = 0.0
    passage: float = 0.0
    mentioned: float = 0.0
    definition: float = 0.0
    number: float = 0.0
    reason: float = 0.0
    listing: float = 0.0
    report: float = 0.0
    question: float = 0.0
    malformed: float = 0.0
    thin: float = 0.0
    apparatus: float = 0.0
    leaning: float = 0.0
    dangling: float = 0.0
    more_sentences: float = 0.0
    more_paragraphs: float = 0.0


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign counts; fitted as docs/evaluation.md says."""

    similarity: float = 0.7
    coverage: float = 1.0
    passage: float = 0.6
    mentioned: float = 0.3
    definition: float = 0.7
    number: float = 0.28
    reason: float = 0.06
    listing: float = 0.2
    report: float = -0.08
    question: float = -0.25
    malformed: float = -0.15
    thin: float = -0.15
    apparatus: float = -0.3
    leaning: float = -0.12
    dangling: float = -0.3
    more_sentences: float = 0.0
    more_paragraphs: float = -0.2

    def score(self, signs: Signs) -> float:
        """The weighted sum of the signs."""
        total: float = sum(getattr(self, field.name) * getattr(signs, field.name) for field in fields(signs))
        return round(total, 6)


def read(window: Window, asked: Asked) -> Signs:
    """The signs of a window, all but its similarity."""
    texts = [sentence.text for sentence in window.sentences]
    count = len(texts)
    present = frozenset().union(*(sentence.stems for sentence in window.sentences))
    return Signs(
        coverage=sum(weight for concept, weight in asked.concepts.items() if concept.within(present))
        / (sum(asked.concepts.values()) or 1.0),
        passage=max(asked.passages.get(sentence.passage.passage_id, 0.0) for sentence in window.sentences),
        mentioned=asked.mentioned.get(window.paper_id, 0.0),
        definition=_definition(texts, asked),
        number=float(asked.kind is Kind.NUMBER and any(map(cues.has_number, texts))),
        reason=float(asked.kind is Kind.WHY and any(map(cues.has_reason, texts))),
        listing=_listing(window, texts) if asked.kind is Kind.LIST else 0.0,
        report=float(cues.reports(texts[0])),
        question=sum(map(cues.asks, texts)) / count,
        malformed=sum(not cues.well_formed(text) for text in texts) / count,
        thin=cues.thinness(window.text, asked.words),
        apparatus=float(cues.in_apparatus(window.sentences[0].passage.heading)),
        leaning=float(cues.leans_on_previous(texts[0])),
        dangling=float(texts[-1].endswith(":")),
        more_sentences=count - 1,
        more_paragraphs=window.paragraphs - 1,
    )


def _listing(window: Window, texts: Sequence[str]) -> float:
    """An enumeration inside a sentence, or items of a list, with the line that introduces them counting as one."""
    items = sum(sentence.item for sentence in window.sentences) + texts[0].endswith(":")
    return max(min(1.0, items / MOST_SENTENCES) if len(texts) > 1 else 0.0, *map(cues.listing, texts))


def _definition(texts: Sequence[str], asked: Asked) -> float:
    """How much the window defines what is asked for; a definition after other sentences counts less."""
    if asked.kind is not Kind.DEFINITION:
        return 0.0
    strengths = [max((defines(text, term) for term in asked.terms), default=0.0) for text in texts]
    return max(strengths[0], *(_LATER * strength for strength in strengths[1:])) if len(texts) > 1 else strengths[0]
