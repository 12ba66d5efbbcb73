"""Senses of a term: definitions that mean the same, grouped."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alignqa.index.interfaces import Vectors
from alignqa.retrieval.terms import STOP_WORDS, stems

_ALIKE = 0.4
"""Least mean of cosine and shared words by which a definition joins a sense; docs/summaries.md says how it was set."""


def group(vectors: Sequence[Vectors | None], texts: Sequence[str], *, term: str) -> list[list[int]]:
    """The places of definitions, grouped by sense; a definition joins the sense that it is nearest to on the whole.

    Definitions of one term all share the term, so that it counts for nothing among the shared words.
    """
    about = frozenset(stems(term)) | STOP_WORDS
    said = [frozenset(stems(text)) - about for text in texts]
    groups: list[list[int]] = []
    for place in range(len(texts)):
        nearness = [float(np.mean([_alike(place, other, vectors, said) for other in members])) for members in groups]
        best = int(np.argmax(nearness)) if nearness else 0
        if nearness and nearness[best] >= _ALIKE:
            groups[best].append(place)
        else:
            groups.append([place])
    return groups


def mean(rows: Sequence[Vectors]) -> Vectors | None:
    """The mean of vectors, of length one; None of none."""
    if not rows:
        return None
    total = np.add.reduce(list(rows))
    return np.asarray(total / (float(np.linalg.norm(total)) or 1.0), dtype=np.float32)


def _alike(one: int, other: int, vectors: Sequence[Vectors | None], said: Sequence[frozenset[str]]) -> float:
    mine, theirs = vectors[one], vectors[other]
    cosine = 0.0 if mine is None or theirs is None else float(mine @ theirs)
    shared = len(said[one] & said[other]) / (min(len(said[one]), len(said[other])) or 1)
    return 0.5 * (cosine + shared)
