"""Reads Zotero's own JSON: what its web API gives, and what Better BibTeX exports as "BetterBibTeX JSON".

It differs from the CSL-JSON that Zotero exports: it has creators and attachments in place of authors and files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeGuard

from alignqa.papers.bibliography.citation_keys import citation_key
from alignqa.papers.bibliography.entry import ReferenceEntry, metadata_from, with_others, without_tags
from alignqa.papers.bibliography.kinds import distinct_kind
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.person_names import display_name

# https://www.zotero.org/support/kb/item_types_and_fields
_KINDS = {
    "journalArticle": "article",
    "magazineArticle": "article",
    "newspaperArticle": "article",
    "conferencePaper": "inproceedings",
    "bookSection": "incollection",
    "book": "book",
    "thesis": "phdthesis",
    "report": "techreport",
    "webpage": "online",
    "blogPost": "online",
    "forumPost": "online",
    "manuscript": "unpublished",
    "computerProgram": "software",
    "dataset": "dataset",
}
_TITLE_FIELDS = ("title", "caseName", "nameOfAct", "subject")
_VENUE_FIELDS = (
    *("publicationTitle", "proceedingsTitle", "bookTitle", "conferenceName", "blogTitle", "websiteTitle", "forumTitle"),
    *("institution", "university", "repository", "publisher"),
)
# The authors of a work, by the names that Zotero has for them in works of several kinds.
_AUTHORS = ("author", "presenter", "podcaster", "programmer", "contributor")
_NO_WORKS = frozenset({"attachment", "note", "annotation"})
_CITATION_KEY = re.compile(r"^[^\S\n]*+Citation Key:\s*+(\S+)", re.MULTILINE)

Item = Mapping[object, object]
"""An item of Zotero's JSON."""


def is_zotero(data: object) -> TypeGuard[Mapping[object, object] | list[object]]:
    """Checks whether JSON is Zotero's own, by the item type that each of its items has and no CSL item."""
    return any("itemType" in item for item in _items(data))


def read_zotero(data: Mapping[object, object] | list[object]) -> tuple[tuple[ReferenceEntry, ...], tuple[str, ...]]:
    """Returns the entries of Zotero's own JSON, and a notice that names the format; attachments and notes are no entries."""
    items = list(_items(data))
    files: dict[str, list[str]] = {}
    for item in items:
        if item.get("itemType") == "attachment" and (path := _text(item.get("path"))):
            files.setdefault(_text(item.get("parentItem")), []).append(path)
    entries = tuple(
        entry_of_item(item, files.get(_text(item.get("key")), ())) for item in items if item.get("itemType") not in _NO_WORKS
    )
    return entries, ("The list is Zotero's own JSON, not CSL-JSON; its items and the paths of their attachments were read.",)


def _items(data: object) -> Iterator[Item]:
    """The items of an export, which the web API wraps in `data`."""
    listed = data.get("items", [data]) if isinstance(data, Mapping) else data
    for item in listed if isinstance(listed, list) else []:
        if isinstance(item, Mapping):
            inner = item.get("data")
            yield inner if isinstance(inner, Mapping) and "itemType" in inner else item


def entry_of_item(item: Item, files: Sequence[str] = ()) -> ReferenceEntry:
    """Returns an item as an entry, under its citation key if it has one; `files` are further paths of its files."""
    edited, names, editors = _creators(item)
    values = {
        "title": without_tags(next((found for name in _TITLE_FIELDS if (found := _text(item.get(name)))), "")),
        "date": _text(item.get("date")),
        "url": _text(item.get("url")),
        "licence": _text(item.get("rights")),
        "doi": _text(item.get("DOI")),
        "venue": next((found for name in _VENUE_FIELDS if (found := _text(item.get(name)))), ""),
        "publisher": _text(item.get("publisher")),
    }
    extra = _text(item.get("extra"))
    hints = (*(_text(item.get(name)) for name in ("archiveID", "archiveLocation", "number")), extra)
    metadata = metadata_from(values, authors=names, editors=editors, arxiv_hints=hints)
    kind = _KINDS.get(_text(item.get("itemType")), "")
    metadata = replace(metadata, kind=distinct_kind(kind, metadata.venue), edited=edited or None)
    in_extra = _CITATION_KEY.search(extra)
    given = _text(item.get("citationKey")) or _text(item.get("citekey")) or (in_extra[1] if in_extra else "")
    attached = [_text(part.get("path")) for part in _mappings(item.get("attachments"))]
    paths = (*filter(None, attached), *files)
    return ReferenceEntry(clean(given) or citation_key(metadata, fallback="reference"), metadata, paths)


def _creators(item: Item) -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
    """The finding that editors stand for authors, because there are none; the authors; and the editors beside them."""
    named: dict[str, list[str]] = {}
    for creator in _mappings(item.get("creators")):
        name = clean(_text(creator.get("name")))
        name = name or display_name(_text(creator.get("firstName")), _text(creator.get("lastName")))
        named.setdefault(_text(creator.get("creatorType")), []).append(name)
    authors = next((named[role] for role in _AUTHORS if role in named), [])
    editors = with_others(named.get("editor", []))
    return (True, editors, ()) if editors and not authors else (False, with_others(authors), editors)


def _mappings(value: object) -> list[Item]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
