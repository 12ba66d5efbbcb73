"""Names the works that a quote cites, with the passage of the original where its words are at hand."""

from __future__ import annotations

import re
from collections import OrderedDict

from alignqa.answers.answer import Quote, WorkInQuote
from alignqa.audits.occurrences.same_words import same_words
from alignqa.audits.sources import CitedPapers
from alignqa.citing.indexed_works import IndexedWorks
from alignqa.citing.references import PaperReferences, Reference
from alignqa.index.passages.sentences import sentences
from alignqa.index.works import copies_among
from alignqa.papers.document import Manuscript, Span
from alignqa.retrieval.snapshots import Snapshot

_KEPT = 12  # papers whose lists of references are kept in memory
_MARK_BEHIND = re.compile(r"[.”\"’)]{0,3}\s?[\[(][^\[\]()\n]{1,300}[\])]\.?|[.”\"]{0,2}\[\d[^\[\]\n]{0,40}\]")
_CLOSED = re.compile(r"(?:[^\[\]()]{0,300}[\])])?\W*(?:\[[^\[\]()]{0,60}\])?\W*")  # the rest of the brackets around a mark
_OF_ONES_OWN = re.compile(r"\b(?:[Ww]e|[Oo]ur|[Uu]s|I|[Mm]y)\b")
_BRACKETED_YEAR = re.compile(r"[(\[](?:19|20)\d\d[a-z]?[)\]]?$")
_REPORTING = re.compile(
    r"[\s)\]]{0,3}(?:has|have|had|also|first|[a-z]{2,20}ly|,)?\s{0,2}(?:who\s)?(?:show|find|found|argue|demonstrate|define|propose|introduce"
    r"|report|suggest|observe|note|claim|call|describe|discuss|state|conclude|prove|predict|warn|estimate|explain|point|raise"
    r"|coin|identif|distinguish|say|said|write|wrote|term|believe|think|conjecture|hypothesi[sz]e|reveal|conduct|stud|present)",
)


class QuoteReader:
    """Names the works that quotes cite; the lists of references that were read last are kept in memory.

    A work is named only if the mark in the quote means one entry of the paper's list or one link, and nothing else.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], PaperReferences] = OrderedDict()
        self._indexed: tuple[int, IndexedWorks] | None = None

    def named_in(self, quote: Quote, index: Snapshot) -> tuple[WorkInQuote, ...]:
        """Returns the works that the marks in a quote, or right behind it, surely mean, each once, in order."""
        references, manuscript = self._references(quote, index), index.manuscript(quote.paper_id)
        if references is None or manuscript is None or manuscript.text_sha256 != quote.text_sha256:
            return ()
        behind = _MARK_BEHIND.match(manuscript.text, quote.span.end)
        part = Span(quote.span.start, behind.end() if behind else quote.span.end)
        found: dict[tuple[object, ...], WorkInQuote] = {}
        for item in references.within(part):
            work = self._named(item, part, manuscript, index)
            if work is not None:
                found.setdefault((work.paper_id, work.title, work.authors, work.year), work)
        return tuple(found.values())

    def _named(self, item: Reference, part: Span, manuscript: Manuscript, index: Snapshot) -> WorkInQuote | None:
        keys = [key for key in self._works(index).find(item.known) if key in index.contents.records]
        if item.citing in keys:
            return None
        known = index.contents.metadata[keys[0]] if keys else item.known
        mark = item.marks[0]
        sentence = next((span for span in sentences(manuscript.text, part) if span.overlaps(mark)), part)
        reported = _is_reported(manuscript.text, mark, sentence)
        original = _original(manuscript.text, mark, sentence, keys, index) if keys and reported else None
        key = original.paper_id if original else keys[0] if keys else None
        return WorkInQuote(mark.of(manuscript.text), known.title, known.authors, known.year, reported, key, original)

    def _references(self, quote: Quote, index: Snapshot) -> PaperReferences | None:
        name = (quote.paper_id, quote.text_sha256)
        if (kept := self._kept.get(name)) is not None:
            return kept
        record = index.contents.records.get(quote.paper_id)
        read = PaperReferences.of(index.catalogue, record) if record else None
        if read is not None:
            self._kept[name] = read
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return read

    def _works(self, index: Snapshot) -> IndexedWorks:
        kept = self._indexed
        if kept is None or kept[0] != index.contents.generation:
            records, catalogue = index.contents.papers, index.catalogue
            works = IndexedWorks(records, lambda: copies_among(records, catalogue.overlaps(), catalogue.overlap_of))
            kept = self._indexed = (index.contents.generation, works)
        return kept[1]


def _is_reported(text: str, mark: Span, sentence: Span) -> bool:
    """Checks for a sentence about what the work says: it says that the work shows something, or tells it and ends in the mark."""
    behind = text[mark.end : max(mark.end, sentence.end)]
    by_name = text[mark.start] == "[" or _BRACKETED_YEAR.search(mark.of(text)) is not None
    if by_name and (not text[sentence.start : mark.start].strip() or _REPORTING.match(behind)):
        return True
    return _CLOSED.fullmatch(behind) is not None and _OF_ONES_OWN.search(text, sentence.start, sentence.end) is None


def _original(text: str, mark: Span, sentence: Span, keys: list[str], index: Snapshot) -> Quote | None:
    """Returns the passage of the cited paper that has nearly the words of the sentence."""
    words = f"{text[sentence.start : max(sentence.start, mark.start)]} {text[min(mark.end, sentence.end) : sentence.end]}"
    words = re.sub(r"[\[(]\s*(?:e\.g\.,?|see|cf\.)?\s*[\])]", "", words).rstrip(" ([")
    found = list(same_words(words, index, CitedPapers(index), paper_ids=frozenset(keys)))
    return max(found, key=lambda place: place.alike).quote if found else None
