"""The sentences around a quote, in its own section."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from alignqa.answers.answer import Citation
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import PROSE, Manuscript, Paper, RegionKind, Span

_READ_ON = {*PROSE, RegionKind.MATH}
_REACH = 2_000  # code points looked at on either side; three sentences hardly ever need more


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text before and after a quote; with the quote between them it is one slice of the paper."""

    before: str
    after: str


def surroundings_of(
    citations: Iterable[Citation], paper_of: Callable[[str], Paper | None], *, count: int = 2
) -> dict[int, Surroundings]:
    """Returns the surroundings of each cited quote by its marker; there are none for a paper that was replaced or removed."""
    found = {}
    for citation in citations:
        paper = paper_of(citation.paper_id)
        if paper is not None and paper.manuscript.text_sha256 == citation.quote.text_sha256:
            before, after = surroundings(paper.manuscript, citation.quote.span, count=count)
            found[citation.marker] = Surroundings(before.of(paper.text), after.of(paper.text))
    return found


def surroundings(manuscript: Manuscript, quote: Span, *, count: int = 3) -> tuple[Span, Span]:
    """Returns the text before and after a quote: at most `count` sentences on either side, up to a heading, a table or the like.

    The spans touch the quote, so that all three together are one slice of the text.
    """
    walls = [region.span for region in manuscript.regions if region.kind not in _READ_ON]
    first = max((span.end for span in walls if span.end <= quote.start), default=0)
    last = min((span.start for span in walls if span.start >= quote.end), default=len(manuscript.text))
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
