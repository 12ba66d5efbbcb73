"""What an agent needs: someone who looks for passages with tools, within a budget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from alignqa.answers.interfaces import Prompt, Usage

Tool = Callable[..., str]
"""A function that reads and never writes: its name, signature and docstring are what the agent is told of it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The most rounds that an agent takes, and the most tokens that it uses."""

    steps: int = 8
    tokens: int = 40_000


@dataclass(frozen=True, slots=True)
class Researched:
    """What an agent came back with: its final reply, None where the budget was spent before there was one."""

    reply: str | None = None
    usage: Usage = field(default_factory=Usage)


class Researcher(Protocol):
    """Looks for passages with tools until it can reply."""

    def research(self, prompt: Prompt, tools: Sequence[Tool]) -> Researched | None:
        """The reply and its cost, or None where the model calls no functions. ProviderError where the provider fails."""
        ...
