"""The texts that a draft is checked against, and proven quotes from them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable
from functools import cached_property

from alignqa.answers import attribution
from alignqa.answers.answer import Citation, Quote
from alignqa.answers.checks.rewording import definitions
from alignqa.answers.quoting.gate import MAX_QUOTE_SENTENCES, Offered, take
from alignqa.audits.wording import Wording
from alignqa.index.catalogue.records import PassageRecord
from alignqa.papers.document import Manuscript, Metadata, Span
from alignqa.retrieval.snapshots import Snapshot
from alignqa.retrieval.terms import content_words

_FEW = 4  # papers; so few are all returned, without a search
_TERMS = 40  # words of a long quotation that are searched for
_KEPT = 12  # papers kept in memory


class CitedPaper:
    """A paper with its text, its words and its sentences."""

    def __init__(self, paper_id: str, manuscript: Manuscript, passages: Iterable[PassageRecord]) -> None:
        self.paper_id = paper_id
        self.manuscript = manuscript
        self.passages = tuple(passages)

    @property
    def text(self) -> str:
        """The canonical text."""
        return self.manuscript.text

    @cached_property
    def wording(self) -> Wording:
        """The words of the whole text, including notes and captions."""
        return Wording(self.text)

    @cached_property
    def abbreviations(self) -> dict[str, str]:
        """The abbreviations that the paper defines, with their long forms."""
        return definitions(self.text)

    def quote_at(self, place: Span) -> Quote | None:
        """Returns the quote of the sentences that overlap a place, through the gate; of the first ones if there are too many."""
        touched = [sentence for passage in self.passages for sentence in passage.sentences if sentence.overlaps(place)]
        if not touched:
            return None
        offered = Offered(self.paper_id, self.manuscript, tuple(touched))
        counts = (len(touched), *range(min(len(touched), MAX_QUOTE_SENTENCES), 0, -1))
        spans = (Span(touched[0].start, touched[count - 1].end) for count in counts)
        return next((quote for span in spans if (quote := take(span, offered))), None)


class CitedPapers:
    """The papers of one state of an index; the ones used last are kept in memory."""

    def __init__(self, index: Snapshot) -> None:
        self._index = index
        self._catalogue = index.catalogue
        self._kept: OrderedDict[str, CitedPaper] = OrderedDict()

    @property
    def metadata(self) -> dict[str, Metadata]:
        """The metadata of each paper, by key."""
        return self._index.contents.metadata

    def source(self, paper_id: str) -> CitedPaper | None:
        """Returns a paper, or None if there is no such paper."""
        if paper_id in self._kept:
            self._kept.move_to_end(paper_id)
            return self._kept[paper_id]
        manuscript = self._index.manuscript(paper_id)
        if manuscript is None:
            return None
        self._kept[paper_id] = CitedPaper(paper_id, manuscript, self._catalogue.passages_of(paper_id))
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[paper_id]

    def having(self, text: str, *, count: int, among: Collection[str] | None = None) -> list[str]:
        """Returns the papers of the `count` passages that best match the words of a text, best first.

        `among` limits the search to these papers; at most four are returned as they are.
        """
        if among is not None and len(among) <= _FEW:
            return list(among)
        found = self._catalogue.match(content_words(text)[:_TERMS], count=count, paper_ids=among)
        passages = self._catalogue.passages([passage_id for passage_id, _ in found])
        return list(dict.fromkeys(passages[passage_id].paper_id for passage_id, _ in found if passage_id in passages))

    def cite(self, quotes: Iterable[Quote | None]) -> tuple[Citation, ...]:
        """Returns numbered citations of the quotes that are not None."""
        return attribution.cite([quote for quote in quotes if quote is not None], self.metadata)
