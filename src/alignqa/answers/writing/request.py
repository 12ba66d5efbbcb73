"""The request to write an answer: the writer, the agent, the earlier sources, and the functions that show progress."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from alignqa.answers.agent.interfaces import Researcher
from alignqa.answers.answer import Quote
from alignqa.answers.interfaces import Usage
from alignqa.answers.trace import Step
from alignqa.answers.writing.writer import ClaimWriter, Show

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Writing:
    """A writer with the context of one conversation.

    `earlier` are quotes of earlier answers, which may be cited again; `show` is called with each claim once it is proven.
    A `researcher` searches for the passages itself; `watch` is called with each of its steps.
    `prices` are US dollars per million tokens of prompt and of reply.
    """

    writer: ClaimWriter
    researcher: Researcher | None = None
    earlier: tuple[Quote, ...] = ()
    show: Show | None = None
    watch: Callable[[Step], None] | None = None
    prices: tuple[float, float] | None = None

    def cost(self, usage: Usage) -> float | None:
        """Returns the cost of the tokens in US dollars; None if no prices are set."""
        if self.prices is None:
            return None
        prompt, completion = self.prices
        return round((usage.prompt_tokens * prompt + usage.completion_tokens * completion) / _MILLION, 6)
