"""Quotes of chosen windows, and the manuscripts they are sliced from."""

from __future__ import annotations

from collections.abc import Sequence

from alignqa.answers.answer import Quote
from alignqa.answers.choosing.windows import Sentence, Window
from alignqa.answers.proving import prove
from alignqa.index.catalogue.reading import Catalogue
from alignqa.papers.document import Manuscript


class Quoter:
    """Takes runs of sentences through the gate."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def quote(self, sentences: Sequence[Sentence]) -> Quote | None:
        """The quote of consecutive sentences of one paper; None where they are too long or not in its text."""
        window = Window(tuple(sentences))
        return prove(window, self.manuscript(window.paper_id))

    def manuscript(self, paper_id: str) -> Manuscript | None:
        """The text of a paper that is in the catalogue."""
        paper = self._catalogue.paper(paper_id)
        return paper.manuscript if paper else None
