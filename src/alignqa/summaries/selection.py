"""Chooses the sentences for a part of a page: the strongest, without repetition, not all from one paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from alignqa.answers.choosing import cues
from alignqa.answers.choosing.windows import Sentence, stretches
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import PassageRecord
from alignqa.index.interfaces import EmbedderIdentity, Vectors
from alignqa.papers.document import RegionKind
from alignqa.summaries.senses import mean
from alignqa.summaries.statements import signpost

_MIN_WORDS, _MAX_WORDS = 8, 90
_REPEATS = 0.7  # of the stems of the shorter of two sentences
_LEANING_COSTS, _SIGNPOST_COSTS = 0.4, 0.8


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that may be quoted, with its cosine to the mean of all such sentences (0 without a vector)."""

    sentence: Sentence
    nearness: float

    @property
    def text(self) -> str:
        """The text of the sentence."""
        return self.sentence.text

    @property
    def heading(self) -> str:
        """The path of the sections that contain the sentence."""
        return self.sentence.passage.heading


def quotable(catalogue: Catalogue, embedder: EmbedderIdentity, passages: Iterable[PassageRecord]) -> list[Said]:
    """Returns the sentences of body passages that can be understood alone: whole, 8 to 90 words, not from a reference list.

    What a paper only quotes is none of its statements.
    """
    records = [record for record in passages if record.kind is RegionKind.BODY]
    kept = catalogue.passage_vectors([record.passage_id for record in records], embedder)
    found: list[tuple[Sentence, Vectors | None]] = []
    for run in stretches(records):
        for sentence in run:
            if _whole(sentence):
                vectors = kept.get(sentence.passage.passage_id)
                place = sentence.passage.sentences.index(sentence.span)
                found.append((sentence, vectors.sentences[place] if vectors else None))
    centre = mean([vector for _, vector in found if vector is not None])
    return [Said(sentence, _cosine(vector, centre)) for sentence, vector in found]


def choose(
    said: Sequence[Said],
    strength: Callable[[Said], float],
    *,
    count: int,
    taken: Sequence[Said] = (),
    of_paper: int | None = None,
) -> list[Said]:
    """Returns at most `count` sentences of positive strength, strongest first; none repeats another or one of `taken`.

    `of_paper` is the maximum from one paper.
    Nearness is added to the strength; a sentence that refers back, or announces another part of the text, loses some of it.
    Ties are broken by paper and position.
    """
    scored = []
    for one in said:
        if (strong := strength(one)) > 0:
            costs = _LEANING_COSTS * cues.leans_on_previous(one.text) + _SIGNPOST_COSTS * signpost(one.text)
            place = (one.sentence.passage.paper_id, one.sentence.span.start)
            scored.append((-round(strong + one.nearness - costs, 6), place, one))
    chosen: list[Said] = []
    papers: dict[str, int] = {}
    for _, (paper_id, _), one in sorted(scored, key=lambda item: item[:2]):
        if len(chosen) == count:
            break
        if of_paper is not None and papers.get(paper_id, 0) >= of_paper:
            continue
        if not any(_repeats(one, other) for other in (*taken, *chosen)):
            chosen.append(one)
            papers[paper_id] = papers.get(paper_id, 0) + 1
    return chosen


def in_order(chosen: Iterable[Said]) -> list[Said]:
    """Returns the sentences ordered by paper and by position in its text."""
    return sorted(chosen, key=lambda one: (one.sentence.passage.paper_id, one.sentence.span.start))


def _whole(sentence: Sentence) -> bool:
    return (
        _MIN_WORDS <= len(sentence.text.split()) <= _MAX_WORDS
        and cues.well_formed(sentence.text)
        and not sentence.text.endswith(":")
        and not cues.in_apparatus(sentence.passage.heading)
    )


def _cosine(vector: Vectors | None, centre: Vectors | None) -> float:
    return 0.0 if vector is None or centre is None else round(float(np.dot(vector, centre)), 6)


def _repeats(one: Said, other: Said) -> bool:
    mine, theirs = one.sentence.stems, other.sentence.stems
    return len(mine & theirs) >= _REPEATS * min(len(mine), len(theirs))
