"""Finds running heads, page numbers and margin stamps, and works out the printed number of each page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignqa.papers.parsing.pdf.child.printout import Sheet
from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.layout.norms import CAPTION, Norms
from alignqa.papers.parsing.pdf.web_page import is_browser_line

_EDGE_DEPTH = 3  # a running head or foot is one of so many outermost lines
_MIN_TITLE_SIZE = 1.15  # times the text size
_MIN_PAGES = 3  # pages that must share a running head
_FEW_PAGES = 5  # a shorter document shows it on two pages
_SAME_ROW = 0.35  # em
_HEIGHT_STEP = 4.0  # points
_MAX_HEAD_SIZE = 1.05  # times the text size
_MIN_GAP = 6.0  # em between the parts of a running head that are one line
_MIN_HEAD_LENGTH = 6  # letters and digits that repeat the title
_NUMBER = re.compile(
    r"(?:[-–—|\[]\s*)?(?:page\s+)?(?P<number>\d{1,4}|[ivxl]{1,7})(?:\s*(?:of|/)\s*\d{1,4})?(?:\s*[-–—|\]])?", re.IGNORECASE
)
_STAMP = re.compile(r"arXiv:\S+")
_STAMP_PART = re.compile(r"\[[a-z-]+(?:\.[A-Za-z-]+)?\]|(?:\[[a-z-]+(?:\.[A-Za-z-]+)?\]\s+)?\d{1,2} [A-Z][a-z]{2} \d{4}")
_COPYRIGHT_CODE = re.compile(r".{0,20}\d{4}[–-]\d{3}[\dX](?:[/–-]\d\d)?/\$?\d\d\.?\$?\d\d\.\d\d\b")  # of the IEEE
_DIGITS = re.compile(r"\d+|\b[ivxl]+\b")


def furniture(pages: Sequence[Sequence[PdfLine]], norms: Norms, sheets: Sequence[Sheet]) -> list[set[int]]:
    """The indices, in each page's list of lines, of running heads, page numbers and margin stamps."""
    edges = [list(_edge_rows(page, sheet.height)) for page, sheet in zip(pages, sheets, strict=True)]
    shape_counts: Counter[tuple[str, str, int]] = Counter()
    height_counts: Counter[tuple[str, int]] = Counter()
    for page, rows in zip(pages, edges, strict=True):
        shape_counts.update({near for row in rows for shape in _shapes(page, row) for near in _near(*shape)})
        height_counts.update({(row.edge, round(row.distance)) for row in rows if row.isolated_in(page, norms)})
    found: list[set[int]] = []
    for number, (page, rows) in enumerate(zip(pages, edges, strict=True)):
        places = _stamps(page)
        inner: set[str] = set()  # the edges at which text has been met: a head is beyond it
        for row in rows:
            lines = [page[at] for at in row.places]
            isolated = row.isolated_in(page, norms)
            needed = 2 if isolated and len(pages) <= _FEW_PAGES else _MIN_PAGES
            whole = shape_counts[_shape(row, lines)] >= needed or is_browser_line("  ".join(line.text for line in lines))
            whole |= bool(number) and isolated and row.edge == "top" and _reads_as_head(lines, pages[0], norms)
            heads = set()
            for at, line in zip(row.places, lines, strict=True):
                plain = line.size <= _MAX_HEAD_SIZE * norms.size and line.bold < 0.85  # a heading may begin each page
                repeats = plain and height_counts[row.edge, round(row.distance)] >= max(_MIN_PAGES, 0.5 * len(pages))
                alone = isolated and (repeats or _NUMBER.fullmatch(line.text) is not None)
                shared = shape_counts[_shape(row, [line])] >= needed
                coded = row.edge == "foot" and _COPYRIGHT_CODE.match(line.text) is not None
                if (whole or alone or shared or coded) and not CAPTION.match(line.text):
                    heads.add(at)
            if row.edge not in inner:
                places |= heads
            inner |= {row.edge} if len(heads) < len(lines) else set()
        # A paper's title is often its running head too, and must stay on the first page.
        title_size = max((line.size for line in page if not line.out_of_flow), default=0.0)
        min_size = max(0.97 * title_size, _MIN_TITLE_SIZE * norms.size)
        found.append({at for at in places if number or page[at].out_of_flow or page[at].size < min_size})
    return found


