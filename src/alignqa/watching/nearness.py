"""Ranks new papers by their nearness to a topic and to the papers of an index, and finds the sentences that say why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from alignqa.index.interfaces import Embedder, NearestPassages, Vectors
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Span
from alignqa.watching.watches import FoundPaper

_NEAREST = 5  # passages of the index whose mean similarity is a paper's nearness to it
_SENTENCES = 2


class Nearness:
    """Measures nearness with the embedder of an index, and with its passages if it has any."""

    def __init__(self, embedder: Embedder, passages: NearestPassages | None) -> None:
        self._embedder = embedder
        self._passages = passages

    def measured(self, papers: Sequence[FoundPaper], topics: Sequence[str]) -> tuple[FoundPaper, ...]:
        """Returns the papers with their nearness and the sentences that say why.

        The nearness is the mean of two cosine similarities of title and abstract: to the nearest topic,
        and to the five nearest passages of the index. The sentences are those nearest to a topic,
        or without topics to the title and the abstract as a whole.
        """
        if not papers:
            return ()
        wanted = np.stack([self._embedder.embed_question(topic) for topic in topics]) if topics else None
        wholes = self._embedder.embed([f"{paper.title}. {paper.abstract}" for paper in papers])
        found = []
        for paper, whole in zip(papers, wholes, strict=True):
            measures = [float((wanted @ whole).max())] if wanted is not None else []
            measures += self._to_passages(whole)
            near = float(np.mean(measures)) if measures else None
            aims = wanted if wanted is not None else whole[np.newaxis]
            found.append(replace(paper, nearness=near, why=self._why(paper.abstract, aims)))
        return tuple(found)

    def _to_passages(self, whole: Vectors) -> list[float]:
        nearest = self._passages.nearest(whole, count=_NEAREST) if self._passages is not None else []
        return [float(np.mean([similarity for _, similarity in nearest]))] if nearest else []

    def _why(self, abstract: str, aims: Vectors) -> tuple[tuple[int, int], ...]:
        spans = sentences(abstract, Span(0, len(abstract)))
        if len(spans) > _SENTENCES:
            scores = (self._embedder.embed([span.of(abstract) for span in spans]) @ aims.T).max(axis=1)
            best = sorted(range(len(spans)), key=lambda at: (-float(scores[at]), at))[:_SENTENCES]
            spans = [spans[at] for at in sorted(best)]
        return tuple((span.start, span.end) for span in spans)
