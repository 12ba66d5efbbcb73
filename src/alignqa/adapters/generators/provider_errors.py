"""What a provider's library raises, as an error for the user: which does not repeat the key, and knows whether to try again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from alignqa.adapters.generators.names import GeneratorName
from alignqa.errors import ProviderError

WITHOUT = "without a model: --generator extractive"
"""What every hint ends with."""
_SHOWN = 200  # characters of what a provider says
_CONTEXT = re.compile(r"context|too (?:long|many tokens)|maximum.{0,20}tokens|exceed_context", re.IGNORECASE)
_FORMAT = re.compile(r"response_format|json_schema|grammar|schema|\bformat\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProviderFailure:
    """An error for the user; `transient` ones may go away, and `after` is how many seconds the provider asks to wait."""

    error: ProviderError
    transient: bool = False
    after: float | None = None
    about_format: bool = False


def failure_of(error: Exception, name: GeneratorName, *, key: str | None, begun: bool) -> ProviderFailure:
    """What happened, in words; `begun` is whether a part of the reply had come already."""
    said = _said(error, key)
    status = getattr(error, "status_code", None)
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(status, int) and status >= 400:
        return _refused(name, status, said, _retry_after(error))
    if any("Timeout" in kind for kind in kinds):
        return ProviderFailure(_error(f"{name} did not answer in time.", "Try again, or raise generator_timeout in alignqa.toml"))
    if begun:
        return ProviderFailure(_error(f"{name} broke off in the middle of its answer: {said}", "Ask again"))
    if kinds & {"APIConnectionError", "ConnectError", "ConnectionError", "NetworkError", "TransportError"}:
        where = name.address or "the provider"
        return ProviderFailure(
            _error(f"{name} cannot be reached.", f"Check that {where} runs and that its address is right"), transient=True
        )
    return ProviderFailure(_error(f"{name} sent what cannot be read: {said}", "Check that the address is that of such a server"))


def _refused(name: GeneratorName, status: int, said: str, after: float | None) -> ProviderFailure:
    if status in (401, 403):
        variable = name.provider.key_variable
        hint = f"Set {variable} in the environment to a valid key" if variable else "Check how the server lets users in"
        return ProviderFailure(_error(f"{name} refuses the key ({status}).", hint))
    if status in (400, 413, 422) and _CONTEXT.search(said):
        hint = "Say how many tokens it takes: generator_context in alignqa.toml"
        return ProviderFailure(_error(f"{name} takes fewer tokens than it was sent: {said}", hint))
    if status == 404:
        return ProviderFailure(
            _error(f"{name} is not there: {said}", "Check the name of the model and the address of the server")
        )
    if status == 429:
        return ProviderFailure(
            _error(f"{name} allows no more for now: {said}", "Wait a little, or check your quota"), True, after
        )
    again = status >= 500 or status in (408, 409)
    return ProviderFailure(
        _error(f"{name} failed with status {status}: {said}", "Try again later" if again else "Check the name of the model"),
        again,
        after,
        about_format=status in (400, 422, 500) and _FORMAT.search(said) is not None,
    )


def _error(message: str, hint: str) -> ProviderError:
    return ProviderError(message, hint=f"{hint}; {WITHOUT}")


def _said(error: Exception, key: str | None) -> str:
    """The beginning of what an error says, without the key, on one line."""
    text = " ".join(str(error).split()) or type(error).__name__
    if key:
        text = text.replace(key, "(the key)")
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _retry_after(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None)
    try:
        return float(headers["retry-after"]) if headers is not None else None
    except (KeyError, ValueError, TypeError):
        return None
