"""Names of generators: `openai:MODEL`, `openai-like:MODEL@URL`, `anthropic:MODEL`, `ollama:MODEL`, `local:FILE.gguf`."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from alignqa.errors import UsageError

EXTRACTIVE = "extractive"
"""The name that means no generator: quotes are chosen without a language model."""
_OLLAMA = "http://127.0.0.1:11434"
_SHAPES = "extractive, openai:MODEL, openai-like:MODEL@URL, anthropic:MODEL, ollama:MODEL, ollama:MODEL@URL or local:FILE.gguf"
_KEYS = {"openai": "OPENAI_API_KEY", "openai-like": "OPENAI_LIKE_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}
_PRINTABLE = re.compile(r"[^\x00-\x20\x7f-\x9f]+")


class Provider(StrEnum):
    """The provider that runs the model."""

    OPENAI = "openai"
    OPENAI_LIKE = "openai-like"
    ANTHROPIC = "anthropic"
    OLLAMA = "ollama"
    LOCAL = "local"

    @property
    def key_variable(self) -> str | None:
        """The environment variable that holds the key; None if the provider takes no key."""
        return _KEYS.get(self.value)


@dataclass(frozen=True, slots=True)
class GeneratorName:
    """A parsed name; `url` is the server's address, None for the provider's own. `str()` returns the name itself."""

    provider: Provider
    model: str
    url: str | None = None

    def __str__(self) -> str:
        return f"{self.provider.value}:{self.model}" + (f"@{self.url}" if self.url else "")

    @property
    def loopback(self) -> bool:
        """True if it is reached without leaving this machine."""
        if self.provider is Provider.LOCAL:
            return True
        url = self.url or (_OLLAMA if self.provider is Provider.OLLAMA else "")
        return is_loopback(urlsplit(url).hostname or "")

    @property
    def address(self) -> str | None:
        """The server's address, with Ollama's default if none was given."""
        return self.url or (_OLLAMA if self.provider is Provider.OLLAMA else None)


def is_loopback(host: str) -> bool:
    """Checks whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def parse(text: str) -> GeneratorName | None:
    """Parses a name, None for `extractive`; UsageError, which repeats nothing that may be secret, if it is malformed."""
    text = text.strip()
    if text == EXTRACTIVE:
        return None
    kind, _, rest = text.partition(":")
    model, at, url = rest.rpartition("@") if re.search(r"@https?://", rest) else (rest, "", "")
    known = kind in set(Provider)
    takes_url = kind in (Provider.OPENAI_LIKE, Provider.OLLAMA)
    if not known or not _PRINTABLE.fullmatch(model.replace(" ", "_")) or (at and not takes_url):
        raise UsageError("This is not the name of a generator.", hint=f"Give {_SHAPES}")
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
            hint="Give http://HOST:PORT/PATH without user, password or query, and put a key into the environment",
        )
