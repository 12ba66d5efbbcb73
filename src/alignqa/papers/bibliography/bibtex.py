"""BibTeX, read with bibtexparser and written in UTF-8."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Block, DuplicateBlockKeyBlock, DuplicateFieldKeyBlock
from bibtexparser.model import Entry as BibtexEntry

from alignqa.papers.bibliography.citation_keys import citation_key
from alignqa.papers.bibliography.entry import ReferenceEntry, arxiv_id_in, metadata_from
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.latex.text import inline_text
from alignqa.papers.parsing.manuscript.writer import clean

_VENUES = ("journal", "journaltitle", "booktitle", "publisher", "school", "institution", "howpublished")
_URL = re.compile(r"https?://[^\s{}]+")
_ESCAPED_IN_URL = re.compile(r"\\([_%&#~$])")
# Zotero, Better BibTeX and JabRef separate files by ";" and description, path and type by ":"; a backslash escapes either.
_FILE_MARK = {mark: re.compile(rf"(\\.)|{mark}") for mark in ":;"}
_ESCAPED_IN_FILE = re.compile(r"\\([:;\\_&%#${}])")
_WRAPPED = re.compile(r"\s*\n\s*")
_ET_AL = frozenset({"others", "et al", "et al."})
_NOT_IN_KEY = re.compile(r"[\s,{}()=\"#%'\\~@]+")
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


def read_bibtex(text: str) -> tuple[tuple[ReferenceEntry, ...], tuple[str, ...]]:
    """Returns the entries of a BibTeX or BibLaTeX file in its order, and the notices for the user.

    LaTeX is decoded, and authors are written "First von Last". If a field is given twice, its first value counts.
    An entry that repeats a key is kept, with a notice; one that cannot be read is left out, with a notice that names its line.
    """
    # bibtexparser logs what it skips; the notices say the same, and without a handler its lines would reach stderr.
    logger = logging.getLogger("bibtexparser")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    library = parse_string(text)
    entries = (_entry_in(block) for block in library.blocks)
    return tuple(entry for entry in entries if entry), tuple(map(_notice, library.failed_blocks))


def write_bibtex(entries: Iterable[ReferenceEntry]) -> str:
    """Returns the entries as BibTeX, which `read_bibtex` reads back unchanged except for characters that a key cannot contain."""
    return "\n".join(map(_written, entries))


def _notice(block: Block) -> str:
    line = (block.start_line or 0) + 1
    match block:
        case DuplicateBlockKeyBlock():
            return f'The bibliography has the key "{clean(block.key)}" again in line {line}.'
        case DuplicateFieldKeyBlock():
            return f"An entry of the bibliography (line {line}) has a field twice; the first one counts."
        case _:
            return f"An entry of the bibliography (line {line}) is not BibTeX and was left out."


def _entry_in(block: Block) -> ReferenceEntry | None:
    readable = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) else block
    if not isinstance(readable, BibtexEntry):
        return None
    raw: dict[str, str] = {}
    for item in readable.fields:
        raw.setdefault(item.key.lower(), str(item.value))
    url = _url_of(raw)
    values = {
        "title": ": ".join(inline_text(raw[name]) for name in ("title", "subtitle") if raw.get(name)),
        "date": raw.get("year") or raw.get("date") or "",
        "url": url,
        "licence": inline_text(raw.get("license") or raw.get("licence") or raw.get("copyright") or ""),
        "doi": inline_text(raw.get("doi", "")),
        "venue": next((inline_text(raw[name]) for name in _VENUES if raw.get(name) and "\\url" not in raw[name]), ""),
    }
    metadata = metadata_from(values, authors=_people(raw.get("author", "")), arxiv_hints=tuple(_eprints(raw)))
    key = clean(readable.key) or citation_key(metadata, fallback="reference")
    return ReferenceEntry(key=key, metadata=metadata, files=_files(raw.get("file", "")), line=(block.start_line or 0) + 1)


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
    people = []
    for name in split_multiple_persons_names(names):
        try:
            person = inline_text(parse_single_name_into_parts(name).merge_first_name_first)
        except InvalidNameError:
            person = inline_text(name)
        if person.lower() not in _ET_AL:
            people.append(person)
    return tuple(people)


def _files(value: str) -> tuple[str, ...]:
    """The paths in a `file` field: `path`, `:path:PDF`, `description:path:type`, several of them separated by `;`."""
    paths = []
    # Repeated spaces are kept, since a path may contain them; unprintable characters are removed.
    for one in _split("".join(filter(str.isprintable, _WRAPPED.sub(" ", value))), ";"):
        parts = _split(one.strip(), ":")
        if len(parts[0]) == 1 and parts[0].isalpha():  # a drive letter, not a description
            parts[:2] = [":".join(parts[:2])]
        path = ":".join(parts[1:-1]) if len(parts) > 2 else parts[-1]
        paths.append(_ESCAPED_IN_FILE.sub(r"\1", path).strip())
    return tuple(path for path in paths if path)


def _split(value: str, mark: str) -> list[str]:
    return _FILE_MARK[mark].sub(lambda found: found[1] or "\0", value).split("\0")


def _written(entry: ReferenceEntry) -> str:
    known = entry.metadata
    lines = [f"@{'article' if known.venue else 'misc'}{{{_NOT_IN_KEY.sub('', entry.key)},"]
    for name, value in _fields(known):
        lines.append(f"  {name} = {{{value}}},")
    if entry.files:
        paths = (re.sub(r"([:;\\{}])", r"\\\1", path) for path in entry.files)
        lines.append(f"  file = {{{';'.join(f':{path}:' for path in paths)}}},")
    return "\n".join([*lines, "}", ""])


def _fields(known: Metadata) -> Iterator[tuple[str, str]]:
    if known.title:
        yield "title", "{" + _escaped(known.title) + "}"
    if known.authors:
        yield "author", " and ".join(map(_written_name, known.authors))
    if known.year is not None:
        yield "year", str(known.year)
    if known.venue:
        yield "journal", _escaped(known.venue)
    if known.arxiv_id:
        yield "eprint", known.arxiv_id
        yield "archiveprefix", "arXiv"
    if known.doi:
        yield "doi", _escaped(known.doi)
    if known.url:
        yield "url", known.url.translate(_UNSAFE_IN_URL)
    if known.licence:
        yield "copyright", _escaped(known.licence)


def _written_name(name: str) -> str:
    """Returns a personal name as it is, and in braces one that BibTeX would misread, such as an institution's with "and"."""
    escaped = _escaped(name)
    plain = escaped == name and "," not in name and split_multiple_persons_names(name) == [name] and name.lower() not in _ET_AL
    return escaped if plain else "{" + escaped + "}"


def _escaped(text: str) -> str:
    return _JOINED.sub("{}", clean(text).translate(_SPECIAL))
