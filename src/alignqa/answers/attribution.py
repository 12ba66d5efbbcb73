"""Which claims stand on which quotes, and the citation numbers that say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from alignqa.answers.answer import Citation, Claim, Quote
from alignqa.papers.document import Metadata

if TYPE_CHECKING:
    from alignqa.answers.writing.claim_checks import ProvenClaim


def cite(quotes: Sequence[Quote], metadata: Mapping[str, Metadata]) -> tuple[Citation, ...]:
    """Citations numbered from 1 in the order of the quotes, with the metadata of their papers."""
    found = []
    for marker, quote in enumerate(quotes, start=1):
        known = metadata.get(quote.paper_id, Metadata())
        found.append(Citation(marker, quote, known.title, known.authors, known.year, known.url))
    return tuple(found)


def quoted_claims(citations: Sequence[Citation]) -> tuple[Claim, ...]:
    """Without a generator every quote is its own claim."""
    return tuple(Claim(citation.quote.exact, (citation.marker,)) for citation in citations)


def written_claims(proven: Sequence[ProvenClaim], cited: Sequence[Citation]) -> tuple[Claim, ...]:
    """The claims of a generator with the markers of their quotes, all of which are among the cited ones."""
    markers = {citation.quote: citation.marker for citation in cited}
    return tuple(Claim(claim.text, tuple(markers[quote] for quote in claim.quotes), claim.verdict) for claim in proven)


def quotes_of(proven: Sequence[ProvenClaim]) -> list[Quote]:
    """The quotes of claims, each once, in the order of their first use."""
    return list(dict.fromkeys(quote for claim in proven for quote in claim.quotes))