def _stamps(page: Sequence[PdfLine]) -> set[int]:
    """The stamps in the margin; wide spaces may divide one into its number, its subject and its date."""
    aside = [at for at, line in enumerate(page) if line.out_of_flow]
    stamps = {at for at in aside if _STAMP.match(page[at].text)}
    return stamps | {at for at in aside if stamps and _STAMP_PART.fullmatch(page[at].text)}


@dataclass(frozen=True, slots=True)
class _Row:
    """The lines at one height near an edge of the page ("top" or "foot"); `depth` counts rows from it, `distance` points."""

    edge: str
    depth: int
    distance: float
    places: tuple[int, ...]

    def isolated_in(self, page: Sequence[PdfLine], norms: Norms) -> bool:
        """Checks whether white space separates the row from all other lines, and nothing is beyond it."""
        return self.depth == 0 and all(_is_isolated(page, at, norms) for at in self.places)


def _edge_rows(page: Sequence[PdfLine], height: float) -> Iterator[_Row]:
    """The uppermost and lowermost rows of a page."""
    flowing = sorted(
        (at for at, line in enumerate(page) if not line.out_of_flow and not line.is_aside), key=lambda at: -page[at].y
    )
    rows: list[list[int]] = []
    for at in flowing:
        if rows and page[rows[-1][0]].y - page[at].y <= _SAME_ROW * page[at].size:
            rows[-1].append(at)
        else:
            rows.append([at])
    for edge, outermost in (("top", rows[:_EDGE_DEPTH]), ("foot", rows[: -_EDGE_DEPTH - 1 : -1])):
        for depth, places in enumerate(outermost):
            y = page[places[0]].y
            yield _Row(edge, depth, height - y if edge == "top" else y, tuple(sorted(places, key=lambda at: page[at].x0)))


def _shapes(page: Sequence[PdfLine], row: _Row) -> set[tuple[str, str, int]]:
    """The shapes of a row and of each of its lines."""
    lines = [page[at] for at in row.places]
    return {_shape(row, lines), *(_shape(row, [line]) for line in lines)}


def _shape(row: _Row, lines: Sequence[PdfLine]) -> tuple[str, str, int]:
    """The text of lines at an edge, without the numbers that change from page to page, and its distance from the edge."""
    words = " ".join(line.text for line in lines).split()
    return row.edge, _DIGITS.sub("#", " ".join(words).casefold()), round(row.distance / _HEIGHT_STEP)


def _near(edge: str, text: str, height: int) -> Iterator[tuple[str, str, int]]:
    """The same text at all heights that count as one: a head stands at one height on all pages, give or take a step."""
    for step in (-1, 0, 1):
        yield edge, text, height + step


def _reads_as_head(lines: Sequence[PdfLine], first_page: Sequence[PdfLine], norms: Norms) -> bool:
    """Checks whether the uppermost row of a page is a running head: it repeats the title or carries the number of the page."""
    title_size = max((line.size for line in first_page if not line.out_of_flow), default=0.0)
    title = "".join(line.text for line in first_page if line.size >= max(0.97 * title_size, _MIN_TITLE_SIZE * norms.size))
    parts = [part for line in lines for part in (line.text.split("  ") if line.gap >= _MIN_GAP else [line.text])]
    folded = {"".join(filter(str.isalnum, part.casefold())) for part in parts}
    repeats = any(len(text) >= _MIN_HEAD_LENGTH and text in "".join(filter(str.isalnum, title.casefold())) for text in folded)
    numbered = len(parts) > 1 and any(_NUMBER.fullmatch(part) for part in (parts[0], parts[-1]))
    return repeats or numbered


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


def _is_isolated(page: Sequence[PdfLine], at: int, norms: Norms) -> bool:
    """Checks whether white space separates the line from all lines that are not beside it."""
    line = page[at]
    distances = [abs(other.y - line.y) for place, other in enumerate(page) if place != at and not other.out_of_flow]
    return all(distance <= 0.2 * norms.size or distance >= 1.25 * norms.leading for distance in distances)
