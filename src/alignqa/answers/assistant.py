"""The assistant: one question, one pipeline, readable from top to bottom."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alignqa.answers import attribution
from alignqa.answers.answer import Abstention, Answer, Outcome, Quote, Reason
from alignqa.answers.choosing import abstention
from alignqa.answers.choosing.abstention import Calibration
from alignqa.answers.choosing.candidates import CHOSEN_FROM, Candidate, Chooser, choose, rarity_from
from alignqa.answers.choosing.copies import standing
from alignqa.answers.proving import prove
from alignqa.answers.quoting import gate, verification
from alignqa.answers.quoting.gate import MAX_QUOTE_CHARACTERS
from alignqa.answers.quoting.verification import Check
from alignqa.answers.trace import Dropped, Trace, considered
from alignqa.errors import UsageError
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import PaperRecord, PassageRecord
from alignqa.index.interfaces import Embedder
from alignqa.papers.document import Paper, RegionKind, Span
from alignqa.retrieval.filters import Filters, select
from alignqa.retrieval.mentions import mentions
from alignqa.retrieval.question import Question, analyse
from alignqa.retrieval.retriever import RankedPassage, Retriever
from alignqa.retrieval.snapshots import OpenIndex, Snapshot

if TYPE_CHECKING:
    from alignqa.answers.writing.request import Writing
    from alignqa.retrieval.interfaces import Reranker

MAX_QUOTES = 5
_RETRIEVED = 40
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class _Found:
    """What was found for a question: ranked passages, the windows that would be shown, and whether they answer.

    `retrieved` is when the passages were there, by `time.perf_counter`.
    """

    index: Snapshot
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
        self._embedder = embedder
        self._index = OpenIndex(catalogue, retriever, embedder, name=index_name)
        self._calibration = calibration or Calibration()
        self._writing = writing
        self._reranker = reranker

    def ask(
        self,
        question: str,
        *,
        papers: Sequence[str] = (),
        authors: Sequence[str] = (),
        years: tuple[int | None, int | None] | None = None,
        quotes: int = MAX_QUOTES,
        min_confidence: float | None = None,
        writing: Writing | None = None,
    ) -> Outcome:
        """An Answer of one to `quotes` proven quotes, or an Abstention with its reason and the nearest passages.

        With `writing`, else with the assistant's own, a generator writes claims that proven quotes carry.
        `papers` are keys, `authors` names or parts of them, `years` an inclusive range.
        An empty or over-long question, a number of quotes outside 1…5 and an unknown key are UsageErrors.
        """
        if not 1 <= quotes <= MAX_QUOTES:
            raise UsageError(f"{quotes} quotes cannot be shown.", hint=f"Ask for 1 to {MAX_QUOTES}")
        filters = Filters(tuple(papers), tuple(authors), years)
        with self._index.snapshot() as index:
            return self._answer(analyse(question), index, filters, quotes, min_confidence, writing or self._writing)

    def _answer(
        self, question: Question, index: Snapshot, filters: Filters, quotes: int, minimum: float | None, writing: Writing | None
    ) -> Outcome:
        began = time.perf_counter()
        found = self._find(question, index, filters, minimum)
        proven, dropped = self._prove(found.best[:quotes], index)
        reranker = self._reranker.name if self._reranker else None
        trace = Trace(index.name, str(self._embedder.identity), dropped=dropped, reranker=reranker)
        outcome = self._quoted(found, proven, trace)
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

    def _find(self, asked: Question, index: Snapshot, filters: Filters, minimum: float | None) -> _Found:
        contents, catalogue = index.contents, index.catalogue
        chosen_papers = select(contents.papers, filters)
        vector = self._embedder.embed_question(asked.text)
        named = mentions(asked.text, contents.papers)
        ranked = index.retriever.retrieve(asked, count=_RETRIEVED, paper_ids=chosen_papers, vector=vector, mentioned=named)
        retrieved = time.perf_counter()
        rarity = rarity_from(catalogue.document_frequency, contents.passages)
        around = _around(catalogue, ranked)
        vectors = catalogue.passage_vectors([passage.passage_id for passage in around], self._embedder.identity)
        candidates = Chooser(rarity).candidates(asked, vector, ranked=ranked, around=around, vectors=vectors, mentioned=named)
        if self._reranker is not None:
            # Imported here, as a generator is: most answers need none.
            from alignqa.answers.choosing.reranking import rerank

            candidates = rerank(candidates, question=asked.text, reranker=self._reranker)
        best = choose(candidates, count=MAX_QUOTES, better=lambda paper_id: standing(contents.records[paper_id]))
        signs = abstention.signs_of(asked, best, rarity, named)
        confidence, reason = abstention.decide(signs, self._calibration, minimum=minimum)
        return _Found(index, asked, ranked[:CHOSEN_FROM], best, confidence, reason, retrieved)

    def _quoted(self, found: _Found, proven: Sequence[Quote], trace: Trace) -> Outcome:
        """The outcome without a generator: every quote is its own claim."""
        reason = found.reason
        if reason is None and not proven:
            reason = Reason.INSUFFICIENT_EVIDENCE
        citations = attribution.cite(proven, found.index.contents.metadata)
        question, confidence = found.asked.text, found.confidence
        if reason is not None:
            return Abstention(question, reason, abstention.MESSAGES[reason], citations[:_NEAREST], confidence, trace)
        return Answer(question, attribution.quoted_claims(citations), citations, confidence, trace)

    def _write(self, found: _Found, quoted: Outcome, writing: Writing, filters: Filters) -> Outcome:
        """The answer of a generator; where it wrote nothing that holds, the outcome without one, with a notice."""
        # Imported here, so that an answer without a generator need not wait for it.
        from alignqa.answers.agent.scope import IndexScope
        from alignqa.answers.agent.seeking import seek
        from alignqa.answers.writing.numbering import Numbering
        from alignqa.answers.writing.writer import WritingTask

        index, metadata = found.index, found.index.contents.metadata
        task = WritingTask(found.asked.text, Numbering(index.manuscript), metadata)
        for quote in writing.earlier:
            task.numbering.offer_quote(quote)
        sought = seek(task, writing, IndexScope(index, filters))
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
        with self._index.snapshot() as index:
            return _search(index, query, Filters(tuple(papers), tuple(authors), years), count)

    def locate(self, text: str, *, paper: str | None = None) -> Quote | None:
        """The quote that holds `text` word for word, widened to whole sentences; None where nothing holds it.

        The whole text of `paper` is looked through, or without one the passages nearest to `text`, of all papers.
        What would take more than three sentences or 700 characters to quote is not found.
        """
        query = " ".join(text.split())[:MAX_QUOTE_CHARACTERS]
        if not any(char.isalnum() for char in query):
            return None
        with self._index.snapshot() as index:
            near = _search(index, query, Filters((paper,) if paper else ()), _RETRIEVED)
            offered = [_offer(index, item.passage.paper_id, item.passage.sentences) for item in near]
            if paper is not None:
                # Passages first, which is fast; a quote may reach from one into the next, so then all of it.
                every = {span for passage in index.catalogue.passages_of(paper) for span in passage.sentences}
                offered.append(_offer(index, paper, tuple(sorted(every))))
        return gate.locate(text, [passage for passage in offered if passage is not None])

    def verify(self, saved: Outcome | Mapping[str, object]) -> list[Check]:
        """Proves an answer again, or what `to_dict` made of one: a check a citation, and one for each claim that does not stand.

        All without a fault means that every hash, span, quote, place and claim holds.
        """
        return verification.verify(saved if isinstance(saved, Mapping) else saved.to_dict(), self._index.catalogue)

    @contextmanager
    def pinned(self) -> Iterator[Assistant]:
        """An assistant that answers everything until the end of the block from the papers as they are now.

        Each question sees one state of the index anyway; this is for several calls that belong together.
        """
        with self._index.pinned() as index:
            pinned = copy(self)
            pinned._index = index
            yield pinned

    @property
    def index(self) -> OpenIndex:
        """The index it answers from, for other work on it."""
        return self._index

    def papers(self) -> tuple[PaperRecord, ...]:
        """All papers, sorted by key."""
        with self._index.snapshot() as index:
            return index.contents.papers

    def paper(self, paper_id: str) -> Paper | None:
        """A paper with its text, or None."""
        with self._index.snapshot() as index:
            return index.catalogue.paper(paper_id)

    def _prove(self, shown: Sequence[Candidate], index: Snapshot) -> tuple[list[Quote], tuple[Dropped, ...]]:
        """Every chosen window through the gate."""
        tried = [(candidate, prove(candidate.window, index.manuscript(candidate.paper_id))) for candidate in shown]
        dropped = tuple(Dropped(candidate.window.text, "not in the source") for candidate, quote in tried if quote is None)
        return [quote for _, quote in tried if quote is not None], dropped


def _search(index: Snapshot, query: str, filters: Filters, count: int) -> list[RankedPassage]:
    asked = analyse(query)
    return index.retriever.retrieve(asked, count=count, paper_ids=select(index.contents.papers, filters))


def _around(catalogue: Catalogue, ranked: Sequence[RankedPassage]) -> list[PassageRecord]:
    """The passages in which quotes are looked for, with those before and after them."""
    first = [item.passage.passage_id for item in ranked[:CHOSEN_FROM]]
    return list(catalogue.passages({near for key in first for near in (key - 1, key, key + 1)}).values())


def _offer(index: Snapshot, paper_id: str, sentences: tuple[Span, ...]) -> gate.Offered | None:
    """Sentences that may be quoted; None where there are none."""
    manuscript = index.manuscript(paper_id)
    return gate.Offered(paper_id, manuscript, sentences) if manuscript is not None and sentences else None


def _in_reading_order(found: _Found) -> list[PassageRecord]:
    """The body passages that a generator reads: those of the best windows first, then the others as they are ranked."""
    best = [sentence.passage for candidate in found.best for sentence in candidate.window.sentences]
    body = [item.passage for item in found.ranked if item.passage.kind is RegionKind.BODY]
    return list({passage.passage_id: passage for passage in (*best, *body)}.values())


def _milliseconds(began: float, ended: float) -> float:
    return round((ended - began) * 1_000, 1)
