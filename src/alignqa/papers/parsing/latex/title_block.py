r"""Title, authors and year of a LaTeX paper, from `\title`, `\author` and `\date`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from alignqa.papers.bibliography import year_in
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.writer import clean

# Characters that represent `\and` and a line break in the text of an author block.
_NEXT_AUTHOR = "\ue010"
_NEXT_LINE = "\ue011"
_BREAKS = re.compile(f"[{_NEXT_AUTHOR}{_NEXT_LINE};]")
_WIDE_SPACES = frozenset({"quad", "qquad", "hspace", "hfill", "hskip", "enspace"})
_BETWEEN_NAMES = re.compile(r"\s*(?:,\s*(?:and\b)?|;|&|\band\b|\s{3,})\s*")
# Footnote marks: superscripts, daggers, and digits attached to a name or following it.
_MARKS = re.compile(r"\^(?:\([^()]*\)|\S)|[*∗†‡§¶‖#]+|(?<=[^\W\d])\d+(?:,\d+)*|\s\d+(?:,\d+)*(?=\s*(?:,|;|$))")
_NOT_A_NAME = re.compile(
    r"@|https?:|\d|\b(?:universit|institut|department|dept|laborator|school|college|research|team|inc\b|corp|google|abstract|"
    r"equal|correspond|email|anonymous|contribut)",
    re.IGNORECASE,
)
# Enough for two initials and a three-part family name, or for an institution's short name.
_MAX_WORDS = 6


@dataclass(slots=True)
class TitleBlock:
    r"""The front matter as text; the first line of each author block between `\and`s holds the names."""

    title: str = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    thanks: list[str] = field(default_factory=list)
    _in_author_block: bool = False

    @contextmanager
    def author_block(self) -> Iterator[None]:
        r"""Makes line breaks and `\and` separate names while the context is open."""
        self._in_author_block = True
        try:
            yield
        finally:
            self._in_author_block = False

    def line_break(self, command: str) -> str:
        """The text for a line break or a wide space at this point."""
        if not self._in_author_block:
            return " "
        return ";" if command in _WIDE_SPACES else _NEXT_LINE

    def author_break(self) -> str:
        r"""The text for `\and` at this point."""
        return _NEXT_AUTHOR if self._in_author_block else " "

    def lines(self) -> list[str]:
        """Title, authors and date, as printed on the title page."""
        blocks = (", ".join(filter(None, map(clean, _BREAKS.split(block)))) for block in self.authors)
        return [line for line in (clean(self.title), *blocks, clean(self.date)) if line]

    def metadata(self) -> Metadata:
        """The metadata in the front matter."""
        names = [name for block in self.authors for part in block.split(_NEXT_AUTHOR) for name in _names(part)]
        return Metadata(title=clean(self.title) or None, authors=tuple(dict.fromkeys(names)), year=year_in(self.date))


def _names(part: str) -> list[str]:
    first_line = next((line for line in part.split(_NEXT_LINE) if line.strip()), "")
    candidates = map(clean, _BETWEEN_NAMES.split(_MARKS.sub("", first_line)))
    return [name for name in candidates if _is_name(name)]


def _is_name(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= _MAX_WORDS and any(char.isalpha() for char in text) and not _NOT_A_NAME.search(text)
