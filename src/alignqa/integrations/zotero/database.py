"""Reads the items of a Zotero database, whose tables are those of userdata.sql and system.sql in Zotero's source.

Zotero 5, 6 and later have the tables and columns that are read here; annotations are there since version 6.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from alignqa.errors import StorageError
from alignqa.integrations.zotero.data_folder import DataFolder
from alignqa.integrations.zotero.items import ZoteroAnnotation, ZoteroFile, ZoteroItem, ZoteroNote, in_order
from alignqa.integrations.zotero.selection import ChosenPart, ZoteroSelection, choose_items, find_part
from alignqa.integrations.zotero.snapshot import copied
from alignqa.papers.parsing.signatures import SUFFIXES

_COLUMNS: Mapping[str, frozenset[str]] = {
    "items": frozenset({"itemID", "itemTypeID", "libraryID", "key", "dateAdded"}),
    "itemTypes": frozenset({"itemTypeID", "typeName"}),
    "itemData": frozenset({"itemID", "fieldID", "valueID"}),
    "itemDataValues": frozenset({"valueID", "value"}),
    "fields": frozenset({"fieldID", "fieldName"}),
    "creators": frozenset({"creatorID", "firstName", "lastName", "fieldMode"}),
    "creatorTypes": frozenset({"creatorTypeID", "creatorType"}),
    "itemCreators": frozenset({"itemID", "creatorID", "creatorTypeID", "orderIndex"}),
    "itemAttachments": frozenset({"itemID", "parentItemID", "linkMode", "contentType", "path"}),
    "itemNotes": frozenset({"itemID", "parentItemID", "note"}),
    "tags": frozenset({"tagID", "name"}),
    "itemTags": frozenset({"itemID", "tagID"}),
    "collections": frozenset({"collectionID", "collectionName", "parentCollectionID", "libraryID", "key"}),
    "collectionItems": frozenset({"collectionID", "itemID"}),
    "deletedItems": frozenset({"itemID"}),
    "libraries": frozenset({"libraryID", "type"}),
    "groups": frozenset({"groupID", "libraryID", "name"}),
}
_ANNOTATIONS = frozenset({"itemID", "parentItemID", "text", "comment", "pageLabel", "sortIndex", "position"})
_OWN_FIELD = 1  # the mode of a creator with one field, such as an institution
_LINKED_ADDRESS, _PICTURE = 3, 4  # modes of attachments that have no file to read
_BETTER_BIBTEX = "better-bibtex.sqlite"


def read_items(folder: DataFolder, selection: ZoteroSelection) -> tuple[ChosenPart, list[ZoteroItem]]:
    """Reads the chosen items with their files and notes, in the order of their keys.

    StorageError if the database cannot be read or is of another form, UsageError if what was chosen is not there.
    """
    with copied(folder.database) as database:
        has_annotations = _require_form(database, folder.database)
        part = find_part(database, selection)
        choose_items(database, part, selection.tags)
        keys = _better_bibtex_keys(folder.path / _BETTER_BIBTEX, part.library)
        reader = _Reader(database, folder, part.group, has_annotations=has_annotations)
        return part, reader.items(keys)


class _Reader:
    """Reads the items in the table `chosen`, each kind of record at once."""

    def __init__(self, database: sqlite3.Connection, folder: DataFolder, group: int | None, *, has_annotations: bool) -> None:
        self._database = database
        self._folder = folder
        self._group = group
        self._has_annotations = has_annotations

    def items(self, citation_keys: Mapping[str, str]) -> list[ZoteroItem]:
        """Returns the items, in the order of their keys; `citation_keys` are for those that have none of their own."""
        facts = self._facts(citation_keys)
        files, owner = self._files(facts)
        notes = self._notes(owner)
        found = [
            ZoteroItem(
                str(known["key"]),
                known,
                self._group,
                in_order(tuple(files[number]), str(known.get("url", ""))),
                tuple(notes[number]),
            )
            for number, known in facts.items()
        ]
        return sorted(found, key=lambda item: item.key)

    def _facts(self, citation_keys: Mapping[str, str]) -> dict[int, dict[object, object]]:
        """Returns type, fields, creators and tags of the items, by their numbers."""
        rows = self._rows("SELECT itemID, key, typeName FROM items JOIN chosen USING (itemID) JOIN itemTypes USING (itemTypeID)")
        found: dict[int, dict[object, object]] = {number: {"key": key, "itemType": kind} for number, key, kind in rows}
        for number, name, value in self._rows(
            "SELECT itemID, fieldName, value FROM itemData JOIN chosen USING (itemID)"
            " JOIN fields USING (fieldID) JOIN itemDataValues USING (valueID)"
        ):
            found[number][name] = str(value)
        creators: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
        for number, role, first, last, mode in self._rows(
            "SELECT itemID, creatorType, firstName, lastName, fieldMode FROM itemCreators JOIN chosen USING (itemID)"
            " JOIN creators USING (creatorID) JOIN creatorTypes USING (creatorTypeID) ORDER BY itemID, orderIndex"
        ):
            name = {"name": last or ""} if mode == _OWN_FIELD else {"firstName": first or "", "lastName": last or ""}
            creators[number].append({"creatorType": role, **name})
        tags: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
        for number, tag in self._rows(
            "SELECT itemID, name FROM itemTags JOIN chosen USING (itemID) JOIN tags USING (tagID) ORDER BY itemID, name"
        ):
            tags[number].append({"tag": tag})
        for number, known in found.items():
            known |= {"creators": creators[number], "tags": tags[number]}
            if "citationKey" not in known and (given := citation_keys.get(str(known["key"]))):
                known["citekey"] = given
        return found

    def _files(self, facts: Mapping[int, object]) -> tuple[defaultdict[int, list[ZoteroFile]], dict[int, int]]:
        """Returns the files of each item, and for each attachment the item that it belongs to."""
        files: defaultdict[int, list[ZoteroFile]] = defaultdict(list)
        owner = {number: number for number in facts}
        annotations = self._annotations() if self._has_annotations else defaultdict(list)
        addresses = dict(
            self._rows(
                "SELECT itemID, value FROM itemData JOIN itemAttachments USING (itemID) JOIN fields USING (fieldID)"
                " JOIN itemDataValues USING (valueID) WHERE fieldName = 'url'"
            )
        )
        for number, parent, key, mode, kind, path, added in self._rows(
            "SELECT a.itemID, a.parentItemID, i.key, a.linkMode, a.contentType, a.path, i.dateAdded"
            " FROM itemAttachments a JOIN items i USING (itemID)"
            " WHERE coalesce(a.parentItemID, a.itemID) IN (SELECT itemID FROM chosen)"
            " AND a.itemID NOT IN (SELECT itemID FROM deletedItems)"
        ):
            owner[number] = number if parent is None else parent
            if mode in (_LINKED_ADDRESS, _PICTURE) or Path(path or "").suffix.lower() not in SUFFIXES:
                continue
            place = self._folder.place(key, path)
            files[owner[number]].append(
                ZoteroFile(
                    key,
                    path.partition(":")[2] if path.startswith(("storage:", "attachments:")) else path,
                    _existing(place),
                    kind or "",
                    str(addresses.get(number, "")),
                    str(added),
                    tuple(annotations[number]),
                )
            )
        return files, owner

    def _notes(self, owner: Mapping[int, int]) -> defaultdict[int, list[ZoteroNote]]:
        """Returns the notes on each item, those in the field of a file's own among them."""
        notes: defaultdict[int, list[ZoteroNote]] = defaultdict(list)
        for number, parent, key, html in self._rows(
            "SELECT n.itemID, n.parentItemID, i.key, n.note FROM itemNotes n JOIN items i USING (itemID)"
            " WHERE n.itemID NOT IN (SELECT itemID FROM deletedItems) ORDER BY i.dateAdded, i.key"
        ):
            if html and (place := owner.get(number if parent is None else parent)) is not None:
                notes[place].append(ZoteroNote(key, html))
        return notes

    def _annotations(self) -> defaultdict[int, list[ZoteroAnnotation]]:
        """Returns the annotations of each attachment, in the order of its pages."""
        found: defaultdict[int, list[ZoteroAnnotation]] = defaultdict(list)
        for file, text, comment, label, position in self._rows(
            "SELECT parentItemID, text, comment, pageLabel, position FROM itemAnnotations"
            " WHERE itemID NOT IN (SELECT itemID FROM deletedItems) ORDER BY parentItemID, sortIndex, itemID"
        ):
            found[file].append(ZoteroAnnotation(text or "", comment or "", _page(position), label or None))
        return found

    def _rows(self, statement: str) -> Iterator[tuple[Any, ...]]:
        """Yields rows, whose values SQLite types one by one."""
        return iter(self._database.execute(statement))


