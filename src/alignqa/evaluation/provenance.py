"""The provenance of a figure, so that one command can remake it, and the fingerprint that distinguishes runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

from alignqa.bundled import code_of
from alignqa.index.catalogue.reading import Catalogue

_VERSIONS = ("alignqa", "chromadb", "ir-measures", "numpy", "onnxruntime", "pystemmer", "tokenizers")


@dataclass(frozen=True, slots=True)
class Provenance:
    """The command, index, embedder, settings, inputs and versions of a run; files appear by name, without their folders.

    `inputs` pairs the name of each input file with its SHA-256.
    """

    command: str
    index: str
    generation: int
    embedder: str
    settings: tuple[tuple[str, str], ...]
    inputs: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, object]:
        """Returns the provenance as a JSON object."""
        pairs = {"settings": self.settings, "inputs": self.inputs, "versions": self.versions}
        return {**asdict(self), **{name: dict(values) for name, values in pairs.items()}}


def versions() -> tuple[tuple[str, str], ...]:
    """Returns the versions of alignqa and of the libraries on which a figure may depend."""
    return tuple((name, found) for name in _VERSIONS if (found := _version(name)))


def fingerprint(
    *,
    index: str,
    settings: Mapping[str, object],
    inputs: Iterable[str],
    rooms: tuple[str, ...] = ("index", "retrieval", "answers"),
) -> str:
    """Returns a hash of all that decides the results of a run: index, settings, hashes of the inputs, and code of `rooms`."""
    parts = [index, sorted((name, str(value)) for name, value in settings.items()), sorted(inputs), code_of(rooms)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def index_state(catalogue: Catalogue, embedder: str) -> str:
    """Returns the generation of an index with a hash of its embedder and texts, since indexes of one generation may differ."""
    digest = hashlib.sha256(embedder.encode())
    for record in catalogue.papers():
        digest.update(f"{record.paper_id} {record.text_sha256}\n".encode())
    return f"{catalogue.generation}-{digest.hexdigest()}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
