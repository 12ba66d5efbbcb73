"""The assistant: one question, one pipeline, readable from top to bottom."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.answers import abstention, attribution, quoting
from alignqa.answers.abstention import Calibration
from alignqa.answers.answer import Abstention, Answer, Dropped, Outcome, Quote, Reason, Trace
from alignqa.answers.extraction import PASSAGES, Candidate, Chooser, choose, rarity_from
from alignqa.errors import UsageError
from alignqa.index.catalogue import Catalogue
from alignqa.index.interfaces import Embedder
from alignqa.index.records import PaperRecord, PassageRecord
from alignqa.papers.document import Manuscript, Metadata, Paper
from alignqa.retrieval.filters import Filters, select
from alignqa.retrieval.mentions import mentions
from alignqa.retrieval.question import analyse
from alignqa.retrieval.retriever import RankedPassage, Retriever

MOST_QUOTES = 5
_RETRIEVED = 40
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class _State:
    """What is read of the catalogue once a generation."""

    generation: int
    papers: tuple[PaperRecord, ...]
    metadata: dict[str, Metadata]
    passages: int


class Assistant:
    """Answers questions from one index; keeps everything warm between them."""

    def __init__(
        self,
        catalogue: Catalogue,
        retriever: Retriever,
        embedder: Embedder,
        *,
        index_name: str = "",
        calibration: Calibration | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._retriever = retriever
        self._embedder = embedder
        self._index_name = index_name
        self._calibration = calibration or Calibration()
        self._state: _State | None = None
        self._manuscripts: dict[str, Manuscript] = {}

    def ask(
        self,
        question: str,
        *,
        papers: Sequence[str] = (),
        authors: Sequence[str] = (),
        years: tuple[int | None, int | None] | None = None,
        quotes: int = MOST_QUOTES,
        min_confidence: float | None = None,
    ) -> Outcome:
        """An Answer of one to `quotes` proven quotes, or an Abstention with its reason and the nearest passages.

        `papers` are keys, `authors` names or parts of them, `years` an inclusive range.
        An empty or over-long question, a number of quotes outside 1…5 and an unknown key are UsageErrors.
        """
        if not 1 <= quotes <= MOST_QUOTES:
            raise UsageError(f"{quotes} quotes cannot be shown.", hint=f"Ask for 1 to {MOST_QUOTES}")
        began = time.perf_counter()
        asked = analyse(question)
        state = self._current()
        chosen_papers = select(state.papers, Filters(tuple(papers), tuple(authors), years))
        vector = self._embedder.embed([asked.text])[0]
        named = mentions(asked.text, state.papers)
        ranked = self._retriever.retrieve(asked, count=_RETRIEVED, paper_ids=chosen_papers, vector=vector, mentioned=named)
        retrieved = time.perf_counter()
        rarity = rarity_from(self._catalogue.document_frequency, state.passages)
        around = self._around(ranked)
        vectors = self._catalogue.passage_vectors([passage.passage_id for passage in around], self._embedder.identity)
        candidates = Chooser(rarity).candidates(asked, vector, ranked=ranked, around=around, vectors=vectors, mentioned=named)
        best = choose(candidates, count=MOST_QUOTES)
        signs = abstention.signs_of(asked, best, rarity, named)
        confidence, reason = abstention.decide(signs, self._calibration, least=min_confidence)
        shown = best[:quotes]
        proven, dropped = self._prove(shown)
        if reason is None and not proven:
            reason = Reason.INSUFFICIENT_EVIDENCE
        timings = (("retrieve", _milliseconds(began, retrieved)), ("choose", _milliseconds(retrieved, time.perf_counter())))
        trace = Trace(self._index_name, str(self._embedder.identity), timings_ms=timings, dropped=dropped)
        citations = attribution.cite(proven, state.metadata)
        if reason is not None:
            return Abstention(asked.text, reason, abstention.MESSAGES[reason], citations[:_NEAREST], confidence, trace)
        return Answer(asked.text, attribution.quoted_claims(citations), citations, confidence, trace)

    def search(
        self,
        query: str,
        *,
        papers: Sequence[str] = (),
        authors: Sequence[str] = (),
        years: tuple[int | None, int | None] | None = None,
        count: int = 10,
    ) -> list[RankedPassage]:
        """The passages nearest to a query, best first, with the same filters as `ask`."""
        if not 1 <= count <= 1_000:
            raise UsageError(f"{count} passages cannot be shown.", hint="Ask for 1 to 1000")
        asked = analyse(query)
        chosen = select(self._current().papers, Filters(tuple(papers), tuple(authors), years))
        return self._retriever.retrieve(asked, count=count, paper_ids=chosen)

    def papers(self) -> tuple[PaperRecord, ...]:
        """All papers, sorted by key."""
        return self._current().papers

    def paper(self, paper_id: str) -> Paper | None:
        """A paper with its text, or None."""
        return self._catalogue.paper(paper_id)

    def _current(self) -> _State:
        generation = self._catalogue.generation
        if self._state is None or self._state.generation != generation:
            papers = tuple(self._catalogue.papers())
            metadata = {record.paper_id: record.metadata for record in papers}
            self._state = _State(generation, papers, metadata, self._catalogue.counts()["passages"])
            self._manuscripts.clear()
        return self._state

    def _around(self, ranked: Sequence[RankedPassage]) -> list[PassageRecord]:
        """The passages in which quotes are looked for, with those before and after them."""
        first = [item.passage.passage_id for item in ranked[:PASSAGES]]
        return list(self._catalogue.passages({near for key in first for near in (key - 1, key, key + 1)}).values())

    def _prove(self, shown: Sequence[Candidate]) -> tuple[list[Quote], tuple[Dropped, ...]]:
        """Every chosen window through the gate."""
        proven: list[Quote] = []
        dropped: list[Dropped] = []
        for candidate in shown:
            offered = self._offer(candidate)
            stands = offered is not None and candidate.window.is_slice_of(offered.manuscript.text)
            quote = quoting.take(candidate.span, offered) if offered is not None and stands else None
            if quote is not None:
                proven.append(quote)
            else:
                dropped.append(Dropped(candidate.window.text, "not in the source"))
        return proven, tuple(dropped)

    def _offer(self, candidate: Candidate) -> quoting.Offered | None:
        key = candidate.paper_id
        if key not in self._manuscripts:
            paper = self._catalogue.paper(key)
            if paper is None:
                return None
            self._manuscripts[key] = paper.manuscript
        return quoting.Offered(key, self._manuscripts[key], tuple(sentence.span for sentence in candidate.window.sentences))


def _milliseconds(began: float, ended: float) -> float:
    return round((ended - began) * 1_000, 1)
