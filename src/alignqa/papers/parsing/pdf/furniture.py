"""Finds running heads, page numbers and margin stamps, and works out the printed number of each page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from alignqa.papers.parsing.pdf.lines import PdfLine
from alignqa.papers.parsing.pdf.norms import Norms

_EDGE_DEPTH = 3  # a running head or foot is one of so many outermost lines
_MIN_TITLE_SIZE = 1.15  # times the text size
_MIN_PAGES = 3  # pages that must share a running head
_NUMBER = re.compile(
    r"(?:[-–—|\[]\s*)?(?:page\s+)?(?P<number>\d{1,4}|[ivxl]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?(?:\s*[-–—|\]])?", re.IGNORECASE
)
_STAMP = re.compile(r"arXiv:\S+")
_DIGITS = re.compile(r"\d+|\b[ivxl]+\b")


def furniture(pages: Sequence[Sequence[PdfLine]], norms: Norms) -> list[set[int]]:
    """The indices, in each page's list of lines, of running heads, page numbers and margin stamps."""
    shape_counts: Counter[tuple[str, str]] = Counter()
    height_counts: Counter[tuple[str, int]] = Counter()
    for page in pages:
        shape_counts.update({(edge, _shape(page[at])) for edge, at in _edge_lines(page)})
        height_counts.update(
            {(edge, round(page[at].y)) for edge, at in _edge_lines(page, depth=1) if _is_isolated(page, at, norms)}
        )
    found: list[set[int]] = []
    for number, page in enumerate(pages):
        places = {at for at, line in enumerate(page) if line.out_of_flow and _STAMP.match(line.text)}
        for edge, at in _edge_lines(page):
            shared = shape_counts[edge, _shape(page[at])]
            if shared >= _MIN_PAGES or (shared == 2 == len(pages) and _is_isolated(page, at, norms)):
                places.add(at)
        for edge, at in _edge_lines(page, depth=1):
            is_repeated = height_counts[edge, round(page[at].y)] >= max(_MIN_PAGES, 0.5 * len(pages))
            is_number = _NUMBER.fullmatch(page[at].text) is not None
            if _is_isolated(page, at, norms) and (is_number or is_repeated):
                places.add(at)
        # A paper's title is often its running head too, and must stay on the first page.
        found.append({at for at in places if number or page[at].out_of_flow or page[at].size < _MIN_TITLE_SIZE * norms.size})
    return found


def printed_numbers(pages: Sequence[Sequence[PdfLine]], places: Sequence[set[int]]) -> list[str | None]:
    """The page number printed on each page; None where there is none or it does not fit the count of the other pages."""
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


def _edge_lines(page: Sequence[PdfLine], *, depth: int = _EDGE_DEPTH) -> Iterator[tuple[str, int]]:
    """The uppermost and lowermost lines of a page, as ("top" or "foot", index)."""
    flowing = sorted((at for at, line in enumerate(page) if not line.out_of_flow), key=lambda at: -page[at].y)
    for at in flowing[:depth]:
        yield "top", at
    for at in flowing[-depth:]:
        yield "foot", at


def _shape(line: PdfLine) -> str:
    return _DIGITS.sub("#", line.text.casefold())


def _is_isolated(page: Sequence[PdfLine], at: int, norms: Norms) -> bool:
    """Checks whether white space separates the line from all lines that are not beside it."""
    line = page[at]
    distances = [abs(other.y - line.y) for place, other in enumerate(page) if place != at and not other.out_of_flow]
    return all(distance <= 0.2 * norms.size or distance >= 1.25 * norms.leading for distance in distances)
