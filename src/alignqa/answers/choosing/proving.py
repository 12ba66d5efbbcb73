"""Passes chosen sentences through the gate."""

from __future__ import annotations

from alignqa.answers.answer import Quote
from alignqa.answers.choosing.windows import Window
from alignqa.answers.quoting import gate
from alignqa.papers.document import Manuscript


def prove(window: Window, manuscript: Manuscript | None) -> Quote | None:
    """Returns the quote of a window of a paper that has this text.

    It is None if the paper was removed, if its text does not have the sentences at their spans, or if they are too long.
    """
    if manuscript is None or not window.is_slice_of(manuscript.text):
        return None
    sentences = tuple(sentence.span for sentence in window.shown)
    return gate.take(window.span, gate.Offered(window.paper_id, manuscript, sentences))
