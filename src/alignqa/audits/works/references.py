"""The reference lists beside a draft: BibTeX files, and the lists that LaTeX made of them (.bbl)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from alignqa.papers.bibliography import read_bibtex, year_in
from alignqa.papers.bibliography.citation_keys import compared_family, fold_title
from alignqa.papers.bibliography.entry import MORE_AUTHORS, arxiv_id_in, doi_in
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.latex.text import inline_text
from alignqa.papers.parsing.manuscript.decoding import decode
from alignqa.papers.person_names import display_name

_NAMED = re.compile(
    r"\\(?:bibliography|addbibresource|addglobalbib)(?:\[[^\]]*\])?\{([^{}]*)\}|^bibliography:\s*[\"']?([^\n\"']+)", re.MULTILINE
)
_LINE = re.compile(r"\(line (\d+)\)")
_KEY = re.compile(r"@\w+\s*[{(]\s*([^\s,={}()]+)")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_BIBITEM = re.compile(
    r"\\bibitem(?:\s*\[(?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\])?\s*\{([^{}]+)\}(.*?)(?=\\bibitem|\\end\{thebibliography\}|\Z)",
    re.DOTALL,
)
_ENTRY = re.compile(r"\\entry\{([^{}]+)\}\{[^{}]*\}\{[^{}]*\}(?:\{[^{}]*\})?((?:(?!\\entry\{).)*?)\\endentry", re.DOTALL)
_FIELD = re.compile(r"\\field\{(\w+)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
_VERB = re.compile(r"\\verb\{(\w+)\}\s{0,60}\\verb\s++([^\n]{0,999}?)\s{0,60}\\endverb")
_AUTHORS = re.compile(r"\\name\{author\}(?:(?!\\name\{).)*?\n\s*\}%?\s*\n", re.DOTALL)
_PERSON = re.compile(r"family=\{([^{}]*)\}.{0,500}?(?:given=\{([^{}]*)\}|\}\}%)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """The entries that the keys of a draft may mean.

    `texts` are entries that are known only as they are printed.
    `repeated` are keys that are defined twice in one file, or as different works in two.
    `complete` says that a list was read at all, so that a key it lacks is not defined.
    `broken` are keys of entries that could not be read, `cited` keys that other files of the draft cite.
    `missing` are the files that the draft names and that are not there; `notices` are about what could not be read.
    """

    entries: Mapping[str, Metadata] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()
    complete: bool = False
    missing: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    cited: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """All keys that are defined."""
        return frozenset((*self.entries, *self.texts))


def references_beside(path: Path, text: str) -> ReferenceList:
    """Reads the reference lists of a draft at `path`: those that its text names, else those beside it; and its .bbl file.

    Only files in the folder of the draft, or below it, are read.
    """
    folder = path.parent.resolve()
    uncommented = _COMMENT.sub("", text) if path.suffix.casefold() in {".tex", ".latex", ".ltx"} else text
    named = [name.strip() for match in _NAMED.finditer(uncommented) for name in (match[1] or match[2]).split(",") if name.strip()]
    wanted = [folder / (name if name.endswith((".bib", ".json")) else f"{name}.bib") for name in named]
    wanted = [file for file in wanted if file.suffix == ".bib" and file.resolve().is_relative_to(folder)]
    found = [file for file in wanted if file.is_file()]
    missing = [file.name for file in wanted if not file.is_file()]
    lists = found or sorted(folder.glob("*.bib"))
    made = [file for file in (path.with_suffix(".bbl"),) if file.is_file()]
    return _read(lists, made, () if made else tuple(missing))


def _read(lists: Iterable[Path], made: Iterable[Path], missing: tuple[str, ...]) -> ReferenceList:
    entries: dict[str, Metadata] = {}
    texts: dict[str, str] = {}
    notices: list[str] = []
    repeated: set[str] = set()
    complete = False
    broken: set[str] = set()
    for file in lists:
        if (text := _text_of(file, notices)) is not None:
            read, faults = read_bibtex(text)
            for fault in (fault for fault in faults if " again in line " not in fault):
                key = _key_in(fault, text)
                broken |= {key} - {""}
                notices.append(f"{file.name}: {fault}" + (f" Its key is {key}." if key else ""))
            for entry in read:
                if _are_different(entries.setdefault(entry.key, entry.metadata), entry.metadata):
                    repeated.add(entry.key)
            repeated |= {key for key, count in Counter(entry.key for entry in read).items() if count > 1}
            complete = True
    for file in made:
        if (text := _text_of(file, notices)) is not None:
            known, printed = read_bbl(text)
            entries = {**known, **entries}
            texts.update({key: value for key, value in printed.items() if key not in entries})
            complete = True
    unread = frozenset(broken - entries.keys())
    return ReferenceList(entries, texts, frozenset(repeated), complete, missing, tuple(notices), broken=unread)


def _are_different(one: Metadata, other: Metadata) -> bool:
    """Checks whether two entries of one key are of different works, by what both of them tell."""
    told = [(one.year, other.year), (one.doi, other.doi), (one.arxiv_id, other.arxiv_id)]
    told.append((fold_title(one.title or ""), fold_title(other.title or "")))
    told.append((_families(one), _families(other)))
    return any(mine and theirs and mine != theirs for mine, theirs in told)


def _families(entry: Metadata) -> str:
    return " ".join(fold_title(compared_family(name.removesuffix(MORE_AUTHORS))) for name in entry.authors[:1])


def read_bbl(text: str) -> tuple[dict[str, Metadata], dict[str, str]]:
    """Reads a .bbl file: the entries of biblatex by key, and those of BibTeX as they are printed."""
    known = {}
    for match in _ENTRY.finditer(text):
        fields = {name: inline_text(value) for name, value in (*_FIELD.findall(match[2]), *_VERB.findall(match[2]))}
        people = _AUTHORS.search(match[2])
        authors = [display_name(given, family) for family, given in _PERSON.findall(people[0])] if people else []
        known[match[1].strip()] = Metadata(
            title=fields.get("title"),
            authors=tuple(inline_text(name) for name in authors),
            year=year_in(fields.get("year") or fields.get("date") or ""),
            url=fields.get("url"),
            arxiv_id=arxiv_id_in(fields.get("eprint", ""), bare=True),
            doi=doi_in(fields.get("doi", "")),
        )
    printed = {match[1].strip(): inline_text(match[2].replace("\\newblock", " ")) for match in _BIBITEM.finditer(text)}
    return known, printed


def _key_in(fault: str, text: str) -> str:
    """Returns the key of the entry that a fault is about, by the line that it names; empty if there is none."""
    line = _LINE.search(fault)
    lines = text.split("\n")[int(line[1]) - 1 :][:1] if line else []
    key = _KEY.search(lines[0]) if lines else None
    return key[1] if key else ""


def _text_of(file: Path, notices: list[str]) -> str | None:
    try:
        return decode(file.read_bytes())[0]
    except OSError as error:
        notices.append(f"{file.name} cannot be read: {error.strerror}.")
        return None
