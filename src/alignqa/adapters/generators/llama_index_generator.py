"""A generator on a language model of LlamaIndex: it streams, keeps a deadline, retries, and translates errors."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from functools import cached_property
from typing import TYPE_CHECKING, Any

from alignqa.adapters.generators.hidden_key import HiddenKey, without_key
from alignqa.adapters.generators.names import GeneratorName
from alignqa.adapters.generators.provider_errors import MAX_WAIT, WITHOUT, ProviderFailure, failure_of
from alignqa.adapters.generators.providers import GeneratorLimits, constraint, context_of, make_llm
from alignqa.answers.interfaces import Prompt, ReplyPiece, Schema, Usage
from alignqa.errors import ProviderError

if TYPE_CHECKING:
    import httpx
    from llama_index.core.llms import LLM, ChatResponse

_FIRST_WAIT = 0.5  # seconds, doubled with each attempt


class LlamaIndexGenerator:
    """Writes with a provider's model; no `repr` and no error shows its arguments, above all the key."""

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
        """The provider and the model."""
        return self._shown

    @property
    def context_window(self) -> int:
        """The tokens of prompt and reply together: as set, else as known of the provider."""
        return context_of(self._name, self._limits)

    @property
    def limits(self) -> GeneratorLimits:
        """The limits on tokens, time and attempts."""
        return self._limits

    @cached_property
    def llm(self) -> LLM:
        """The LlamaIndex model, made at first use. Its own `repr` prints the key, so it must never be shown."""
        return make_llm(self._name, self._limits, self._key)

    def llm_over(self, client: httpx.AsyncClient) -> LLM:
        """Makes the same model for one agent, over connections that the caller closes."""
        return make_llm(self._name, self._limits, self._key, async_client=client)

    @property
    def loopback(self) -> bool:
        """True if it is reached without leaving this machine."""
        return self._name.loopback

    def generate(self, prompt: Prompt, *, schema: Schema | None = None) -> Iterator[ReplyPiece]:
        """Yields the reply in pieces. A transient failure is retried until the first piece comes; others are a ProviderError."""
        deadline = time.monotonic() + self._limits.timeout
        attempt = 1
        while True:
            begun = False
            try:
                with closing(self._stream(prompt, schema if self._constrained else None, deadline)) as pieces:
                    for piece in pieces:
                        begun = begun or bool(piece.text)
                        yield piece
                        if time.monotonic() > deadline:
                            raise self._too_slow(begun=begun)
            except (ProviderError, GeneratorExit):
                raise
            except Exception as error:  # noqa: BLE001 - whatever a provider's library raises becomes one error for users
                failure = self.failure(error, begun=begun)
                if time.monotonic() > deadline:  # the connection was shut down, which looks like any other break
                    failure = ProviderFailure(self._too_slow(begun=begun))
            else:
                return
            if failure.about_format and schema is not None and self._constrained:
                self._constrained = False  # some servers accept no schema; the prompt asks for the same format
            elif not failure.transient or begun or attempt >= self._limits.attempts:
                raise failure.error
            else:
                self._wait(failure, attempt, deadline)
                attempt += 1

    def failure(self, error: Exception, *, begun: bool = False) -> ProviderFailure:
        """Translates an error of the provider's library."""
        return failure_of(error, self._name, key=self._key, begun=begun)

    def _stream(self, prompt: Prompt, schema: Schema | None, deadline: float) -> Generator[ReplyPiece, None, None]:
        from llama_index.core.llms import ChatMessage, MessageRole

        from alignqa.adapters.generators.connections import Exchange

        messages = [
            ChatMessage(role=MessageRole.SYSTEM, content=prompt.system),
            ChatMessage(role=MessageRole.USER, content=prompt.user),
        ]
        options = constraint(self._name.provider, schema) if schema is not None else {}
        usage, hidden, exchange = Usage(calls=1), HiddenKey(self._key), Exchange(deadline)
        try:
            with exchange.begun():  # the request is sent with the first piece
                responses = iter(self.llm.stream_chat(messages, **options))
                response = next(responses, None)
            while response is not None:
                usage = usage_of(response) or usage
                yield ReplyPiece(hidden.shown(response.delta or ""))
                response = next(responses, None)
        finally:
            exchange.close()
        yield ReplyPiece(hidden.rest(), usage)

    def without_key(self, text: str) -> str:
        """Returns a text of the provider without the key, which a server may repeat."""
        return without_key(text, self._key)

    def _wait(self, failure: ProviderFailure, attempt: int, deadline: float) -> None:
        """Waits as long as the provider asks, else longer with each attempt; raises the error rather than miss the deadline."""
        seconds = failure.after if failure.after is not None else _FIRST_WAIT * 2 ** (attempt - 1)
        seconds = min(seconds, MAX_WAIT)
        if time.monotonic() + seconds > deadline:
            raise failure.error
        time.sleep(seconds)

    def _too_slow(self, *, begun: bool) -> ProviderError:
        late = f"had not finished after {self._limits.timeout:g} seconds" if begun else "did not answer in time"
        return ProviderError(
            f"{self._shown} {late}.",
            hint=f"Raise generator_timeout in alignqa.toml, {WITHOUT}",
        )


def usage_of(response: ChatResponse) -> Usage | None:
    """Returns the token counts that a provider reports with a piece, under any of their names; None if it reports none."""
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
    """Returns a field of a reply, whether a provider's library makes it a mapping or an object."""
    return holder.get(name) if isinstance(holder, Mapping) else getattr(holder, name, None)
