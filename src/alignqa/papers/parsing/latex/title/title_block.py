r"""Title, authors and year of a LaTeX paper, from `\title`, `\author` and `\date`, or from a title page that is typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from alignqa.papers.bibliography import year_in
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.latex.commands import words
from alignqa.papers.parsing.latex.title.names import NEXT_AUTHOR, NEXT_LINE, NOTE_MARK, WIDE_SPACE, names_in
from alignqa.papers.parsing.manuscript.writer import clean

_BREAKS = re.compile(f"[{NEXT_AUTHOR}{NEXT_LINE}{WIDE_SPACE};]")
_WIDE_SPACES = frozenset({"quad", "qquad", "hspace", "hfill", "hskip", "enspace"})
_MARK_BEFORE_COMMA = re.compile(rf"\s{{0,60}}{NOTE_MARK}\s*(?=[,;]|$)")
_DATE = re.compile(r"\b(?:19|20)\d\d\b")
_MAX_TITLE_WORDS = 40

RAISED_MARKS = frozenset(
    words("""textsuperscript inst corref fnref tnoteref footnotemark authornotemark IEEEauthorrefmark thanksref affiliationmark
    orcidID orcid orcidlink orcidicon ORCID ead emails Email homepage""")
)
"""Commands that print a raised mark or an address behind a name."""

AFFILIATIONS = frozenset(
    words("""IEEEauthorblockA affaddr addr affil affils affiliation institution institute address email Address department aff
    univ country city""")
)
"""Commands that begin something other than a name: an affiliation or an address."""

NAMES = frozenset({"IEEEauthorblockN", "name", "Name", "alignauthor", "authorname"})
"""Commands that begin the name of the next author."""

SILENT_IN_AUTHORS = frozenset(
    words("IEEEmembership dgr tanm equalcont titlenote authornote IEEEcompsocitemizethanks additionalaffiliation nametag")
)
"""Commands that print nothing that belongs to a name."""


@dataclass(slots=True)
class TitleBlock:
    r"""The front matter as text; the first line of each author block between `\and`s holds the names."""

    title: str = ""
    authors: list[str] = field(default_factory=list)
    date: str = ""
    thanks: list[str] = field(default_factory=list)
    in_author_block: bool = False

    @contextmanager
    def author_block(self) -> Iterator[None]:
        r"""Makes line breaks and `\and` separate names while the context is open."""
        saved, self.in_author_block = self.in_author_block, True
        try:
            yield
        finally:
            self.in_author_block = saved

    def line_break(self, command: str) -> str:
        """The text for a line break or a wide space at this point."""
        if not self.in_author_block:
            return " "
        return WIDE_SPACE if command in _WIDE_SPACES else NEXT_LINE

    def author_break(self) -> str:
        r"""The text for `\and` at this point."""
        return NEXT_AUTHOR if self.in_author_block else " "

    def lines(self) -> list[str]:
        """Title, authors and date, as printed on the title page, without the marks behind names."""
        return [line for line in (clean(self.title), *map(_printed, self.authors), clean(self.date)) if line]

    def read_page(self, text: str) -> None:
        """Takes title, authors and date from the lines of a title page, where nothing else gives them."""
        title, *lines = [line for line in text.split(NEXT_LINE) if clean(_printed(line))]
        self.title = self.title or _printed(title)
        dates = [line for line in lines if _DATE.search(line)]
        others = [line for line in lines if line not in dates]
        self.date = self.date or clean(" ".join(dates))
        if others and not self.authors:
            self.authors.append(NEXT_LINE.join(others))

    def metadata(self) -> Metadata:
        """The metadata in the front matter."""
        return Metadata(title=clean(self.title) or None, authors=names_in(self.authors), year=year_in(self.date))


def is_title(text: str) -> bool:
    """Checks whether a text in large letters can be a title."""
    return 0 < len(text.split()) <= _MAX_TITLE_WORDS and any(char.isalpha() for char in text)


def _printed(block: str) -> str:
    block = _MARK_BEFORE_COMMA.sub("", block)
    return ", ".join(filter(None, (clean(part.replace(NOTE_MARK, "")).strip(" ,") for part in _BREAKS.split(block))))
