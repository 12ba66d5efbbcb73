"""The items of a Zotero library: works with their files, and the notes and annotations that a person wrote on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class ZoteroAnnotation:
    """An annotation of a file: the words of the file that are marked, and the comment; `page` counts from 1."""

    text: str
    comment: str
    page: int | None = None
    page_label: str | None = None


@dataclass(frozen=True, slots=True)
class ZoteroFile:
    """An attached file: its `name` as Zotero has it, and its place on this machine, which is None if it is not there."""

    key: str
    name: str
    path: Path | None
    content_type: str = ""
    url: str = ""
    added: str = ""
    annotations: tuple[ZoteroAnnotation, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoteroNote:
    """A note, as the HTML that Zotero keeps."""

    key: str
    html: str


@dataclass(frozen=True, slots=True)
class ZoteroItem:
    """A work of a library, or a file or a note that belongs to none.

    `facts` are its fields, creators and tags as Zotero's JSON has them.
    `group` is the number of the group whose library it is in, None for the user's own.
    The main file is the first of `files`.
    """

    key: str
    facts: Mapping[object, object]
    group: int | None = None
    files: tuple[ZoteroFile, ...] = ()
    notes: tuple[ZoteroNote, ...] = ()

    @property
    def kind(self) -> str:
        """The type of the item by Zotero's name for it."""
        return str(self.facts.get("itemType", ""))

    @property
    def address(self) -> str:
        """The address at which Zotero shows the item."""
        return f"zotero://select/{place_of(self.group)}/items/{self.key}"


def place_of(group: int | None) -> str:
    """Names a library in the addresses that Zotero opens."""
    return "library" if group is None else f"groups/{group}"


def in_order(files: tuple[ZoteroFile, ...], url: str) -> tuple[ZoteroFile, ...]:
    """Puts the main file first, which Zotero opens: a PDF before others, one from the item's address, the one added first.

    It is the main one even if it is not on this machine: a supplement must not take the place of its paper.
    """
    return tuple(sorted(files, key=lambda file: (file.content_type != PDF, not url or file.url != url, file.added, file.key)))
