"""Reads a text as a sequence of words that can be looked up and compared, each with its span in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from alignqa.answers.quoting.folding import Folded, fold
from alignqa.papers.document import Span

# A number keeps its point and its percent sign, a word its apostrophe; everything else between words is punctuation.
_WORD = re.compile(r"\d+(?:[.,]\d+)+%?|[^\W_]+(?:'[^\W_]+)*%?")


class Wording:
    """The folded words of a text, in order; punctuation, case and typography are ignored."""

    def __init__(self, text: str) -> None:
        self._folded: Folded = fold(text)
        found = list(_WORD.finditer(self._folded.text))
        self.words: tuple[str, ...] = tuple(match.group() for match in found)
        self._bounds = tuple(match.span() for match in found)

    def __len__(self) -> int:
        return len(self.words)

    def span(self, first: int, end: int) -> Span:
        """Returns the source span of the words `first:end`, at least one word."""
        return self._folded.source(self._bounds[first][0], self._bounds[end - 1][1])

    def occurrences(self, wanted: tuple[str, ...], *, start: int = 0) -> Iterator[int]:
        """Yields the positions from `start` on at which the words `wanted` occur."""
        if not wanted:
            return
        joined, starts = self._joined
        needle = f" {' '.join(wanted)} "
        at = joined.find(needle, starts[start]) if start < len(starts) else -1
        while at >= 0:
            yield bisect_right(starts, at) - 1
            at = joined.find(needle, at + 1)

    def pairs(self, first: str, second: str) -> list[int]:
        """Returns the positions at which the first word is followed by the second."""
        return self._pairs.get((first, second), [])

    def longest(self, wanted: tuple[str, ...], *, minimum: int) -> tuple[int, int] | None:
        """Returns position and length of the longest beginning of `wanted` that occurs here; None if shorter than `minimum`."""
        if len(wanted) < minimum:
            return None
        found = next(self.occurrences(wanted[:minimum]), None)
        if found is None:
            return None
        fits, fails = minimum, len(wanted) + 1
        while fails - fits > 1:
            middle = (fits + fails) // 2
            at = next(self.occurrences(wanted[:middle]), None)
            if at is None:
                fails = middle
            else:
                found, fits = at, middle
        return found, fits

    @cached_property
    def _joined(self) -> tuple[str, list[int]]:
        """The words joined by spaces, with a space at either end, and the position of the space before each word."""
        starts, at = [], 0
        for word in self.words:
            starts.append(at)
            at += len(word) + 1
        return f" {' '.join(self.words)} ", starts

    @cached_property
    def _pairs(self) -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for position, pair in enumerate(pairwise(self.words)):
            found[pair].append(position)
        return dict(found)
