"""The assistant: one question, one pipeline, readable from top to bottom."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from alignqa.answers import attribution
from alignqa.answers.answer import Abstention, Answer, Outcome, Quote, Reason
from alignqa.answers.choosing import abstention
from alignqa.answers.choosing.abstention import Calibration
from alignqa.answers.choosing.candidates import Candidate
from alignqa.answers.choosing.chooser import MAX_QUOTES, Choice, Chooser
from alignqa.answers.choosing.features import WindowWeights
from alignqa.answers.choosing.proving import prove
from alignqa.answers.quoting import gate, verification
from alignqa.answers.quoting.gate import MAX_QUOTE_CHARACTERS
from alignqa.answers.quoting.verification import Check
from alignqa.answers.telling import tell
from alignqa.answers.trace import Dropped, Trace
from alignqa.errors import UsageError
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import PaperRecord, PassageRecord
from alignqa.index.interfaces import Embedder
from alignqa.papers.document import Paper, RegionKind, Span
from alignqa.retrieval.filters import Filters, select
from alignqa.retrieval.questions.understanding import understand
from alignqa.retrieval.retriever import RankedPassage, Retriever
from alignqa.retrieval.snapshots import OpenIndex, Snapshot

if TYPE_CHECKING:
    from alignqa.answers.attribution import WorkNamer
    from alignqa.answers.choosing.close_reading import CloseReading
    from alignqa.answers.writing.request import Writing
    from alignqa.reading.interfaces import Reader
    from alignqa.retrieval.interfaces import Reranker

_RETRIEVED = 40
_NEAREST = 3


class Assistant:
    """Answers questions from one index; keeps everything loaded between them.

    Safe to use from several threads. It notices when the index changes, and answers the next question from the new state.
    It changes nothing, prints nothing and logs nothing.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        retriever: Retriever,
        embedder: Embedder,
        *,
        weights: WindowWeights,
        calibration: Calibration,
        index_name: str = "",
        not_calibrated_for: str | None = None,
        writing: Writing | None = None,
        reranker: Reranker | None = None,
        reading: CloseReading | None = None,
        namer: WorkNamer | None = None,
    ) -> None:
        self._embedder = embedder
        self._index = OpenIndex(catalogue, retriever, embedder, name=index_name)
        self._chooser = Chooser(weights, calibration, reranker, reading)
        self._not_calibrated_for = not_calibrated_for
        self._writing = writing
        self._namer = namer

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
        """Returns an Answer of one to `quotes` proven quotes, or an Abstention with its reason and the nearest passages.

        A question that the catalogue answers ("Who wrote …?") gets an Answer with facts, and neither claims nor quotes.
        With `writing`, or else the assistant's own, a generator writes claims that proven quotes support.
        `papers` are keys, `authors` names or parts of them, `years` an inclusive range.
        Raises UsageError for an empty or over-long question, a number of quotes outside 1…5 or an unknown key.
        """
        if not 1 <= quotes <= MAX_QUOTES:
            raise UsageError(f"{quotes} quotes cannot be shown.", hint=f"Ask for 1 to {MAX_QUOTES}")
        filters = Filters(tuple(papers), tuple(authors), years)
        with self._index.snapshot() as index:
            return self._answer(question, index, filters, quotes, min_confidence, writing or self._writing)

    def _answer(
        self, text: str, index: Snapshot, filters: Filters, quotes: int, min_confidence: float | None, writing: Writing | None
    ) -> Outcome:
        if told := tell(text, index, filters):
            return told.outcome(Trace(index.name, str(self._embedder.identity)))
        began = time.perf_counter()
        found = self._chooser.choose(text, index, filters, min_confidence=min_confidence)
        proven, dropped = self._prove(found.best[:quotes], index)
        reranker, reading = self._chooser.reranker, self._chooser.reading
        trace = Trace(
            index.name,
            str(self._embedder.identity),
            dropped=dropped,
            notices=found.notices,
            reranker=reranker.name if reranker else None,
            reader=reading.reader.name if reading and not reranker else None,
            not_calibrated_for=self._not_calibrated_for,
        )
        outcome = self._quoted(found, proven, trace)
        timings = [
            ("retrieve", _milliseconds(began, found.retrieved)),
            ("choose", _milliseconds(found.retrieved, time.perf_counter())),
        ]
        # An agent may find what one retrieval did not, unless the question is off-topic.
        agent = writing is not None and writing.researcher is not None and found.reason is not Reason.OFF_TOPIC
        if writing is not None and (isinstance(outcome, Answer) or agent):
            chosen = time.perf_counter()
            outcome = self._write(found, outcome, writing, filters)
            timings.append(("write", _milliseconds(chosen, time.perf_counter())))
        if self._namer is not None:
            outcome = attribution.with_named_works(outcome, self._namer, index)
        quoted = [citation.quote for citation in outcome.citations] if isinstance(outcome, Answer) else []
        passages = attribution.considered(found.ranked, quoted)
        return replace(outcome, trace=replace(outcome.trace, timings_ms=tuple(timings), passages=passages))

    def _quoted(self, found: Choice, proven: Sequence[Quote], trace: Trace) -> Outcome:
        """Returns the outcome without a generator: every quote is its own claim."""
        reason = found.reason
        if reason is None and not proven:
            reason = Reason.INSUFFICIENT_EVIDENCE
        citations = attribution.cite(proven, found.index.contents.metadata)
        question, confidence = found.asked, found.confidence
        if reason is not None:
            message = found.message or abstention.MESSAGES[reason]
            return Abstention(question, reason, message, citations[:_NEAREST], confidence, trace)
        return Answer(question, attribution.quoted_claims(citations), citations, confidence, trace)

    def _write(self, found: Choice, quoted: Outcome, writing: Writing, filters: Filters) -> Outcome:
        """Returns the answer of a generator, or, if no claim of it holds, the outcome without one and a notice."""
        # Imported here, so that an answer without a generator need not wait for it.
        from alignqa.answers.agent.scope import IndexScope
        from alignqa.answers.agent.seeking import seek
        from alignqa.answers.writing.numbering import Numbering
        from alignqa.answers.writing.writer import WritingTask

        index, metadata = found.index, found.index.contents.metadata
        task = WritingTask(found.question.text, Numbering(index.manuscript), metadata)
        for quote in writing.earlier:
            task.numbering.offer_quote(quote)
        sought = seek(task, writing, IndexScope(index, filters))
        if sought.reply is None:
            for passage in _in_reading_order(found):
                task.numbering.offer(passage)
        written = writing.writer.write(task, show=writing.show, reply=sought.reply)
        usage, notices = sought.usage + written.usage, (*found.notices, *sought.notices)
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
        """Finds the passages nearest to a query, best first, with the same filters as `ask`."""
        if not 1 <= count <= 1_000:
            raise UsageError(f"{count} passages cannot be shown.", hint="Ask for 1 to 1000")
        with self._index.snapshot() as index:
            return _search(index, query, Filters(tuple(papers), tuple(authors), years), count)

    def locate(self, text: str, *, paper: str | None = None) -> Quote | None:
        """Returns the quote that contains `text` word for word, widened to whole sentences; None if there is none.

        It searches the whole text of `paper`, or, without a paper, those passages of all papers that are nearest to `text`.
        Text that would take more than a quote may have is not found: three sentences and 700 characters, or one short list.
        """
        query = " ".join(text.split())[:MAX_QUOTE_CHARACTERS]
        if not any(char.isalnum() for char in query):
            return None
        with self._index.snapshot() as index:
            near = _search(index, query, Filters((paper,) if paper else ()), _RETRIEVED)
            offered = [_offer(index, item.passage.paper_id, item.passage.sentences) for item in near]
            if paper is not None:
                # Passages first, which is fast; then the whole text, since a quote may reach from one passage into the next.
                every = {span for passage in index.catalogue.passages_of(paper) for span in passage.sentences}
                offered.append(_offer(index, paper, tuple(sorted(every))))
        return gate.locate(text, [passage for passage in offered if passage is not None])

    def verify(self, saved: Outcome | Mapping[str, object]) -> list[Check]:
        """Verifies an answer, or the result of its `to_dict`: one check per citation, and one per claim that does not hold.

        If no check has a fault, every hash, span, quote, place and claim holds.
        """
        return verification.verify(saved if isinstance(saved, Mapping) else saved.to_dict(), self._index.catalogue)

    @contextmanager
    def pinned(self) -> Iterator[Assistant]:
        """Returns an assistant that answers everything until the end of the block from the papers as they are now.

        Each question sees one state of the index anyway; this is for several calls that belong together.
        """
        with self._index.pinned() as index:
            pinned = copy(self)
            pinned._index = index
            yield pinned

    @property
    def index(self) -> OpenIndex:
        """The index that it answers from, for other uses."""
        return self._index

    @property
    def reader(self) -> Reader | None:
        """The model that reads windows, for other uses; None if quotes are chosen without one."""
        reading = self._chooser.reading
        return reading.reader if reading is not None and self._chooser.reranker is None else None

    def papers(self) -> tuple[PaperRecord, ...]:
        """Returns all papers, sorted by key."""
        with self._index.snapshot() as index:
            return index.contents.papers

    def paper(self, paper_id: str) -> Paper | None:
        """Returns a paper with its text, or None."""
        with self._index.snapshot() as index:
            return index.catalogue.paper(paper_id)

    def _prove(self, shown: Sequence[Candidate], index: Snapshot) -> tuple[list[Quote], tuple[Dropped, ...]]:
        """Passes every chosen window through the gate."""
        tried = [(candidate, prove(candidate.window, index.manuscript(candidate.paper_id))) for candidate in shown]
        dropped = tuple(Dropped(candidate.window.text, "not in the source") for candidate, quote in tried if quote is None)
        return [quote for _, quote in tried if quote is not None], dropped


def _search(index: Snapshot, query: str, filters: Filters, count: int) -> list[RankedPassage]:
    return index.retriever.retrieve(understand(query, index), count=count, paper_ids=select(index.contents.papers, filters))


def _offer(index: Snapshot, paper_id: str, sentences: tuple[Span, ...]) -> gate.Offered | None:
    """Offers sentences for quoting; None if there are none."""
    manuscript = index.manuscript(paper_id)
    return gate.Offered(paper_id, manuscript, sentences) if manuscript is not None and sentences else None


def _in_reading_order(found: Choice) -> list[PassageRecord]:
    """Orders the body passages for a generator: those of the best windows first, then the others as they are ranked."""
    best = [sentence.passage for candidate in found.best for sentence in candidate.window.sentences]
    body = [item.passage for item in found.ranked if item.passage.kind is RegionKind.BODY]
    return list({passage.passage_id: passage for passage in (*best, *body)}.values())


def _milliseconds(began: float, ended: float) -> float:
    return round((ended - began) * 1_000, 1)
