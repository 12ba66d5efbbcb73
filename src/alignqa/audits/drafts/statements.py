"""Finds the statements of a draft: cited sentences, without their citations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignqa.answers.choosing.cues import asks, leans_on_previous
from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.framing import unframed
from alignqa.audits.drafts.mention import Mention
from alignqa.audits.findings import WhyNot
from alignqa.audits.works.citations import Cited
from alignqa.papers.document import Span
from alignqa.retrieval.terms import content_words, words

_MIN_WORDS = 2  # content words of a statement, not counting numbers
_SENTENCE_WORDS = 3  # content words from which on something counts as a sentence without a full stop
_ENDED = re.compile(r"[.!?…。！？][\s)\]”\"’'»*_]*$")
_POINTERS = frozenset(("see", "cf", "also", "and", "or", "e", "g", "in", "by", "esp", "for", "compare", "p", "pp"))
_POINTS = re.compile(
    r"(?:\w+\s+){0,2}(?:all|both|these|those|such|the)\s+(?:(?:two|three|four|five|six|following|above|same|latter|former|other)\s+)?"
    r"(?:examples?|terms?|cases?|points?|figures?|numbers?|arguments?|definitions?|conditions?|reasons?|sources?|results?)\b",
    re.IGNORECASE,
)
_NOT_SEARCHED = re.compile(r"\b(?:foot|end)notes?\b|\b(?:tables?|figures?|fig\.)\s*[A-Z]?\d", re.IGNORECASE)
_PLACED = re.compile(r"\((?:in\s+)?(?:§|sections?\b|sec\.|chapters?\b|ch\.|pp?\.)[^()]*\)", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,300}\]")
# A page or section behind a citation is a part of it; behind a year in brackets, "36" and ": 36" are, too.
_LOCATOR = re.compile(
    r"[,:]?\s{0,3}(?:at\s{1,3}|on\s{1,3})?(?:\bpp?\.|\bpages?\b|\bchap(?:ters?|\.)|\bch\.|\bsec(?:tions?|s?\.)|§{1,2}|\bvol\.)\s?"
    r"[\dA-Z][\d.]*(?:\s?[–-]{1,2}\s?\d+)?(?:\s{0,3}(?:,|and|&)\s{0,3}\d+(?:[–-]\d+)?(?![\w%]))*\b|(?<=\d)[,:]\s?\d+(?:[–-]\d+)?(?=\s{0,3}(?:\)|\Z))",
    re.IGNORECASE,
)
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
    def claim(self) -> str:
        """The text without the words that only tell who says so."""
        return unframed(self.text)

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
    spans = draft.sentences(block)
    inside = {item.mention.span for item in cited for span in spans if span.overlaps(item.mention.span)}
    for span in spans:
        direct = [
            item
            for item in cited
            if span.overlaps(item.mention.span) or (item.mention.span not in inside and belongs(item.mention.span, span, draft))
        ]
        own = tuple(item for item in direct or row if not item.mention.second_hand)
        text = _without_citations(draft, span, cited)
        leans = not _only_quotes(text) and (leans_on_previous(text) or _ANAPHORA.match(text) is not None)
        if (own or direct) and before is not None and leans:
            text = f"{_without_citations(draft, before, cited)} {text}"
        yield from _judgeable(Statement(span, text, draft.prose(span), own), bool(direct))
        before = span


def belongs(mention: Span, sentence: Span, draft: Draft) -> bool:
    """Checks whether a citation is in a sentence, or is a mark right after its end."""
    if sentence.overlaps(mention):
        return True
    between = draft.prose(Span(sentence.end, mention.start)) if mention.start >= sentence.end else "other sentences"
    hidden = not draft.prose(mention) or draft.read[mention.start] == "@"
    return hidden and not any(map(str.isalnum, between))


def _only_quotes(text: str) -> bool:
    """Checks whether a sentence hardly says more than what it quotes, which is judged as a quotation."""
    outside = _QUOTED.sub(" ", text)
    return outside != text and len(content_words(outside)) <= _REPORTING


def _judgeable(statement: Statement, direct: bool) -> Iterator[Statement | Skipped]:
    if statement.cited and _only_quotes(statement.text):
        return
    count = len([word for word in content_words(statement.text) if not word.isdigit()])
    said = [word for word in words(statement.text) if word not in _POINTERS]
    is_sentence = bool(said)
    reason = None
    if not statement.cited:
        reason = WhyNot.SECOND_HAND if direct else WhyNot.UNCITED
    elif statement.text.endswith(":"):
        reason = WhyNot.ANNOUNCES
    elif asks(statement.whole):
        reason = WhyNot.QUESTION
    elif count < _MIN_WORDS:
        reason = WhyNot.SHORT
    if reason is WhyNot.UNCITED:
        is_sentence = count >= _SENTENCE_WORDS or (bool(said) and _ENDED.search(statement.whole) is not None)
    if is_sentence:
        yield Skipped(statement.span, reason) if reason else statement


def _without_citations(draft: Draft, span: Span, cited: Sequence[Cited]) -> str:
    """Returns a sentence without its citations and the brackets around them."""
    text = span.of(draft.marked)
    mentions = [item.mention for item in cited if span.overlaps(item.mention.span)]
    places = [mention.span for mention in mentions]
    brackets = [Span(span.start + match.start(), span.start + match.end()) for match in _BRACKETS.finditer(text)]
    holding = [bracket for bracket in brackets if any(_holds(bracket, mention, draft.marked) for mention in mentions)]
    located = [Span(place.end, found.end()) for place in places if (found := _LOCATOR.match(draft.marked, place.end, span.end))]
    kept, done = [], span.start
    for out in sorted((*places, *holding, *located)):
        if out.start > done:
            kept.append(draft.marked[done : out.start])
        done = max(done, out.end)
    kept.append(draft.marked[done : span.end])
    rest = _PLACED.sub("", _TEX_CITE.sub("", "".join(kept).replace("\u2060", "")))
    return " ".join(_LOOSE.sub(r"\1", rest).split())


def _holds(bracket: Span, mention: Mention, marked: str) -> bool:
    """Checks whether a bracket is that of a citation: around it, around its end with nothing but a locator, or right behind it.

    What is in square brackets may be the text of a link; they are those of a citation by key or number.
    """
    place = mention.span
    if marked[bracket.start] == "[" and not (mention.key or mention.mark):
        return False
    if bracket.start <= place.start < bracket.end:
        return True
    if bracket.start < place.end < bracket.end:
        return _LOCATOR.fullmatch(marked, place.end, bracket.end - 1) is not None
    behind = marked[place.end : bracket.start]
    located = _LOCATOR.fullmatch(marked, bracket.start + 1, bracket.end - 1) is not None
    return bool(mention.key) and bracket.start >= place.end and not behind.strip() and len(behind) < 2 and located