def _require_form(database: sqlite3.Connection, path: Path) -> bool:
    """Checks the tables; tells if there are annotations."""
    for table, columns in _COLUMNS.items():
        if missing := columns - _columns(database, table):
            raise StorageError(
                f"{path} is of a form that is not known: {table} has no {', '.join(sorted(missing))}{_version(database)}.",
                hint="Open it once in Zotero 5 or later, or export the collection from Zotero and import that file",
            )
    return not _ANNOTATIONS - _columns(database, "itemAnnotations")


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in database.execute(f'PRAGMA table_info("{table}")')}


def _version(database: sqlite3.Connection) -> str:
    with suppress(sqlite3.Error):
        for (version,) in database.execute("SELECT version FROM version WHERE schema = 'userdata'"):
            return f" (version {version})"
    return ""


def _better_bibtex_keys(path: Path, library: int) -> dict[str, str]:
    """Returns the citation keys that Better BibTeX keeps in a database of its own, by the keys of items.

    It does so with Zotero 6 and 7; with Zotero 8 they are a field of the item. Without them the items get keys of ours.
    """
    if not path.is_file():
        return {}
    with suppress(StorageError), copied(path) as database:
        if _columns(database, "citationkey") >= {"itemKey", "libraryID", "citationKey"}:
            rows = database.execute("SELECT itemKey, citationKey FROM citationkey WHERE libraryID = ?", (library,))
            return {str(item): str(key) for item, key in rows}
    return {}


def _existing(path: Path | None) -> Path | None:
    with suppress(OSError, ValueError):
        return path.resolve() if path is not None and path.is_file() else None
    return None


def _page(position: object) -> int | None:
    """Returns the page of an annotation, counted from 1; a position in a book or a web page has none."""
    with suppress(ValueError, TypeError, KeyError):
        number = json.loads(str(position))["pageIndex"]
        return number + 1 if isinstance(number, int) and number >= 0 else None
    return None
