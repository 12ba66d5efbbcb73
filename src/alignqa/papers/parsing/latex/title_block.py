r"""Title, authors and year of a LaTeX paper, from `\title`, `\author` and `\date`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from alignqa.papers.bibliography import year_in
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.writer import clean

# Stand for `\\and` and for a line break in the text of an author block.
_NEXT_AUTHOR = "\ue010"
_NEXT_LINE = "\ue011"
_BREAKS = re.compile(f"[{_NEXT_AUTHOR}{_NEXT_LINE};]")
_GAPS = frozenset({"quad", "qquad", "hspace", "hfill", "hskip", "enspace"})
_BETWEEN_NAMES = re.compile(r"\s*(?:,\s*(?:and\b)?|;|&|\band\b|\s{3,})\s*")
# Footnote marks: superscripts, daggers, and digits glued to a name or standing behind it.
_MARKS = re.compile(r"\^(?:\([^()]*\)|\S)|[*∗†‡§¶‖#]+|(?<=[^\W\d])\d+(?:,\d+)*|\s\d+(?:,\d+)*(?=\s*(?:,|;|$))")
_NOT_A_NAME = re.compile(
    r"@|https?:|\d|\b(?:universit|institut|department|dept|laborator|school|college|research|team|inc\b|corp|google|abstract|"
    r"equal|correspond|email|anonymous|contribut)",
    re.IGNORECASE,
)
# Two initials and a three-part family name, or an institution's short name, still fit.
_MAX_WORDS = 6


@dataclass(slots=True)
class Front:
    r"""What stands in the front matter, as text; of each author block between `\and`s the first line holds the names."""

    title: str = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    thanks: list[str] = field(default_factory=list)
    _in_author_block: bool = False

    @contextmanager
    def author_block(self) -> Iterator[None]:
        """Inside, breaks keep names apart."""
        self._in_author_block = True
        try:
            yield
        finally:
            self._in_author_block = False

    def line_break(self, command: str) -> str:
        r"""What a line break or a wide space reads as here."""
        if not self._in_author_block:
            return " "
        return ";" if command in _GAPS else _NEXT_LINE

    def author_break(self) -> str:
        r"""What `\and` reads as here."""
        return _NEXT_AUTHOR if self._in_author_block else " "

    def lines(self) -> list[str]:
        """Title, authors and date, as the title page shows them."""
        blocks = (", ".join(filter(None, map(clean, _BREAKS.split(block)))) for block in self.authors)
        return [line for line in (clean(self.title), *blocks, clean(self.date)) if line]

    def metadata(self) -> Metadata:
        """What the front matter says of the paper."""
        names = [name for block in self.authors for part in block.split(_NEXT_AUTHOR) for name in _names(part)]
        return Metadata(title=clean(self.title) or None, authors=tuple(dict.fromkeys(names)), year=year_in(self.date))


def _names(part: str) -> list[str]:
    first_line = next((line for line in part.split(_NEXT_LINE) if line.strip()), "")
    candidates = map(clean, _BETWEEN_NAMES.split(_MARKS.sub("", first_line)))
    return [name for name in candidates if _is_name(name)]


def _is_name(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= _MAX_WORDS and any(char.isalpha() for char in text) and not _NOT_A_NAME.search(text)
