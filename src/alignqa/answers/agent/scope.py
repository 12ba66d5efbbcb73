"""The papers of an index that an agent may read: those that the question's filters leave."""

from __future__ import annotations

from collections.abc import Sequence

from alignqa.index.catalogue.records import PaperRecord, PassageRecord
from alignqa.retrieval.filters import Filters, select
from alignqa.retrieval.questions.understanding import understand
from alignqa.retrieval.snapshots import Snapshot

_FOUND = 12


class IndexScope:
    """An index behind filters that no request of an agent can widen."""

    def __init__(self, index: Snapshot, filters: Filters) -> None:
        self._index = index
        self._records = index.contents.papers
        chosen = select(self._records, filters)
        self._keys = frozenset(record.paper_id for record in self._records) if chosen is None else chosen

    def papers(self) -> Sequence[PaperRecord]:
        """Returns all of them, sorted by key."""
        return [record for record in self._records if record.paper_id in self._keys]

    def search(self, query: str, papers: Sequence[str]) -> Sequence[PassageRecord]:
        """Returns the passages nearest to a query, best first; raises UsageError for an unknown key or an empty query."""
        named = select(self.papers(), Filters(papers=tuple(papers)))
        keys = self._keys if named is None else self._keys & named
        question = understand(query, self._index)
        return [item.passage for item in self._index.retriever.retrieve(question, count=_FOUND, paper_ids=keys)]

    def passages_of(self, paper_id: str) -> Sequence[PassageRecord]:
        """Returns a paper's passages in reading order; none if the paper is not among these."""
        return self._index.catalogue.passages_of(paper_id) if paper_id in self._keys else []
