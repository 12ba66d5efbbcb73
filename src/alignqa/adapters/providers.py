"""The language models of LlamaIndex, made from a name; each provider's library is loaded when its model is first used."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alignqa.adapters.generator_names import GeneratorName, Provider
from alignqa.answers.interfaces import Schema
from alignqa.errors import AlignqaError

if TYPE_CHECKING:
    from llama_index.core.llms import LLM

CONTEXT = {Provider.OPENAI: 128_000, Provider.ANTHROPIC: 200_000}
_CONTEXT = 8_192  # of a model that nothing is known of
_MOST_REPLY = 1_500  # tokens
_REASONS = re.compile(r"o\d|gpt-[5-9]")
# OpenAI's strict mode refuses schemas that have these.
_UNKNOWN_TO_STRICT = frozenset({"maxItems", "minItems", "maxLength"})


@dataclass(frozen=True, slots=True)
class Limits:
    """What a generator may take: tokens of context (None: the provider's), seconds a reply, and attempts in all.

    `functions` is whether the model calls functions, None where the provider is to say.
    """

    context: int | None = None
    timeout: float = 120.0
    attempts: int = 3
    functions: bool | None = None


def context_of(name: GeneratorName, limits: Limits) -> int:
    """The tokens of prompt and reply together."""
    return limits.context or CONTEXT.get(name.provider, _CONTEXT)


def most_reply(context: int) -> int:
    """The tokens that a reply may have: a quarter of the context, and no more than eight claims need."""
    return min(_MOST_REPLY, context // 4)


def make_llm(name: GeneratorName, limits: Limits, key: str | None) -> LLM:
    """The model as LlamaIndex knows it; AlignqaError names the extra where its library is missing."""
    makers: Mapping[Provider, Callable[[GeneratorName, Limits, str | None], LLM]] = {
        Provider.OPENAI: _openai,
        Provider.OPENAI_LIKE: _openai_like,
        Provider.ANTHROPIC: _anthropic,
        Provider.OLLAMA: _ollama,
    }
    try:
        return makers[name.provider](name, limits, key)
    except ImportError as error:
        extra = name.provider.value
        raise AlignqaError(f"{extra} is not installed.", hint=f"Install it: pip install 'alignqa[{extra}]'") from error


def constraint(provider: Provider, schema: Schema) -> dict[str, Any]:
    """The argument that holds a provider to a schema; empty where it takes none. LlamaIndex hands it on as it is."""
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


def _openai(name: GeneratorName, limits: Limits, key: str | None) -> LLM:
    """OpenAI's own. Its reasoning models take no temperature but 1 and count their reasoning into the reply."""
    reasons = _REASONS.match(name.model) is not None
    reply = most_reply(context_of(name, limits)) * (4 if reasons else 1)
    return _like(name, limits, key, temperature=1.0 if reasons else 0.0, functions=True, more={"max_completion_tokens": reply})


def _openai_like(name: GeneratorName, limits: Limits, key: str | None) -> LLM:
    return _like(name, limits, key, more={"max_tokens": most_reply(context_of(name, limits))})


def _like(
    name: GeneratorName,
    limits: Limits,
    key: str | None,
    *,
    more: dict[str, Any],
    temperature: float = 0.0,
    functions: bool = False,
) -> LLM:
    from llama_index.llms.openai_like import OpenAILike

    direct = _direct_clients(limits) if name.loopback else {}
    return OpenAILike(
        model=name.model,
        api_base=name.url,
        # An empty key would make LlamaIndex take OPENAI_API_KEY, and send it to whatever server this is.
        api_key=key or "none",
        context_window=context_of(name, limits),
        is_chat_model=True,
        is_function_calling_model=functions if limits.functions is None else limits.functions,
        temperature=temperature,
        timeout=limits.timeout,
        max_retries=0,
        additional_kwargs={**more, "stream_options": {"include_usage": True}},
        **direct,
    )


def _direct_clients(limits: Limits) -> dict[str, Any]:
    """Connections that no proxy of the environment takes elsewhere."""
    import httpx

    return {
        "http_client": httpx.Client(trust_env=False, timeout=limits.timeout),
        "async_http_client": httpx.AsyncClient(trust_env=False, timeout=limits.timeout),
    }


def _anthropic(name: GeneratorName, limits: Limits, key: str | None) -> LLM:
    from llama_index.core.base.llms.types import LLMMetadata
    from llama_index.llms.anthropic import Anthropic

    context = context_of(name, limits)

    class AnyAnthropic(Anthropic):
        """Takes models that are newer than LlamaIndex's table of them, which otherwise refuses to speak to them."""

        def __init__(self) -> None:
            super().__init__(
                model=name.model,
                api_key=key,
                temperature=0.0,
                max_tokens=most_reply(context),
                timeout=limits.timeout,
                max_retries=0,
            )

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


def _ollama(name: GeneratorName, limits: Limits, key: str | None) -> LLM:
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
        additional_kwargs={"num_predict": most_reply(context)},
        client=Client(**direct),
        async_client=AsyncClient(**direct),
    )
