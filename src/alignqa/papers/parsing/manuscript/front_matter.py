"""Reads the front matter of a Markdown file into metadata, and copes with malformed values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import yaml

from alignqa.papers.document import Metadata, notes_on
from alignqa.papers.parsing.manuscript.author_names import author_names, without_links
from alignqa.papers.parsing.manuscript.placeholders import without_placeholders
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.person_names import display_name, plain_name

# A longer block does not describe a paper; YAML of that size is an attack or an accident.
_LONGEST = 64_000
_BLOCK = re.compile(r"\A\s*---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY_LINE = re.compile(r"^(?P<key>[A-Za-z][\w -]{,30}):(?:[ \t]+(?P<value>.*))?$")
_LIST_LINE = re.compile(r"^\s*-\s+(?P<value>.+)$")
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf|html)/(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})", re.IGNORECASE)
_BARE_ARXIV = re.compile(r"\A(?:arxiv:)?\s*(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?\Z", re.IGNORECASE)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PANDOC_BLOCK = re.compile(r"\A(?:%(?!%)[ \t]*(?:\S.*)?\n(?:[ \t]+\S.*\n)*){1,3}(?=\s*\n|\Z)")
_PANDOC_FIELD = re.compile(r"^%[ \t]*(?P<value>.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_TOML_BLOCK = re.compile(r"\A\s*\+\+\+[ \t]*\n(?P<toml>.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_PLAIN_BLOCK = re.compile(r"\A(?:(?:title|subtitle|authors?|date|url|source)[ \t]*:[ \t]+\S.*\n){2,}(?=[ \t]*\n)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]]+(?:\([^\s()]*\)[^\s<>()\[\]]*)*")
_TITLE_KEYS = ("title",)
_AUTHOR_KEYS = ("authors", "author", "author(s)", "creators", "creator", "by")
_YEAR_KEYS = ("year", "published", "date", "publication date", "publication_date", "date_published", "pubdate")
_URL_KEYS = ("source_url", "url", "source", "link")
_LICENCE_KEYS = ("licence", "license")
_SORT_KEYS = ("type", "tags", "tag", "category", "categories", "kind", "class")
_NOTES = re.compile(r"#?(?:[\w-]+/)*(?:literature|reading|source|paper|book|article|zotero)[-_ /]?notes?", re.IGNORECASE)
_VENUE_KEYS = ("venue", "journal", "booktitle")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The block before the text: metadata, the format that the text was made from, and notices for the user."""

    metadata: Metadata
    source_format: str = ""
    notices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "metadata", without_placeholders(self.metadata).told_by("front matter"))


class _StringLoader(yaml.SafeLoader):
    """A safe YAML loader that keeps every scalar as it is written, so that no title becomes a number and no date fails."""

    yaml_implicit_resolvers = {}  # noqa: RUF012  the base class declares it as a plain dictionary


def split(text: str) -> tuple[FrontMatter, str]:
    """Splits `text` into its front matter and the text after it; without front matter, the metadata is empty.

    Front matter is YAML between `---`, TOML between `+++`, pandoc's title block of `%` lines,
    or at least two lines such as `Title: …` before the first blank line.
    Broken YAML leads to a notice; its lines of the form `key: value` are read all the same.
    """
    found = _BLOCK.match(text, 0, _LONGEST)
    if found is not None and _KEY_LINE.match(found["yaml"].lstrip().partition("\n")[0]):
        values, notices = _values(found["yaml"])
        source_format = _first(values, ("source_format",)) or ""
        return FrontMatter(_metadata(values), source_format.lower(), notices), text[found.end() :]
    if found := _PANDOC_BLOCK.match(text, 0, _LONGEST):
        return FrontMatter(_metadata(_pandoc_values(found[0]))), text[found.end() :]
    if (found := _TOML_BLOCK.match(text, 0, _LONGEST)) and (described := _toml_values(found["toml"])) is not None:
        return FrontMatter(metadata_of(described)), text[found.end() :]
    if found := _PLAIN_BLOCK.match(text, 0, _LONGEST):
        return FrontMatter(_metadata(_values_by_line(found[0]))), text[found.end() :]
    return FrontMatter(Metadata()), text


def _pandoc_values(block: str) -> dict[str, tuple[str, ...]]:
    """Returns the fields of pandoc's title block: title, authors (one a line, or with semicolons), date; any may be empty."""
    fields = [found["value"].strip() for found in _PANDOC_FIELD.finditer(block)]
    lines = [[line.strip() for line in field.split("\n") if line.strip()] for field in (*fields, "", "", "")]
    return {"title": (" ".join(lines[0]),), "author": tuple(lines[1]), "date": (" ".join(lines[2]),)}


def _toml_values(block: str) -> Mapping[str, object] | None:
    try:
        return tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def metadata_of(described: Mapping[str, object]) -> Metadata:
    """Returns the metadata in a mapping from another program, which has the keys that front matter has."""
    named = {
        key.strip().lower(): [str(item) if isinstance(item, int | date) else item for item in _listed(value)]
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
    """Returns a scalar as one string and a list as its scalars; an author written as a mapping gives its name as it is kept.

    A list inside a list is a wikilink without quotation marks: `[[Doe, Jane]]`.
    """
    if isinstance(value, str):
        return (plain_name(value),) if value.strip() else ()
    if isinstance(value, Mapping):
        known = {part: name for part, name in value.items() if isinstance(name, str)}
        whole = known.get("name") or known.get("literal") or ""
        given, family = known.get("given") or known.get("first") or "", known.get("family") or known.get("last") or ""
        name = whole or display_name(given, family)
        return (name,) if name else ()
    if isinstance(value, list):
        return tuple(name for entry in value for name in (_joined(entry) if isinstance(entry, list) else _strings(entry)))
    return ()


def _joined(entries: list[object]) -> tuple[str, ...]:
    texts = [entry for entry in entries if isinstance(entry, str)]
    return (", ".join(texts),) if texts and len(texts) == len(entries) else ()


def _first(values: Mapping[str, tuple[str, ...]], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        for value in values.get(key, ()):
            if cleaned := clean(without_links(value)):
                return cleaned
    return None


def _metadata(values: Mapping[str, tuple[str, ...]]) -> Metadata:
    """Returns what the values say of the text; those of a literature note say it of the work that the note is on."""
    sorts = (sort.strip() for key in _SORT_KEYS for value in values.get(key, ()) for sort in value.split(","))
    if any(_NOTES.fullmatch(sort) for sort in sorts):
        return notes_on(_first(values, _TITLE_KEYS))
    url = next((address for key in _URL_KEYS for value in values.get(key, ()) if (address := _address(value))), None)
    return Metadata(
        title=_first(values, _TITLE_KEYS),
        authors=author_names(next((values[key] for key in _AUTHOR_KEYS if values.get(key)), ()), listed=True),
        year=_year(values),
        url=url,
        licence=_first(values, _LICENCE_KEYS),
        arxiv_id=_arxiv_id(values, url),
        doi=_doi(values, url),
        venue=_first(values, _VENUE_KEYS),
        key=_first(values, ("key",)),
        cited_as=tuple(cleaned for value in values.get("cited_as", ()) if (cleaned := clean(value))),
    )


def _address(value: str) -> str | None:
    """Returns a web address, which may be all of `value`, in angle brackets, or the target of a link."""
    stripped = value.strip().strip("<>")
    if re.fullmatch(r"https?://\S+", stripped):
        return stripped
    found = _ADDRESS.search(stripped) if stripped.startswith("[") else None
    return found[0] if found else None


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
