"""Reads BibTeX, with bibtexparser."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Iterator
from dataclasses import replace

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, String
from bibtexparser.model import Entry as BibtexEntry

from alignqa.papers.bibliography.attached_files import files_in
from alignqa.papers.bibliography.bibtex_fields import WHOLES, RawEntry, fields_in, strings_in, with_inherited
from alignqa.papers.bibliography.citation_keys import citation_key
from alignqa.papers.bibliography.entry import ReferenceEntry, arxiv_id_in, metadata_from, with_others, year_in
from alignqa.papers.bibliography.kinds import VENUES, distinct_kind
from alignqa.papers.bibliography.organisations import is_organisation
from alignqa.papers.parsing.latex.text import inline_text
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.person_names import display_name, whole_name

_VENUES = (
    "journal",
    "journaltitle",
    "booktitle",
    "maintitle",
    "publisher",
    "school",
    "institution",
    "organization",
    "howpublished",
)
# Types whose editors stand where authors stand if there are none.
_EDITED = frozenset({"book", "mvbook", "proceedings", "mvproceedings", "collection", "mvcollection", "incollection", "reference"})
_DATA = "xdata"  # the type of entries that only lend their fields
_URL = re.compile(r"https?://[^\s{}]+")
_ESCAPED_IN_URL = re.compile(r"\\([_%&#~$])")
_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,5});")
_TAG = re.compile(r"</?(?:i|b|em|strong|sub|sup|sc|span)(?:\s[^<>]*)?>")


def read_bibtex(text: str) -> tuple[tuple[ReferenceEntry, ...], tuple[str, ...]]:
    """Returns the entries of a BibTeX or BibLaTeX file in its order, and the notices for the user.

    LaTeX and the entities of HTML are decoded, and authors are written "First von Last"; "and others" is "et al.".
    If a field is given twice, its first value counts. What a part lacks it inherits from the whole that it refers to.
    An entry that repeats a key is kept, with a notice; one that cannot be read is left out, with a notice that names its line.
    """
    # bibtexparser logs what it skips; the notices say the same, and without a handler its lines would reach stderr.
    logger = logging.getLogger("bibtexparser")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    library = parse_string(text, parse_stack=[])
    strings = strings_in(block for block in library.blocks if isinstance(block, String))
    notices = [((block.start_line or 0) + 1, _notice(block)) for block in library.failed_blocks if not _is_string(block)]
    found: list[tuple[BibtexEntry, RawEntry]] = []
    for block in map(_readable, library.blocks):
        if block is not None:
            raw, unseparated = fields_in(block, strings)
            line = (block.start_line or 0) + 1
            notices += [(line, _comma_notice(line, name)) for name in unseparated]
            found.append((block, (block.entry_type.strip().lower(), raw)))
    by_key = {block.key.strip().lower(): raw for block, raw in reversed(found)}
    entries = tuple(_entry(block, raw[0], with_inherited(raw, by_key)) for block, raw in found if raw[0] != _DATA)
    return entries, tuple(notice for _, notice in sorted(notices, key=lambda notice: notice[0]))


def _is_string(block: Block) -> bool:
    """Checks whether a block repeats an `@string`, of which the last one counts, as in BibTeX."""
    return isinstance(block, DuplicateBlockKeyBlock) and isinstance(block.ignore_error_block, String)


def _notice(block: Block) -> str:
    line = (block.start_line or 0) + 1
    match block:
        case DuplicateBlockKeyBlock():
            return f'The bibliography has the key "{clean(block.key)}" again in line {line}.'
        case DuplicateFieldKeyBlock():
            return f"An entry of the bibliography (line {line}) has a field twice; the first one counts."
        case _:
            return f"An entry of the bibliography (line {line}) is not BibTeX and was left out."


def _comma_notice(line: int, name: str) -> str:
    return f'An entry of the bibliography (line {line}) lacks a comma after "{clean(name)}"; it was read as if there were one.'


def _readable(block: Block) -> BibtexEntry | None:
    readable = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) else block
    return readable if isinstance(readable, BibtexEntry) else None


def _entry(block: BibtexEntry, kind: str, raw: dict[str, str]) -> ReferenceEntry:
    dates = [raw.get(name, "") for name in ("year", "date")]
    title = ": ".join(_text(raw[name]) for name in ("title", "subtitle") if raw.get(name))
    names = [name for name in (VENUES.get(kind, ""), *_VENUES) if not (name == "booktitle" and kind in WHOLES)]
    venues = (_text(raw[name]) for name in names if raw.get(name) and "\\url" not in raw[name])
    values = {
        "title": title,
        "date": next((date for date in dates if year_in(date)), ""),
        "url": _url_of(raw),
        "licence": _text(raw.get("license") or raw.get("licence") or raw.get("copyright") or ""),
        "doi": inline_text(raw.get("doi", "")),
        "venue": next(venues, ""),
        "publisher": _text(raw.get("publisher", "")),
    }
    edited = not raw.get("author") and bool(raw.get("editor")) and kind in _EDITED
    authors = _people(raw.get("editor" if edited else "author", ""))
    editors = () if edited else _people(raw.get("editor", ""))
    metadata = metadata_from(values, authors=authors, editors=editors, arxiv_hints=tuple(_eprints(raw)))
    metadata = replace(metadata, kind=distinct_kind(kind, metadata.venue), edited=edited or None)
    key = clean(block.key) or citation_key(metadata, fallback="reference")
    return ReferenceEntry(key=key, metadata=metadata, files=files_in(raw.get("file", "")), line=(block.start_line or 0) + 1)


def _text(latex: str) -> str:
    """The text of a field; sites also export the entities and the tags of their pages."""
    return inline_text(_TAG.sub("", _without_entities(latex)))


def _without_entities(latex: str) -> str:
    return _ENTITY.sub(lambda found: html.unescape(found[0]), latex)


def _eprints(raw: dict[str, str]) -> Iterator[str]:
    kind = (raw.get("archiveprefix") or raw.get("eprinttype") or "arxiv").strip().lower()
    if kind == "arxiv" and "eprint" in raw:
        yield raw["eprint"]
    yield from (named for name in ("journal", "note", "howpublished") if (named := arxiv_id_in(raw.get(name, ""))))


def _url_of(raw: dict[str, str]) -> str:
    """Returns the address in `url`, or else the one in `howpublished` or `note`."""
    if raw.get("url"):
        url = raw["url"].removeprefix(r"\url").replace(r"\textasciitilde", "~").replace(r"$\sim$", "~")
        return _ESCAPED_IN_URL.sub(r"\1", url.replace("{", "").replace("}", "")).strip()
    found = (_URL.search(raw.get(name, "")) for name in ("howpublished", "note"))
    return next((_ESCAPED_IN_URL.sub(r"\1", match[0]).rstrip(".,;") for match in found if match), "")


def _people(names: str) -> tuple[str, ...]:
    return with_others(map(_person, split_multiple_persons_names(_without_entities(names))))


def _person(name: str) -> str:
    try:
        parts = parse_single_name_into_parts(name)
    except InvalidNameError:
        return inline_text(name)
    if parts.merge_first_name_first != " ".join(name.split()):  # "von Last, First" says where the family name begins
        return display_name(*(inline_text(" ".join(words)) for words in (parts.first, [*parts.von, *parts.last], parts.jr)))
    # So do braces, and a name that is all in braces is not to be divided.
    before, last = inline_text(" ".join([*parts.first, *parts.von, *parts.last[:-1]])), inline_text(" ".join(parts.last[-1:]))
    return display_name(before, last) if before else last if is_organisation(last) else whole_name(last)
