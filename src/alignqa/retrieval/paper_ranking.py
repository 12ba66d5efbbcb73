"""Ranks papers by their whole text and by their best passages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alignqa.retrieval.fusion import min_max
from alignqa.retrieval.questions.question import Question
from alignqa.retrieval.questions.topic_words import search_terms
from alignqa.retrieval.retriever import RankedPassage
from alignqa.retrieval.snapshots import Snapshot
from alignqa.retrieval.weights import RetrievalWeights

_MAX_PAPERS = 200  # ranked by their words
RANKED_PASSAGES = 500
"""The number of passages retrieved for a question: enough for a hundred papers of a few passages each."""


@dataclass(frozen=True, slots=True)
class RankedPaper:
    """A paper with its score."""

    paper_id: str
    score: float


def find_papers(question: Question, index: Snapshot) -> list[RankedPaper]:
    """Finds the papers that are about a question, best first; ties are broken by key."""
    lexical = dict(index.catalogue.match_papers(search_terms(question.form.words), count=_MAX_PAPERS))
    passages = index.retriever.retrieve(question, count=RANKED_PASSAGES)
    return rank_papers(lexical, passages, weights=index.retriever.weights)


def rank_papers(
    lexical: Mapping[str, float], passages: Iterable[RankedPassage], *, weights: RetrievalWeights
) -> list[RankedPaper]:
    """Ranks papers by the BM25 scores of their whole texts and by the best of their passages.

    The maximum is the rule of Dai and Callan 2019 ("MaxP"): a long paper is not favoured for having many passages.
    """
    words = min_max(lexical)
    dense, sentence = dict.fromkeys(words, 0.0), dict.fromkeys(words, 0.0)
    for ranked in passages:
        key = ranked.passage.paper_id
        dense[key] = max(dense.get(key, 0.0), ranked.parts.dense)
        sentence[key] = max(sentence.get(key, 0.0), ranked.parts.sentence)

    def score(key: str) -> float:
        found = words.get(key, 0.0) + weights.paper_dense * dense[key] + weights.paper_sentence * sentence[key]
        return round(found, 6)

    papers = [RankedPaper(key, score(key)) for key in dense]
    return sorted(papers, key=lambda paper: (-paper.score, paper.paper_id))
