"""Reads the fields of BibTeX entries: strings joined by "#", fields after a missing comma, and those a cross-reference lends."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from bibtexparser.model import Entry as BibtexEntry
from bibtexparser.model import String

_NEXT_FIELD = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*(.*)", re.DOTALL)
_MARK = re.compile(r'(?<!\\)[{}"]')
_BARE = re.compile(r"[^\s#{}\",=]+")
# What a work says of itself; everything else a part takes over from the whole that it refers to.
_OWN = frozenset(
    {
        *("title", "subtitle", "titleaddon", "author", "key", "file", "url", "doi", "eprint", "howpublished"),
        *("abstract", "keywords", "note", "shorthand", "pages", "ids", "annotation"),
    }
)
_RELATIONS = frozenset({"crossref", "xdata", "xref", "ids"})
_DATES = frozenset({"year", "date"})  # two names of one field
_PARTS_OF_ONE_AUTHOR = frozenset({"inbook", "bookinbook", "suppbook", "book"})
_OF_ONE_AUTHOR = frozenset({"book", "mvbook"})
WHOLES = frozenset({"book", "mvbook", "proceedings", "mvproceedings", "collection", "mvcollection", "reference", "mvreference"})
"""Types whose "booktitle" is their own title, for the parts that refer to them."""
_MAX_GENERATIONS = 5

RawEntry = tuple[str, Mapping[str, str]]
"""The type of an entry and its fields, with names in lower case."""


def strings_in(blocks: Iterable[String]) -> dict[str, str]:
    """The values of the `@string`s of a list, by their names in lower case."""
    strings: dict[str, str] = {}
    for block in blocks:
        strings[block.key.lower()] = _value(str(block.value), strings)[0]
    return strings


def fields_in(entry: BibtexEntry, strings: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The fields of an entry, by their names in lower case, and the fields after which a comma is missing.

    If a field is given twice, its first value counts.
    """
    raw: dict[str, str] = {}
    unseparated: list[str] = []
    for item in entry.fields:
        name, source = item.key.lower(), str(item.value)
        while True:
            value, rest = _value(source, strings)
            raw.setdefault(name, value)
            if not (following := _NEXT_FIELD.fullmatch(rest)):
                break
            unseparated.append(name)
            name, source = following[1].lower(), following[2]
    return raw, tuple(unseparated)


def with_inherited(entry: RawEntry, others: Mapping[str, RawEntry], *, generations: int = _MAX_GENERATIONS) -> dict[str, str]:
    """The fields of an entry with those that it lacks and that its `xdata` or `crossref` has; `others` are by key in lower case.

    Inherits as biblatex does: the title of the whole becomes that of the book or journal in which the part stands,
    and its author only that of a part of his own book. An `xref` lends nothing.
    """
    kind, raw = entry
    fields = {name: value for name, value in raw.items() if value.strip()}
    dated = not fields.keys().isdisjoint(_DATES)
    keys = [("xdata", key) for key in fields.get("xdata", "").split(",")] + [("crossref", fields.get("crossref", ""))]
    for relation, key in keys if generations else []:
        whole = others.get(key.strip().lower())
        if whole is None or whole is entry:
            continue
        lent = with_inherited(whole, others, generations=generations - 1)
        if relation == "crossref":
            lent = _lent_to_part(kind, whole, lent)
        for name, value in lent.items():
            if name not in _RELATIONS and not (dated and name in _DATES):
                fields.setdefault(name, value)
        dated = not fields.keys().isdisjoint(_DATES)
    return fields


def _lent_to_part(kind: str, whole: RawEntry, fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that a part of the given type takes over from its whole, by the names that they have there."""
    lent = {name: value for name, value in fields.items() if name not in _OWN}
    if kind in _PARTS_OF_ONE_AUTHOR and whole[0] in _OF_ONE_AUTHOR and "author" in fields:
        lent["author"] = fields["author"]
    title = ": ".join(fields[name] for name in ("title", "subtitle") if name in fields)
    place = "journaltitle" if whole[0] == "periodical" else "maintitle" if kind in WHOLES else "booktitle"
    # A whole that names itself as a book does so for its parts.
    title = whole[1].get("booktitle", "").strip() or title if place == "booktitle" else title
    lent.pop("booktitle", None)
    return {**lent, place: title} if title else lent


def _value(source: str, strings: Mapping[str, str]) -> tuple[str, str]:
    """The value at the beginning of `source`, its parts joined, and what follows it."""
    parts: list[str] = []
    rest = source.strip()
    while rest:
        part, rest = _part(rest, strings)
        parts.append(part)
        rest = rest.lstrip()
        if not rest.startswith("#"):
            break
        rest = rest[1:].lstrip()
    return "".join(parts), rest


def _part(source: str, strings: Mapping[str, str]) -> tuple[str, str]:
    """A text in braces or quotes, a number, or the value of a string, and what follows it."""
    if source[0] in '{"':
        end = _end(source)
        return source[1:end], source[end + 1 :]
    found = _BARE.match(source)
    if found is None:
        return source, ""
    return strings.get(found[0].lower(), found[0]), source[found.end() :]


def _end(source: str) -> int:
    """The position of the brace or quote that closes the one at the beginning; the last position if there is none.

    A brace behind a backslash does not count, as bibtexparser has it.
    """
    depth = 0
    for found in _MARK.finditer(source):
        mark = found[0]
        if mark == "{":
            depth += 1
        elif mark == "}":
            depth -= 1
            if not depth and source[0] == "{":
                return found.start()
        elif found.start() and not depth and source[0] == '"':
            return found.start()
    return len(source) - 1
