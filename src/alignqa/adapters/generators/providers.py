"""LlamaIndex language models, made from names; each provider's library is loaded when its model is first used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alignqa.adapters.generators import connections
from alignqa.adapters.generators.names import GeneratorName, Provider
from alignqa.answers.interfaces import Schema
from alignqa.errors import AlignqaError

if TYPE_CHECKING:
    import httpx
    from llama_index.core.llms import LLM

CONTEXT_TOKENS = {Provider.OPENAI: 128_000, Provider.ANTHROPIC: 200_000}
_CONTEXT = 8_192  # for a model of unknown size
_MAX_REPLY = 1_500  # tokens
_REASONS = re.compile(r"o\d|gpt-[5-9]")
_COUNTED = {"stream_options": {"include_usage": True}}
# OpenAI's strict mode refuses schemas that have these.
_UNKNOWN_TO_STRICT = frozenset({"maxItems", "minItems", "maxLength"})


@dataclass(frozen=True, slots=True)
class GeneratorLimits:
    """Limits of a generator: tokens of context (None: the provider's), seconds per reply, and attempts in all.

    `functions` says whether the model calls functions, None to go by the provider; `reply` is the maximum of tokens in a reply.
    """

    context: int | None = None
    timeout: float = 120.0
    attempts: int = 3
    functions: bool | None = None
    reply: int | None = None

    def max_reply(self, context: int) -> int:
        """Returns the tokens that a reply may have: a quarter of the context, and at most what eight claims need."""
        return min(self.reply or _MAX_REPLY, context // 4)


def context_of(name: GeneratorName, limits: GeneratorLimits) -> int:
    """Returns the tokens of prompt and reply together."""
    return limits.context or CONTEXT_TOKENS.get(name.provider, _CONTEXT)


def make_llm(
    name: GeneratorName, limits: GeneratorLimits, key: str | None, *, async_client: httpx.AsyncClient | None = None
) -> LLM:
    """Makes the LlamaIndex model; AlignqaError, which names the extra, if its library is missing.

    `async_client` sends an agent's requests, if the provider accepts one; the caller closes it.
    """
    makers: Mapping[Provider, Callable[[], LLM]] = {
        Provider.OPENAI: lambda: _openai(name, limits, key, async_client),
        Provider.OPENAI_LIKE: lambda: _openai_like(name, limits, key, async_client),
        Provider.ANTHROPIC: lambda: _anthropic(name, limits, key),
        Provider.OLLAMA: lambda: _ollama(name, limits),
    }
    try:
        return makers[name.provider]()
    except ImportError as error:
        extra = name.provider.value
        raise AlignqaError(f"{extra} is not installed.", hint=f"Install it: pip install 'alignqa[{extra}]'") from error


def constraint(provider: Provider, schema: Schema) -> dict[str, Any]:
    """Returns the argument that makes a provider keep to a schema, empty if it has none; LlamaIndex passes it on unchanged."""
    if provider is Provider.OLLAMA:
        return {"format": schema}
    if provider is Provider.ANTHROPIC:
        return {}
    strict = _loosened(schema) if provider is Provider.OPENAI else schema
    return {"response_format": {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": strict}}}


def _loosened(schema: object) -> object:
    if isinstance(schema, Mapping):
        return {name: _loosened(value) for name, value in schema.items() if name not in _UNKNOWN_TO_STRICT}
    return schema


def _openai(name: GeneratorName, limits: GeneratorLimits, key: str | None, client: httpx.AsyncClient | None) -> LLM:
    """Makes a model of OpenAI itself; its reasoning models accept only temperature 1, and count their reasoning as reply."""
    reasons = _REASONS.match(name.model) is not None
    reply = limits.max_reply(context_of(name, limits)) * (4 if reasons else 1)
    settings = {"temperature": 1.0 if reasons else 0.0, "is_function_calling_model": limits.functions is not False}
    return _like(name, limits, key, client, {**settings, "additional_kwargs": {"max_completion_tokens": reply, **_COUNTED}})


def _openai_like(name: GeneratorName, limits: GeneratorLimits, key: str | None, client: httpx.AsyncClient | None) -> LLM:
    reply = limits.max_reply(context_of(name, limits))
    settings = {"temperature": 0.0, "is_function_calling_model": limits.functions is True}
    return _like(name, limits, key, client, {**settings, "additional_kwargs": {"max_tokens": reply, **_COUNTED}})


def _like(
    name: GeneratorName, limits: GeneratorLimits, key: str | None, client: httpx.AsyncClient | None, settings: dict[str, Any]
) -> LLM:
    from llama_index.llms.openai_like import OpenAILike

    clients: dict[str, Any] = {
        "http_client": connections.client(loopback=name.loopback, timeout=limits.timeout),
        "async_http_client": client,
    }
    return OpenAILike(
        model=name.model,
        api_base=name.url,
        # With an empty key, LlamaIndex would take OPENAI_API_KEY and send it to this server, whatever it is.
        api_key=key or "none",
        context_window=context_of(name, limits),
        is_chat_model=True,
        timeout=limits.timeout,
        max_retries=0,
        **clients,
        **settings,
    )


def _anthropic(name: GeneratorName, limits: GeneratorLimits, key: str | None) -> LLM:
    from llama_index.core.base.llms.types import LLMMetadata
    from llama_index.llms.anthropic import Anthropic

    context = context_of(name, limits)

    class AnyAnthropic(Anthropic):
        """Accepts models that are newer than LlamaIndex's table, which would otherwise be refused."""

        def __init__(self) -> None:
            super().__init__(
                model=name.model,
                api_key=key,
                temperature=0.0,
                max_tokens=limits.max_reply(context),
                timeout=limits.timeout,
                max_retries=0,
            )
            client = connections.client(loopback=False, timeout=limits.timeout)
            async_client = connections.async_client(loopback=False, timeout=limits.timeout)
            self._client = self._client.with_options(http_client=client)
            self._aclient = self._aclient.with_options(http_client=async_client)

        @property
        def metadata(self) -> LLMMetadata:
            return LLMMetadata(
                context_window=context,
                num_output=self.max_tokens,
                is_chat_model=True,
                is_function_calling_model=limits.functions is not False,
                model_name=self.model,
            )

    return AnyAnthropic()


def _ollama(name: GeneratorName, limits: GeneratorLimits) -> LLM:
    from llama_index.llms.ollama import Ollama
    from ollama import AsyncClient, Client

    context = context_of(name, limits)
    direct: dict[str, Any] = {"host": name.address, "timeout": limits.timeout, "trust_env": not name.loopback}
    return Ollama(
        model=name.model,
        base_url=name.address or "",
        temperature=0.0,
        context_window=context,
        request_timeout=limits.timeout,
        is_function_calling_model=limits.functions is not False,
        additional_kwargs={"num_predict": limits.max_reply(context)},
        client=Client(**direct, **connections.options(limits.timeout)),
        async_client=AsyncClient(**direct, **connections.async_options()),
    )
