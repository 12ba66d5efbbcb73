"""The task that `inspect eval alignqa/answers` runs: a question set, asked of the assistant of a home.

inspect eval alignqa/answers -T questions=questions.jsonl -T home=path/to/home -T split=test
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import anyio
import anyio.to_thread

from alignqa.errors import AlignqaError
from alignqa.extras import needs
from alignqa.integrations.inspect_tasks.rows import load_questions, row_of, target_of
from alignqa.integrations.inspect_tasks.scorers import abstention, evidence, quotes_proven
from alignqa.render.json_text import to_json
from alignqa.wiring import assistant_of, open_home

with needs("Inspect", extra="inspect"):
    from inspect_ai import Task, task
    from inspect_ai._util.error import PrerequisiteError  # it has no public name
    from inspect_ai.dataset import MemoryDataset, Sample
    from inspect_ai.model import ModelOutput
    from inspect_ai.solver import Generate, Solver, TaskState, solver

_MAX_QUESTIONS = 4  # at the same time; more would wait for each other at the index


@solver
def ask(home: str = "") -> Solver:
    """Answers with proven quotes from the papers of `home`, or declines, as JSON; the model of the evaluation is not called."""
    opened = open_home(home or None)
    assistant, settings = assistant_of(opened), opened.settings
    answer = partial(assistant.ask, quotes=settings.quotes, min_confidence=settings.min_confidence)
    turns = anyio.CapacityLimiter(_MAX_QUESTIONS)

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        outcome = await anyio.to_thread.run_sync(answer, state.input_text, limiter=turns)
        state.output = ModelOutput.from_content("alignqa", to_json(outcome.to_dict()))
        state.messages.append(state.output.message)
        return state

    return solve


@task
def answers(questions: str = "", home: str = "", split: str = "") -> Task:
    """Asks the questions of a file, or one split of it, of the papers of `home`; scores evidence, abstention and quotes."""
    # Inspect reads what follows -T as YAML: 2024 arrives as a number, and nothing as None.
    questions, home, split = (str(value or "") for value in (questions, home, split))
    with _told_plainly():
        asked = load_questions(questions, split=split)
        samples = [Sample(item.question, target=target_of(item), id=item.id, metadata=row_of(item)) for item in asked.items]
        return Task(
            dataset=MemoryDataset(samples, name=asked.name),
            solver=ask(home),
            scorer=[evidence(), abstention(), quotes_proven(home)],
        )


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Turns an error for the user into the one that Inspect prints as a message, without a traceback."""
    try:
        yield
    except AlignqaError as error:
        told = f"{error.message}\nHint: {error.hint}" if error.hint else error.message
        raise PrerequisiteError(told.replace("[", r"\[")) from error  # or it would be read as a style
