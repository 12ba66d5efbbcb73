"""The interfaces that answers need of language models: a generator, and a model that judges entailment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

Schema = Mapping[str, object]
"""A JSON schema."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt for a generator: `system` says what it is, `user` what it is to do."""

    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Calls and tokens, as the provider counts them; zero if it does not."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True, slots=True)
class ReplyPiece:
    """A piece of a reply as it arrives; `usage` is what has been used since the previous piece."""

    text: str
    usage: Usage = field(default_factory=Usage)


class Generator(Protocol):
    """Writes replies; nothing that it writes is trusted."""

    @property
    def name(self) -> str:
        """Provider and model, as `--generator` takes them; never a key."""
        ...

    @property
    def context_window(self) -> int:
        """The maximum number of tokens of prompt and reply together."""
        ...

    def generate(self, prompt: Prompt, *, schema: Schema | None = None) -> Iterator[ReplyPiece]:
        """Yields the reply in pieces; `schema` constrains it if the provider can; raises ProviderError if there is no reply."""
        ...


class Entailment(Protocol):
    """Judges whether a premise entails a hypothesis."""

    def entails(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Returns the probability, 0…1, for each pair (premise, hypothesis)."""
        ...
