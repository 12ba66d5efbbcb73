"""What an index was made with, and the refusal of a mismatch."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from uuid import uuid4

from alignqa.errors import IndexUnavailable, StorageError
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.index.passages.splitting import PassagePolicy

MANIFEST_FILE = "manifest.json"
FORMAT = 1


def new_id() -> str:
    """An id that no other index has."""
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Manifest:
    """The embedder and the passage policy of an index, whose it is at a server, and whether its vectors are at one.

    `id` is drawn for each new index; it is empty where an earlier alignqa wrote the manifest.
    """

    embedder: EmbedderIdentity
    policy: PassagePolicy
    id: str = field(default_factory=new_id)
    served: bool = False

    def save(self, path: Path) -> None:
        """Writes the manifest in one step."""
        data = {
            "format": FORMAT,
            "id": self.id,
            "served": self.served,
            "embedder": asdict(self.embedder),
            "passages": asdict(self.policy),
        }
        scratch = path.with_suffix(".tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with scratch.open("w", encoding="utf-8") as file:
                file.write(json.dumps(data, indent=2) + "\n")
                file.flush()
                os.fsync(file.fileno())  # after a power failure there is the whole manifest, or none
            scratch.replace(path)
        except OSError as error:
            raise StorageError(
                f"The manifest {path} cannot be written: {error}.", hint="Check the folder and free disk space"
            ) from error

    @classmethod
    def load(cls, path: Path) -> Manifest | None:
        """The manifest at `path`, or None where there is none; an unreadable one is IndexUnavailable."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != FORMAT:
                raise ValueError(f"format {data['format']}")
            policy = PassagePolicy(**data["passages"])
            return cls(EmbedderIdentity(**data["embedder"]), policy, str(data.get("id", "")), bool(data.get("served")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexUnavailable(
                f"The manifest {path} cannot be read: {error}.", hint="Delete the folder it is in and run alignqa ingest PATH"
            ) from error

    def require(self, embedder: EmbedderIdentity) -> None:
        """Refuses an embedder that did not make this index."""
        if embedder != self.embedder:
            raise IndexUnavailable(
                f"This index was made by {self.embedder}, and the settings name {embedder}: their vectors cannot be compared.",
                hint="Use the embedder of the index, or another index: alignqa --home OTHER ingest PATH",
            )

    def require_place(self, *, served: bool) -> None:
        """Refuses vectors elsewhere than where the index was filled last: they would be those of an earlier state, or none."""
        if served != self.served:
            place, other = ("at a Chroma server", "in its folder")[:: 1 if self.served else -1]
            raise IndexUnavailable(
                f"The vectors of this index are {place}, and the setting `index` looks for them {other}.",
                hint="Put the setting back, or bring them there: alignqa index rebuild",
            )
