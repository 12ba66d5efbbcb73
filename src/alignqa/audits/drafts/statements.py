"""Finds the statements of a draft: cited sentences, without their citations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignqa.answers.choosing.cues import asks, leans_on_previous
from alignqa.audits.drafts.draft import Draft
from alignqa.audits.findings import WhyNot
from alignqa.audits.works.citations import Cited
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Span
from alignqa.retrieval.terms import content_words

_MIN_WORDS = 2  # content words of a statement, not counting numbers
_SENTENCE_WORDS = 3  # content words from which on something without a citation counts as a sentence
_POINTS = re.compile(
    r"(?:\w+\s+){0,2}(?:all|both|these|those|such|the)\s+(?:(?:two|three|four|five|six|following|above|same|latter|former|other)\s+)?"
    r"(?:examples?|terms?|cases?|points?|figures?|numbers?|arguments?|definitions?|conditions?|reasons?|sources?|results?)\b",
    re.IGNORECASE,
)
_NOT_SEARCHED = re.compile(r"\b(?:foot|end)notes?\b|\b(?:tables?|figures?|fig\.)\s*[A-Z]?\d", re.IGNORECASE)
_PLACED = re.compile(r"\((?:in\s+)?(?:§|sections?\b|sec\.|chapters?\b|ch\.|pp?\.)[^()]*\)", re.IGNORECASE)
_PARENTHESIS = re.compile(r"\([^()]{0,200}\)")
_QUOTED = re.compile(r"[“\"«„][^“”\"«»„]{15,3000}[”\"»“]|``[^`']{15,3000}''")
_REPORTING = 3  # content words that only introduce a quotation: "The authors write that"
_ANAPHORA = re.compile(r"^(?:none|all|both|each|some|most|neither|any)\s+of\s+(?:them|these|those)\b", re.IGNORECASE)
_TEX_CITE = re.compile(r"\\[a-zA-Z]*cite[a-zA-Z]*\*?(?:\[[^\]]*\])*\{[^}]*\}")
_LOOSE = re.compile(r"\s+([.,;:])|^[\s,;:.—–-]+")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that states something, and the citations it relies on.

    `text` has no citations, and begins with the previous sentence if it refers back to that; `whole` is the sentence as
    people see it.
    """

    span: Span
    text: str
    whole: str
    cited: tuple[Cited, ...]

    @property
    def paper_ids(self) -> frozenset[str]:
        """The keys of the cited papers that are in the corpus."""
        return frozenset(key for item in self.cited for key in item.paper_ids)

    @property
    def points(self) -> bool:
        """Tells whether it refers to something that is not searched: other words of the draft, or a note, table or figure."""
        return _POINTS.match(self.text) is not None or _NOT_SEARCHED.search(self.whole) is not None

    @property
    def at_hand(self) -> bool:
        """Tells whether the text of every cited work is in the corpus."""
        return all(item.paper_ids for item in self.cited)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sentence of a draft that is not judged, with the reason."""

    span: Span
    reason: WhyNot


def statements_in(
    draft: Draft, block: Span, cited: Sequence[Cited], *, row: Sequence[Cited] = ()
) -> Iterator[Statement | Skipped]:
    """Yields the sentences of a block: as statements if they cite and state something, else with the reason to skip them.

    A reference without words of its own is nothing to judge. `row` are the citations of the table's row in which the block is.
    """
    before: Span | None = None
    for span in sentences(draft.marked, block):
        direct = [item for item in cited if belongs(item.mention.span, span, draft)]
        own = tuple(item for item in direct or row if not item.mention.second_hand)
        text = _without_citations(draft, span, cited)
        if (own or direct) and before is not None and (leans_on_previous(text) or _ANAPHORA.match(text)):
            text = f"{_without_citations(draft, before, cited)} {text}"
        yield from _judgeable(Statement(span, text, draft.prose(span), own), bool(direct))
        before = span


def belongs(mention: Span, sentence: Span, draft: Draft) -> bool:
    """Checks whether a citation is in a sentence, or is a mark right after its end."""
    return sentence.overlaps(mention) or (mention.start >= sentence.end and not draft.prose(Span(sentence.end, mention.end)))


def _only_quotes(text: str) -> bool:
    """Checks whether a sentence hardly says more than what it quotes, which is judged as a quotation."""
    outside = _QUOTED.sub(" ", text)
    return outside != text and len(content_words(outside)) <= _REPORTING


def _judgeable(statement: Statement, direct: bool) -> Iterator[Statement | Skipped]:
    if statement.cited and _only_quotes(statement.text):
        return
    count = len([word for word in content_words(statement.text) if not word.isdigit()])
    reason = None
    if not statement.cited:
        reason = WhyNot.SECOND_HAND if direct else WhyNot.UNCITED
    elif statement.text.endswith(":"):
        reason = WhyNot.ANNOUNCES
    elif asks(statement.whole):
        reason = WhyNot.QUESTION
    elif count < _MIN_WORDS:
        reason = WhyNot.SHORT
    if count and (reason is not WhyNot.UNCITED or count >= _SENTENCE_WORDS):
        yield Skipped(statement.span, reason) if reason else statement


def _without_citations(draft: Draft, span: Span, cited: Sequence[Cited]) -> str:
    """Returns a sentence without its citations and the brackets around them."""
    text = span.of(draft.marked)
    places = [item.mention.span for item in cited if span.overlaps(item.mention.span)]
    brackets = [Span(span.start + match.start(), span.start + match.end()) for match in _PARENTHESIS.finditer(text)]
    holding = [bracket for bracket in brackets if any(bracket.start <= place.start < bracket.end for place in places)]
    kept, done = [], span.start
    for out in sorted((*places, *holding)):
        if out.start > done:
            kept.append(draft.marked[done : out.start])
        done = max(done, out.end)
    kept.append(draft.marked[done : span.end])
    rest = _PLACED.sub("", _TEX_CITE.sub("", "".join(kept).replace("\u2060", "")))
    return " ".join(_LOOSE.sub(r"\1", rest).split())
