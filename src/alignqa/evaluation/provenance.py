"""With what a figure was made, so that one command makes it again; and what tells two runs apart."""

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
    """Index, embedder, settings, inputs and versions of a run, and its command; file names only, never a folder of this machine.

    `inputs` pairs each input file's name with its SHA-256.
    """

    command: str
    index: str
    generation: int
    embedder: str
    settings: tuple[tuple[str, str], ...]
    inputs: tuple[tuple[str, str], ...]
    versions: tuple[tuple[str, str], ...]

    def to_dict(self) -> dict[str, object]:
        """All of it as a JSON object."""
        pairs = {"settings": self.settings, "inputs": self.inputs, "versions": self.versions}
        return {**asdict(self), **{name: dict(values) for name, values in pairs.items()}}


def versions() -> tuple[tuple[str, str], ...]:
    """The versions of alignqa and of the libraries on which a figure may depend."""
    return tuple((name, found) for name in _VERSIONS if (found := _version(name)))


def fingerprint(
    *,
    index: str,
    settings: Mapping[str, object],
    inputs: Iterable[str],
    rooms: tuple[str, ...] = ("index", "retrieval", "answers"),
) -> str:
    """A hash of all that decides a run's results: the index, the settings, the inputs' hashes, and the code of `rooms`."""
    parts = [index, sorted((name, str(value)) for name, value in settings.items()), sorted(inputs), code_of(rooms)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def index_state(catalogue: Catalogue, embedder: str) -> str:
    """The generation of an index with the hashes of all its texts: two indexes of one generation need not be the same."""
    digest = hashlib.sha256(embedder.encode())
    for record in catalogue.papers():
        digest.update(f"{record.paper_id} {record.text_sha256}\n".encode())
    return f"{catalogue.generation}-{digest.hexdigest()}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
