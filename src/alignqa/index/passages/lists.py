"""Short lists: up to eight items with the sentence that introduces them, which are retrieved and quoted as one unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Span

_LINE = re.compile(r"[^\n]+")
MAX_LIST_ITEMS = 8
MAX_LIST_CHARACTERS = 1_500
_WORDS_OF_INTRODUCTION = 4

# A sentence before a list that does not end in a colon introduces it if it announces several things.
_ANNOUNCES = re.compile(
    r"\b(?:following|follows|below|these|two|three|four|five|six|seven|eight|[2-8]|several|some|many|various|kinds?|types?|ways)\b",
    re.IGNORECASE,
)


def short_lists(texts: Sequence[str], spans: Sequence[Span], breaks: Sequence[int]) -> Iterator[range]:
    """Yields the places of each short list among consecutive sentences: the introducing one first, then those of its items.

    `breaks` counts the line breaks before each sentence: one begins an item, two or more a paragraph.
    """
    starts = [at for at, count in enumerate(breaks) if at == 0 or count >= 2]
    for start, end in zip(starts, [*starts[1:], len(texts)], strict=True):
        items = [at for at in range(start + 1, end) if breaks[at] == 1]
        if not items:
            continue
        first = items[0] - 1
        if not texts[first].endswith(":"):
            inner = next((at for at in items if _introduces_others(texts[at])), None)
            if start and (texts[start - 1].endswith(":") or _ANNOUNCES.search(texts[start - 1])):
                # The paragraph is an item itself: the one before it introduces the list.
                first, items = start - 1, [start, *items]
            elif inner is not None:
                first, items = inner, [at for at in items if at > inner]
            else:
                continue
        if 2 <= len(items) <= MAX_LIST_ITEMS and spans[end - 1].end - spans[first].start <= MAX_LIST_CHARACTERS:
            yield range(first, end)


def _introduces_others(text: str) -> bool:
    """Checks for a line that is set like an item of a box, and introduces the items after it; a mere label does not."""
    return text.endswith(":") and len(text.split()) >= _WORDS_OF_INTRODUCTION


def line_breaks(text: str, spans: Sequence[Span]) -> list[int]:
    """Counts the line breaks before each of the sentences that are consecutive in `text`; 0 before the first one."""
    gaps = (text.count("\n", one.end, other.start) for one, other in pairwise(spans))
    return [0, *gaps] if spans else []


def short_list_with(text: str, span: Span) -> Span | None:
    """Returns the span of the short list, with its introduction, that has all of `span`; None if there is none.

    `text` is a canonical text, and so the answer does not depend on which of its sentences are at hand.
    """
    end = text.find("\n\n", span.end)
    # The list's own paragraph, and the one before it, which may introduce it.
    start = text.rfind("\n\n", 0, max(0, text.rfind("\n\n", 0, span.end)))
    lines = _LINE.finditer(text, max(0, start), len(text) if end < 0 else end)
    spans = [sentence for line in lines for sentence in sentences(text, Span(*line.span()))]
    found = short_lists([one.of(text) for one in spans], spans, line_breaks(text, spans))
    listed = (Span(spans[places.start].start, spans[places.stop - 1].end) for places in found)
    return next((one for one in listed if one.covers(span)), None)
