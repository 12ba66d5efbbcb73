"""Files that alignqa brings along, found in the home, then in the package, then in the checkout; and its own source."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from alignqa.errors import StorageError

_PACKAGE = Path(__file__).parent


def find(name: str, home: Path | None = None) -> Path:
    """The file or folder `name` ("corpus/papers.toml", "corpus/primer", "prompts"), the home's own before the bundled one."""
    places = [folder for folder in (home, _PACKAGE / "_bundled", _PACKAGE.parent.parent) if folder is not None]
    for folder in places:
        if (found := folder / name).exists():
            return found
    raise StorageError(f"The bundled {name} is missing.", hint="Install alignqa again")


@lru_cache
def code_of(rooms: tuple[str, ...]) -> str:
    """A hash of the source of some rooms: a changed program must not go on with another one's run."""
    digest = hashlib.sha256()
    for room in rooms:
        sources = (entry for entry in files(f"alignqa.{room}").iterdir() if entry.name.endswith(".py"))
        for entry in sorted(sources, key=lambda entry: entry.name):
            digest.update(entry.name.encode() + b"\0" + entry.read_bytes())
    return digest.hexdigest()
