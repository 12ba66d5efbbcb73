"""The indexes of folders (`README.md`, `index.html`), which say of which book or course the files beside them are the parts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.identity.identification import identify
from alignqa.papers.identity.literature import Literature
from alignqa.papers.parsing.confined.processes import shared
from alignqa.papers.parsing.files import read_beside
from alignqa.papers.parsing.formats import parse_bytes
from alignqa.papers.parsing.manuscript import front_matter
from alignqa.papers.parsing.manuscript.decoding import decode
from alignqa.papers.parsing.signatures import SUFFIXES, Format

_INDEX_STEMS = ("index", "_index", "readme")
_FORMATS = (Format.MARKDOWN, Format.HTML, Format.PLAIN_TEXT)
_LONGEST = 2_000_000  # bytes; the index of a folder is short
_DEEPEST = 4  # folders: book, part, chapter, section
# "03", "A1", "chapter-2", "post4": a name that only counts.
_COUNTED = re.compile(
    r"(?:ch(?:ap(?:ter)?)?|parts?|posts?|sec(?:tion)?|lecture|lesson|app(?:endix)?|unit|week|module|essay)?[-_. ]?"
    r"(?:\d{1,3}|[a-z]\d{0,2}|[ivxl]{1,6})",
    re.IGNORECASE,
)
_LINK = re.compile(r"\]\(\s*<?([^)\s>#?]+)|\bhref\s*=\s*[\"']([^\"'#?]+)|\[\[([^\]|#]+)")
_BOOKISH = re.compile(
    r"\b(?:chapters?|table of contents|textbook|book|sequence|course|handbook|thesis|lectures?|tutorial"
    r"|series of (?:posts|essays|articles))\b",
    re.IGNORECASE,
)
# An index of other people's works lends them no author.
_READING_LIST = re.compile(
    r"\b(?:reading (?:list|group|notes)|papers|bibliography|literature|references|bookmarks|clippings|archive|library|notes)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FolderIndex:
    """The index of a folder: its file, what it says of the whole, and which files may be parts of it."""

    path: Path
    metadata: Metadata
    links: frozenset[str]
    is_book: bool

    def has_part(self, path: Path) -> bool:
        """Checks whether a file or folder in the folder is a part: its name only counts, or the index of a book links to it."""
        form = SUFFIXES.get(path.suffix.lower())  # none of a folder
        if form not in (None, SUFFIXES.get(self.path.suffix.lower())):
            return False
        name = path.stem if form else path.name
        return _COUNTED.fullmatch(name) is not None or (self.is_book and not self.links.isdisjoint({path.name, name}))


class FolderIndexes:
    """The indexes of folders, each read once."""

    def __init__(self, literature: Literature) -> None:
        self._literature = literature
        self._indexes: dict[Path, FolderIndex | None] = {}

    def wholes_of(self, path: Path, *, depth: int = _DEEPEST) -> tuple[Metadata, ...]:
        """Returns the works that the paper at `path` is a part of, the nearest first; none unless one of them has authors."""
        found = self._wholes_of(path, depth)
        return found if any(whole.authors for whole in found) else ()

    def _wholes_of(self, path: Path, depth: int) -> tuple[Metadata, ...]:
        # The index of a folder is itself a part, with its folder's name, of what the index above is about.
        part = path.parent if path.stem.casefold() in _INDEX_STEMS else path
        if not depth or part.parent == part or SUFFIXES.get(path.suffix.lower()) not in _FORMATS:
            return ()
        index = self._index_in(part.parent, depth)
        if index is None or not index.has_part(part):
            return ()
        return (index.metadata, *self._wholes_of(index.path, depth - 1))

    def _index_in(self, folder: Path, depth: int) -> FolderIndex | None:
        if folder not in self._indexes:
            self._indexes[folder] = None
            try:
                named = {path.name.casefold(): path for path in folder.iterdir() if path.stem.casefold() in _INDEX_STEMS}
            except OSError:
                return None
            wanted = (f"{stem}{suffix}" for stem in _INDEX_STEMS for suffix, form in SUFFIXES.items() if form in _FORMATS)
            path = next((named[name] for name in wanted if name in named), None)
            self._indexes[folder] = self._read(path, depth) if path else None
        return self._indexes[folder]

    def _read(self, path: Path, depth: int) -> FolderIndex | None:
        data = read_beside(path, max_bytes=_LONGEST)
        if not data:
            return None
        wholes = self._wholes_of(path, depth - 1)
        try:
            return shared.call(_index, data, path, self._literature, wholes, path=path, size=len(data))
        except UnreadablePaper:
            return None  # where the index is itself ingested, the same is reported


def _index(data: bytes, path: Path, literature: Literature, wholes: tuple[Metadata, ...]) -> FolderIndex | None:
    source = decode(data)[0]
    identity = identify(_manuscript(data, path, source), path, literature=literature, wholes=wholes)
    title = identity.metadata.title or ""
    if identity.metadata.origins.get("title") == "name of the file" or _READING_LIST.search(title):
        return None
    links = {name for groups in _LINK.findall(source) for name in _names(next(filter(None, groups)))}
    return FolderIndex(path, identity.metadata, frozenset(links), _BOOKISH.search(source) is not None)


def _manuscript(data: bytes, path: Path, source: str) -> Manuscript:
    """Reads an index; one without prose, such as a table of contents, still has front matter and a heading."""
    try:
        return parse_bytes(data, path)
    except UnreadablePaper:
        found, body = front_matter.split(source)
        heading = re.search(r"^#\s+(.+)$", body, re.MULTILINE)
        title = found.metadata.title or (heading[1].strip() if heading else None)
        return Manuscript(body, metadata=Metadata(title=title, authors=found.metadata.authors, year=found.metadata.year))


def _names(link: str) -> tuple[str, ...]:
    """The names by which a relative link leads to a file or folder of the same folder; none if it leads elsewhere."""
    if "://" in link:
        return ()
    target = Path(link.strip().removeprefix("./").rstrip("/"))
    parts = target.parts
    if len(parts) == 2 and Path(parts[1]).stem.casefold() in _INDEX_STEMS:
        return (parts[0],)  # a chapter's own index
    return (target.name, target.stem) if len(parts) == 1 else ()
