"""The sentences around a quote, in its own section."""

from __future__ import annotations

from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Manuscript, RegionKind, Span

_REACH = 2_000  # code points looked at on either side; three sentences hardly ever need more


def surroundings(manuscript: Manuscript, quote: Span, *, count: int = 3) -> tuple[Span, Span]:
    """Returns the text before and after a quote: at most `count` sentences on either side, none of another section.

    The spans touch the quote, so that all three together are one slice of the text.
    """
    headings = [region.span for region in manuscript.regions if region.kind is RegionKind.HEADING]
    first = max((span.end for span in headings if span.end <= quote.start), default=0)
    last = min((span.start for span in headings if span.start >= quote.end), default=len(manuscript.text))
    before = _sentences(manuscript, Span(max(first, quote.start - _REACH), quote.start))[-count:]
    after = _sentences(manuscript, Span(quote.end, min(last, quote.end + _REACH)))[:count]
    return (
        Span(before[0].start if before else quote.start, quote.start),
        Span(quote.end, after[-1].end if after else quote.end),
    )


def _sentences(manuscript: Manuscript, stretch: Span) -> list[Span]:
    """The sentences of a stretch, line by line: a sentence never crosses a line."""
    found: list[Span] = []
    start = stretch.start
    for line in stretch.of(manuscript.text).split("\n"):
        if line.strip():
            found.extend(sentences(manuscript.text, Span(start, start + len(line))))
        start += len(line) + 1
    return found
