"""Where fetched papers lie: a folder for each, with its files under names of ours and a note of where they came from."""

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
_DAY = 86_400.0  # what a killed process left behind is deleted after it
_SCHEMA = "alignqa.fetched/1"
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")


@dataclass(frozen=True, slots=True)
class Fetched:
    """Where a paper's files came from; `file` is the one to ingest, `version` arXiv's, `fetched` a date and time in UTC."""

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
        """All papers that were fetched whole, sorted by name."""
        notes = (self.find(path.parent.name) for path in sorted(self.folder.glob(f"*/{NOTE}")))
        return [note for note in notes if note is not None]

    def find(self, name: str) -> Fetched | None:
        """The paper of that name, or None where it was not fetched, or its file or note is missing or damaged."""
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
        """The file of a paper that is ingested."""
        return self.folder / paper.name / paper.file

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """A hidden folder on the same disk, for files that are looked at before they are put in their place."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for left in self.folder.glob(f"{_STAGING}*"):
                if time.time() - left.stat().st_mtime > _DAY:
                    shutil.rmtree(left, ignore_errors=True)
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
                    raise ValueError(f"not a name of ours: {name!r}")
                (folder / name).write_bytes(content)
        except OSError as error:
            raise _unwritable(self.folder, error) from error

    def put(self, folder: Path, paper: Fetched, metadata: Metadata) -> None:
        """Puts the files of a staging folder in the paper's place, instead of its older ones, with what is known of the paper.

        A process that dies in between leaves the older or the newer files, or none, and never some of both.
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


def shelf_name(text: str) -> str:
    """A name for a folder and its files: `text` where it is made of lower-case letters, digits, dots and dashes, else ""."""
    return text if _NAME.fullmatch(text) and ".." not in text else ""


def _unwritable(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"The folder of fetched papers {folder} cannot be written: {error}.", hint="Check its permissions and free disk space"
    )
