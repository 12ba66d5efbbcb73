"""Reference lists beside papers, which may describe the papers in their folder."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.bibliography import ReferenceEntry, read_bibtex
from alignqa.papers.parsing.confined.processes import shared
from alignqa.papers.parsing.files import read_beside
from alignqa.papers.parsing.manuscript.decoding import decode

_LONGEST_LIST = 8_000_000
_LONGEST_SOURCE = 4_000_000
_ALL_SOURCES = 32_000_000


@dataclass(frozen=True, slots=True)
class ListedReferences:
    """The entries of the reference lists of a folder, and sentences for the user about lists that could not be read."""

    entries: tuple[ReferenceEntry, ...] = ()
    notices: tuple[str, ...] = ()


class ReferenceLists:
    """The entries of the `.bib` files of folders, each folder read once."""

    def __init__(self) -> None:
        self._known: dict[Path, ListedReferences] = {}

    def beside(self, path: Path) -> ListedReferences:
        """Returns the entries of the reference lists in the paper's folder that may describe it; notices only the first time."""
        folder = path.parent
        if known := self._known.get(folder):
            return known
        found = _listed(folder)
        self._known[folder] = replace(found, notices=())
        return found


def _listed(folder: Path) -> ListedReferences:
    """Reads the reference lists that no LaTeX source beside them names."""
    try:
        lists, sources = sorted(folder.glob("*.bib")), sorted(folder.glob("*.tex"))
    except OSError:
        return ListedReferences()
    cited_in = _contents(sources) if lists else b""
    entries: list[ReferenceEntry] = []
    notices: list[str] = []
    for bibliography in lists:
        data = read_beside(bibliography, max_bytes=_LONGEST_LIST)
        if not data or bibliography.stem.encode(errors="replace") in cited_in:
            continue  # the papers are not to blame for a reference list that may not be read
        try:
            entries += shared.call(_entries, data, bibliography.name, path=bibliography, size=len(data))
        except UnreadablePaper as error:
            notices.append(error.message)
    return ListedReferences(tuple(entries), tuple(notices))


def _contents(sources: list[Path]) -> bytes:
    contents = bytearray()
    for source in sources:
        contents += read_beside(source, max_bytes=_LONGEST_SOURCE)
        if len(contents) > _ALL_SOURCES:
            break
    return bytes(contents)


def _entries(data: bytes, name: str) -> list[ReferenceEntry]:
    return [replace(entry, metadata=entry.metadata.told_by(name)) for entry in read_bibtex(decode(data)[0])[0]]
