"""The lines at the top of a post that name its title, its authors, its date and the site."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it.token import Token

from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.bylines import Byline, read_byline
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.parsing.markdown.inline import visible_text
from alignqa.papers.parsing.markdown.lines import is_profile_link

# A web clipping begins with who wrote it, when, and where it was published.
_BYLINE = re.compile(
    r"by\s+[A-Z@]\w.*|(?:posted|published|updated|last updated|written|edited)\s+(?:on|by|at|in)?\s*\w.*",
    re.IGNORECASE | re.DOTALL,
)
_LONGEST = 60  # words
_SITE = re.compile(r"\s[—–|·-]\s\w[\w .'’]{0,30}")
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]*]*\Z")


class Masthead:
    """The title and the authors that are known, and the `byline` that the text gives."""

    def __init__(self, metadata: Metadata) -> None:
        self._title = clean(metadata.title or "").casefold()
        self._authors = frozenset(name.casefold() for name in metadata.authors)
        self.byline = Byline()

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
            self.byline = Byline(self.byline.authors or found.authors, self.byline.year or found.year)
            return True
        words = len(text.split())
        ended = _SENTENCE_END.search(text) is not None and words > 3
        return _BYLINE.fullmatch(text) is not None and words <= _LONGEST and not ended
