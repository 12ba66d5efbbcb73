"""Candidates in the order of a model that reads question and window together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from alignqa.answers.choosing.candidates import Candidate
from alignqa.retrieval.interfaces import Reranker

READ = 40
"""Windows that a reranker reads for one question."""


def rerank(candidates: Sequence[Candidate], *, question: str, reranker: Reranker) -> list[Candidate]:
    """The best candidates without a place in common, with the reranker's scores and in its order; equal ones stay as they were.

    What it did not read has no score to be compared by, and is left out.
    """
    read: list[Candidate] = []
    for candidate in candidates:
        if len(read) == READ:
            break
        if not any(candidate.overlaps(other) for other in read):
            read.append(candidate)
    scores = reranker.score(question, [candidate.window.text for candidate in read])
    rated = [replace(candidate, score=score) for candidate, score in zip(read, scores, strict=True)]
    return sorted(rated, key=lambda candidate: -candidate.score)
