"""Replies to questions, judged as `alignqa eval answers` judges them; Inspect is not needed here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence

from pydantic import TypeAdapter

from alignqa.answers.quoting.verification import Check, read_outcomes
from alignqa.errors import UsageError
from alignqa.evaluation.answers.asking import Judged
from alignqa.evaluation.answers.measures import measure
from alignqa.evaluation.answers.shown import ShownAnswer, shown_of, to_record

_FACTS = TypeAdapter(ShownAnswer)
Proving = Callable[[Mapping[str, object]], Sequence[Check]]


def nothing_proven(outcome: Mapping[str, object]) -> Sequence[Check]:
    """Makes no check, for scores that are not about proofs."""
    return ()


def read_reply(question_id: str, reply: str, prove: Proving = nothing_proven) -> ShownAnswer:
    """Reads a reply in the schema `alignqa.answer/1`.

    Any other reply counts as an answer without quotes that fails one check, so that another solver can be scored, too.
    """
    try:
        outcomes = read_outcomes(reply)
        if len(outcomes) != 1:
            raise UsageError(f"There are {len(outcomes)} answers, not one.")
        shown = shown_of(question_id, outcomes[0], prove(outcomes[0]))
        return _FACTS.validate_json(json.dumps(to_record(shown)), strict=True)
    except UsageError as error:
        fault = error.message
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        fault = f"The answer is malformed: {error!r}."
    return ShownAnswer(question_id, None, None, (), 1, (fault,))


def figures_of(judged: Sequence[Judged], names: Iterable[str]) -> dict[str, float]:
    """Returns the named figures of `alignqa eval answers`, without those that have nothing to measure."""
    measured = measure(judged)
    values = {name: measured.figure(name).value for name in names}
    return {name: value for name, value in values.items() if value is not None}


def what_went_wrong(judged: Judged) -> str:
    """Returns a sentence on what is wrong with a reply; empty if nothing is."""
    return next((failure.what for failure in measure([judged]).failures), "")
