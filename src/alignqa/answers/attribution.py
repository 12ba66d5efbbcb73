"""Attribution: claims are linked to the quotes that they stand on by citation numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from alignqa.answers.answer import Answer, Citation, Claim, Outcome, Quote, WorkInQuote
from alignqa.answers.trace import Considered
from alignqa.papers.document import Metadata
from alignqa.retrieval.retriever import RankedPassage
from alignqa.retrieval.snapshots import Snapshot

if TYPE_CHECKING:
    from alignqa.answers.writing.claim_checks import ProvenClaim


class WorkNamer(Protocol):
    """Names the works that a quote itself cites."""

    def named_in(self, quote: Quote, index: Snapshot) -> tuple[WorkInQuote, ...]:
        """Returns the works that the marks in a quote surely mean, in order."""
        ...


def with_named_works(outcome: Outcome, namer: WorkNamer, index: Snapshot) -> Outcome:
    """Returns an answer whose citations name the works that their quotes cite; an abstention as it is."""
    if not isinstance(outcome, Answer):
        return outcome
    named = (replace(citation, named=namer.named_in(citation.quote, index)) for citation in outcome.citations)
    return replace(outcome, citations=tuple(named))


def cite(quotes: Sequence[Quote], metadata: Mapping[str, Metadata]) -> tuple[Citation, ...]:
    """Makes citations, numbered from 1 in the order of the quotes, with the metadata of their papers."""
    found = []
    for marker, quote in enumerate(quotes, start=1):
        known = metadata.get(quote.paper_id, Metadata())
        found.append(Citation(marker, quote, known.title, known.authors, known.year, known.url, known.wholes))
    return tuple(found)


def quoted_claims(citations: Sequence[Citation]) -> tuple[Claim, ...]:
    """Makes a claim of every quote, as for an answer without a generator."""
    return tuple(Claim(citation.quote.exact, (citation.marker,)) for citation in citations)


def written_claims(proven: Sequence[ProvenClaim], cited: Sequence[Citation]) -> tuple[Claim, ...]:
    """Returns a generator's claims with the markers of their quotes, all of which are among the cited ones."""
    markers = {citation.quote: citation.marker for citation in cited}
    return tuple(Claim(claim.text, tuple(markers[quote] for quote in claim.quotes), claim.verdict) for claim in proven)


def quotes_of(proven: Sequence[ProvenClaim]) -> list[Quote]:
    """Returns the quotes of claims, each once, in the order of their first use."""
    return list(dict.fromkeys(quote for claim in proven for quote in claim.quotes))


def considered(ranked: Sequence[RankedPassage], quotes: Sequence[Quote]) -> tuple[Considered, ...]:
    """Returns the retrieved passages as a trace records them."""
    return tuple(
        Considered(
            item.passage.paper_id,
            item.passage.span,
            item.score,
            any(quote.paper_id == item.passage.paper_id and quote.span.overlaps(item.passage.span) for quote in quotes),
        )
        for item in ranked
    )
