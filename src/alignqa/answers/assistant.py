"""The assistant: one question, one pipeline, readable from top to bottom."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from alignqa.answers import abstention, attribution, quoting, receipts
from alignqa.answers.abstention import Calibration
from alignqa.answers.answer import Abstention, Answer, Outcome, Quote, Reason
from alignqa.answers.copies import standing
from alignqa.answers.extraction import PASSAGES, Candidate, Chooser, choose, rarity_from
from alignqa.answers.proving import prove
from alignqa.answers.quoting import MOST_CHARACTERS
from alignqa.answers.receipts import Check
from alignqa.answers.trace import Dropped, Trace, considered
from alignqa.errors import UsageError
from alignqa.index.catalogue import Catalogue
from alignqa.index.interfaces import Embedder
from alignqa.index.records import PaperRecord, PassageRecord
from alignqa.papers.document import Manuscript, Metadata, Paper, RegionKind, Span
from alignqa.retrieval.filters import Filters, select
from alignqa.retrieval.mentions import mentions
from alignqa.retrieval.open_index import OpenIndex
from alignqa.retrieval.question import Question, analyse
from alignqa.retrieval.retriever import RankedPassage, Retriever

if TYPE_CHECKING:
    from alignqa.answers.writing import Writing
    from alignqa.retrieval.interfaces import Reranker

MOST_QUOTES = 5
_RETRIEVED = 40
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class _State:
    """What is read of the catalogue once a generation."""

    generation: int
    papers: tuple[PaperRecord, ...]
    metadata: dict[str, Metadata]
    standing: dict[str, tuple[int, ...]]
    passages: int
    manuscripts: dict[str, Manuscript] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found for a question: ranked passages, the windows that would be shown, and whether they answer.

    `retrieved` is when the passages were there, by `time.perf_counter`.
    """

    state: _State
    asked: Question
    ranked: Sequence[RankedPassage]
    best: Sequence[Candidate]
    confidence: float
    reason: Reason | None
    retrieved: float


