"""Chooses the quotes for a question, and decides whether they answer it: from the question's text to windows not yet proven."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alignqa.answers.answer import Reason
from alignqa.answers.choosing import abstention
from alignqa.answers.choosing.abstention import Calibration
from alignqa.answers.choosing.candidates import CHOSEN_FROM, FLOOR, Candidate, choose, find_candidates
from alignqa.answers.choosing.copies import standing
from alignqa.answers.choosing.defining.order import defining_first
from alignqa.answers.choosing.features import WindowWeights
from alignqa.answers.choosing.premise_check import contradiction_of
from alignqa.retrieval.filters import Filters, select
from alignqa.retrieval.questions.form import read_form
from alignqa.retrieval.questions.misspellings import mend
from alignqa.retrieval.questions.named_works import NamedWork, absence, meant, named_works, reports
from alignqa.retrieval.questions.question import Question
from alignqa.retrieval.questions.understanding import understand
from alignqa.retrieval.retriever import RankedPassage
from alignqa.retrieval.snapshots import Snapshot

if TYPE_CHECKING:
    from alignqa.answers.choosing.close_reading import CloseReading
    from alignqa.retrieval.interfaces import Reranker

MAX_QUOTES = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """The passages ranked for a question, the windows that would be shown, and the decision whether they answer it.

    `asked` is the question as it was asked, and `question` the same with its misspelled words mended.
    `retrieved` is the time at which retrieval was done, by `time.perf_counter`.
    A cited work that is not here is the `message` of an abstention, and a notice where other papers report it.
    """

    index: Snapshot
    asked: str
    question: Question
    ranked: Sequence[RankedPassage]
    best: Sequence[Candidate]
    confidence: float
    reason: Reason | None
    retrieved: float
    message: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chooser:
    """The means of choosing: the features always, and either a reranker or a reader for the last order, if there is one."""

    weights: WindowWeights
    calibration: Calibration
    reranker: Reranker | None = None
    reading: CloseReading | None = None

    def choose(self, text: str, index: Snapshot, filters: Filters, *, min_confidence: float | None = None) -> Choice:
        """Chooses windows for a question in one state of an index; raises UsageError for an empty or over-long question.

        A paper that the question cites by author and year works as a filter does, unless there are filters.
        """
        papers, records = index.contents.papers, index.contents.records
        asked = read_form(text).text
        mended = mend(asked, index.catalogue)
        question = understand(mended.text, index, naming_papers=True)
        named = named_works(question.text, papers)
        cited = frozenset() if filters else meant(named, papers)
        done: list[float] = []
        reading = self._reading
        found = find_candidates(
            question,
            index,
            weights=self.weights,
            paper_ids=cited or select(papers, filters),
            passages=reading.weights.passages if reading else CHOSEN_FROM,
            retrieved=lambda: done.append(time.perf_counter()),
        )
        ordered, floor = self._in_order(found.candidates, question, index)
        candidates = ordered if self.reranker else defining_first(ordered, question, index.contents.metadata)
        best = choose(candidates, count=MAX_QUOTES, better=lambda paper_id: standing(records[paper_id]), floor=floor)
        signs = abstention.signs_of(question, best, index.rarity)
        if reading is None:
            confidence, reason = abstention.decide(signs, self.calibration, min_confidence=min_confidence)
        else:
            read = abstention.reading_signs(candidates, best)
            confidence, reason = abstention.decide_read(signs, read, reading.calibration, min_confidence=min_confidence)
            if reason is None and min_confidence is None:
                reason = self._missing(question, found.candidates, index)
        absences = {work: told for work in named if (told := absence(work, papers))}
        absent, said = list(absences), tuple(absences.values())
        notices = (*mended.notices, *said)
        if absent and len(absent) == len(named) and not _reported(absent, best) and min_confidence is None:
            reason, message = Reason.NOT_IN_CORPUS, " ".join(said)
            return Choice(index, asked, question, found.ranked, best, 0.0, reason, done[0], message, mended.notices)
        premise = reading.premise if reading is not None and reason is None and min_confidence is None else None
        against = contradiction_of(question.text, candidates, premise) if premise is not None else None
        message = ""
        if reason is Reason.FALSE_PREMISE:
            best = sorted(best, key=lambda one: -one.reading.contradicts if one.reading else 0.0)
        elif premise is not None and against is not None:
            reason, confidence = Reason.FALSE_PREMISE, round(confidence * premise.holds, 2)
            message = f"{abstention.MESSAGES[reason]} {against.told}"
            best = [against.candidate, *(one for one in best if not one.overlaps(against.candidate))][:MAX_QUOTES]
        return Choice(index, asked, question, found.ranked, best, confidence, reason, done[0], message, notices)

    @property
    def _reading(self) -> CloseReading | None:
        return self.reading if self.reranker is None else None

    def _missing(self, question: Question, candidates: Sequence[Candidate], index: Snapshot) -> Reason | None:
        """The reason if the subject is not here, by the features alone: a reader finds answers in words that are kindred only."""
        records = index.contents.records
        nearest = choose(candidates, count=MAX_QUOTES, better=lambda paper_id: standing(records[paper_id]))
        _, reason = abstention.decide(abstention.signs_of(question, nearest, index.rarity), self.calibration)
        return reason if reason in (Reason.OFF_TOPIC, Reason.NOT_IN_CORPUS) else None

    def _in_order(
        self, candidates: Sequence[Candidate], question: Question, index: Snapshot
    ) -> tuple[Sequence[Candidate], float]:
        """Puts candidates in their last order, and returns them with the share of the best score that a further quote needs."""
        # Imported where they are needed, like a generator: --fast needs neither.
        if self.reranker is not None:
            from alignqa.answers.choosing.reranking import rerank

            return rerank(candidates, question=question.text, reranker=self.reranker), FLOOR
        if self.reading is not None:
            from alignqa.answers.choosing.close_reading import read_closely

            weights, metadata = self.reading.weights, index.contents.metadata
            return read_closely(candidates, question.text, self.reading.reader, weights=weights, metadata=metadata), weights.floor
        return candidates, FLOOR


def _reported(works: Sequence[NamedWork], best: Sequence[Candidate]) -> bool:
    """Checks whether a passage that would be quoted from names one of the works: then papers that are here report it."""
    passages = {sentence.passage.passage_id: sentence.passage.text for one in best for sentence in one.window.sentences}
    return any(reports(text, work) for work in works for text in passages.values())
