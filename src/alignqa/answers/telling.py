"""Tells what the catalogue knows, where a question asks for that and not for what the papers say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alignqa.answers.answer import Abstention, Answer, Outcome, Reason
from alignqa.answers.facts import COUNT, FACTS, PAPER, Fact, fact_of
from alignqa.answers.trace import Trace
from alignqa.index.catalogue.records import PaperRecord
from alignqa.retrieval.filters import Filters, is_by, select
from alignqa.retrieval.questions.catalogue_questions import FactAsked, PapersAsked, read_catalogue_question
from alignqa.retrieval.questions.form import read_form
from alignqa.retrieval.questions.misspellings import mend
from alignqa.retrieval.questions.works_meant import papers_which, works_meant
from alignqa.retrieval.snapshots import Snapshot
from alignqa.retrieval.terms import STOP_WORDS, words

_THIS = frozenset(
    {"it", "this", "this paper", "the paper", "this work", "this text", "this post", "this one", "the text", "the work"}
)


@dataclass(frozen=True, slots=True)
class Told:
    """The facts that answer a question, as it was asked, and what was mended in it."""

    asked: str
    facts: tuple[Fact, ...]
    notices: tuple[str, ...] = ()

    def outcome(self, trace: Trace) -> Outcome:
        """Returns an answer without a quote, or an abstention if the catalogue does not know what is asked of any paper."""
        trace = replace(trace, notices=self.notices)
        if any(fact.value is not None for fact in self.facts):
            return Answer(self.asked, (), (), None, trace, self.facts)
        papers = ", ".join(f"{fact.title or 'a paper without a title'} [{fact.paper_id}]" for fact in self.facts)
        message = f"The metadata of {papers} do not tell the {FACTS[self.facts[0].name]}."
        return Abstention(self.asked, Reason.INSUFFICIENT_EVIDENCE, message, trace=trace)


def tell(text: str, index: Snapshot, filters: Filters) -> Told | None:
    """Returns the facts that a question asks for; None if it asks for something else, or means no paper that is here.

    Raises UsageError for an empty or over-long question, and UnknownPaper for filters that no paper meets.
    """
    asked = read_form(text).text
    if read_catalogue_question(asked) is None:
        return None
    keys = select(index.contents.papers, filters)
    papers = [paper for paper in index.contents.papers if keys is None or paper.paper_id in keys]
    mended = mend(asked, index.catalogue)
    match read_catalogue_question(mended.text):
        case FactAsked() as question:
            facts = _facts_of(question, papers, index)
        case PapersAsked() as question:
            facts = _list_of(question, papers, index)
        case None:
            facts = ()
    return Told(asked, facts, mended.notices) if facts else None


def _facts_of(asked: FactAsked, papers: Sequence[PaperRecord], index: Snapshot) -> tuple[Fact, ...]:
    meant = works_meant(asked.work, papers, sure=asked.sure)
    if not meant and len(papers) == 1 and asked.work.casefold() in _THIS:
        meant = list(papers)
    if any(not _by(paper, asked.by) for paper in meant):
        return ()
    found = [fact_of(paper, asked.fact, index.catalogue) for paper in meant]
    # The copies of a work are told once, and one that lacks the fact is not.
    known = {_title(fact) for fact in found if fact.value is not None}
    told = [fact for fact in found if fact.value is not None or _title(fact) not in known]
    return tuple({(_title(fact), fact.value): fact for fact in reversed(told)}.values())[::-1]


def _list_of(asked: PapersAsked, papers: Sequence[PaperRecord], index: Snapshot) -> tuple[Fact, ...]:
    chosen = papers_which(asked.which, papers)
    if chosen is None:
        return ()
    listed = [] if asked.only_count else [fact_of(paper, PAPER, index.catalogue) for paper in chosen]
    return (Fact(COUNT, len(chosen), which=asked.which), *(replace(fact, which=asked.which) for fact in listed))


def _title(fact: Fact) -> str:
    return (fact.title or fact.paper_id or "").casefold()


def _by(paper: PaperRecord, names: str) -> bool:
    """Checks whether a paper is by whom the question says; "they" and "the authors" are its authors."""
    given = [word for word in words(names) if word not in STOP_WORDS | {"et", "al", "authors", "colleagues"}]
    return all(is_by(paper, word) for word in given)
