"""What an index was made with, and the refusal of a mismatch."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from alignqa.errors import IndexUnavailable, StorageError
from alignqa.index.interfaces import EmbedderIdentity
from alignqa.index.passages import PassagePolicy

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """The embedder and the passage policy of an index."""

    embedder: EmbedderIdentity
    policy: PassagePolicy

    def save(self, path: Path) -> None:
        """Writes the manifest in one step."""
        data = {"format": FORMAT, "embedder": asdict(self.embedder), "passages": asdict(self.policy)}
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
            return cls(EmbedderIdentity(**data["embedder"]), PassagePolicy(**data["passages"]))
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
