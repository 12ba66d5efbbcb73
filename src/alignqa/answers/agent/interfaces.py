"""The interface of an agent: it searches for passages with tools, within a budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from alignqa.answers.interfaces import Prompt, Usage

Tool = Callable[..., str]
"""A function that reads and never writes; the agent is given its name, signature and docstring."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The maximum number of rounds that an agent takes, and of tokens that it uses."""

    steps: int = 8
    tokens: int = 40_000


@dataclass(frozen=True, slots=True)
class Researched:
    """The result of an agent: its final reply, None if the budget was spent before there was one, and its usage."""

    reply: str | None = None
    usage: Usage = field(default_factory=Usage)


class Researcher(Protocol):
    """Searches for passages with tools until it can reply."""

    def research(self, prompt: Prompt, tools: Sequence[Tool]) -> Researched | None:
        """Returns the reply and its usage, None if the model calls no functions; raises ProviderError if the provider fails."""
        ...
