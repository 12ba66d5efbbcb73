"""The folder of a vault: which notes are there, wherever a person moved them, and what is written."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from alignqa.atomic_files import write_file
from alignqa.errors import StorageError
from alignqa.integrations.obsidian.front_lines import UnreadableProperties
from alignqa.integrations.obsidian.marked_note import DamagedNote, Record, merged_text, new_text, record_of
from alignqa.integrations.obsidian.note import Note

FOLDERS = {"paper": "papers", "concept": "concepts"}
_NOT_IN_NAME = re.compile(r"[\\/:*?\"<>|#^\[\]%\x00-\x1f]+")
_MAX_NAME = 80


@dataclass(slots=True)
class VaultReport:
    """The numbers of new, changed and unchanged notes; parts kept since a person changed them; notes left, with the reason."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: list[tuple[Path, str]] = field(default_factory=list)
    left: list[tuple[Path, str]] = field(default_factory=list)


class VaultFolder:
    """A folder of notes, those of a person among ours."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._found: dict[tuple[str, str], Path] = {}
        self._taken: set[str] = set()
        for file in _notes_in(path):
            self._taken.add(_folded_path(file.relative_to(path)))
            if (record := _record_in(file)) is not None:
                known = self._found.get(record.identity)
                # Of several copies, the one at its own place counts.
                if known is None or file == path / self._own_place(record.identity):
                    self._found[record.identity] = file

    def named(self, kind: str) -> list[str]:
        """Returns the names of our notes of one kind that are there, sorted."""
        return sorted(name for found, name in self._found if found == kind)

    def place(self, identity: tuple[str, str]) -> Path:
        """Returns the path of a note inside the vault: where it is, or where it is going to be."""
        if (found := self._found.get(identity)) is not None:
            return found.relative_to(self.path)
        place = self._own_place(identity)
        number = 2
        while _folded_path(place) in self._taken and not self._is_strange(place, identity):
            place = place.with_name(f"{self._own_place(identity).stem} {number}.md")
            number += 1
        self._taken.add(_folded_path(place))
        self._found[identity] = self.path / place
        return place

    def _is_strange(self, place: Path, identity: tuple[str, str]) -> bool:
        """Tells whether a person's note has the place: it is left, and said so, rather than doubled."""
        return (self.path / place).is_file() and _record_in(self.path / place) is None

    @staticmethod
    def _own_place(identity: tuple[str, str]) -> Path:
        kind, name = identity
        stem = _NOT_IN_NAME.sub("-", name).strip(" .-")[:_MAX_NAME].strip(" .-") or "note"
        return Path(FOLDERS[kind]) / f"{stem}.md"

    def write(self, notes: Iterable[Note], *, force: bool = False) -> VaultReport:
        """Writes new notes and brings the others up to date; each note is whole at any time."""
        report = VaultReport()
        for note in notes:
            file = self.path / self.place(note.identity)
            if not os.path.lexists(file):
                _write(file, new_text(note))
                report.new += 1
                continue
            try:
                self._update(file, note, report, force=force)
            except (DamagedNote, UnreadableProperties) as error:
                report.left.append((file, str(error)))
        return report

    @staticmethod
    def _update(file: Path, note: Note, report: VaultReport, *, force: bool) -> None:
        text = _text_of(file)
        record = record_of(text) if text is not None else None
        if text is None or record is None:
            raise DamagedNote("alignqa did not write it" if text is not None else "it is not UTF-8 text")
        merged, kept = merged_text(text, record, note, force=force)
        report.kept += [(file, name) for name in kept]
        if merged == text:
            report.unchanged += 1
        else:
            _write(file, merged)
            report.changed += 1


def _notes_in(path: Path) -> Iterator[Path]:
    """Yields the notes of a folder in the order of their names, without hidden folders and without following links to folders."""
    for folder, folders, files in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder) / name for name in sorted(files) if name.lower().endswith(".md") and not name.startswith("."))


def _record_in(file: Path) -> Record | None:
    text = _text_of(file) if file.is_file() else None
    return record_of(text) if text is not None else None


def _text_of(file: Path) -> str | None:
    """Reads a note with its line ends; None if it is not text."""
    try:
        return file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None
    except OSError as error:
        raise StorageError(f"{file} cannot be read: {error.strerror}.", hint="Check the folder of the vault") from error


def _folded_path(path: Path) -> str:
    return str(path).casefold()


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_file(file, text)
    except OSError as error:
        raise StorageError(
            f"{file} cannot be written: {error.strerror}.", hint="Check the folder and the free disk space"
        ) from error
