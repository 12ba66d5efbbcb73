"""Settings: `alignqa.toml` in the home, then ALIGNQA_* in the environment, then options on the command line."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from alignqa.errors import SettingsError
from alignqa.homes import INDEX, SETTINGS_FILE, index_name

_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_DEFAULT_PORTS = {"http": 8000, "https": 443}  # the port of `chroma run`, and that of a proxy in front of it


class Settings(BaseSettings):
    """The settings of a home; every field has a default that works."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="ALIGNQA_")

    index: str = Field(
        default=index_name(""), description="the folder below indexes/, and the Chroma server for its vectors if there is one"
    )
    quotes: int = Field(default=5, ge=1, le=5, description="the maximum number of quotes in an answer")
    min_confidence: float | None = Field(
        default=None, ge=0.0, le=1.0, description="the confidence below which an answer is declined"
    )
    dense_weight: float | None = Field(
        default=None,
        ge=0.0,
        le=1.0,
        description="the weight of meaning in retrieval, 0 to 1, the rest being that of words; unset, the fitted weight (0.5)",
    )
    embedder: str | None = Field(
        default=None, min_length=1, description="another embedding model: a folder, or OWNER/NAME on the Hugging Face hub"
    )
    reranker: str | None = Field(
        default=None,
        min_length=1,
        description="a cross-encoder that ranks quotes: a folder, or OWNER/NAME on the Hugging Face hub",
    )
    fast: bool = Field(
        default=False, description="choose quotes by their features alone, without the reader: faster, less often right"
    )
    cache: Path | None = Field(
        default=None, description="the folder for answers from the network and for models as they were prepared"
    )
    fetch_hosts: str | None = Field(
        default=None, description="additional hosts that papers may be fetched from, separated by spaces"
    )
    mailto: str | None = Field(
        default=None, description="your email address, sent to the hosts that are queried; Crossref is queried only with it"
    )
    openalex_key: str | None = Field(default=None, repr=False, description="your OpenAlex key; OpenAlex is queried only with it")
    generator: str = Field(
        default="extractive", description="what writes answers: extractive (quotes alone), or a model such as ollama:NAME"
    )
    generator_context: int | None = Field(
        default=None, ge=1, description="the tokens of prompt and reply together that the generator accepts"
    )
    generator_timeout: float = Field(default=120.0, gt=0.0, description="the seconds that a reply may take")
    generator_attempts: int = Field(
        default=3, ge=1, le=10, description="the number of attempts when a provider fails temporarily"
    )
    generator_functions: bool | None = Field(
        default=None, description="whether the generator can call functions, which --agent needs"
    )
    generator_prices: tuple[float, float] | None = Field(
        default=None, description="the price in US dollars of a million tokens of prompt, and of reply"
    )
    entailment: Path | None = Field(default=None, description="a folder with a cross-encoder that checks claims as well")
    offline: bool = Field(default=False, description="whether generators that are reached over the network are refused")
    agent_steps: int = Field(default=8, ge=1, le=50, description="the maximum number of rounds in which an agent calls tools")
    agent_tokens: int = Field(default=40_000, ge=1_000, description="the maximum number of tokens that an agent uses")

    @field_validator("index")
    @classmethod
    def _named(cls, value: str) -> str:
        found = INDEX.fullmatch(value)
        if not value or found is None or not 0 < int(found["port"] or 1) < 65_536:
            raise PydanticCustomError(
                "index",
                "give the name of a folder (letters, digits, dots, dashes, underscores), or chroma+http://HOST:PORT to keep the "
                "vectors on a Chroma server; https works as well, and /NAME at the end names the folder; no user, password or "
                "longer path is allowed",
            )
        return value

    @field_validator("fetch_hosts")
    @classmethod
    def _hosts(cls, value: str | None) -> str | None:
        if any(not _HOST.fullmatch(host) for host in (value or "").split()):
            raise PydanticCustomError(
                "hosts", "give host names separated by spaces, such as papers.example.org, without https://"
            )
        return value

    @field_validator("mailto")
    @classmethod
    def _mail_address(cls, value: str | None) -> str | None:
        if value is not None and not _MAIL.fullmatch(value):
            raise PydanticCustomError("mailto", "give an email address, such as name@example.org")
        return value

    @property
    def index_name(self) -> str:
        """The folder below indexes/."""
        return index_name(self.index)

    @property
    def index_server(self) -> str | None:
        """The address of the Chroma server that holds the vectors, with its port; None if the folder holds them."""
        scheme = self._index_part("scheme")
        return f"{scheme}://{self._index_part('host')}:{self._index_part('port') or _DEFAULT_PORTS[scheme]}" if scheme else None

    def _index_part(self, name: str) -> str:
        found = INDEX.fullmatch(self.index)
        return (found[name] or "") if found else ""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Puts the environment before the file, whose values are passed as init settings."""
        return env_settings, init_settings


def _require_storable(home: Path) -> None:
    """Refuses a home whose path is not text: SQLite and Chroma keep paths as UTF-8."""
    try:
        str(home.absolute()).encode()
    except UnicodeEncodeError as error:
        shown = str(home).encode(errors="backslashreplace").decode()
        raise SettingsError(
            f"The name of the home {shown} is not valid UTF-8.", hint="Rename the folder, or use another one: alignqa --home DIR"
        ) from error


def load(home: Path) -> Settings:
    """Reads the settings of a home; one SettingsError lists everything that is unknown or malformed."""
    _require_storable(home)
    values = _file(home / SETTINGS_FILE)
    unknown_environment = sorted(name for name in os.environ if name.startswith("ALIGNQA_") and not _known(name))
    try:
        settings, faults = Settings(**values), []
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, fault['loc']))}: {'no such setting' if fault['type'] == 'extra_forbidden' else fault['msg']}"
            for fault in error.errors()
        ]
        settings = None
    faults += [f"{name}: no such setting" for name in unknown_environment]
    if faults or settings is None:
        raise SettingsError(
            f"The settings of {home} are invalid: {'; '.join(faults)}.",
            hint=f"Choose from these settings: {', '.join(sorted(Settings.model_fields))}",
        )
    return settings


def _known(name: str) -> bool:
    field = name.removeprefix("ALIGNQA_").lower()
    return field in Settings.model_fields or field in {"home", "literature", "fetch_loopback"} or field.startswith("complete")


def _file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except NotADirectoryError as error:
        raise SettingsError(f"{path.parent} is not a folder.", hint="Name the folder of a home: alignqa --home DIR") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"{path} cannot be read: {error}.", hint="Correct the file: it is TOML, with one name = value per line"
        ) from error
