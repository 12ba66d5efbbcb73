"""Passages for the retrievers of other libraries, with the paper's current text and metadata."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from alignqa.answers.assistant import Assistant
from alignqa.papers.document import Paper
from alignqa.papers.person_names import plain_names
from alignqa.retrieval.filters import Filters
from alignqa.retrieval.retriever import RankedPassage


class PassageMetadata(TypedDict):
    """Metadata of a passage and its paper; unknown values are None."""

    paper_id: str
    title: str | None
    authors: str | None
    year: int | None
    url: str | None
    section: str | None
    page: int | None
    page_label: str | None
    kind: str
    text_sha256: str


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A ranked passage and its paper; `paper.text` sliced by the passage's span is the passage's text."""

    ranked: RankedPassage
    paper: Paper

    @property
    def key(self) -> str:
        """The paper and the span, the same for the same passage of the same text."""
        span = self.ranked.passage.span
        return f"{self.paper.paper_id}:{span.start}:{span.end}"

    @property
    def metadata(self) -> PassageMetadata:
        """The paper, the place and the hash of the text."""
        known, passage = self.paper.metadata, self.ranked.passage
        locator = self.paper.manuscript.locate(passage.span.start)
        return {
            "paper_id": self.paper.paper_id,
            "title": known.title,
            "authors": ", ".join(plain_names(known.authors)) or None,
            "year": known.year,
            "url": known.url,
            "section": locator.section,
            "page": locator.page,
            "page_label": locator.page_label,
            "kind": passage.kind.value,
            "text_sha256": self.paper.manuscript.text_sha256,
        }


class PassageFinder:
    """Finds passages for a retriever of another library, which inherits this constructor.

    `papers` are keys, `authors` names or parts of them, `years` an inclusive range, as in `Assistant.search`.
    """

    def __init__(
        self,
        assistant: Assistant,
        *,
        count: int = 10,
        papers: Sequence[str] = (),
        authors: Sequence[str] = (),
        years: tuple[int | None, int | None] | None = None,
    ) -> None:
        super().__init__()  # the other library's
        self._assistant = assistant
        self._count = count
        self._filters = Filters(tuple(papers), tuple(authors), years)

    def _found(self, query: str) -> list[FoundPassage]:
        """Finds the passages nearest to a query, best first."""
        papers, authors, years = self._filters.papers, self._filters.authors, self._filters.years
        with self._assistant.pinned() as assistant:
            ranked = assistant.search(query, papers=papers, authors=authors, years=years, count=self._count)
            known = {key: assistant.paper(key) for key in dict.fromkeys(item.passage.paper_id for item in ranked)}
        return [FoundPassage(item, paper) for item in ranked if (paper := known[item.passage.paper_id]) is not None]
