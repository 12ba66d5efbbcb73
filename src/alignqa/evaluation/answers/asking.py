"""Questions put to the assistant, one after the other, and what came back judged against the gold."""

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
"""Called after each question with the number done and the number of all."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with what was shown for it, and for each shown quote whether it carries gold evidence.

    Where the answer was declined, `hits` are judged on the nearest passages; `first` and `any` know that these were no answer.
    `sections` and `pages` have a verdict for each quote of an answer that carries gold with a section, or with a page
    in a paper that has pages.
    """

    item: QuestionItem
    shown: ShownAnswer
    hits: tuple[bool, ...]
    sections: tuple[bool, ...] = ()
    pages: tuple[bool, ...] = ()

    @property
    def first(self) -> bool:
        """Whether the first quote of an answer carries gold evidence."""
        return self.shown.answered and bool(self.hits) and self.hits[0]

    @property
    def any(self) -> bool:
        """Whether one of the quotes of an answer carries gold evidence."""
        return self.shown.answered and any(self.hits)

    @property
    def would_be_right(self) -> bool:
        """Whether an answer made of these quotes is right: never, where there is no answer."""
        return self.item.answerable and any(self.hits)


def ask_all(
    questions: QuestionSet, ask: Ask, *, prove: Prove, journal: Journal[ShownAnswer], progress: Progress | None = None
) -> list[Judged]:
    """Asks every question that `journal` has no result for, in order; keeps each result before the next is asked."""
    done = {shown.question_id: shown for shown in journal.results}
    for number, item in enumerate(questions.items, start=1):
        if item.id not in done:
            outcome = ask(item.question)
            done[item.id] = shown_of(item.id, outcome, prove(outcome))
            journal.add(done[item.id])
        if progress is not None:
            progress(number, len(questions.items))
    return [judge(item, done[item.id]) for item in questions.items]


def judge(item: QuestionItem, shown: ShownAnswer) -> Judged:
    """The verdicts on the first five quotes; quotes for a question without an answer carry nothing."""
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
