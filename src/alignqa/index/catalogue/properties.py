"""The properties of a catalogue: its generation, unfinished work, and the seals over what is too large for a checksum each."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

from alignqa.errors import IndexUnavailable
from alignqa.index.catalogue import checksums, schema
from alignqa.index.catalogue.database import Database


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties; those that an index without checksums lacks have the values given here.

    `records` is the number of rows in the table of papers.
    `words` and `marks` are the seals of the full-text indexes and of the sentence marks, empty while they change.
    `documents` says that the vector index may hold words of papers, as earlier versions wrote them there,
    `unswept` that purged words may still be on the disk. `manifest` is a copy of that file.
    """

    generation: int = 0
    rebuilding: bool = False
    records: int = 0
    words: str = ""
    marks: str = ""
    documents: bool = True
    unswept: bool = False
    manifest: str = ""


def read(database: Database) -> Properties:
    """Reads the properties; raises IndexUnavailable if they are damaged."""
    found: dict[str, object] = dict(database.rows("SELECT name, value FROM properties"))
    checked = database.checked
    with checksums.readable("its generation"):
        known = {field.name: _typed(found[field.name], field.default) for field in fields(Properties) if field.name in found}
        if {"generation", "rebuilding"} - known.keys() or (checked and found.pop("checksum") != _checksum(found)):
            raise ValueError("changed")
    return Properties(**known)  # type: ignore[arg-type]  # each value has the type of its field


def change(database: Database, **values: int | str | bool) -> None:
    """Changes properties, within a transaction."""
    write(database, replace(read(database), **values))  # type: ignore[arg-type]  # as the caller names them


def write(database: Database, properties: Properties) -> None:
    """Writes all properties, within a transaction."""
    kept = {name: str(int(value) if isinstance(value, bool) else value) for name, value in asdict(properties).items()}
    database.rows("DELETE FROM properties")
    database.many("INSERT INTO properties VALUES (?, ?)", [*kept.items(), ("checksum", _checksum(kept))])


def renewed(database: Database) -> Properties:
    """Returns properties for a changed catalogue; if its own are damaged, it has to be rebuilt before anyone reads from it.

    The generation is later than any that a reader has seen.
    """
    try:
        found = read(database)
    except IndexUnavailable:
        found = Properties(generation=int(time.time()), rebuilding=True)
    return replace(found, generation=found.generation + 1, records=records(database), words="", marks="")


def records(database: Database) -> int:
    """Counts the rows of the table of papers."""
    return int(database.rows("SELECT count(*) FROM papers")[0][0])


def _checksum(kept: Mapping[str, object]) -> str:
    return str(checksums.checksum(schema.VERSION, json.dumps(kept, sort_keys=True)))


def _typed(value: object, default: object) -> int | str | bool:
    if not isinstance(value, str):
        raise TypeError("not a text")
    if isinstance(default, bool):
        return {"0": False, "1": True}[value]
    if isinstance(default, int):
        return int(value)
    return value
