"""The manifest: the record of what an index was made with, and the refusal of a mismatch."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import uuid4
from zlib import crc32

from alignqa.atomic_files import write_file
from alignqa.errors import IndexUnavailable, StorageError
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.index.passages.splitting import PassagePolicy

MANIFEST_FILE = "manifest.json"
FORMAT = 1


def new_id() -> str:
    """Returns an id that no other index has."""
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Manifest:
    """The embedder and the passage policy of an index, its id on a server, and whether its vectors are on one.

    `id` is drawn at random for each new index; it is empty if an earlier version of alignqa wrote the manifest.
    """

    embedder: EmbedderIdentity
    policy: PassagePolicy
    id: str = field(default_factory=new_id)
    served: bool = False

    def to_json(self) -> str:
        """Returns the manifest as the file holds it, with a checksum."""
        data = {
            "format": FORMAT,
            "id": self.id,
            "served": self.served,
            "embedder": asdict(self.embedder),
            "passages": {"enough": self.policy.enough, "most": self.policy.maximum},
        }
        return json.dumps({**data, "checksum": _checksum(data)}, indent=2) + "\n"

    def save(self, path: Path) -> None:
        """Writes the manifest in one step; raises StorageError if it cannot be written."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_file(path, self.to_json(), durable=True)
        except OSError as error:
            raise StorageError(
                f"The manifest {path} cannot be written: {error.strerror or error}.", hint="Check the folder and free disk space"
            ) from error

    @classmethod
    def load(cls, path: Path) -> Manifest | None:
        """Reads the manifest at `path`, or returns None if there is none; raises IndexUnavailable if it is unreadable."""
        try:
            return cls.from_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise IndexUnavailable(
                f"The manifest {path} is damaged: {error}.", hint="Restore it from the catalogue: alignqa index rebuild"
            ) from error

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Reads what `to_json` wrote, or an earlier alignqa, without a checksum; ValueError, TypeError or KeyError otherwise."""
        data = json.loads(text)
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']}")
        if "checksum" in data and data.pop("checksum") != _checksum(data):
            raise ValueError("its checksum is wrong")
        policy = PassagePolicy(enough=data["passages"]["enough"], maximum=data["passages"]["most"])
        return cls(EmbedderIdentity(**data["embedder"]), policy, str(data.get("id", "")), bool(data.get("served")))

    def require(self, embedder: EmbedderIdentity) -> None:
        """Raises IndexUnavailable for an embedder that did not make this index."""
        if embedder != self.embedder:
            raise IndexUnavailable(
                f"This index was made by {self.embedder}, and the settings name {embedder}: their vectors cannot be compared.",
                hint="Use the embedder of the index, or another index: alignqa --home OTHER ingest PATH",
            )

    def require_place(self, *, served: bool) -> None:
        """Raises IndexUnavailable if the vectors are sought elsewhere than where they were last written: old ones, or none."""
        if served != self.served:
            place, other = ("on a Chroma server", "in its folder")[:: 1 if self.served else -1]
            raise IndexUnavailable(
                f"The vectors of this index are {place}, and the setting `index` looks for them {other}.",
                hint="Restore the setting, or move the vectors: alignqa index rebuild",
            )


def _checksum(data: dict[str, object]) -> int:
    return crc32(json.dumps(data, sort_keys=True).encode())
