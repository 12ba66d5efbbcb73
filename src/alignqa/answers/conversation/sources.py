"""The sources of a conversation, numbered through all its answers, so that a number means the same quote throughout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from alignqa.answers.answer import Answer, Citation, Claim, Outcome, Quote
from alignqa.answers.quoting.gate import Offered, take
from alignqa.papers.document import Paper, Span


class Sources:
    """The quotes that were shown, with the numbers they were shown with."""

    def __init__(self) -> None:
        self._numbers: dict[Quote, int] = {}
        self._citations: dict[int, Citation] = {}
        self._last = 0

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations, in the order of their numbers."""
        return tuple(self._citations[number] for number in sorted(self._citations))

    @property
    def last(self) -> int:
        """The highest number that was assigned."""
        return self._last

    def number_of(self, quote: Quote) -> int:
        """Returns the number of a quote; a new quote gets the next one."""
        if quote not in self._numbers:
            self._last += 1
            self._numbers[quote] = self._last
        return self._numbers[quote]

    def numbered(self, outcome: Outcome) -> Outcome:
        """Returns the outcome with the numbers of this conversation; its quotes are kept as sources."""
        cited = outcome.citations if isinstance(outcome, Answer) else outcome.nearest
        numbers = {citation.marker: self.number_of(citation.quote) for citation in cited}
        citations = tuple(replace(citation, marker=numbers[citation.marker]) for citation in cited)
        self._citations.update({citation.marker: citation for citation in citations})
        if not isinstance(outcome, Answer):
            return replace(outcome, nearest=citations)
        claims = tuple(Claim(c.text, tuple(numbers[marker] for marker in c.citations), c.verdict) for c in outcome.claims)
        return replace(outcome, claims=claims, citations=citations)

    def restore(self, citations: Iterable[Citation], *, last: int) -> None:
        """Restores the sources of a conversation that continues; `last` is the highest number assigned in it."""
        for citation in citations:
            self._citations[citation.marker] = citation
            self._numbers[citation.quote] = citation.marker
        self._last = max([last, self._last, *self._citations])


def proven_again(paper: Paper | None, text_sha256: str, span: Span, marker: int) -> Citation | None:
    """Cites a span that was quoted before, through the gate; returns None if the paper was replaced or removed since."""
    if paper is None or paper.manuscript.text_sha256 != text_sha256 or span.end > len(paper.text):
        return None
    quote = take(span, Offered(paper.paper_id, paper.manuscript, (span,))) if len(span) else None
    if quote is None:
        return None
    known = paper.metadata
    return Citation(marker, quote, known.title, known.authors, known.year, known.url, known.wholes)
