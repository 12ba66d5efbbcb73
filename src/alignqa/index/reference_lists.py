"""Reference lists beside papers, which may describe the papers in their folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from alignqa.papers.bibliography import ReferenceEntry, read_bibtex
from alignqa.papers.parsing.manuscript.decoding import decode


class ReferenceLists:
    """The entries of the `.bib` files of folders, each folder read once."""

    def __init__(self) -> None:
        self._entries: dict[Path, tuple[ReferenceEntry, ...]] = {}

    def beside(self, path: Path) -> tuple[ReferenceEntry, ...]:
        """The entries of the reference lists in the paper's folder that may describe it."""
        folder = path.parent
        if folder not in self._entries:
            self._entries[folder] = tuple(entry for name in sorted(folder.glob("*.bib")) for entry in _uncited_entries(name))
        return self._entries[folder]


def _uncited_entries(bibliography: Path) -> list[ReferenceEntry]:
    """The entries of a reference list that no LaTeX source beside it names; none if it cannot be read."""
    try:
        for source in bibliography.parent.glob("*.tex"):
            if bibliography.stem in source.read_text(encoding="utf-8", errors="ignore"):
                return []
        entries = read_bibtex(decode(bibliography.read_bytes())[0])[0]
        return [replace(entry, metadata=entry.metadata.told_by(bibliography.name)) for entry in entries]
    except OSError:
        return []  # the paper is not to blame for a reference list that cannot be read
