"""Files that alignqa brings along: one function finds them in the home, then in the package, then in the checkout."""

from __future__ import annotations

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
