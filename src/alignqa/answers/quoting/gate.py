"""The gate: a proposed string becomes a Quote, or nothing.

This is the only place where a Quote is built.
A proposal is sought, folded, in the passages that were offered; the quote is the source's slice,
widened to whole sentences, or to a whole list, so that nobody can quote "aligned" out of "not aligned".
There is no approximate pass of any kind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Quote
from alignqa.answers.quoting.folding import fold
from alignqa.index.passages.lists import short_list_with
from alignqa.papers.document import Manuscript, RegionKind, Span

MAX_QUOTE_SENTENCES = 3
MAX_QUOTE_CHARACTERS = 700
MAX_PROPOSED = 10 * MAX_QUOTE_CHARACTERS
"""The maximum length of a proposal; a longer one is not a quote, however much of it is white space."""
CONTEXT_CHARACTERS = 32
"""The number of code points in prefix and suffix."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A passage that may be quoted: the sentences of a run of one paper's text."""

    paper_id: str
    manuscript: Manuscript
    sentences: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """The span from the first sentence's start to the last one's end."""
        return Span(self.sentences[0].start, self.sentences[-1].end)


def locate(proposed: str, passages: Sequence[Offered]) -> Quote | None:
    """Returns the quote from the first offered passage that contains `proposed`, or None.

    It is also None if quoting `proposed` whole would take more than three sentences or 700 characters, unless it is part of
    a short list, which is quoted whole with its introduction; and if it would mix the author's words with others.
    """
    if len(proposed) > MAX_PROPOSED:
        return None
    # The canonical text is in NFC; no spans of the proposal are needed, so it can be normalised as a whole.
    wanted = fold(unicodedata.normalize("NFC", proposed)).text
    if not any(char.isalnum() for char in wanted):
        return None
    for passage in passages:
        folded = fold(passage.span.of(passage.manuscript.text))
        at = folded.text.find(wanted)
        while at >= 0:
            found = folded.source(at, at + len(wanted))
            shifted = Span(found.start + passage.span.start, found.end + passage.span.start)
            if quote := _whole(shifted, passage):
                return quote
            at = folded.text.find(wanted, at + 1)
    return None


def take(sentences: Span, passage: Offered) -> Quote | None:
    """Returns the quote of a run of whole sentences given by its span; the same gate as `locate`, without the search."""
    return _whole(sentences, passage)


def _whole(found: Span, passage: Offered) -> Quote | None:
    touched = [sentence for sentence in passage.sentences if sentence.overlaps(found)]
    if len(touched) > MAX_QUOTE_SENTENCES or (touched and touched[-1].end - touched[0].start > MAX_QUOTE_CHARACTERS):
        touched = _list_with(Span(touched[0].start, touched[-1].end), passage)
    if not touched:
        return None
    span, manuscript = Span(touched[0].start, touched[-1].end), passage.manuscript
    kind = manuscript.kind_at(span.start)
    mixed = any(manuscript.kind_at(sentence.start) is not kind for sentence in touched)
    leaps = any(region.kind is not kind and region.span.overlaps(span) for region in manuscript.regions)
    if mixed or leaps or not span.covers(found):
        return None
    return Quote(
        exact=span.of(manuscript.text),
        span=span,
        prefix=manuscript.text[max(0, span.start - CONTEXT_CHARACTERS) : span.start],
        suffix=manuscript.text[span.end : span.end + CONTEXT_CHARACTERS],
        paper_id=passage.paper_id,
        text_sha256=manuscript.text_sha256,
        locator=manuscript.locate(span.start),
        quoted=kind is RegionKind.QUOTATION,
    )


def _list_with(span: Span, passage: Offered) -> list[Span]:
    """Returns the sentences of the short list that has all of `span`, with its introduction; none if not all of it is offered."""
    listed = short_list_with(passage.manuscript.text, span)
    touched = [sentence for sentence in passage.sentences if listed is not None and listed.covers(sentence)]
    return touched if touched and Span(touched[0].start, touched[-1].end) == listed else []
