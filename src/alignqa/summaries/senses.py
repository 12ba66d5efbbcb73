"""Groups the definitions of a term into senses: definitions that mean the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alignqa.index.interfaces import Vectors
from alignqa.retrieval.terms import STOP_WORDS, stems

_ALIKE = 0.4
"""Minimum mean of cosine and shared words at which a definition joins a sense; docs/lab/summaries.md says how it was set."""


def group(vectors: Sequence[Vectors | None], texts: Sequence[str], *, term: str) -> list[list[int]]:
    """Returns the positions of the definitions, grouped by sense; a definition joins the sense that is nearest on average.

    All definitions of a term contain the term, so it is not counted among the shared words.
    """
    about = frozenset(stems(term)) | STOP_WORDS
    content = [frozenset(stems(text)) - about for text in texts]
    groups: list[list[int]] = []
    for place in range(len(texts)):
        nearness = [float(np.mean([_alike(place, other, vectors, content) for other in members])) for members in groups]
        best = int(np.argmax(nearness)) if nearness else 0
        if nearness and nearness[best] >= _ALIKE:
            groups[best].append(place)
        else:
            groups.append([place])
    return groups


def mean(rows: Sequence[Vectors]) -> Vectors | None:
    """Returns the mean of vectors, scaled to length one; None if there are no vectors."""
    if not rows:
        return None
    total = np.add.reduce(list(rows))
    return np.asarray(total / (float(np.linalg.norm(total)) or 1.0), dtype=np.float32)


def _alike(one: int, other: int, vectors: Sequence[Vectors | None], content: Sequence[frozenset[str]]) -> float:
    mine, theirs = vectors[one], vectors[other]
    cosine = 0.0 if mine is None or theirs is None else float(mine @ theirs)
    shared = len(content[one] & content[other]) / (min(len(content[one]), len(content[other])) or 1)
    return 0.5 * (cosine + shared)
