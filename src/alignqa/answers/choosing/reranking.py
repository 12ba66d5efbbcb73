"""Reorders candidates by the scores of a model that reads question and window together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from alignqa.answers.choosing.candidates import Candidate
from alignqa.answers.choosing.close_reading import apart
from alignqa.retrieval.interfaces import Reranker

READ = 40
"""The number of windows that a reranker reads for one question."""


def rerank(candidates: Sequence[Candidate], *, question: str, reranker: Reranker) -> list[Candidate]:
    """Returns the best candidates that do not overlap, with the reranker's scores and in its order; ties keep their order.

    Candidates that it did not read have no comparable score, and are left out.
    """
    read = apart(candidates, READ)
    scores = reranker.score(question, [candidate.window.text for candidate in read])
    rated = [replace(candidate, score=score) for candidate, score in zip(read, scores, strict=True)]
    return sorted(rated, key=lambda candidate: -candidate.score)
