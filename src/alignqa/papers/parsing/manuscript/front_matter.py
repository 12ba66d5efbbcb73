"""Reads the YAML front matter of a Markdown file into metadata, and copes with malformed values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.writer import clean

# A longer block does not describe a paper; YAML of that size is an attack or an accident.
_LONGEST = 64_000
_BLOCK = re.compile(r"\A\s*---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY_LINE = re.compile(r"^(?P<key>[A-Za-z][\w -]{,30}):(?:[ \t]+(?P<value>.*))?$")
_LIST_LINE = re.compile(r"^\s*-\s+(?P<value>.+)$")
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf|html)/(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.IGNORECASE)
_BARE_ARXIV = re.compile(r"\A(?:arxiv:)?\s*(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?\Z", re.IGNORECASE)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_AUTHOR_BORDER = re.compile(r"\s*;\s*|\s*,(?!\s*(?:Jr|Sr|II|III|IV)\b)\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+")
_AUTHOR_MARKS = re.compile(
    r"\d*footnote(?:mark|text):?\s*\d+|\[\^?[\w*]+\]|[*∗†‡§¶⋄◦♠♣♥♦]+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|(?<=[^\W\d_])\d+(?:,\d+)*\Z"
)
_ET_AL = re.compile(r"\bet\.?\s+al\b\.?|\band others\b", re.IGNORECASE)
_TITLE_KEYS = ("title",)
_AUTHOR_KEYS = ("authors", "author")
_YEAR_KEYS = ("year", "published", "date")
_URL_KEYS = ("source_url", "url", "source", "link")
_LICENCE_KEYS = ("licence", "license")
_VENUE_KEYS = ("venue", "journal", "booktitle")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The block between the two `---` lines: metadata, the format that the text was made from, and notices for the user."""

    metadata: Metadata
    source_format: str = ""
    notices: tuple[str, ...] = ()


class _StringLoader(yaml.SafeLoader):
    """A safe YAML loader that keeps every scalar as it is written, so that no title becomes a number and no date fails."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  the base class declares it as a plain dictionary


def split(text: str) -> tuple[FrontMatter, str]:
    """Splits `text` into its front matter and the text after it; without front matter, the metadata is empty.

    Broken YAML leads to a notice; its lines of the form `key: value` are read all the same.
    """
    found = _BLOCK.match(text, 0, _LONGEST)
    if found is None or not _KEY_LINE.match(found["yaml"].lstrip().partition("\n")[0]):
        return FrontMatter(Metadata()), text
    values, notices = _values(found["yaml"])
    source_format = _first(values, ("source_format",)) or ""
    return FrontMatter(_metadata(values), source_format.lower(), notices), text[found.end() :]


def metadata_of(described: Mapping[str, object]) -> Metadata:
    """Returns the metadata in a mapping from another program, which has the keys that front matter has."""
    named = {
        key.strip().lower(): [str(item) if isinstance(item, int) else item for item in _listed(value)]
        for key, value in described.items()
    }
    return _metadata({key: _strings(value) for key, value in named.items()})


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _values(block: str) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Returns the values of each key as strings, and the notices for the user."""
    try:
        read = _StringLoader(block).get_single_data()
    except (yaml.YAMLError, ValueError, RecursionError):
        return _values_by_line(block), ("The YAML front matter is malformed; it was read line by line.",)
    if not isinstance(read, Mapping):
        return _values_by_line(block), ("The YAML front matter is not a list of keys; it was read line by line.",)
    return {str(key).strip().lower(): _strings(value) for key, value in read.items()}, ()


def _values_by_line(block: str) -> dict[str, tuple[str, ...]]:
    values: dict[str, tuple[str, ...]] = {}
    key = ""
    for line in block.splitlines():
        if found := _KEY_LINE.match(line):
            key = found["key"].strip().lower()
            value = _unquoted(found["value"] or "")
            values[key] = (value,) if value else ()
        elif key and (found := _LIST_LINE.match(line)):
            values[key] = (*values[key], _unquoted(found["value"]))
    return values


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.strip("\"'") if value[:1] in {'"', "'"} else value


def _strings(value: object) -> tuple[str, ...]:
    """Returns a scalar as one string and a list as its scalars; an author written as a mapping gives its name."""
    if isinstance(value, str):
        return (value,) if value.strip() else ()
    if isinstance(value, Mapping):
        name = value.get("name")
        return (name,) if isinstance(name, str) else ()
    if isinstance(value, list):
        return tuple(name for entry in value if not isinstance(entry, list) for name in _strings(entry))
    return ()


def _first(values: Mapping[str, tuple[str, ...]], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        for value in values.get(key, ()):
            if cleaned := clean(value):
                return cleaned
    return None


def _metadata(values: Mapping[str, tuple[str, ...]]) -> Metadata:
    url = next((value for key in _URL_KEYS for value in values.get(key, ()) if re.match(r"https?://\S+\Z", value)), None)
    return Metadata(
        title=_first(values, _TITLE_KEYS),
        authors=_authors(next((values[key] for key in _AUTHOR_KEYS if values.get(key)), ())),
        year=_year(values),
        url=url,
        licence=_first(values, _LICENCE_KEYS),
        arxiv_id=_arxiv_id(values, url),
        doi=_doi(values, url),
        venue=_first(values, _VENUE_KEYS),
        key=_first(values, ("key",)),
        cited_as=tuple(cleaned for value in values.get("cited_as", ()) if (cleaned := clean(value))),
    )


def _authors(entries: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the names, once each, without marks, "and" and "et al."; a single entry may name several authors."""
    names = [part for entry in entries for part in (_AUTHOR_BORDER.split(entry) if len(entries) == 1 else (entry,))]
    return tuple(dict.fromkeys(name for part in names if (name := author_name(part))))


def author_name(printed: str) -> str:
    """Removes footnote marks, "et al." and a leading "by" or "and" from a printed name; returns "" if no letter is left."""
    name = _ET_AL.sub("", clean(printed))
    name = clean(_AUTHOR_MARKS.sub("", name)).strip(",;: ")
    name = re.sub(r"\A(?:and|by)\s+", "", name, flags=re.IGNORECASE)
    return name if any(char.isalpha() for char in name) else ""


def _year(values: Mapping[str, tuple[str, ...]]) -> int | None:
    for key in _YEAR_KEYS:
        for value in values.get(key, ()):
            if found := _YEAR.search(value):
                return int(found[0])
    return None


def _arxiv_id(values: Mapping[str, tuple[str, ...]], url: str | None) -> str | None:
    for key in ("arxiv_id", "arxiv", "eprint"):
        for value in values.get(key, ()):
            if found := _BARE_ARXIV.match(value.strip()) or _ARXIV.search(value):
                return found["id"]
    found = _ARXIV.search(url or "")
    return found["id"] if found else None


def _doi(values: Mapping[str, tuple[str, ...]], url: str | None) -> str | None:
    candidates = (*values.get("doi", ()), *((url,) if url and "doi.org/" in url else ()))
    return next((found[0] for value in candidates if (found := _DOI.search(value))), None)
