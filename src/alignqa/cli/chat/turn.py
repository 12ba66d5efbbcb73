"""A chat in progress, and one turn of it: a question is resolved, answered, shown and saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from alignqa.answers.conversation.follow_ups import resolve
from alignqa.answers.conversation.sources import Sources
from alignqa.cli import options
from alignqa.cli.live_answer import LiveAnswer
from alignqa.render.blocks import Block, BlockStyle, outcome_blocks

if TYPE_CHECKING:
    from alignqa.answers.answer import Outcome
    from alignqa.answers.assistant import Assistant
    from alignqa.answers.writing.request import Writing
    from alignqa.cli.chat.memory import ChatMemory

_MAX_EARLIER = 12  # sources of earlier turns that a generator sees again


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
    talk.outcome = talk.assistant.ask(
        question, quotes=talk.quotes, min_confidence=talk.min_confidence, writing=writing, **talk.filters
    )
    talk.questions.append(question)
    options.show(outcome_blocks(talk.sources.numbered(talk.outcome), claims_shown=live.has_shown(talk.outcome)))
    if talk.watch:
        live.explain(talk.outcome)
    talk.memory.keep(talk.questions, talk.sources)
