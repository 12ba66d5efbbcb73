"""How a generator is named: `openai:MODEL`, `openai-like:MODEL@URL`, `anthropic:MODEL`, `ollama:MODEL`, `local:FILE.gguf`."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from alignqa.errors import UsageError

EXTRACTIVE = "extractive"
"""The name of having none: quotes are chosen without a model."""
_OLLAMA = "http://127.0.0.1:11434"
_SHAPES = "extractive, openai:MODEL, openai-like:MODEL@URL, anthropic:MODEL, ollama:MODEL, ollama:MODEL@URL or local:FILE.gguf"
_KEYS = {"openai": "OPENAI_API_KEY", "openai-like": "OPENAI_LIKE_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
_PRINTABLE = re.compile(r"[^\x00-\x20\x7f-\x9f]+")


class Provider(StrEnum):
    """Who runs the model."""

    OPENAI = "openai"
    OPENAI_LIKE = "openai-like"
    ANTHROPIC = "anthropic"
    OLLAMA = "ollama"
    LOCAL = "local"

    @property
    def key_variable(self) -> str | None:
        """The variable of the environment that holds the key; None where there is none."""
        return _KEYS.get(self.value)


@dataclass(frozen=True, slots=True)
class GeneratorName:
    """A parsed name; `url` is where the server is, None for the provider's own. `str()` gives the name back."""

    provider: Provider
    model: str
    url: str | None = None

    def __str__(self) -> str:
        return f"{self.provider.value}:{self.model}" + (f"@{self.url}" if self.url else "")

    @property
    def loopback(self) -> bool:
        """Whether it is reached without leaving this machine."""
        if self.provider is Provider.LOCAL:
            return True
        url = self.url or (_OLLAMA if self.provider is Provider.OLLAMA else "")
        return is_loopback(urlsplit(url).hostname or "")

    @property
    def address(self) -> str | None:
        """The server's address, with Ollama's usual one where none was given."""
        return self.url or (_OLLAMA if self.provider is Provider.OLLAMA else None)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def parse(text: str) -> GeneratorName | None:
    """The name in its parts, None for `extractive`; what has no such shape is a UsageError that repeats no secret."""
    text = text.strip()
    if text == EXTRACTIVE:
        return None
    kind, _, rest = text.partition(":")
    model, at, url = rest.rpartition("@") if re.search(r"@https?://", rest) else (rest, "", "")
    known = kind in set(Provider)
    takes_url = kind in (Provider.OPENAI_LIKE, Provider.OLLAMA)
    if not known or not _PRINTABLE.fullmatch(model.replace(" ", "_")) or (at and not takes_url):
        raise UsageError("No generator is named like that.", hint=f"Give {_SHAPES}")
    if kind == Provider.OPENAI_LIKE and not url:
        raise UsageError("openai-like needs the address of its server.", hint="Give openai-like:MODEL@http://HOST:PORT/v1")
    if url:
        _require_plain(url)
    return GeneratorName(Provider(kind), model, url or None)


def _require_plain(url: str) -> None:
    try:
        parts = urlsplit(url)
        plain = bool(parts.hostname and _PRINTABLE.fullmatch(url)) and (parts.port or 1) > 0
        plain = plain and not (parts.username or parts.password or parts.query or parts.fragment)
    except ValueError:
        plain = False
    if not plain:
        raise UsageError(
            "The address of the generator cannot be used.",
            hint="Give http://HOST:PORT/PATH without user, password or query; a key belongs into the environment",
        )