class Assistant:
    """Answers questions from one index; keeps everything warm between them.

    Safe to use from several threads, and it notices when the index changes: what is asked next is asked of the new one.
    It changes nothing, prints nothing and logs nothing.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        retriever: Retriever,
        embedder: Embedder,
        *,
        index_name: str = "",
        calibration: Calibration | None = None,
        writing: Writing | None = None,
        reranker: Reranker | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._retriever = retriever
        self._embedder = embedder
        self._index_name = index_name
        self._calibration = calibration or Calibration()
        self._writing = writing
        self._reranker = reranker
        self._state: _State | None = None

    def ask(
        self,
        question: str,
        *,
        papers: Sequence[str] = (),
        authors: Sequence[str] = (),
        years: tuple[int | None, int | None] | None = None,
        quotes: int = MOST_QUOTES,
        min_confidence: float | None = None,
        writing: Writing | None = None,
    ) -> Outcome:
        """An Answer of one to `quotes` proven quotes, or an Abstention with its reason and the nearest passages.

        With `writing`, else with the assistant's own, a generator writes claims that proven quotes carry.
        `papers` are keys, `authors` names or parts of them, `years` an inclusive range.
        An empty or over-long question, a number of quotes outside 1…5 and an unknown key are UsageErrors.
        """
        if not 1 <= quotes <= MOST_QUOTES:
            raise UsageError(f"{quotes} quotes cannot be shown.", hint=f"Ask for 1 to {MOST_QUOTES}")
        began = time.perf_counter()
        filters = Filters(tuple(papers), tuple(authors), years)
        found = self._find(analyse(question), filters, min_confidence)
        proven, dropped = self._prove(found.best[:quotes], found.state)
        reranker = self._reranker.name if self._reranker else None
        trace = Trace(self._index_name, str(self._embedder.identity), dropped=dropped, reranker=reranker)
        outcome = self._quoted(found, proven, trace)
        writing = writing or self._writing
        timings = [
            ("retrieve", _milliseconds(began, found.retrieved)),
            ("choose", _milliseconds(found.retrieved, time.perf_counter())),
        ]
        # An agent may find what one look did not, unless nothing here is about it.
        agent = writing is not None and writing.researcher is not None and found.reason is not Reason.OFF_TOPIC
        if writing is not None and (isinstance(outcome, Answer) or agent):
            chosen = time.perf_counter()
            outcome = self._write(found, outcome, writing, filters)
            timings.append(("write", _milliseconds(chosen, time.perf_counter())))
        quoted = [citation.quote for citation in outcome.citations] if isinstance(outcome, Answer) else []
        passages = considered(found.ranked, quoted)
        return replace(outcome, trace=replace(outcome.trace, timings_ms=tuple(timings), passages=passages))

    def _find(self, asked: Question, filters: Filters, least: float | None) -> _Found:
        state = self._current()
        chosen_papers = select(state.papers, filters)
        vector = self._embedder.embed_question(asked.text)
        named = mentions(asked.text, state.papers)
        ranked = self._retriever.retrieve(asked, count=_RETRIEVED, paper_ids=chosen_papers, vector=vector, mentioned=named)
        retrieved = time.perf_counter()
        rarity = rarity_from(self._catalogue.document_frequency, state.passages)
        around = self._around(ranked)
        vectors = self._catalogue.passage_vectors([passage.passage_id for passage in around], self._embedder.identity)
        candidates = Chooser(rarity).candidates(asked, vector, ranked=ranked, around=around, vectors=vectors, mentioned=named)
        if self._reranker is not None:
            # Imported here, as a generator is: most answers need none.
            from alignqa.answers.reranking import rerank

            candidates = rerank(candidates, question=asked.text, reranker=self._reranker)
        best = choose(candidates, count=MOST_QUOTES, better=state.standing.__getitem__)
        signs = abstention.signs_of(asked, best, rarity, named)
        confidence, reason = abstention.decide(signs, self._calibration, least=least)
        return _Found(state, asked, ranked[:PASSAGES], best, confidence, reason, retrieved)

    def _quoted(self, found: _Found, proven: Sequence[Quote], trace: Trace) -> Outcome:
        """The outcome without a generator: every quote is its own claim."""
        reason = found.reason
        if reason is None and not proven:
            reason = Reason.INSUFFICIENT_EVIDENCE
        citations = attribution.cite(proven, found.state.metadata)
        question, confidence = found.asked.text, found.confidence
        if reason is not None:
            return Abstention(question, reason, abstention.MESSAGES[reason], citations[:_NEAREST], confidence, trace)
        return Answer(question, attribution.quoted_claims(citations), citations, confidence, trace)

    def _write(self, found: _Found, quoted: Outcome, writing: Writing, filters: Filters) -> Outcome:
        """The answer of a generator; where it wrote nothing that holds, the outcome without one, with a notice."""
        # Imported here, so that an answer without a generator need not wait for it.
        from alignqa.answers.generation import Task
        from alignqa.answers.numbering import Numbering
        from alignqa.answers.seeking import seek
        from alignqa.answers.shelves import IndexShelves

        metadata = found.state.metadata
        task = Task(found.asked.text, Numbering(lambda paper_id: self._manuscript(paper_id, found.state)), metadata)
        for quote in writing.earlier:
            task.numbering.offer_quote(quote)
        sought = seek(task, writing, IndexShelves(self._catalogue, self._retriever, filters))
        if sought.reply is None:
            for passage in _in_reading_order(found):
                task.numbering.offer(passage)
        written = writing.writer.write(task, show=writing.show, reply=sought.reply)
        usage, notices = sought.usage + written.usage, sought.notices
        if not written.claims:
            name = writing.writer.generator.name
            notices = (*notices, f"{name} wrote nothing that its quotes carry; no sentence here is its own.")
        trace = replace(
            quoted.trace,
            generator=writing.writer.generator.name if written.claims else None,
            prompts=(*sought.prompts, *written.prompts),
            dropped=(*quoted.trace.dropped, *written.dropped),
            usage=usage,
            cost=writing.cost(usage),
            notices=notices,
            steps=sought.steps,
        )
        if not written.claims:
            return replace(quoted, trace=trace)
        citations = attribution.cite(attribution.quotes_of(written.claims), metadata)
        claims = attribution.written_claims(written.claims, citations)
        return Answer(quoted.question, claims, citations, found.confidence, trace)

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

    def locate(self, text: str, *, paper: str | None = None) -> Quote | None:
        """The quote that holds `text` word for word, widened to whole sentences; None where nothing holds it.

        The whole text of `paper` is looked through, or without one the passages nearest to `text`, of all papers.
        What would take more than three sentences or 700 characters to quote is not found.
        """
        query = " ".join(text.split())[:MOST_CHARACTERS]
        if not any(char.isalnum() for char in query):
            return None
        state = self._current()
        near = self.search(query, papers=(paper,) if paper else (), count=_RETRIEVED)
        offered = [self._offer(item.passage.paper_id, item.passage.sentences, state) for item in near]
        if paper is not None:
            # Passages first, which is fast; a quote may reach from one into the next, so then all of it.
            every = {span for passage in self._catalogue.passages_of(paper) for span in passage.sentences}
            offered.append(self._offer(paper, tuple(sorted(every)), state))
        return quoting.locate(text, [passage for passage in offered if passage is not None])

    def verify(self, saved: Outcome | Mapping[str, object]) -> list[Check]:
        """Proves an answer again, or what `to_dict` made of one: a check a citation, and one for each claim that does not stand.

        All without a fault means that every hash, span, quote, place and claim holds.
        """
        return receipts.verify(saved if isinstance(saved, Mapping) else saved.to_dict(), self._catalogue)

    @property
    def index(self) -> OpenIndex:
        """What it reads, for other work on the same index; IndexUnavailable while that is being rebuilt."""
        self._catalogue.require_whole()
        return OpenIndex(self._catalogue, self._retriever, self._embedder, self._index_name)

    def papers(self) -> tuple[PaperRecord, ...]:
        """All papers, sorted by key."""
        return self._current().papers

    def paper(self, paper_id: str) -> Paper | None:
        """A paper with its text, or None."""
        return self._catalogue.paper(paper_id)

    def _current(self) -> _State:
        self._catalogue.require_whole()
        generation, state = self._catalogue.generation, self._state
        if state is None or state.generation != generation:
            papers = tuple(self._catalogue.papers())
            metadata = {record.paper_id: record.metadata for record in papers}
            cited = {record.paper_id: standing(record.metadata, record.source) for record in papers}
            state = self._state = _State(generation, papers, metadata, cited, self._catalogue.counts()["passages"])
        return state

    def _around(self, ranked: Sequence[RankedPassage]) -> list[PassageRecord]:
        """The passages in which quotes are looked for, with those before and after them."""
        first = [item.passage.passage_id for item in ranked[:PASSAGES]]
        return list(self._catalogue.passages({near for key in first for near in (key - 1, key, key + 1)}).values())

    def _prove(self, shown: Sequence[Candidate], state: _State) -> tuple[list[Quote], tuple[Dropped, ...]]:
        """Every chosen window through the gate."""
        tried = [(candidate, prove(candidate.window, self._manuscript(candidate.paper_id, state))) for candidate in shown]
        dropped = tuple(Dropped(candidate.window.text, "not in the source") for candidate, quote in tried if quote is None)
        return [quote for _, quote in tried if quote is not None], dropped

    def _offer(self, paper_id: str, sentences: tuple[Span, ...], state: _State) -> quoting.Offered | None:
        """Sentences that may be quoted; None where there are none, or their paper was removed a moment ago."""
        manuscript = self._manuscript(paper_id, state)
        return quoting.Offered(paper_id, manuscript, sentences) if manuscript is not None and sentences else None

    def _manuscript(self, paper_id: str, state: _State) -> Manuscript | None:
        manuscript = state.manuscripts.get(paper_id)
        if manuscript is None and (paper := self._catalogue.paper(paper_id)) is not None:
            manuscript = state.manuscripts[paper_id] = paper.manuscript
        return manuscript


def _in_reading_order(found: _Found) -> list[PassageRecord]:
    """The body passages that a generator reads: those of the best windows first, then the others as they are ranked."""
    best = [sentence.passage for candidate in found.best for sentence in candidate.window.sentences]
    body = [item.passage for item in found.ranked if item.passage.kind is RegionKind.BODY]
    return list({passage.passage_id: passage for passage in (*best, *body)}.values())


def _milliseconds(began: float, ended: float) -> float:
    return round((ended - began) * 1_000, 1)
