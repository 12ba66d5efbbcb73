"""The papers of an index that an agent may look at: those that the question's filters leave."""

from __future__ import annotations

from collections.abc import Sequence

from alignqa.index.catalogue.records import PaperRecord, PassageRecord
from alignqa.retrieval.filters import Filters, select
from alignqa.retrieval.question import analyse
from alignqa.retrieval.snapshots import Snapshot

_FOUND = 12


class IndexScope:
    """An index behind filters that nothing an agent asks for can widen."""

    def __init__(self, index: Snapshot, filters: Filters) -> None:
        self._index = index
        self._records = index.contents.papers
        chosen = select(self._records, filters)
        self._keys = frozenset(record.paper_id for record in self._records) if chosen is None else chosen

    def papers(self) -> Sequence[PaperRecord]:
        """All of them, sorted by key."""
        return [record for record in self._records if record.paper_id in self._keys]

    def search(self, query: str, papers: Sequence[str]) -> Sequence[PassageRecord]:
        """The passages nearest to a query, best first; an unknown key and an empty query are UsageErrors."""
        named = select(self.papers(), Filters(papers=tuple(papers)))
        keys = self._keys if named is None else self._keys & named
        return [item.passage for item in self._index.retriever.retrieve(analyse(query), count=_FOUND, paper_ids=keys)]

    def passages_of(self, paper_id: str) -> Sequence[PassageRecord]:
        """A paper's passages in reading order; none of a paper that is not there."""
        return self._index.catalogue.passages_of(paper_id) if paper_id in self._keys else []
