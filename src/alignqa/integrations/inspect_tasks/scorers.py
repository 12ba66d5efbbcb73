"""Inspect's scorers of quotes, evidence and abstention; their metrics are the figures of `alignqa eval answers`."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from alignqa.answers.quoting.verification import verify
from alignqa.evaluation.answers.asking import Judged, judge
from alignqa.evaluation.answers.measures import WRONG
from alignqa.evaluation.answers.shown import ShownAnswer, from_record, to_record
from alignqa.extras import needs
from alignqa.integrations.inspect_tasks.replies import figures_of, read_reply, what_went_wrong
from alignqa.integrations.inspect_tasks.rows import item_of
from alignqa.wiring import library_of, open_home

with needs("Inspect", extra="inspect"):
    from inspect_ai.scorer import CORRECT, INCORRECT, Metric, SampleScore, Score, Scorer, Target, metric, scorer
    from inspect_ai.solver import TaskState

_SHOWN = "shown"


@metric(scores="unreduced")
def figures(names: list[str]) -> Metric:
    """Figures over the samples, by their names in `alignqa eval answers`."""

    def measured(scores: list[SampleScore]) -> dict[str, float]:
        return figures_of([_judged(score.sample_metadata or {}, score.score.metadata or {}) for score in scores], names)

    return measured


@scorer(metrics=[figures(["first", "any", "section", "page"])])
def evidence() -> Scorer:
    """Scores whether one of the first five quotes carries gold evidence; questions without an answer are not scored."""

    async def score(state: TaskState, target: Target) -> Score:
        judged = _read(state)
        if not judged.item.answerable:
            return Score.unscored(explanation="The question has no answer.")
        return _score(judged, right=judged.any)

    return score


@scorer(metrics=[figures(["declined", "answered", WRONG, "off-topic", "reason", "false-premise"])])
def abstention() -> Scorer:
    """Scores whether what has no answer was declined, and nothing else was."""

    async def score(state: TaskState, target: Target) -> Score:
        judged = _read(state)
        return _score(judged, right=judged.shown.answered is judged.item.answerable)

    return score


@scorer(metrics=[figures(["verbatim"])])
def quotes_proven(home: str = "") -> Scorer:
    """Scores the share of quotes that `verify` proves against the catalogue of `home`; a reply without quotes is not scored."""
    opened = open_home(home or None)

    async def score(state: TaskState, target: Target) -> Score:
        with closing(library_of(opened).catalogue()) as catalogue:
            shown = read_reply(str(state.sample_id), state.output.completion, lambda outcome: verify(outcome, catalogue))
        if not shown.proofs:
            return Score.unscored(explanation="Nothing is quoted.")
        proven = shown.proofs - len(shown.faults)
        explanation = "\n".join((f"{proven} of {shown.proofs} proven", *shown.faults))
        return Score(value=proven / shown.proofs, explanation=explanation, metadata=_kept(shown))

    return score


def _read(state: TaskState) -> Judged:
    return judge(item_of(state.metadata), read_reply(str(state.sample_id), state.output.completion))


def _score(judged: Judged, *, right: bool) -> Score:
    return Score(value=CORRECT if right else INCORRECT, explanation=what_went_wrong(judged) or None, metadata=_kept(judged.shown))


def _kept(shown: ShownAnswer) -> dict[str, object]:
    return {_SHOWN: to_record(shown)}


def _judged(row: Mapping[str, object], kept: Mapping[str, dict[str, object]]) -> Judged:
    return judge(item_of(row), from_record(kept[_SHOWN]))
