"""The best evidence for a statement: the quotable windows of chosen papers, scored as those of an answer are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from alignqa.answers.choosing.candidates import CHOSEN_FROM, Candidate, Chooser, rarity_from
from alignqa.papers.document import Span
from alignqa.retrieval.mentions import Mentions
from alignqa.retrieval.question import MAX_QUESTION_CHARACTERS, analyse
from alignqa.retrieval.snapshots import Snapshot

_RETRIEVED = 30  # passages of which the best windows are taken


@dataclass(frozen=True, slots=True)
class Evidence:
    """A window of a paper with how near it comes to a statement.

    `similarity` is the best cosine of a sentence, `whole` that of the mean sentence, `coverage` the weighted share of the
    statement's concepts that it has, all in 0…1.
    """

    paper_id: str
    span: Span
    text: str
    heading: str
    similarity: float
    whole: float
    coverage: float

    @property
    def strength(self) -> float:
        """How strongly it speaks to the statement, in 0…1."""
        return (self.similarity + self.whole + self.coverage) / 3.0


class EvidenceFinder:
    """Looks for evidence in one state of an index."""

    def __init__(self, index: Snapshot) -> None:
        self._catalogue = index.catalogue
        self._retriever = index.retriever
        self._embedder = index.embedder

    def find(self, statement: str, *, paper_ids: frozenset[str] | None = None) -> list[Evidence]:
        """The windows that come nearest to a statement, the strongest first, of these papers or of all."""
        asked = analyse(statement[:MAX_QUESTION_CHARACTERS])
        vector = self._embedder.embed_question(asked.text)
        ranked = self._retriever.retrieve(asked, count=_RETRIEVED, paper_ids=paper_ids, vector=vector)
        first = [item.passage.passage_id for item in ranked[:CHOSEN_FROM]]
        around = list(self._catalogue.passages({near for key in first for near in (key - 1, key, key + 1)}).values())
        if paper_ids is not None:
            around = [passage for passage in around if passage.paper_id in paper_ids]
        vectors = self._catalogue.passage_vectors([passage.passage_id for passage in around], self._embedder.identity)
        found = Chooser(self.rarity).candidates(
            asked, vector, ranked=ranked, around=around, vectors=vectors, mentioned=Mentions()
        )
        evidence = [_evidence(candidate) for candidate in found]
        return sorted(evidence, key=lambda item: (-item.strength, len(item.span), item.paper_id, item.span.start))

    @cached_property
    def rarity(self) -> Callable[[str], float]:
        """The inverse document frequency of a stem."""
        return rarity_from(self._catalogue.document_frequency, self._catalogue.counts()["passages"])


def _evidence(candidate: Candidate) -> Evidence:
    window, signs = candidate.window, candidate.signs
    heading = window.sentences[0].passage.heading
    return Evidence(candidate.paper_id, window.span, window.text, heading, signs.similarity, signs.whole, signs.coverage)
