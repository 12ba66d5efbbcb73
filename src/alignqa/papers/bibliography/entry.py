"""An entry of a reference list, and the facts to be found in its loosely used fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.placeholders import without_placeholders
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.person_names import clean_name, plain_name

# https://info.arxiv.org/help/arxiv_identifier.html: since April 2007 YYMM.number, before that archive(.class)/YYMMnumber.
_ARXIV_ID = r"(?:\d{4}\.\d{4,5}|[a-z][a-z\-]+(?:\.[A-Z]{2})?/\d{7})"
_BARE_ARXIV_ID = re.compile(rf"(?:arxiv:)?\s*({_ARXIV_ID})(?:v\d+)?", re.IGNORECASE)
_NAMED_ARXIV_ID = re.compile(rf"(?:arxiv\.org/(?:abs|pdf|html|src|e-print)/|arxiv[:.]\s*)({_ARXIV_ID})(?!\d)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")

# Zotero and citeproc-js allow these tags in titles.
_RICH_TEXT = re.compile(r"</?(?:i|b|sub|sup|sc|span)(?:\s[^<>]*)?>")
_ARTICLE_BEHIND = re.compile(r"\A([^,]+), (The)\Z")  # "Widget Group, The"
_OTHERS = frozenset({"others", "et al", "et al."})
MORE_AUTHORS = " et al."
"""The end of the last author's name if there are authors whom the list does not name."""


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    """One reference: its key in the list, what the list says about it, and the paths of its files as written there.

    `line` is the line of the list where it begins, counted from 1, or None if the list has no lines.
    """

    key: str
    metadata: Metadata
    files: tuple[str, ...] = ()
    line: int | None = field(default=None, compare=False)


def arxiv_id_in(text: str, *, bare: bool = False) -> str | None:
    """The arXiv identifier that `text` names, without its version: "1906.01820" or "cs/0102003".

    It must follow "arXiv:", "arxiv.org/abs/" or the like; with `bare`, `text` may also consist of the identifier alone.
    """
    if bare and (found := _BARE_ARXIV_ID.fullmatch(text.strip())):
        return found[1]
    found = _NAMED_ARXIV_ID.search(text)
    return found[1] if found else None


def doi_in(text: str) -> str | None:
    """The DOI in `text`, without a resolver's address before it."""
    found = _DOI.search(text)
    return found[0].rstrip(".,;") if found else None


def year_in(text: str) -> int | None:
    """The first year from 1500 to 2099 in `text`, such as a date; None if there is none ("in press")."""
    found = _YEAR.search(text)
    return int(found[1]) if found else None


def without_tags(title: str) -> str:
    """Returns a title without the tags for italics, small capitals and the like."""
    return _RICH_TEXT.sub("", title)


def metadata_from(
    values: Mapping[str, str], *, authors: tuple[str, ...], editors: tuple[str, ...] = (), arxiv_hints: tuple[str, ...] = ()
) -> Metadata:
    """Returns the metadata in decoded `values` named title, date, url, licence, doi, venue and publisher.

    Empty values and placeholders stay unknown.
    The arXiv identifier is the first one found in `arxiv_hints`, the address, the DOI and the venue, in this order.
    """
    known = {name: clean(value) or None for name, value in values.items()}
    url, doi, venue = known.get("url"), known.get("doi"), known.get("venue")
    named = (arxiv_id_in(text) for text in (url, doi, venue) if text)
    hinted = (arxiv_id_in(text, bare=True) for text in arxiv_hints)
    publisher = known.get("publisher")
    stated = Metadata(
        title=known.get("title"),
        authors=_people(authors),
        editors=_people(editors),
        publisher=publisher if venue and publisher != venue else None,
        year=year_in(known.get("date") or ""),
        url=url,
        licence=known.get("licence"),
        arxiv_id=next((found for found in (*hinted, *named) if found), None),
        doi=doi_in(doi) if doi else None,
        venue=venue,
    )
    return without_placeholders(stated)


def _people(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(_ARTICLE_BEHIND.sub(r"\2 \1", name) for name in map(clean_name, names) if name)


def with_others(names: Iterable[str]) -> tuple[str, ...]:
    """The names of authors; "others" or "et al." among them becomes a part of the name before it."""
    authors: list[str] = []
    for name in names:
        if plain_name(name).strip().lower() not in _OTHERS:
            authors.append(name)
        elif authors and not authors[-1].endswith(MORE_AUTHORS):
            authors[-1] += MORE_AUTHORS
    return tuple(authors)


def includes_facts(known: Metadata, other: Metadata) -> bool:
    """Checks whether `known` contains every fact in `other`; keys are not compared."""
    return replace(merge(other, known), key=known.key) == known


def merge(first: Metadata, second: Metadata) -> Metadata:
    """Merges two sets of facts: each field is that of `first`, or that of `second` if `first` leaves it empty."""
    known = first.facts()
    added = {name: value for name, value in second.facts().items() if name not in known}
    origins = {
        name: told
        for source, names in ((first, known), (second, added))
        for name, told in source.origins.items()
        if name in names
    }
    return replace(first, **added, origins=origins)  # type: ignore[arg-type]  # each value is that of the same field
