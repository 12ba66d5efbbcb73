"""The lines at the top of a post that name its title, its authors, its date and the site."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.author_lines import AuthorLines
from alignqa.papers.parsing.manuscript.bylines import Byline, completed, read_byline
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.parsing.markdown.inline import visible_text
from alignqa.papers.parsing.markdown.lines import is_profile_link, lines_of
from alignqa.papers.person_names import plain_name

# A web clipping begins with who wrote it, when, and where it was published.
_BYLINE = re.compile(
    r"by\s+[A-Z@]\w.*|(?:posted|published|updated|last updated|written|edited)\s+(?:on|by|at|in)?\s*\w.*",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 60  # words
_SITE = re.compile(r"\s[—–|·-]\s\w[\w .'’]{0,30}")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]*]*\Z")


class Masthead:
    """The title and the authors that are known, and what the head of the text tells.

    `titled` says that the title is known before the `text`, so that its authors may stand at its very beginning.
    """

    def __init__(self, metadata: Metadata, text: str, *, titled: bool) -> None:
        self._title = clean(metadata.title or "").casefold()
        self._authors = frozenset(plain_name(name).casefold() for name in metadata.authors)
        self._byline = Byline()
        self._lines = AuthorLines(text, metadata)
        if titled:
            self._lines.below_title()

    def heading(self, title: str) -> None:
        """Takes note of a heading: behind the title the authors may follow, behind any other they do not."""
        if self._title and clean(title).casefold() == self._title:
            self._lines.below_title()
        else:
            self._lines.end()

    def end(self) -> None:
        """Takes note that something else than the head of the text has begun."""
        self._lines.end()

    def reads(self, children: Sequence[Token]) -> bool:
        """Checks for a paragraph of names, affiliations or arXiv's stamp, and takes note of what it tells."""
        return not self.read(children) and self._lines.read([visible_text(line) for line in lines_of(children)])

    def completed(self, metadata: Metadata) -> Metadata:
        """Returns the metadata with what the head of the text tells where it has nothing."""
        return self._lines.completed(completed(metadata, self._byline))

    def names(self, text: str) -> bool:
        """Checks for a line that repeats the title or an author."""
        return text.casefold() == self._title or text.casefold() in self._authors

    def names_site(self, text: str) -> bool:
        """Checks for the title of the page as its window shows it: "The Title — The Site"."""
        is_titled = bool(self._title) and text.casefold().startswith(self._title)
        return is_titled and _SITE.fullmatch(text[len(self._title) :]) is not None

    def read(self, children: Sequence[Token]) -> bool:
        """Checks for a byline, and takes note of what it tells."""
        text = visible_text(children)
        if found := read_byline(f"by {text}" if is_profile_link(children) else text):
            self._byline = Byline(self._byline.authors or found.authors, self._byline.year or found.year)
            return True
        words = len(text.split())
        ended = _SENTENCE_END.search(text) is not None and words > 3
        return _BYLINE.fullmatch(text) is not None and words <= _LONGEST and not ended
