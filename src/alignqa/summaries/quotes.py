"""Quotes made from chosen sentences, and the manuscripts they are sliced from."""

from __future__ import annotations

from collections.abc import Sequence

from alignqa.answers.answer import Quote
from alignqa.answers.choosing.proving import prove
from alignqa.answers.choosing.windows import Sentence, Window
from alignqa.index.catalogue.reading import Catalogue
from alignqa.papers.document import Manuscript


class Quoter:
    """Passes runs of sentences through the gate."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def quote(self, sentences: Sequence[Sentence]) -> Quote | None:
        """Returns the quote of consecutive sentences of one paper, or None if they are too long or not in its text."""
        window = Window(tuple(sentences))
        return prove(window, self.manuscript(window.paper_id))

    def manuscript(self, paper_id: str) -> Manuscript | None:
        """Returns the text of a paper, or None if the catalogue does not have it."""
        paper = self._catalogue.paper(paper_id)
        return paper.manuscript if paper else None
