"""The printed pages of a plain text: split at form feeds, with running heads and page numbers kept separate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignqa.papers.parsing.manuscript.writer import PageMark

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"(?:\bpage\s+|\bp\.\s*|[\[(-]\s*)?\b(?P<label>\d{1,4}|[ivxl]{1,7})\b\s*[\])-]?\s*\Z", re.IGNORECASE)
# With fewer pages, a line that two of them share may be the author's own words.
_FEWEST_PAGES = 3


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page: its text, its running head and foot (`furniture`), and its `mark`, which is None in a text without pages."""

    text: str
    mark: PageMark | None = None
    furniture: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yields the lines of the page's text."""
        return lines_of(self.text)


def lines_of(text: str) -> Iterator[str]:
    """Yields the lines of `text` without their line ends."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


def printed_pages(text: str) -> list[PrintedPage]:
    """Returns the pages of a text; a text without form feeds is one page without a mark.

    A first or last line that recurs on half of the pages, digits ignored, is a running head or foot;
    if it ends in a number, that number is the page's label.
    """
    if "\f" not in text.strip():
        return [PrintedPage(text)]
    pages = text.strip("\f").split("\f")
    edges = [_edges(page) for page in pages]
    repeated = _repeated(edges)
    return [_page(page, number, edge, repeated) for number, (page, edge) in enumerate(zip(pages, edges, strict=True), start=1)]


def _edges(page: str) -> tuple[str, str]:
    """Returns the first and the last line that are not blank."""
    stripped = page.strip()
    return stripped.partition("\n")[0].strip(), stripped.rpartition("\n")[2].strip()


def _repeated(edges: Sequence[tuple[str, str]]) -> frozenset[str]:
    if len(edges) < _FEWEST_PAGES:
        return frozenset()
    counts = Counter(shape for first, last in edges for shape in {_shape(first), _shape(last)})
    return frozenset(shape for shape, count in counts.items() if shape and 2 * count >= len(edges))


def _shape(line: str) -> str:
    return _DIGITS.sub("#", " ".join(line.split())).casefold()


def _page(page: str, number: int, edges: tuple[str, str], repeated: frozenset[str]) -> PrintedPage:
    first, last = edges
    furniture: list[str] = []
    page = page.strip("\n")
    if first and _shape(first) in repeated:
        furniture.append(first)
        page = page.lstrip().removeprefix(first)
    if last and last != first and _shape(last) in repeated:
        furniture.append(last)
        page = page.rstrip().removesuffix(last)
    labels = [match["label"] for line in reversed(furniture) if (match := _PAGE_NUMBER.search(line))]
    return PrintedPage(page, PageMark(number, labels[0] if labels else None), tuple(furniture))
