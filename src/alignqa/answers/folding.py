"""Folding: a text made comparable, with the source index of every character.

What folds equal differs only in compatibility forms (NFKC), case, white space, quotation marks, dashes and hyphenation.
Folding serves comparison alone; whatever is shown is the source's own slice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from alignqa.papers.document import Span

_QUOTES = {char: "'" for char in "'‘’‚‛′`´"} | {char: '"' for char in '"“”„‟″«»'}
_HYPHENS = frozenset("-‐‑‒\u00ad−")
_DASHES = frozenset("–—―⸺⸻")
_CLUSTER = re.compile(r"[^\W\d_][\u0300-\u036f]*|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `starts[i]` and `ends[i]` bound the source characters that folded character `i` stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def source(self, start: int, end: int) -> Span:
        """The source span of the folded range `start:end`, which is not empty."""
        return Span(self.starts[start], self.ends[end - 1])


def fold(text: str) -> Folded:
    """Folds `text`; white space at the ends is dropped."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for char, start, end in _without_hyphenation(_mapped(text)):
        if char == " " and (not chars or chars[-1] == " "):
            if chars:
                ends[-1] = end
            continue
        chars.append(char)
        starts.append(start)
        ends.append(end)
    if chars and chars[-1] == " ":
        chars.pop(), starts.pop(), ends.pop()
    return Folded("".join(chars), tuple(starts), tuple(ends))


_Mark = tuple[str, int, int]


def _mapped(text: str) -> Iterator[_Mark]:
    """Each folded character with its source range; hyphens become "-", dashes "–", white space " "."""
    for cluster in _CLUSTER.finditer(text):
        for char in unicodedata.normalize("NFKC", cluster.group()).casefold():
            if char.isspace():
                folded = " "
            elif char in _HYPHENS:
                folded = "-"
            elif char in _DASHES:
                folded = "–"
            else:
                folded = _QUOTES.get(char, char)
            yield folded, cluster.start(), cluster.end()


def _without_hyphenation(marks: Iterator[_Mark]) -> list[_Mark]:
    """Drops a hyphen between two letters with the white space after it, and white space around dashes; "--" is a dash."""
    found: list[_Mark] = []
    held = list(marks)
    index = 0
    while index < len(held):
        char, start, end = held[index]
        after = index + 1
        while after < len(held) and held[after][0] == " ":
            after += 1
        following = held[after][0] if after < len(held) else ""
        if char == "-" and following == "-" and after == index + 1:
            held[after] = ("–", start, held[after][2])
        elif char == "-" and found and found[-1][0].isalpha() and following.isalpha():
            index = after
            continue
        elif char == "–":
            while found and found[-1][0] == " ":
                found.pop()
            found.append((char, start, end))
            index = after
            continue
        else:
            found.append((char, start, end))
        index += 1
    return found
