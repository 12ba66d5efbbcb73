"""A generator over a language model of LlamaIndex: streaming, with a deadline, attempts, and errors for users."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from alignqa.adapters.generators.names import GeneratorName
from alignqa.adapters.generators.provider_errors import WITHOUT, ProviderFailure, failure_of
from alignqa.adapters.generators.providers import GeneratorLimits, constraint, context_of, make_llm
from alignqa.answers.interfaces import Prompt, ReplyPiece, Schema, Usage
from alignqa.errors import ProviderError

if TYPE_CHECKING:
    import httpx
    from llama_index.core.llms import LLM, ChatResponse

_LONGEST_WAIT = 30.0  # seconds, whatever a provider asks for
_FIRST_WAIT = 0.5  # seconds, doubled with each attempt


class LlamaIndexGenerator:
    """Writes with a provider's model; what it was made with, the key above all, shows in no `repr` and no error."""

    def __init__(
        self, name: GeneratorName, *, key: str | None = None, limits: GeneratorLimits | None = None, shown: str = ""
    ) -> None:
        self._name = name
        self._key = key
        self._limits = limits or GeneratorLimits()
        self._shown = shown or str(name)
        self._constrained = True

    def __repr__(self) -> str:
        return f"LlamaIndexGenerator({self._shown!r})"

    @property
    def name(self) -> str:
        """Provider and model."""
        return self._shown

    @property
    def context_window(self) -> int:
        """As the settings say, else what is known of the provider."""
        return context_of(self._name, self._limits)

    @property
    def limits(self) -> GeneratorLimits:
        """What it may take."""
        return self._limits

    @cached_property
    def llm(self) -> LLM:
        """The model of LlamaIndex, made when it is first used. Its own `repr` prints the key: show it to nobody."""
        return make_llm(self._name, self._limits, self._key)

    def llm_over(self, client: httpx.AsyncClient) -> LLM:
        """The same model for one agent, over connections that the caller closes."""
        return make_llm(self._name, self._limits, self._key, async_client=client)

    @property
    def loopback(self) -> bool:
        """Whether it is reached without leaving this machine."""
        return self._name.loopback

    def generate(self, prompt: Prompt, *, schema: Schema | None = None) -> Iterator[ReplyPiece]:
        """The reply in pieces. What is transient is tried again as long as no piece has come; ProviderError otherwise."""
        ends = time.monotonic() + self._limits.timeout
        attempt = 1
        while True:
            begun = False
            try:
                for piece in self._stream(prompt, schema if self._constrained else None):
                    begun = begun or bool(piece.text)
                    yield piece
                    if time.monotonic() > ends:
                        raise self._too_slow()
            except (ProviderError, GeneratorExit):
                raise
            except Exception as error:  # noqa: BLE001 - whatever a provider's library raises becomes one error for users
                failure = self.failure(error, begun=begun)
            else:
                return
            if failure.about_format and schema is not None and self._constrained:
                self._constrained = False  # some servers take no schema; the prompt asks for the same
            elif not failure.transient or begun or attempt >= self._limits.attempts:
                raise failure.error
            else:
                self._wait(failure, attempt, ends)
                attempt += 1

    def failure(self, error: Exception, *, begun: bool = False) -> ProviderFailure:
        """What an error of the provider's library means."""
        return failure_of(error, self._name, key=self._key, begun=begun)

    def _stream(self, prompt: Prompt, schema: Schema | None) -> Iterator[ReplyPiece]:
        from llama_index.core.llms import ChatMessage, MessageRole

        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=prompt.system),
            ChatMessage(role=MessageRole.USER, content=prompt.user),
        ]
        held = constraint(self._name.provider, schema) if schema is not None else {}
        usage = Usage(calls=1)
        for response in self.llm.stream_chat(messages, **held):
            usage = usage_of(response) or usage
            yield ReplyPiece(response.delta or "")
        yield ReplyPiece("", usage)

    def _wait(self, failure: ProviderFailure, attempt: int, ends: float) -> None:
        """Waits as the provider asks, else longer with every attempt; never beyond the deadline."""
        seconds = failure.after if failure.after is not None else _FIRST_WAIT * 2 ** (attempt - 1)
        seconds = min(max(seconds, 0.0), _LONGEST_WAIT)
        if time.monotonic() + seconds > ends:
            raise failure.error
        time.sleep(seconds)

    def _too_slow(self) -> ProviderError:
        return ProviderError(
            f"{self._shown} was not done after {self._limits.timeout:g} seconds.",
            hint=f"Raise generator_timeout in alignqa.toml; {WITHOUT}",
        )


def usage_of(response: ChatResponse) -> Usage | None:
    """The tokens that a provider reports with a piece, whatever it calls them; None where it reports none."""
    raw = response.raw
    for holder in (raw, _member(raw, "usage")):
        for prompt, completion in (
            ("prompt_tokens", "completion_tokens"),
            ("input_tokens", "output_tokens"),
            ("prompt_eval_count", "eval_count"),
        ):
            counts = _member(holder, prompt), _member(holder, completion)
            if all(isinstance(count, int) for count in counts):
                return Usage(1, counts[0], counts[1])
    return None


def _member(holder: Any, name: str) -> Any:
    """A field of whatever shape a provider's library gives its replies."""
    return holder.get(name) if isinstance(holder, Mapping) else getattr(holder, name, None)
