"""Files that come with alignqa, looked up in the home, then in the package, then in the checkout; and its own source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from alignqa.errors import StorageError

_PACKAGE = Path(__file__).parent


def find(name: str, home: Path | None = None) -> Path:
    """Finds the file or folder `name` ("corpus/papers.toml", "corpus/primer", "prompts"), preferring the home's own."""
    places = [folder for folder in (home, _PACKAGE / "_bundled", _PACKAGE.parent.parent) if folder is not None]
    for folder in places:
        if (found := folder / name).exists():
            return found
    raise StorageError(f"The bundled {name} is missing.", hint="Reinstall alignqa")


@lru_cache
def code_of(rooms: tuple[str, ...]) -> str:
    """Hashes the source of some rooms and their subfolders, so that a changed program does not continue an older run."""
    digest = hashlib.sha256()
    for room in rooms:
        for name, source in _sources(files(f"alignqa.{room}")):
            digest.update(f"{room}/{name}".encode() + b"\0" + source)
    return digest.hexdigest()


def _sources(folder: Traversable, within: str = "") -> Iterator[tuple[str, bytes]]:
    """Yields the code, templates and style sheets of a folder and its subfolders, sorted, as pairs of path and content."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _sources(entry, f"{within}{entry.name}/")
        elif entry.name.endswith((".py", ".html", ".css", ".js")):
            yield f"{within}{entry.name}", entry.read_bytes()
