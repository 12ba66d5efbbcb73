"""Writes BibTeX in UTF-8."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bibtexparser.middlewares.names import split_multiple_persons_names

from alignqa.papers.bibliography.entry import MORE_AUTHORS, ReferenceEntry
from alignqa.papers.bibliography.kinds import VENUES, usual_kind
from alignqa.papers.bibliography.name_parts import person_parts
from alignqa.papers.bibliography.organisations import is_organisation
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.person_names import states_family

_OTHERS = frozenset({"others", "et al", "et al."})
_SUFFIX = re.compile(r"\s(?:(?:Jr|Sr)\.?|I{2,3}|IV)\Z")
_NOT_IN_KEY = re.compile(r"[\s,{}()=\"#%'\\~@]+")
_NOT_IN_TYPE = re.compile(r"[^a-z]+")
_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",  # BibTeX counts escaped braces too
        "}": r"\textbraceright{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        **{char: "\\" + char for char in "&%$#_"},
    }
)
_UNSAFE_IN_URL = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
# Pairs that TeX joins into one sign; an empty group keeps them separate.
_JOINED = re.compile(r"(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)|(?<=[!?])(?=`)|(?<=[<,])(?=[<,])|(?<=>)(?=>)")


def write_bibtex(entries: Iterable[ReferenceEntry]) -> str:
    """Returns the entries as BibTeX, which `read_bibtex` reads back unchanged except for characters that a key cannot contain."""
    return "\n".join(map(_written, entries))


def bibtex_key(key: str) -> str:
    """Returns the key as it is written in BibTeX and cited in LaTeX, without the characters that it cannot contain there."""
    return _NOT_IN_KEY.sub("", key)


def _written(entry: ReferenceEntry) -> str:
    known = entry.metadata
    kind = _NOT_IN_TYPE.sub("", known.kind or "") or usual_kind(known.venue)
    lines = [f"@{kind}{{{bibtex_key(entry.key)},"]
    for name, value in _fields(known, kind):
        lines.append(f"  {name} = {{{value}}},")
    if entry.files:
        paths = (re.sub(r"([:;\\{}])", r"\\\1", path) for path in entry.files)
        lines.append(f"  file = {{{';'.join(f':{path}:' for path in paths)}}},")
    return "\n".join([*lines, "}", ""])


def _fields(known: Metadata, kind: str) -> Iterator[tuple[str, str]]:
    if known.title:
        yield "title", "{" + _escaped(known.title) + "}"
    if known.authors:
        yield "editor" if known.edited else "author", " and ".join(_written_names(known.authors))
    if known.editors and not known.edited:
        yield "editor", " and ".join(_written_names(known.editors))
    if known.year is not None:
        yield "year", str(known.year)
    place = VENUES.get(kind, "journal")
    if known.venue:
        yield place, _escaped(known.venue)
    if known.publisher and place != "publisher":
        yield "publisher", _escaped(known.publisher)
    if known.arxiv_id:
        yield "eprint", known.arxiv_id
        yield "archiveprefix", "arXiv"
    if known.doi:
        yield "doi", _escaped(known.doi)
    if known.url:
        yield "url", known.url.translate(_UNSAFE_IN_URL)
    if known.licence:
        yield "copyright", _escaped(known.licence)


def _written_names(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield _written_name(name.removesuffix(MORE_AUTHORS))
        if name.endswith(MORE_AUTHORS):
            yield "others"


def _written_name(name: str) -> str:
    """Returns a personal name as it is, and in braces one that BibTeX would misread, such as an institution's with "and".

    A name with a suffix, or with a family name of several words, is written "von Last, Jr., First", as BibTeX wants it.
    """
    parts = person_parts(name)
    if parts and (parts.suffix or states_family(name)):
        family = f"{parts.particle} {parts.family}".strip()
        return ", ".join(_protected(part) for part in (family, parts.suffix, parts.given) if part)
    if states_family(name) or is_organisation(name) or "," in name or _SUFFIX.search(name):
        return "{" + _escaped(name) + "}"
    # All of it in braces would be the name of an institution.
    return name if _protected(name) == name else " ".join(map(_protected, name.split(" ")))


def _protected(text: str) -> str:
    """Returns a name or a part of one in braces if BibTeX would divide it, or if TeX needs commands for it."""
    escaped = _escaped(text)
    one = "," not in text and split_multiple_persons_names(text) == [text] and text.lower() not in _OTHERS
    return escaped if escaped == text and one else "{" + escaped + "}"


def escaped_in_tex(text: str) -> str:
    """Returns LaTeX that prints the text character by character."""
    return _JOINED.sub("{}", text.translate(_SPECIAL))


def _escaped(text: str) -> str:
    return escaped_in_tex(clean(text))
