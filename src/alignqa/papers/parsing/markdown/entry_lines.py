"""Divides a paragraph of which each line is a note or an entry of a reference list, in Markdown and on web pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from unicodedata import normalize

from markdown_it.token import Token

from alignqa.papers.parsing.markdown.lines import bare_text, joined, lines_of

_NUMBER = re.compile(r"\s*(?:\[(\d{1,3})\]|(\d{1,3})[.)]?\s|([¹²³⁰⁴-⁹]{1,3})(?:\s|(?=[^\W\d_][^\W\d_A-Z]{2})))")
_YEAR = re.compile(r"\b(?:19|20)\d\d")


def entry_starts(lines: Sequence[str], *, listed: bool) -> list[int]:
    """Returns the places of the lines of a paragraph at which its notes or entries begin, the first one always among them.

    They are numbered on from one to the next; or they are `listed`, below a heading for references, and each line has a year.
    """
    starts = [0]
    first = _NUMBER.match(lines[0]) if lines else None
    number = _number(first) if first else 0
    for at, line in enumerate(lines[1:] if first else (), start=1):
        if (found := _NUMBER.match(line)) and _number(found) == number + 1:
            starts.append(at)
            number += 1
    if len(starts) == 1 < len(lines) and listed and all(line[:1].isupper() and _YEAR.search(line) for line in lines):
        return list(range(len(lines)))
    return starts


def entries_in(children: Sequence[Token], *, listed: bool) -> Iterator[Sequence[Token]]:
    """Yields the tokens of each note or entry of a paragraph, or all of its tokens."""
    lines = lines_of(children)
    starts = entry_starts([_printed(line) for line in lines] if len(lines) > 1 else [], listed=listed)
    for start, end in pairwise((*starts, len(lines))):
        yield joined(lines[start:end]) if len(starts) > 1 else children


def _number(found: re.Match[str]) -> int:
    return int(normalize("NFKC", found[1] or found[2] or found[3]))


def _printed(line: Sequence[Token]) -> str:
    """Returns the text of a line with the raised number that it begins with, which is the mark of a note elsewhere."""
    shown = [token.content for token in line if token.content.strip()]
    return f"{shown[1]} {bare_text(line)}" if shown[:3:2] == ["<sup>", "</sup>"] else bare_text(line)
