"""Turns judged questions into figures on evidence, abstentions, locators and confidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alignqa.evaluation.answers.asking import Judged
from alignqa.evaluation.answers.questions import Why
from alignqa.evaluation.statistics import Figure, RiskCoverage, ratio, risk_coverage

ANSWER_MEASURES = {
    "first": "gold evidence in the first quote",
    "any": "gold evidence in any of at most five quotes",
    "verbatim": "quotes proven against the catalogue",
    "declined": "unanswerable questions declined",
    "answered": "answerable questions not declined",
    "off-topic": "off-topic questions declined",
    "reason": "reason right among the declined, without false premises",
    "false-premise": "reason right among the declined false premises",
    "section": "section right, of quotes that carry gold evidence",
    "page": "page right, of quotes that carry gold evidence in a paper with pages",
}
"""The figures for which higher is better, by name; `--fail-under` accepts these."""

LENGTH = "quote length"
WRONG = "wrongly declined"


@dataclass(frozen=True, slots=True)
class KindRow:
    """Counts of the answerable questions of one kind: all, evidence in the first quote, in any quote, and declined."""

    kind: str
    questions: int
    first: int
    any: int
    declined: int


@dataclass(frozen=True, slots=True)
class WhyRow:
    """Counts of the questions that are unanswerable for one reason: all, declined, and declined with the right reason."""

    why: str
    questions: int
    declined: int
    reason: int


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A question that went wrong: what happened, and the quotes that were shown."""

    id: str
    kind: str
    question: str
    what: str
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerMeasures:
    """Everything that is measured on a question set."""

    questions: int
    figures: tuple[Figure, ...]
    kinds: tuple[KindRow, ...]
    whys: tuple[WhyRow, ...]
    curve: RiskCoverage
    unproven: tuple[str, ...]
    failures: tuple[WrongAnswer, ...]

    def figure(self, name: str) -> Figure:
        """Returns the figure of that name; KeyError if there is none."""
        return {figure.name: figure for figure in self.figures}[name]


def measure(judged: Sequence[Judged]) -> AnswerMeasures:
    """Computes the figures over judged questions; a share of nothing has no value."""
    return AnswerMeasures(
        questions=len(judged),
        figures=_figures(judged),
        kinds=tuple(_kind_rows(judged)),
        whys=tuple(_why_rows(judged)),
        # A declined question counts with its nearest passages, since a lower threshold would have shown them.
        curve=risk_coverage([one.shown.confidence for one in judged], [one.would_be_right for one in judged]),
        unproven=tuple(f"{one.item.id}: {fault}" for one in judged for fault in one.shown.faults),
        failures=tuple(failure for one in judged if (failure := _failure(one))),
    )


def _figures(judged: Sequence[Judged]) -> tuple[Figure, ...]:
    answerable = [one for one in judged if one.item.answerable]
    others = [one for one in judged if not one.item.answerable]
    off_topic = [one for one in others if one.item.why is Why.OFF_TOPIC]
    declined = [one for one in others if not one.shown.answered]
    premises = [one for one in declined if one.item.why is Why.FALSE_PREMISE]
    reasoned = [one for one in declined if one.item.why is not Why.FALSE_PREMISE]
    proofs = [one.shown.proofs for one in judged]
    answers = [one for one in judged if one.shown.answered]
    lengths = [sum(len(quote.exact) for quote in one.shown.quotes) for one in answers]
    return (
        ratio("first", [one.first for one in answerable]),
        ratio("any", [one.any for one in answerable]),
        ratio("verbatim", [one.shown.proofs - len(one.shown.faults) for one in judged], proofs),
        ratio("declined", [not one.shown.answered for one in others]),
        ratio("answered", [one.shown.answered for one in answerable]),
        ratio(WRONG, [not one.shown.answered for one in answerable]),
        ratio("off-topic", [not one.shown.answered for one in off_topic]),
        ratio("reason", [_reason_right(one) for one in reasoned]),
        ratio("false-premise", [_reason_right(one) for one in premises]),
        ratio("section", [sum(one.sections) for one in judged], [len(one.sections) for one in judged]),
        ratio("page", [sum(one.pages) for one in judged], [len(one.pages) for one in judged]),
        ratio(LENGTH, lengths, [len(one.shown.quotes) for one in answers]),
    )


def _reason_right(one: Judged) -> bool:
    return one.item.why is not None and one.shown.reason is one.item.why.reason


def _kind_rows(judged: Sequence[Judged]) -> Iterable[KindRow]:
    for kind in sorted({one.item.kind for one in judged if one.item.answerable}):
        rows = [one for one in judged if one.item.answerable and one.item.kind == kind]
        declined = sum(not one.shown.answered for one in rows)
        yield KindRow(kind, len(rows), sum(one.first for one in rows), sum(one.any for one in rows), declined)


def _why_rows(judged: Sequence[Judged]) -> Iterable[WhyRow]:
    for why in Why:
        rows = [one for one in judged if one.item.why is why]
        declined = [one for one in rows if not one.shown.answered]
        if rows:
            yield WhyRow(why.value, len(rows), len(declined), sum(map(_reason_right, declined)))


def _failure(one: Judged) -> WrongAnswer | None:
    item, shown = one.item, one.shown
    if item.why is not None and shown.answered:
        what = f"answered, although it should be declined as {item.why.reason.value}"
    elif item.answerable and shown.reason is not None:
        near = ", the nearest passages carry the evidence" if any(one.hits) else ""
        what = f"declined as {shown.reason.value}, although it is answerable{near}"
    elif item.answerable and not one.any:
        what = "no shown quote carries the evidence"
    else:
        return None
    return WrongAnswer(item.id, item.kind, item.question, what, tuple(quote.exact for quote in shown.quotes))
