"""Asks the assistant the questions of a set, one after the other, and judges the answers against the gold evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alignqa.answers.answer import Outcome
from alignqa.answers.quoting.verification import Check
from alignqa.evaluation.answers.gold import GoldItem, carries, in_section, on_page
from alignqa.evaluation.answers.questions import QuestionItem, QuestionSet
from alignqa.evaluation.answers.shown import ShownAnswer, ShownQuote, shown_of
from alignqa.evaluation.journal import Journal

MAX_JUDGED_QUOTES = 5
Ask = Callable[[str], Outcome]
Prove = Callable[[Outcome], Sequence[Check]]
Progress = Callable[[int, int], None]
"""A callback, called after each question with the number done and the total."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with the answer that was shown for it, and the verdicts on the quotes of that answer.

    `hits` says for each quote whether it carries gold evidence.
    If the answer was declined, `hits` judges the nearest passages, and `first` and `any` are false.
    `sections` and `pages` have a verdict for each quote of an answer that carries gold evidence with a section,
    or with a page if the paper has pages.
    """

    item: QuestionItem
    shown: ShownAnswer
    hits: tuple[bool, ...]
    sections: tuple[bool, ...] = ()
    pages: tuple[bool, ...] = ()

    @property
    def first(self) -> bool:
        """Tells whether the first quote of an answer carries gold evidence."""
        return self.shown.answered and bool(self.hits) and self.hits[0]

    @property
    def any(self) -> bool:
        """Tells whether any quote of an answer carries gold evidence."""
        return self.shown.answered and any(self.hits)

    @property
    def would_be_right(self) -> bool:
        """Tells whether an answer made of these quotes would be right; never true of an unanswerable question."""
        return self.item.answerable and any(self.hits)


def ask_all(
    questions: QuestionSet, ask: Ask, *, prove: Prove, journal: Journal[ShownAnswer], progress: Progress | None = None
) -> list[Judged]:
    """Asks every question that has no result in `journal`, in order, and stores each result before asking the next."""
    done = {shown.question_id: shown for shown in journal.results}
    for number, item in enumerate(questions.items, start=1):
        if item.id not in done:
            outcome = ask(item.question)
            done[item.id] = shown_of(item.id, outcome.to_dict(), prove(outcome))
            journal.add(done[item.id])
        if progress is not None:
            progress(number, len(questions.items))
    return [judge(item, done[item.id]) for item in questions.items]


def judge(item: QuestionItem, shown: ShownAnswer) -> Judged:
    """Judges the first five quotes; no quote can carry evidence for a question without gold."""
    quotes = shown.quotes[:MAX_JUDGED_QUOTES]
    carried = [[gold for gold in item.gold if carries(quote.exact, gold)] for quote in quotes]
    if not shown.answered:
        return Judged(item, shown, tuple(map(bool, carried)))
    placed = [(quote, found) for quote, found in zip(quotes, carried, strict=True) if found]
    return Judged(
        item,
        shown,
        tuple(map(bool, carried)),
        tuple(any(in_section(quote.locator, gold) for gold in found) for quote, found in placed if _any_section(found)),
        tuple(any(on_page(quote.locator, gold) for gold in found) for quote, found in placed if _paged(quote, found)),
    )


def _any_section(found: Sequence[GoldItem]) -> bool:
    return any(gold.section for gold in found)


def _paged(quote: ShownQuote, found: Sequence[GoldItem]) -> bool:
    return quote.locator.page is not None and any(gold.page is not None for gold in found)
