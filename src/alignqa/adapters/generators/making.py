"""Makes a generator from its name."""

from __future__ import annotations

from collections.abc import Mapping

from alignqa.adapters.generators.llama_index_generator import LlamaIndexGenerator
from alignqa.adapters.generators.local_generator import LocalGenerator
from alignqa.adapters.generators.names import Provider, parse
from alignqa.adapters.generators.provider_errors import WITHOUT
from alignqa.adapters.generators.providers import GeneratorLimits
from alignqa.answers.interfaces import Generator
from alignqa.errors import ProviderError, UsageError


def make_generator(
    text: str, environment: Mapping[str, str], *, limits: GeneratorLimits | None = None, offline: bool = False
) -> Generator | None:
    """Makes the generator that `text` names, None for `extractive`; loads no library and sends no request yet.

    Keys are taken from `environment` alone.
    ProviderError if a key is missing; UsageError if `offline` and the server is on another machine.
    """
    name = parse(text)
    if name is None:
        return None
    if offline and not name.loopback:
        raise UsageError(
            f"{name} is reached over the network, and alignqa was told to stay offline.",
            hint=f"Use local:FILE.gguf or a server at 127.0.0.1, {WITHOUT}",
        )
    if name.provider is Provider.LOCAL:
        return LocalGenerator(name, limits=limits)
    variable = name.provider.key_variable
    key = environment.get(variable, "").strip() if variable else ""
    if not key and name.provider in (Provider.OPENAI, Provider.ANTHROPIC):
        raise ProviderError(f"{name} needs a key.", hint=f"Set {variable} in the environment, {WITHOUT}")
    return LlamaIndexGenerator(name, key=key or None, limits=limits)
