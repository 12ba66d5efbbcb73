"""A Zotero library for the tests: a database with the tables and columns of Zotero's own, and the files beside it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from pdf_samples import document, lines, page

# Only the tables that a reader of the database needs, with the names, types and keys that Zotero gives their columns.
TABLES = """
CREATE TABLE version (schema TEXT PRIMARY KEY, version INT NOT NULL);
CREATE TABLE libraries (libraryID INTEGER PRIMARY KEY, type TEXT NOT NULL, editable INT NOT NULL DEFAULT 1);
CREATE TABLE "groups" (groupID INTEGER PRIMARY KEY, libraryID INT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE itemTypes (itemTypeID INTEGER PRIMARY KEY, typeName TEXT);
CREATE TABLE fields (fieldID INTEGER PRIMARY KEY, fieldName TEXT);
CREATE TABLE creatorTypes (creatorTypeID INTEGER PRIMARY KEY, creatorType TEXT);
CREATE TABLE items (
    itemID INTEGER PRIMARY KEY, itemTypeID INT NOT NULL, dateAdded TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    libraryID INT NOT NULL, key TEXT NOT NULL, version INT NOT NULL DEFAULT 0, UNIQUE (libraryID, key));
CREATE TABLE itemDataValues (valueID INTEGER PRIMARY KEY, value UNIQUE);
CREATE TABLE itemData (itemID INT, fieldID INT, valueID, PRIMARY KEY (itemID, fieldID));
CREATE TABLE itemNotes (itemID INTEGER PRIMARY KEY, parentItemID INT, note TEXT, title TEXT);
CREATE TABLE itemAttachments (
    itemID INTEGER PRIMARY KEY, parentItemID INT, linkMode INT, contentType TEXT, charsetID INT, path TEXT,
    storageHash TEXT);
CREATE TABLE itemAnnotations (
    itemID INTEGER PRIMARY KEY, parentItemID INT NOT NULL, type INTEGER NOT NULL, authorName TEXT, text TEXT,
    comment TEXT, color TEXT, pageLabel TEXT, sortIndex TEXT NOT NULL, position TEXT NOT NULL, isExternal INT NOT NULL);
CREATE TABLE tags (tagID INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE itemTags (itemID INT NOT NULL, tagID INT NOT NULL, type INT NOT NULL, PRIMARY KEY (itemID, tagID));
CREATE TABLE creators (
    creatorID INTEGER PRIMARY KEY, firstName TEXT, lastName TEXT, fieldMode INT, UNIQUE (lastName, firstName, fieldMode));
CREATE TABLE itemCreators (
    itemID INT NOT NULL, creatorID INT NOT NULL, creatorTypeID INT NOT NULL DEFAULT 1, orderIndex INT NOT NULL DEFAULT 0,
    PRIMARY KEY (itemID, creatorID, creatorTypeID, orderIndex));
CREATE TABLE collections (
    collectionID INTEGER PRIMARY KEY, collectionName TEXT NOT NULL, parentCollectionID INT DEFAULT NULL,
    libraryID INT NOT NULL, key TEXT NOT NULL, UNIQUE (libraryID, key));
CREATE TABLE collectionItems (collectionID INT NOT NULL, itemID INT NOT NULL, orderIndex INT NOT NULL DEFAULT 0);
CREATE TABLE deletedItems (itemID INTEGER PRIMARY KEY, dateDeleted DEFAULT CURRENT_TIMESTAMP NOT NULL);
CREATE TABLE deletedCollections (collectionID INTEGER PRIMARY KEY, dateDeleted DEFAULT CURRENT_TIMESTAMP NOT NULL);
INSERT INTO version VALUES ('userdata', 125);
INSERT INTO libraries (libraryID, type) VALUES (1, 'user');
"""
_HIGHLIGHT = 1


class ZoteroLibrary:
    """A data folder of Zotero that grows as it would by a person's work; each method commits."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(folder / "zotero.sqlite", isolation_level=None)
        self.connection.execute("PRAGMA synchronous = OFF")  # a test needs no safety from power failures
        self.connection.executescript(TABLES)

    def close(self) -> None:
        self.connection.close()

    def item(self, key: str, *, kind: str = "journalArticle", library: int = 1, added: str = "2024-01-01 10:00:00") -> int:
        rows = self.connection.execute(
            "INSERT INTO items (itemTypeID, libraryID, key, dateAdded) VALUES (?, ?, ?, ?)",
            (self._number("itemTypes", kind), library, key, added),
        )
        return int(rows.lastrowid or 0)

    def work(self, key: str, *authors: str, library: int = 1, kind: str = "journalArticle", **facts: str) -> int:
        """Adds a work; an author is "Given Family", or a name of one part."""
        item = self.item(key, kind=kind, library=library)
        for name, value in facts.items():
            self.set(item, name, value)
        for order, author in enumerate(authors):
            first, _, last = author.rpartition(" ")
            self.connection.execute(
                "INSERT OR IGNORE INTO creators (firstName, lastName, fieldMode) VALUES (?, ?, ?)", (first, last, int(not first))
            )
            (creator,) = self.connection.execute(
                "SELECT creatorID FROM creators WHERE firstName = ? AND lastName = ?", (first, last)
            ).fetchone()
            role = self._number("creatorTypes", "author")
            self.connection.execute("INSERT INTO itemCreators VALUES (?, ?, ?, ?)", (item, creator, role, order))
        return item

    def set(self, item: int, name: str, value: str) -> None:
        field = self._number("fields", name)
        self.connection.execute("DELETE FROM itemData WHERE itemID = ? AND fieldID = ?", (item, field))
        if value:
            self.connection.execute("INSERT OR IGNORE INTO itemDataValues (value) VALUES (?)", (value,))
            (number,) = self.connection.execute("SELECT valueID FROM itemDataValues WHERE value = ?", (value,)).fetchone()
            self.connection.execute("INSERT INTO itemData VALUES (?, ?, ?)", (item, field, number))

    def collection(self, name: str, *items: int, key: str = "", above: int | None = None, library: int = 1) -> int:
        rows = self.connection.execute(
            "INSERT INTO collections (collectionName, parentCollectionID, libraryID, key) VALUES (?, ?, ?, ?)",
            (name, above, library, key or f"COLL{name[:4].upper():4}"),
        )
        number = int(rows.lastrowid or 0)
        self.place(number, *items)
        return number

    def place(self, collection: int, *items: int) -> None:
        self.connection.executemany(
            "INSERT INTO collectionItems (collectionID, itemID) VALUES (?, ?)", [(collection, item) for item in items]
        )

    def take_out(self, collection: int, item: int) -> None:
        self.connection.execute("DELETE FROM collectionItems WHERE collectionID = ? AND itemID = ?", (collection, item))

    def bin(self, item: int) -> None:
        self.connection.execute("INSERT INTO deletedItems (itemID) VALUES (?)", (item,))

    def tag(self, item: int, name: str) -> None:
        self.connection.execute("INSERT OR IGNORE INTO tags (name) VALUES (?)", (name,))
        (number,) = self.connection.execute("SELECT tagID FROM tags WHERE name = ?", (name,)).fetchone()
        self.connection.execute("INSERT INTO itemTags VALUES (?, ?, 0)", (item, number))

    def attach(
        self,
        parent: int | None,
        key: str,
        path: str | None,
        *,
        mode: int = 0,
        content_type: str = "application/pdf",
        added: str = "2024-01-01 10:00:00",
        url: str = "",
    ) -> int:
        """Adds an attachment: 0 and 1 are stored files, 2 a linked file, 3 a linked address, 4 a picture in a note."""
        item = self.item(key, kind="attachment", added=added)
        self.connection.execute(
            "INSERT INTO itemAttachments (itemID, parentItemID, linkMode, contentType, path) VALUES (?, ?, ?, ?, ?)",
            (item, parent, mode, content_type, path),
        )
        self.set(item, "url", url)
        return item

    def stored(self, parent: int | None, key: str, name: str, content: bytes, **more: str) -> int:
        """Adds a stored file with its content."""
        (self.folder / "storage" / key).mkdir(parents=True, exist_ok=True)
        (self.folder / "storage" / key / name).write_bytes(content)
        return self.attach(parent, key, f"storage:{name}", **more)  # type: ignore[arg-type]  # all of them are words

    def annotate(self, attachment: int, key: str, text: str, comment: str, *, number: int = 1, label: str = "") -> int:
        """Adds a highlight on the page with that number."""
        item = self.item(key, kind="annotation")
        position = json.dumps({"pageIndex": number - 1, "rects": [[72, 700, 300, 712]]})
        self.connection.execute(
            "INSERT INTO itemAnnotations VALUES (?, ?, ?, NULL, ?, ?, '#ffd400', ?, ?, ?, 0)",
            (item, attachment, _HIGHLIGHT, text, comment, label or str(number), f"{number - 1:05}|000100|00080", position),
        )
        return item

    def note(self, parent: int | None, key: str, html: str) -> int:
        item = self.item(key, kind="note")
        self.connection.execute("INSERT INTO itemNotes (itemID, parentItemID, note) VALUES (?, ?, ?)", (item, parent, html))
        return item

    def group(self, name: str, number: int) -> int:
        rows = self.connection.execute("INSERT INTO libraries (type) VALUES ('group')")
        self.connection.execute('INSERT INTO "groups" VALUES (?, ?, ?)', (number, rows.lastrowid, name))
        return int(rows.lastrowid or 0)

    def better_bibtex(self, keys: dict[str, str]) -> None:
        """Writes the database that Better BibTeX keeps beside Zotero 6 and 7."""
        with sqlite3.connect(self.folder / "better-bibtex.sqlite") as connection:
            connection.execute(
                "CREATE TABLE citationkey (itemID INT PRIMARY KEY, itemKey TEXT NOT NULL, libraryID INT NOT NULL,"
                " citationKey TEXT NOT NULL, pinned INT)"
            )
            connection.executemany(
                "INSERT INTO citationkey VALUES (?, ?, 1, ?, 0)", [(n, *pair) for n, pair in enumerate(keys.items())]
            )
        connection.close()

    def _number(self, table: str, name: str) -> int:
        number, column = {
            "itemTypes": ("itemTypeID", "typeName"),
            "fields": ("fieldID", "fieldName"),
            "creatorTypes": ("creatorTypeID", "creatorType"),
        }[table]
        found = self.connection.execute(f"SELECT {number} FROM {table} WHERE {column} = ?", (name,)).fetchone()  # noqa: S608 - names above
        if found is None:
            self.connection.execute(f"INSERT INTO {table} ({column}) VALUES (?)", (name,))  # noqa: S608 - names above
            return self._number(table, name)
        return int(found[0])


def pdf_of(*pages: str) -> bytes:
    """A PDF of sentences, a page for each text."""
    return document([page(lines(72, 500, _rows(text))) for text in pages])


def _rows(text: str) -> list[str]:
    rows, row = [], ""
    for word in text.split():
        if len(row) + len(word) > 40:
            rows, row = [*rows, row], ""
        row = f"{row} {word}".strip()
    return [*rows, row]
