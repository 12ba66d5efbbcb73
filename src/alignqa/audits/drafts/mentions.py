"""Finds the citations in a draft: authors, year and section, and where each of them is written."""

from __future__ import annotations

from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.marks import keyed_mentions, linked_mentions, pointing_mentions
from alignqa.audits.drafts.mention import Mention
from alignqa.audits.drafts.named import named_mentions
from alignqa.papers.document import Span


def mentions_in(draft: Draft, block: Span) -> list[Mention]:
    """Returns the citations of a block, in order; none inside another, except that one place may cite several works."""
    found: list[Mention] = []
    everything = (
        *named_mentions(draft, block),
        *keyed_mentions(draft, block),
        *linked_mentions(draft, block),
        *pointing_mentions(draft, block),
    )
    for mention in sorted(everything, key=lambda item: (item.span.start, -item.span.end)):
        if not found or mention.span.start >= found[-1].span.end or (mention.span == found[-1].span and not mention.authors):
            found.append(mention)
    return found
