"""Measures what is normal in a document (type size, leading, margins of its columns) and recognises prose, captions and items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from alignqa.papers.parsing.pdf.layout.lines import PdfLine

CAPTION = re.compile(
    r"(?P<label>Figure|Fig\.|Table|Tab\.|Algorithm|Listing|Scheme|Chart|Exhibit|Box|Panel)\s+"
    r"(?:[A-Z]{0,2}[.\-]?\d+(?:[.\-]\d+)*[a-z]?|[IVX]+)\s*(?P<stop>[:.|—–]|$|\s[|—–])",
    re.IGNORECASE,
)
ITEM = re.compile(r"(?P<mark>[•‣◦▪●○■□♦►▶➢✓]|[·∙–—−\-*⋆](?=\s)|\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)](?=\s))\s*(?=\S)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_MIN_LINE_LENGTH = 30  # characters; shorter lines are not counted
_MIN_WORDS = 4
_MIN_RAGGED = 0.75  # of the width of a column; a line of a paragraph is seldom shorter, but its last one
_DEFAULT_LEADING = 1.2  # em, the typographer's rule of thumb


@dataclass(frozen=True, slots=True)
class Norms:
    """Type size and leading of the running text in points, and the left and right margin of each column of each page.

    `font` is the index of its usual font.
    """

    size: float
    leading: float
    margins: Mapping[tuple[int, int], tuple[float, float]]
    font: int = -1

    def left(self, line: PdfLine) -> float:
        """The left margin of the column of `line`."""
        return self.margins.get((line.page, line.column), (line.x0, line.x1))[0]

    def right(self, line: PdfLine) -> float:
        """The right margin of the column of `line`."""
        return self.margins.get((line.page, line.column), (line.x0, line.x1))[1]

    def indent(self, line: PdfLine) -> float:
        """The distance from the left margin to the beginning of `line`, in ems."""
        return (line.x0 - self.left(line)) / self.size

    def is_full(self, line: PdfLine) -> bool:
        """Checks whether `line` reaches the right margin."""
        return line.x1 >= self.right(line) - 1.5 * self.size

    def leaves_open(self, line: PdfLine) -> bool:
        """Checks whether the sentence in `line` continues in the next line; text that is not justified has shorter lines."""
        long_enough = line.x1 - self.left(line) >= _MIN_RAGGED * (self.right(line) - self.left(line))
        return long_enough and line.text[-1:] not in ".!?:" and is_wordy(line)

    def gap(self, above: PdfLine | None, line: PdfLine) -> float:
        """The distance between two baselines in leadings; infinite if the lines are not in one band and column."""
        if above is None or above.group != line.group:
            return float("inf")
        return (above.y - line.y - line.hidden_above) / self.leading


def norms_of(pages: Sequence[Sequence[PdfLine]]) -> Norms:
    """The norms of a document, from the lines of its pages in reading order."""
    text = [line for page in pages for line in page if not line.out_of_flow and len(line.text) >= _MIN_LINE_LENGTH]
    if not text:
        text = [line for page in pages for line in page]
    sizes: Counter[float] = Counter()
    for line in text:
        sizes[line.size] += len(line.text)
    size = max(sizes, key=lambda s: (sizes[s], s))
    # Sizes that differ only by rounding count as one.
    normal = [line for line in text if abs(line.size - size) <= 0.05 * size]
    steps = Counter(round(a.y - b.y, 1) for page in pages for a, b in pairwise(page) if _are_consecutive(a, b, size))
    leading = steps.most_common(1)[0][0] if steps else _DEFAULT_LEADING * size
    fonts: Counter[int] = Counter()
    for line in normal:
        fonts[line.font] += len(line.text)
    font = max(fonts, key=lambda f: (fonts[f], f))
    margins = _margins(normal)
    # A page with nothing but small type, such as references, has margins of its own.
    small = [line for line in text if (line.page, line.column) not in margins]
    return Norms(max(size, 1.0), max(leading, 1.0), {**_margins(small), **margins}, font)


def _are_consecutive(a: PdfLine, b: PdfLine, size: float) -> bool:
    return a.group == b.group and all(abs(x.size - size) <= 0.05 * size for x in (a, b)) and 0.5 * size < a.y - b.y < 3 * size


def _margins(lines: Iterable[PdfLine]) -> dict[tuple[int, int], tuple[float, float]]:
    columns: dict[tuple[int, int], list[PdfLine]] = {}
    for line in lines:
        columns.setdefault((line.page, line.column), []).append(line)
    everywhere: dict[int, list[PdfLine]] = {}
    for (_, column), members in columns.items():
        everywhere.setdefault(column, []).extend(members)
    typical = {column: _edges(members) for column, members in everywhere.items()}
    # A page with little text takes the margins of the others.
    return {key: _edges(members) if len(members) >= 5 else typical[key[1]] for key, members in columns.items()}


def _edges(lines: Sequence[PdfLine]) -> tuple[float, float]:
    lefts, rights = Counter(round(line.x0) for line in lines), Counter(round(line.x1) for line in lines)
    # The leftmost and rightmost positions that several lines share, so that neither an indented list nor one stray line decides.
    min_count = max(2, len(lines) // 8)
    left = min((x for x in lefts if lefts[x] + lefts[x + 1] >= min_count), default=min(lefts))
    right = max((x for x in rights if rights[x] + rights[x - 1] >= min_count), default=max(rights))
    return float(left), float(right)


def words(text: str) -> list[str]:
    """The words of two or more letters."""
    return _WORD.findall(text)


def is_wordy(line: PdfLine) -> bool:
    """Checks whether a line holds enough words to be part of a sentence."""
    return line.maths < 0.6 and len(words(line.text)) >= _MIN_WORDS


def is_prose(lines: Sequence[PdfLine]) -> bool:
    """Checks whether lines read as running sentences and not as names, cells or labels: most words are in lower case."""
    tokens = " ".join(line.text for line in lines).split()
    if sum("@" in token for token in tokens) > 0.04 * len(tokens):
        return False
    found = words(" ".join(tokens))
    lower = sum(word[0].islower() for word in found)
    return len(found) >= 20 and lower >= 0.55 * len(found)
