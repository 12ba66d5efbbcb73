"""CSL-JSON, the list format of citeproc, Zotero and pandoc (https://docs.citationstyles.org/en/stable/specification.html)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace

from alignqa.papers.bibliography.citation_keys import citation_key
from alignqa.papers.bibliography.entry import MORE_AUTHORS, ReferenceEntry, metadata_from, with_others, without_tags
from alignqa.papers.bibliography.kinds import CSL_TYPES, distinct_kind, kind_from_csl, stands_in_container, usual_kind
from alignqa.papers.bibliography.name_parts import PersonParts, person_parts
from alignqa.papers.bibliography.organisations import is_organisation
from alignqa.papers.bibliography.zotero_json import is_zotero, read_zotero
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.person_names import display_name, plain_name, whole_name

# In the order in which they are printed.
_NAME_PARTS = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
_WRITTEN_PARTS = ("given", "non-dropping-particle", "family", "suffix")


def read_csl_json(text: str) -> tuple[tuple[ReferenceEntry, ...], tuple[str, ...]]:
    """Returns the entries of a CSL-JSON list, or of one item, and the notices for the user about whatever is not an item."""
    try:
        items: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        return (), (f"The bibliography is not JSON{line}.",)
    if is_zotero(items):
        return read_zotero(items)
    if isinstance(items, Mapping):
        items = items["items"] if isinstance(items.get("items"), list) else [items]
    if not isinstance(items, list):
        return (), ("The bibliography is JSON, but not a list of references.",)
    entries: list[ReferenceEntry] = []
    notices: list[str] = []
    for number, item in enumerate(items, start=1):
        if isinstance(item, Mapping):
            entries.append(_entry(item))
        else:
            notices.append(f"Reference {number} of the bibliography is not a CSL item and was left out.")
    return tuple(entries), tuple(notices)


def write_csl_json(entries: Iterable[ReferenceEntry]) -> str:
    """Returns the entries as a CSL-JSON list, which `read_csl_json` reads back unchanged."""
    return json.dumps([_item(entry) for entry in entries], ensure_ascii=False, indent=2) + "\n"


def _entry(item: Mapping[object, object]) -> ReferenceEntry:
    custom = item.get("custom")
    own: Mapping[object, object] = custom if isinstance(custom, Mapping) else {}
    kind = _text(own.get("kind")) or kind_from_csl(_text(item.get("type")))
    values = {
        "title": without_tags(_text(item.get("title"))),
        "date": _date(item.get("issued")),
        "url": _text(item.get("URL")),
        "licence": _text(own.get("licence")),
        "doi": _text(item.get("DOI")),
        "venue": next((found for name in _venue_fields(kind) if (found := _text(item.get(name)))), ""),
        "publisher": _text(own.get("publisher") or item.get("publisher")),
    }
    hints = tuple(_text(item.get(name)) for name in ("number", "archive_location", "note"))
    edited = not _list(item.get("author")) and bool(_list(item.get("editor"))) and not own.get("unsigned")
    incomplete = frozenset(map(_text, _list(own.get("incomplete"))))
    role, other = ("editor", "author") if edited else ("author", "editor")
    authors, editors = (_people_in(item, name, more=name in incomplete) for name in (role, other))
    metadata = metadata_from(values, authors=authors, editors=editors, arxiv_hints=hints)
    metadata = replace(metadata, kind=distinct_kind(kind, metadata.venue), edited=edited or None)
    key = clean(_text(item.get("citation-key")) or _text(item.get("id"))) or citation_key(metadata, fallback="reference")
    return ReferenceEntry(key=key, metadata=metadata, files=tuple(filter(None, map(_text, _list(own.get("files"))))))


def _text(value: object) -> str:
    """Returns a string or a number as text, and an empty string for anything else."""
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _people_in(item: Mapping[object, object], role: str, *, more: bool) -> tuple[str, ...]:
    """The names of a role; `more` says that the list leaves out some, which others write as a name "et al."."""
    return with_others((*map(_name, _list(item.get(role))), *([MORE_AUTHORS.strip()] if more else [])))


def _name(name: object) -> str:
    if not isinstance(name, Mapping):
        return clean(_text(name))
    if literal := clean(_text(name.get("literal"))):
        return literal if is_organisation(literal) else whole_name(literal)
    given, dropped, particle, family, suffix = (_text(name.get(part)) for part in _NAME_PARTS)
    # "non-dropping-particle" is what this program, too, takes for a particle; capitals make it a part of the family name.
    return display_name(f"{given} {dropped}", f"{particle} {family}", suffix)


def _date(issued: object) -> str:
    if not isinstance(issued, Mapping):
        return _text(issued)
    first = next(iter(_list(issued.get("date-parts"))), None)
    year = _text(next(iter(_list(first)), None))
    return year or _text(issued.get("raw")) or _text(issued.get("literal"))


def _item(entry: ReferenceEntry) -> dict[str, object]:
    known = entry.metadata
    kind = known.kind or usual_kind(known.venue)
    place = _venue_fields(kind)[0]
    people = {"editor" if known.edited else "author": known.authors}
    if not known.edited:
        people["editor"] = known.editors
    # The types of CSL are fewer than those of BibTeX, and its lists of names cannot say that there are others.
    own = {
        "licence": known.licence,
        "files": list(entry.files),
        "kind": known.kind if kind_from_csl(_csl(kind)) != kind else None,
        "publisher": known.publisher if place == "publisher" else None,
        "unsigned": bool(known.editors) and not known.authors,
        "incomplete": [role for role, names in people.items() if names and names[-1].endswith(MORE_AUTHORS)],
    }
    item: dict[str, object] = {
        "id": entry.key,
        "type": _csl(kind),
        "title": known.title,
        **{role: [_parts(name.removesuffix(MORE_AUTHORS)) for name in names] for role, names in people.items()},
        "issued": {"date-parts": [[known.year]]} if known.year is not None else None,
        "publisher": known.publisher if place != "publisher" else None,
        **({place: known.venue} if known.venue else {}),
        "number": f"arXiv:{known.arxiv_id}" if known.arxiv_id else None,
        "DOI": known.doi,
        "URL": known.url,
        "custom": {name: value for name, value in own.items() if value},
    }
    return {name: value for name, value in item.items() if value}


def _venue_fields(kind: str) -> tuple[str, str]:
    """The fields of CSL that may hold the venue of a BibTeX type, the usual one first: a report has a publisher."""
    fields = ("container-title", "publisher")
    return fields if stands_in_container(kind) else fields[::-1]


def _csl(kind: str) -> str:
    """The CSL type of a BibTeX type; "article", which CSL uses for preprints and reports of any kind, if it has none."""
    return CSL_TYPES.get(kind, "article")


def _parts(name: str) -> dict[str, str]:
    """Divides a name into CSL's parts, or keeps it as a literal if the parts would not be read as the same name."""
    given, _, last = name.rpartition(" ")
    if given and not is_organisation(name):
        for parts in (person_parts(name), PersonParts(given, "", plain_name(last), "")):
            item = {part: text for part, text in zip(_WRITTEN_PARTS, parts or (), strict=False) if text}
            if _name(item) == name:
                return item
    return {"literal": plain_name(name)}
