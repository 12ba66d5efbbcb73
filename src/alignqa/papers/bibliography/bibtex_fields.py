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
        *("title", "subtitle", "author", "crossref", "xdata", "xref", "key", "file", "url", "doi", "eprint", "howpublished"),
        *("abstract", "keywords", "note", "shorthand", "pages", "ids", "annotation"),
    }
)
_MAX_GENERATIONS = 5


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


def with_inherited(raw: Mapping[str, str], others: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The fields of an entry with those that it lacks and that its `crossref` or `xdata` has; `others` are by key in lower case.

    The title of the whole becomes the title of the book in which the part stands.
    """
    fields = dict(raw)
    parent: Mapping[str, str] = raw
    for _ in range(_MAX_GENERATIONS):
        key = (parent.get("crossref") or parent.get("xdata") or "").strip().lower()
        if key not in others:
            break
        is_container = "crossref" in parent
        parent = others[key]
        if is_container and parent.get("title"):
            fields.setdefault("booktitle", parent["title"])
        for name, value in parent.items():
            if not is_container or name not in _OWN:
                fields.setdefault(name, value)
    return fields


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
