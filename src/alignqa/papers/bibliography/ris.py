"""RIS, the tagged format that publishers' sites export."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from urllib.parse import unquote

from alignqa.papers.bibliography.citation_keys import citation_key
from alignqa.papers.bibliography.entry import ReferenceEntry, metadata_from, with_others
from alignqa.papers.bibliography.kinds import RIS_TYPES, distinct_kind, stands_in_container
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.person_names import display_name

_LINE = re.compile(r"([A-Z][A-Z0-9])  ?-(?: (.*))?")
_CONTAINERS = ("JO", "JF", "T2", "JA")
_Reference = defaultdict[str, list[str]]


def read_ris(text: str) -> tuple[tuple[ReferenceEntry, ...], tuple[str, ...]]:
    """Returns the entries of a RIS file in its order, and the notices for the user.

    A line without a tag continues the one before it. A reference without `ID` gets a citation key made from its facts.
    """
    references: list[tuple[int, _Reference]] = []
    notices: list[str] = []
    values: list[str] | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        found = _LINE.fullmatch(line.strip("\ufeff \t"))
        if found is None:
            if values and line.strip():
                values[-1] += " " + line
            continue
        tag, value = found[1], found[2] or ""
        if tag == "TY":
            references.append((number, defaultdict(list)))
            references[-1][1][tag].append(value)
            values = None
            continue
        if tag == "ER":
            values = None
            continue
        if not references:
            notices.append(f"Line {number} of the bibliography comes before its first reference and was left out.")
            continue
        values = references[-1][1][tag]
        values.append(value)
    return tuple(_entry(reference, line) for line, reference in references), tuple(notices)


def _entry(reference: _Reference, line: int) -> ReferenceEntry:
    def first(*tags: str) -> str:
        return next((value for tag in tags for value in reference.get(tag, ()) if value.strip()), "")

    kind = RIS_TYPES.get(first("TY").strip(), "")
    values = {
        "title": first("TI", "T1", "CT", "BT"),
        "date": first("PY", "Y1", "DA"),
        "url": first("UR", "LK"),
        "doi": first("DO"),
        "venue": first(*(_CONTAINERS if stands_in_container(kind) else ("PB", *_CONTAINERS)), "PB"),
        "publisher": first("PB"),
    }
    authors = tuple(_first_name_first(name) for tag in ("AU", "A1") for name in reference.get(tag, ()))
    edited = not authors
    editors = tuple(_first_name_first(name) for tag in ("A2", "ED") for name in reference.get(tag, ()))
    metadata = metadata_from(
        values,
        authors=with_others(authors or editors),
        editors=with_others(editors if authors else ()),
        arxiv_hints=(first("AN"), first("M1"), first("N1")),
    )
    metadata = replace(metadata, kind=distinct_kind(kind, metadata.venue), edited=(edited and bool(editors)) or None)
    files = tuple(path for value in reference.get("L1", ()) if (path := _path(clean(value))))
    key = clean(first("ID")) or citation_key(metadata, fallback="reference")
    return ReferenceEntry(key=key, metadata=metadata, files=files, line=line)


def _path(value: str) -> str:
    """Returns the path of a file that is named by a path or by an address, in which some characters are escaped."""
    return unquote(value.removeprefix("file://")) if value.startswith("file://") else value


def _first_name_first(name: str) -> str:
    """Rewrites the name "Family, Given, Suffix" as "Given Family Suffix"; a name without a comma stays as it is."""
    family, *others = name.split(",")
    return display_name(others[0], family, " ".join(others[1:])) if others else clean(name)
