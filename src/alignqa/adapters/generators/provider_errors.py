"""Errors of a provider's library as errors for the user, which never repeat the key and say whether to try again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from alignqa.adapters.generators.connections import EndlessAnswer
from alignqa.adapters.generators.hidden_key import without_key
from alignqa.adapters.generators.names import GeneratorName
from alignqa.errors import ProviderError

WITHOUT = "or answer without a model: --generator extractive"
"""The end of every hint."""
MAX_WAIT = 30.0
"""The longest wait between attempts, in seconds, even if a provider asks for more."""
_DAY = 86_400.0
_MAX_SHOWN = 200  # characters of a provider's message
_CONTEXT = re.compile(r"context|too (?:long|many tokens)|maximum.{0,20}tokens|exceed_context", re.IGNORECASE)
_FORMAT = re.compile(r"response_format|json_schema|grammar|schema|\bformat\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProviderFailure:
    """An error for the user; a `transient` one may go away, and `after` is how many seconds the provider asks to wait."""

    error: ProviderError
    transient: bool = False
    after: float | None = None
    about_format: bool = False


def failure_of(error: Exception, name: GeneratorName, *, key: str | None, begun: bool) -> ProviderFailure:
    """Translates an error of a provider's library; `begun` is true if a part of the reply had already come."""
    text = _text_of(error, key)
    status = getattr(error, "status_code", None)
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(status, int) and status >= 400:
        return _refused(name, status, text, _retry_after(error))
    if any("Timeout" in kind for kind in kinds):
        return ProviderFailure(_error(f"{name} did not answer in time.", "Try again, or raise generator_timeout in alignqa.toml"))
    if endless := _endless(error):
        return ProviderFailure(_error(f"{name} cannot be used: {endless}.", "Check the address of the server"))
    if begun:
        return ProviderFailure(_error(f"{name} broke off in the middle of its answer: {text}", "Ask again"))
    if kinds & {"APIConnectionError", "ConnectError", "ConnectionError", "NetworkError", "TransportError"}:
        where = name.address or "the provider"
        return ProviderFailure(
            _error(f"{name} cannot be reached.", f"Check that {where} runs and that its address is right"), transient=True
        )
    return ProviderFailure(_error(f"{name} sent something that cannot be read: {text}", "Check the address of the server"))


def _refused(name: GeneratorName, status: int, text: str, after: float | None) -> ProviderFailure:
    if status in (401, 403):
        variable = name.provider.key_variable
        hint = f"Set {variable} in the environment to a valid key" if variable else "Check how the server authenticates users"
        return ProviderFailure(_error(f"{name} refuses the key (status {status}).", hint))
    if status in (400, 413, 422) and _CONTEXT.search(text):
        hint = "Set generator_context in alignqa.toml to the tokens that it takes"
        return ProviderFailure(_error(f"{name} takes fewer tokens than it was sent: {text}", hint))
    if status == 404:
        return ProviderFailure(
            _error(f"{name} was not found: {text}", "Check the name of the model and the address of the server")
        )
    if status == 429:
        return ProviderFailure(
            _error(f"{name} allows no more requests for now: {text}{_pause(after)}", "Wait a little, or check your quota"),
            transient=True,
            after=after,
        )
    again = status >= 500 or status in (408, 409)
    return ProviderFailure(
        _error(
            f"{name} failed with status {status}: {text}{_pause(after)}",
            "Try again later" if again else "Check the name of the model",
        ),
        again,
        after,
        about_format=status in (400, 422, 500) and _FORMAT.search(text) is not None,
    )


def _pause(after: float | None) -> str:
    """Says how long a provider asks to wait, if that is longer than it is waited for."""
    if after is None or after <= MAX_WAIT:
        return ""
    return f" It asks to wait for {after:,.0f} seconds." if after < _DAY else " It asks to wait for a day or more."


def _error(message: str, hint: str) -> ProviderError:
    return ProviderError(message, hint=f"{hint}, {WITHOUT}")


def _text_of(error: Exception, key: str | None) -> str:
    """Returns the beginning of an error's message on one line, as a sentence and without the key."""
    text = " ".join(str(error).split()) or type(error).__name__
    text = without_key(text, key)
    if len(text) > _MAX_SHOWN:
        return f"{text[: _MAX_SHOWN - 1]}…"
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _retry_after(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None)
    try:
        seconds = float(headers["retry-after"]) if headers is not None else -1.0
    except (KeyError, ValueError, TypeError):
        return None
    return seconds if seconds >= 0.0 else None  # "nan" is not


def _endless(error: BaseException | None) -> EndlessAnswer | None:
    """Returns the error of an answer without end, which a provider's library may have wrapped."""
    while error is not None and not isinstance(error, EndlessAnswer):
        error = error.__cause__
    return error
