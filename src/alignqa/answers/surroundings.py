"""The sentences around a quote, in its own section."""

from __future__ import annotations

from alignqa.index.sentences import sentences
from alignqa.papers.document import Manuscript, Span

_REACH = 2_000  # code points looked at on either side; three sentences hardly ever need more


def surroundings(manuscript: Manuscript, quote: Span, *, count: int = 3) -> tuple[Span, Span]:
    """What stands before and after a quote: at most `count` sentences on either side, none of another section.

    The spans touch the quote, so that all three together are one slice of the text.
    """
    section = manuscript.section_at(quote.start)
    limits = section.span if section else Span(0, len(manuscript.text))
    first, last = max(limits.start, quote.start - _REACH), min(limits.end, quote.end + _REACH)
    before = _sentences(manuscript, Span(first, quote.start))[-count:]
    after = _sentences(manuscript, Span(quote.end, max(last, quote.end)))[:count]
    return (
        Span(before[0].start if before else quote.start, quote.start),
        Span(quote.end, after[-1].end if after else quote.end),
    )


def _sentences(manuscript: Manuscript, stretch: Span) -> list[Span]:
    """The sentences of a stretch, line by line: a sentence never crosses a line."""
    found: list[Span] = []
    start = stretch.start
    for line in stretch.of(manuscript.text).splitlines(keepends=True):
        if line.strip():
            found.extend(sentences(manuscript.text, Span(start, start + len(line.rstrip("\n")))))
        start += len(line)
    return found
