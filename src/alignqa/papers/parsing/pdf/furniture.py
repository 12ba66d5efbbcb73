"""Finds running heads and page numbers, and what the pages call themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from alignqa.papers.parsing.pdf.lines import PdfLine
from alignqa.papers.parsing.pdf.norms import Norms

_EDGE_LINES = 3  # how deep a running head may be
_TITLE_SIZE = 1.15  # times the text size
_FEWEST = 3  # pages that must share a head
_NUMBER = re.compile(
    r"(?:[-–—|\[]\s*)?(?:page\s+)?(?P<number>\d{1,4}|[ivxl]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?(?:\s*[-–—|\]])?", re.IGNORECASE
)
_STAMP = re.compile(r"arXiv:\S+")
_DIGITS = re.compile(r"\d+|\b[ivxl]+\b")


def furniture(pages: Sequence[Sequence[PdfLine]], norms: Norms) -> list[set[int]]:
    """The places, in each page's list of lines, of running heads, page numbers and margin stamps."""
    counted: Counter[tuple[str, str]] = Counter()
    heights: Counter[tuple[str, int]] = Counter()
    for page in pages:
        counted.update({(edge, _shape(page[at])) for edge, at in _edge(page)})
        heights.update({(edge, round(page[at].y)) for edge, at in _edge(page, deep=1) if _stands_off(page, at, norms)})
    found: list[set[int]] = []
    for number, page in enumerate(pages):
        places = {at for at, line in enumerate(page) if line.drawn and _STAMP.match(line.text)}
        for edge, at in _edge(page):
            shared = counted[edge, _shape(page[at])]
            if shared >= _FEWEST or (shared == 2 == len(pages) and _stands_off(page, at, norms)):
                places.add(at)
        for edge, at in _edge(page, deep=1):
            often = heights[edge, round(page[at].y)] >= max(_FEWEST, 0.5 * len(pages))
            alone = _NUMBER.fullmatch(page[at].text) is not None
            if _stands_off(page, at, norms) and (alone or often):
                places.add(at)
        # A paper's title is often its running head too.
        found.append({at for at in places if number or page[at].drawn or page[at].size < _TITLE_SIZE * norms.size})
    return found


def printed_numbers(pages: Sequence[Sequence[PdfLine]], places: Sequence[set[int]]) -> list[str | None]:
    """The page number that each page prints, where the pages agree on how they count; else None."""
    read: list[int | None] = []
    for page, found in zip(pages, places, strict=True):
        matches = [_NUMBER.fullmatch(page[at].text) for at in sorted(found)]
        numbers = [int(match["number"]) for match in matches if match and match["number"].isdigit()]
        read.append(numbers[0] if len(set(numbers)) == 1 else None)
    offsets = Counter(number - index for index, number in enumerate(read) if number is not None)
    if not offsets:
        return [None] * len(pages)
    offset, agreeing = offsets.most_common(1)[0]
    consistent = agreeing >= max(2, 0.5 * len(pages)) or agreeing == len(pages)
    return [str(number) if consistent and number == index + offset else None for index, number in enumerate(read)]


def _edge(page: Sequence[PdfLine], *, deep: int = _EDGE_LINES) -> Iterator[tuple[str, int]]:
    """The uppermost and lowermost lines of a page, as ("top" or "foot", place)."""
    flowing = sorted((at for at, line in enumerate(page) if not line.drawn), key=lambda at: -page[at].y)
    for at in flowing[:deep]:
        yield "top", at
    for at in flowing[-deep:]:
        yield "foot", at


def _shape(line: PdfLine) -> str:
    return _DIGITS.sub("#", line.text.casefold())


def _stands_off(page: Sequence[PdfLine], at: int, norms: Norms) -> bool:
    """Whether white space separates the line from all lines that are not beside it."""
    line = page[at]
    apart = [abs(other.y - line.y) for place, other in enumerate(page) if place != at and not other.drawn]
    return all(distance <= 0.2 * norms.size or distance >= 1.25 * norms.leading for distance in apart)
