"""The record of what came from Zotero, beside the catalogue: the item and the attachment of each file, and each import."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from alignqa.atomic_files import write_file
from alignqa.errors import StorageError
from alignqa.integrations.zotero.items import place_of

RECORD_FILE = "zotero.json"
_SCHEMA = "alignqa.zotero/1"


@dataclass(frozen=True, slots=True)
class FileOrigin:
    """The item and the attachment that a file is in Zotero, and the names of the facts that the item gave."""

    item: str
    attachment: str
    group: int | None = None
    facts: tuple[str, ...] = ()

    def page_address(self, page: int | None) -> str:
        """Returns the address that opens the file in Zotero, at a page."""
        address = f"zotero://open-pdf/{place_of(self.group)}/items/{self.attachment}"
        return f"{address}?page={page}" if page is not None else address

    @property
    def item_address(self) -> str:
        """The address at which Zotero shows the item."""
        return f"zotero://select/{place_of(self.group)}/items/{self.item}"


@dataclass(frozen=True, slots=True)
class PastImport:
    """An import that was made: what it was of, the sources that it found last, and those found before and gone since."""

    library: str
    group: int | None
    collection: str
    tags: tuple[str, ...]
    sources: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def is_of(self, other: PastImport) -> bool:
        """Checks whether the other is an import of the same part of the same library."""
        return replace(self, sources=(), gone=()) == replace(other, sources=(), gone=())


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """All that is remembered, by the source of each paper; of a text of notes, the print of what it was made of."""

    files: dict[str, FileOrigin] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    imports: tuple[PastImport, ...] = ()

    def with_import(self, made: PastImport) -> ImportRecord:
        """Returns the record with an import in the place of the last one of the same part."""
        others = (one for one in self.imports if not one.is_of(made))
        order = sorted((*others, made), key=lambda one: json.dumps(asdict(one)))
        return replace(self, imports=tuple(order))


def read_record(folder: Path) -> ImportRecord:
    """Reads the record of an index; it is empty if nothing came from Zotero, and StorageError if it is damaged."""
    from pydantic import TypeAdapter, ValidationError

    file = folder / RECORD_FILE
    try:
        data = file.read_bytes()
        return TypeAdapter(ImportRecord).validate_json(data)
    except FileNotFoundError:
        return ImportRecord()
    except (OSError, ValidationError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise StorageError(
            f"{file} cannot be read: {reason}.", hint="Move it away; the next alignqa import zotero makes it anew"
        ) from error


def write_record(folder: Path, record: ImportRecord) -> None:
    """Writes the record, if it has changed."""
    data = {
        "schema": _SCHEMA,
        "files": {source: asdict(record.files[source]) for source in sorted(record.files)},
        "notes": {source: record.notes[source] for source in sorted(record.notes)},
        "imports": [asdict(one) for one in record.imports],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    file = folder / RECORD_FILE
    try:
        if not file.exists() or file.read_bytes() != text.encode():
            write_file(file, text)
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}.", hint="Check the free disk space") from error
