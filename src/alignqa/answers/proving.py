"""Chosen sentences through the gate."""

from __future__ import annotations

from alignqa.answers.answer import Quote
from alignqa.answers.choosing.windows import Window
from alignqa.answers.quoting import gate
from alignqa.papers.document import Manuscript


def prove(window: Window, manuscript: Manuscript | None) -> Quote | None:
    """The quote of a window of a paper that has this text.

    None where the paper was removed, its text does not hold the sentences where they say, or they are too long for a quote.
    """
    if manuscript is None or not window.is_slice_of(manuscript.text):
        return None
    sentences = tuple(sentence.span for sentence in window.sentences)
    return gate.take(window.span, gate.Offered(window.paper_id, manuscript, sentences))
