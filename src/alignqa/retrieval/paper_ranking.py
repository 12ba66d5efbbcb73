"""Papers ranked by their passages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from alignqa.retrieval.retriever import RankedPassage


@dataclass(frozen=True, slots=True)
class RankedPaper:
    """A paper with its score and the passage that speaks for it most."""

    paper_id: str
    score: float
    best: RankedPassage


def rank_papers(passages: Iterable[RankedPassage]) -> list[RankedPaper]:
    """The papers of `passages`, best first: a paper is as good as its best passage, ties are broken by key.

    The maximum is the rule of Dai and Callan 2019 ("MaxP"): a long paper is not favoured for having many passages.
    """
    found: dict[str, RankedPaper] = {}
    for ranked in passages:
        key = ranked.passage.paper_id
        if key not in found or ranked.score > found[key].score:
            found[key] = RankedPaper(key, ranked.score, ranked)
    return sorted(found.values(), key=lambda paper: (-paper.score, paper.paper_id))
