"""Which claims stand on which quotes, and the citation numbers that say so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alignqa.answers.answer import Citation, Claim, Quote
from alignqa.papers.document import Metadata


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
