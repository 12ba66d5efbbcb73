"""A chat in progress, and one turn of it: a question is resolved, answered, shown and saved."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from alignqa.answers.answer import Answer
from alignqa.answers.conversation.follow_ups import resolve
from alignqa.answers.conversation.sources import Sources
from alignqa.cli import options
from alignqa.cli.live_answer import LiveAnswer
from alignqa.render.blocks import Block, BlockStyle, outcome_blocks

if TYPE_CHECKING:
    from alignqa.answers.answer import Citation, Outcome
    from alignqa.answers.assistant import Assistant
    from alignqa.answers.writing.request import Writing
    from alignqa.cli.chat.memory import ChatMemory

_MAX_EARLIER = 12  # sources of earlier turns that a generator sees again
_ROWS_OF_PROMPT = 3  # the empty line and the prompt below an answer, and the question above it


@dataclass(slots=True)
class Talk:
    """A chat in progress: the assistant and its options, the questions asked so far (as resolved), and the last outcome.

    `outcome` has the markers 1…n of a saved answer; an answer on the screen has the numbers of `sources`.
    """

    assistant: Assistant
    filters: options.FilterArguments
    quotes: int
    memory: ChatMemory
    make_writing: Callable[[str], Writing | None]
    make_page: Callable[[Outcome, Assistant], str]
    show_page: Callable[[Citation], None]
    writing: Writing | None = None
    min_confidence: float | None = None
    questions: list[str] = field(default_factory=list)
    sources: Sources = field(default_factory=Sources)
    outcome: Outcome | None = None
    over: bool = False
    watch: bool = False


def resolved_question(talk: Talk, text: str) -> str:
    """Completes a line to a full question; the question is shown if it differs from the line."""
    if talk.writing is not None and talk.questions:
        from alignqa.answers.conversation.rewriting import rewrite

        question = rewrite(talk.writing.writer, talk.questions, text)
    else:
        question = resolve(talk.questions[-1] if talk.questions else None, text)
    if question != " ".join(text.split()):
        options.show([Block(f"Understood as: {question}", BlockStyle.ASIDE)])
    return question


def take_turn(talk: Talk, question: str) -> None:
    """Answers a full question, shows the answer with the chat's numbers, and saves the chat."""
    live = LiveAnswer(watch=talk.watch, number_of=talk.sources.number_of)
    writing = live.follow(talk.writing)
    if writing is not None:
        writing = replace(writing, earlier=tuple(citation.quote for citation in talk.sources.citations[-_MAX_EARLIER:]))
    with options.working("Reading the papers") if writing is None else nullcontext():
        talk.outcome = talk.assistant.ask(
            question, quotes=talk.quotes, min_confidence=talk.min_confidence, writing=writing, **talk.filters
        )
    talk.questions.append(question)
    options.show(_on_one_screen(talk.sources.numbered(talk.outcome), claims_shown=live.has_shown(talk.outcome)))
    if talk.watch:
        live.explain(talk.outcome)
    talk.memory.keep(talk.questions, talk.sources)


def _on_one_screen(outcome: Outcome, *, claims_shown: bool) -> list[Block]:
    """Returns the blocks of an outcome with as many quotes as leave the first one on the screen; /open shows the others."""
    count = len(outcome.citations if isinstance(outcome, Answer) else outcome.nearest)
    blocks = list(outcome_blocks(outcome, claims_shown=claims_shown))
    if not sys.stdout.isatty():
        return blocks
    from alignqa.render.terminal import height_of

    room = shutil.get_terminal_size().lines - _ROWS_OF_PROMPT
    for quotes in range(count - 1, 0, -1):
        if height_of(blocks, sys.stdout) <= room:
            break
        blocks = list(outcome_blocks(outcome, claims_shown=claims_shown, quotes_shown=quotes))
    return blocks
