"""The part of a Zotero library that is imported: a collection with those below it, or the items with some tags."""

from __future__ import annotations

import difflib
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alignqa.errors import UsageError


@dataclass(frozen=True, slots=True)
class ZoteroSelection:
    """The user's choice: a collection, by name, path ("Safety/Evals") or key; tags, all of which an item has; a group."""

    collection: str = ""
    tags: tuple[str, ...] = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class ChosenPart:
    """A selection as the database knows it: the library, and the collections with their key and name, none for all items."""

    library: int
    group: int | None
    collections: tuple[int, ...] = ()
    key: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Collection:
    number: int
    key: str
    path: str
    below: tuple[int, ...]


def find_part(database: sqlite3.Connection, selection: ZoteroSelection) -> ChosenPart:
    """Finds the library and the collection; UsageError, with the nearest names, if there is none or there are several."""
    library, group = _library(database, selection.group)
    if not selection.collection:
        return ChosenPart(library, group)
    known = _collections(database, library)
    wanted = selection.collection.strip("/").casefold()
    found = [one for one in known if wanted in (one.path.casefold(), one.key.casefold())]
    found = found or [one for one in known if f"/{one.path.casefold()}".endswith(f"/{wanted}")]
    if not found:
        near = _nearest(selection.collection, [one.path for one in known])
        raise UsageError(f"There is no collection {selection.collection!r} in this Zotero library.", hint=near)
    if len(found) > 1:
        paths = ", ".join(f"{one.path} ({one.key})" for one in found)
        raise UsageError(
            f"There are {len(found)} collections {selection.collection!r} in this Zotero library: {paths}.",
            hint="Name one by its path or by the key in brackets",
        )
    (one,) = found
    return ChosenPart(library, group, one.below, one.key, one.path)


def choose_items(database: sqlite3.Connection, part: ChosenPart, tags: Sequence[str]) -> None:
    """Makes the table `chosen` of the items that are imported: no part of another item, not in the bin, with all tags."""
    database.execute("CREATE TEMP TABLE chosen (itemID INTEGER PRIMARY KEY)")
    database.execute(
        "INSERT INTO chosen SELECT itemID FROM items JOIN itemTypes USING (itemTypeID) WHERE libraryID = ?"
        " AND typeName != 'annotation' AND itemID NOT IN (SELECT itemID FROM deletedItems)"
        " AND itemID NOT IN (SELECT itemID FROM itemAttachments WHERE parentItemID IS NOT NULL)"
        " AND itemID NOT IN (SELECT itemID FROM itemNotes WHERE parentItemID IS NOT NULL)",
        (part.library,),
    )
    if part.key:
        database.execute("CREATE TEMP TABLE places (collectionID INTEGER PRIMARY KEY)")
        database.executemany("INSERT INTO places VALUES (?)", [(number,) for number in part.collections])
        database.execute(
            "DELETE FROM chosen WHERE itemID NOT IN (SELECT itemID FROM collectionItems JOIN places USING (collectionID))"
        )
    names = {name.casefold(): (name, number) for number, name in database.execute("SELECT tagID, name FROM tags")}
    for tag in tags:
        if tag.casefold() not in names:
            raise UsageError(
                f"There is no tag {tag!r} in this Zotero library.", hint=_nearest(tag, [name for name, _ in names.values()])
            )
        number = names[tag.casefold()][1]
        database.execute("DELETE FROM chosen WHERE itemID NOT IN (SELECT itemID FROM itemTags WHERE tagID = ?)", (number,))


def _library(database: sqlite3.Connection, group: str) -> tuple[int, int | None]:
    if not group:
        rows = database.execute("SELECT libraryID FROM libraries WHERE type = 'user' ORDER BY libraryID").fetchall()
        return (int(rows[0][0]) if rows else 1), None
    groups = {
        str(name).casefold(): (int(library), int(number), str(name))
        for library, number, name in database.execute('SELECT libraryID, groupID, name FROM "groups"')
    }
    if group.casefold() not in groups:
        names = [name for _, _, name in groups.values()]
        raise UsageError(f"There is no group {group!r} in this Zotero library.", hint=_nearest(group, names))
    return groups[group.casefold()][:2]


def _collections(database: sqlite3.Connection, library: int) -> list[_Collection]:
    """Returns the collections of a library that are not in the bin, in the order of their paths."""
    binned = _binned_collections(database)
    rows = {
        int(number): (str(key), str(name), parent)
        for number, key, name, parent in database.execute(
            "SELECT collectionID, key, collectionName, parentCollectionID FROM collections WHERE libraryID = ?", (library,)
        )
    }
    above = {number: tuple(_lineage(number, rows)) for number in rows}
    live = {number: line for number, line in above.items() if not binned.intersection(line)}
    found = [
        _Collection(
            number,
            rows[number][0],
            "/".join(rows[one][1] for one in reversed(line)),
            tuple(other for other, others in live.items() if number in others),
        )
        for number, line in live.items()
    ]
    return sorted(found, key=lambda one: (one.path.casefold(), one.key))


def _lineage(number: int, rows: dict[int, tuple[str, str, int | None]]) -> Iterable[int]:
    """Yields a collection and those above it; a circle, which a damaged database may have, ends."""
    seen: set[int] = set()
    at: int | None = number
    while at is not None and at in rows and at not in seen:
        seen.add(at)
        yield at
        at = rows[at][2]


def _binned_collections(database: sqlite3.Connection) -> set[int]:
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "deletedCollections" not in tables:  # before Zotero 6
        return set()
    return {int(number) for (number,) in database.execute("SELECT collectionID FROM deletedCollections")}


def _nearest(name: str, names: Sequence[str]) -> str:
    """Offers the names that are like one, or the first few."""
    folded = {one.rpartition("/")[2].casefold(): one for one in names}
    near = [folded[one] for one in difflib.get_close_matches(name.rpartition("/")[2].casefold(), folded, n=3, cutoff=0.5)]
    shown = near or list(names[:5])
    return f"Did you mean {', '.join(shown)}?" if near else f"There are: {', '.join(shown)}" if shown else "There are none at all"
