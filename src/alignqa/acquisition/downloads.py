"""The folder of fetched papers: a folder for each, with its files under our names and a note of where they came from."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from alignqa.errors import StorageError
from alignqa.papers.bibliography import ReferenceEntry, write_bibtex
from alignqa.papers.document import Metadata

NOTE = "fetched.json"
METADATA = "alignqa-metadata.bib"
_STAGING = ".fetching-"
_DAY = 86_400.0  # after this many seconds, what a killed process left behind is deleted
_SCHEMA = "alignqa.fetched/1"
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")


@dataclass(frozen=True, slots=True)
class Fetched:
    """The origin of a paper's files; `file` is the one to ingest, `version` arXiv's, `fetched` a date and time in UTC."""

    name: str
    file: str
    rendering: str
    url: str
    fetched: str
    arxiv_id: str | None = None
    version: int | None = None
    title: str | None = None
    licence: str | None = None


class Downloads:
    """The fetched papers of a home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def papers(self) -> list[Fetched]:
        """Lists the papers that were fetched completely, sorted by name."""
        notes = (self.find(path.parent.name) for path in sorted(self.folder.glob(f"*/{NOTE}")))
        return [note for note in notes if note is not None]

    def find(self, name: str) -> Fetched | None:
        """Returns the paper of that name, or None if it was not fetched, or its file or note is missing or damaged."""
        if not _NAME.fullmatch(name):
            return None
        try:
            values = json.loads((self.folder / name / NOTE).read_bytes())
            if values.pop("schema") != _SCHEMA:
                return None
            found = Fetched(**values)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        if not all(isinstance(value, int if field == "version" else str) for field, value in values.items() if value is not None):
            return None
        whole = found.name == name and found.file in {f"{name}{suffix}" for suffix in (".html", ".tex", ".pdf")}
        return found if whole and self.path(found).is_file() else None

    def path(self, paper: Fetched) -> Path:
        """Returns the path of the file to ingest."""
        return self.folder / paper.name / paper.file

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Provides a hidden folder on the same disk, for files that are checked before they are moved into place."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for old in self.folder.glob(f"{_STAGING}*"):
                if time.time() - old.stat().st_mtime > _DAY:
                    shutil.rmtree(old, ignore_errors=True)
            place = Path(tempfile.mkdtemp(prefix=_STAGING, dir=self.folder))
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def write(self, folder: Path, files: Mapping[str, bytes]) -> None:
        """Writes files into a staging folder."""
        try:
            for name, content in files.items():
                if not _NAME.fullmatch(name):
                    raise ValueError(f"not one of our names: {name!r}")
                (folder / name).write_bytes(content)
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def put(self, folder: Path, paper: Fetched, metadata: Metadata) -> None:
        """Replaces the paper's files by those of a staging folder, and adds its note and its metadata.

        If the process dies in between, the old files remain, or the new ones, or none, but never a mixture.
        """
        entry = ReferenceEntry(paper.name, metadata, (paper.file,))
        note = json.dumps({"schema": _SCHEMA, **asdict(paper)}, ensure_ascii=False, indent=1)
        self.write(folder, {METADATA: write_bibtex([entry]).encode(), NOTE: f"{note}\n".encode()})
        target = self.folder / paper.name
        older = folder.with_name(f"{folder.name}.older")
        try:
            with FileLock(self.folder / ".lock"):
                if target.exists():
                    target.rename(older)
                folder.rename(target)
        except OSError as error:
            raise _unwritable(self.folder, error) from error
        shutil.rmtree(older, ignore_errors=True)


def folder_name(text: str) -> str:
    """Returns `text` if it can name a folder and its files (lower-case letters, digits, dots and dashes), else ""."""
    return text if _NAME.fullmatch(text) and ".." not in text else ""


def _unwritable(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The folder of fetched papers {folder} cannot be written to: {error}.",
        hint="Check its permissions and the free disk space",
    )
