r"""Prints citations and the works of the reference list: from `\bibitem`s if there are any, else from a `.bib` file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from alignqa.papers.bibliography import ReferenceEntry
from alignqa.papers.bibliography.citation_keys import family_name
from alignqa.papers.bibliography.entry import MORE_AUTHORS
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.latex.text import inline_text
from alignqa.papers.parsing.latex.vocabulary import CITATIONS, MULTIPLE_CITATIONS
from alignqa.papers.person_names import plain_names

_TEXTUAL = frozenset({"citet", "textcite", "citeA", "citeN", "citealt", "citeasnoun"})
_BARE = frozenset({"citealp", "citealt", "citenum", "citeNP"})
_BIBITEM = re.compile(r"\\bibitem\s*")
_CITED = re.compile(rf"\\(?:{'|'.join(sorted(CITATIONS))}|nocite)\*?\s*+(?:\[[^\]]{{0,999}}\]\s*+){{0,2}}\{{([^{{}}]*)\}}")
_CITED_TOGETHER = re.compile(
    rf"\\(?:{'|'.join(sorted(MULTIPLE_CITATIONS))})"
    rf"\*?(?:\([^()]{{0,999}}\)){{0,2}}((?:\s*+(?:\[[^\]]{{0,999}}\]\s*+){{0,2}}\{{[^{{}}]*\}})+)"
)
_GROUP_OF_KEYS = re.compile(r"\{([^{}]*)\}")
_NATBIB_YEAR = re.compile(r"\(([^()]*)\)")
_CITEAUTHORYEAR = re.compile(r"\\citeauthoryear\{(?:[^{}]|\{[^{}]*\})*\}\{((?:[^{}]|\{[^{}]*\})*)\}\{([^{}]*)\}")
_PACKAGE = re.compile(
    r"\\(?:usepackage|RequirePackage|setcitestyle|documentclass|bibliographystyle)\s*+(?:(\[[^\]]{0,999}\])\s*+)?\{([^{}]*)\}"
)
_PAGES = re.compile(r"(?:\d{1,5}|[ivxl]{1,8})(?:\s?(?:[-–—,]|--|f{1,2}\.?\Z)\s?(?:\d{1,5}|[ivxl]{1,8})?){0,9}")
# Styles that number works in the order of citation; other numeric styles sort them by author, year and title.
_BY_APPEARANCE = ("unsrt", "ieee", "acm-reference", "naturemag", "vancouver", "aps", "nips", "numeric")
_BY_AUTHOR_YEAR = (
    "apa",
    "authoryear",
    "author-year",
    "chicago",
    "harvard",
    "iclr",
    "icml",
    "acl",
    "agsm",
    "dcu",
    "plainnat",
    "abbrvnat",
)


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work as it is cited: its number or label, and its authors and year if they are known."""

    label: str
    authors: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class CitationStyle:
    """The style of citations: by number or by author and year, the brackets, sorted or in the given order."""

    numeric: bool
    brackets: tuple[str, str]
    sorts: bool = False
    compresses: bool = False


@dataclass(frozen=True, slots=True)
class Citations:
    """The works that a source cites, the style of their citations, and the works of a generated reference list."""

    works: Mapping[str, CitedWork]
    style: CitationStyle
    listed_works: tuple[Metadata, ...] = ()

    def printed(self, command: str, keys: str, *, before: str = "", after: str = "") -> str:
        r"""The text that `\command[before][after]{keys}` prints: all keys in brackets if one of the works is unknown."""
        cited_keys = [key for part in keys.split(",") if (key := part.strip())]
        known_works = [self.works[key] for key in cited_keys if key in self.works]
        if not known_works or len(known_works) < len(cited_keys):
            parts = filter(None, (f"{before} {', '.join(cited_keys)}".strip(), after))
            return f"[{', '.join(parts)}]" if cited_keys else ""
        command = command[0].lower() + command[1:]
        if command in {"citeauthor", "citeyear", "citeyearpar"}:
            return _authors_or_years(command, known_works)
        if self.style.numeric or not all(work.authors for work in known_works):
            return self._by_number(command, known_works, before=before, after=after)
        return self._by_author(command, known_works, before=before, after=after)

    def printed_together(self, command: str, parts: Sequence[tuple[str, str, str]]) -> str:
        r"""The text that `\commands[before][after]{keys}…` prints for several groups: texts before and after, and keys.

        Where one of them has a text of its own, semicolons tell the groups from it.
        """
        command = command[0].lower() + command[1:].removesuffix("s")
        if command in _TEXTUAL:
            return _enumerated(
                [self.printed(command, keys, before=before, after=after) for before, after, keys in parts], last=" and "
            )
        inner = [self.printed("citealp", keys, before=before, after=after) for before, after, keys in parts]
        brackets = ("[", "]") if all(part.startswith("[") for part in inner) else self.style.brackets
        noted = any(before or after for before, after, _ in parts)
        separator = ", " if self.style.numeric and not noted else "; "
        return brackets[0] + separator.join(part.strip("[]") for part in inner) + brackets[1]

    def mark(self, key: str) -> str:
        """The mark before a work in the reference list: "[12] ", or nothing if citations give author and year."""
        work = self.works.get(key)
        return f"[{work.label}] " if work and (self.style.numeric or not work.authors) else ""

    def _by_number(self, command: str, known_works: Sequence[CitedWork], *, before: str, after: str) -> str:
        if self.style.sorts:
            known_works = sorted(known_works, key=lambda work: (len(work.label), work.label))
        if command in _TEXTUAL and all(work.authors for work in known_works):
            parts = [f"{work.authors} {self._in_brackets(work.label, before='', after=after)}" for work in known_works]
            return _enumerated(parts, last=", ")
        labels = [work.label for work in known_works]
        inner = _ranges(labels) if self.style.compresses else ", ".join(labels)
        if command in _BARE:
            return f"{before} {inner}".strip() + (f", {after}" if after else "")
        return self._in_brackets(inner, before=before, after=after)

    def _by_author(self, command: str, known_works: Sequence[CitedWork], *, before: str, after: str) -> str:
        if command in _TEXTUAL or command == "cite":
            years = [f"{before} {work.year}".strip() + (f", {after}" if after else "") for work in known_works]
            opening, closing = ("", "") if command in _BARE else self.style.brackets
            return ", ".join(f"{work.authors} {opening}{year}{closing}" for work, year in zip(known_works, years, strict=True))
        inner = "; ".join(f"{work.authors}, {work.year}".rstrip(", ") for work in known_works)
        if command in _BARE:
            return f"{before} {inner}".strip() + (f", {after}" if after else "")
        return self._in_brackets(inner, before=before, after=after)

    def _in_brackets(self, inner: str, *, before: str, after: str) -> str:
        opening, closing = self.style.brackets
        return f"{opening}{before + ' ' if before else ''}{inner}{', ' + after if after else ''}{closing}"


def citations_in(source: str, entries: Sequence[ReferenceEntry]) -> Citations:
    r"""The citations of an expanded `source`, from its `\bibitem`s or, without any, from the `entries` of its `.bib` files."""
    items = _bibitems(source)
    style = _style(source, labels=[label for label, _ in items if label])
    if items:
        works = {key: _from_bibitem(label, number) for number, (label, key) in enumerate(items, start=1)}
        return Citations(works, style)
    order = [key.strip() for keys in _cited_keys(source) for key in keys.split(",")]
    by_key = {entry.key: entry.metadata for entry in reversed(entries)}
    cited = list(by_key) if "*" in order else [key for key in dict.fromkeys(order) if key in by_key]
    if not (style.numeric and _uses_style(source, _BY_APPEARANCE)):
        cited.sort(key=lambda key: _sort_key(by_key[key]))
    works = {key: _from_metadata(by_key[key], number) for number, key in enumerate(cited, start=1)}
    return Citations(works, style, tuple(by_key[key] for key in cited))


def _cited_keys(source: str) -> Iterator[str]:
    """The keys of each citation, in the order of the source."""
    found = sorted([*_CITED.finditer(source), *_CITED_TOGETHER.finditer(source)], key=lambda match: match.start())
    for match in found:
        yield from _GROUP_OF_KEYS.findall(match[1]) if match.re is _CITED_TOGETHER else [match[1]]


def _authors_or_years(command: str, known_works: Sequence[CitedWork]) -> str:
    if command == "citeauthor":
        return ", ".join(work.authors or f"[{work.label}]" for work in known_works)
    years = ", ".join(work.year or f"[{work.label}]" for work in known_works)
    return f"({years})" if command == "citeyearpar" else years


def _bibitems(source: str) -> list[tuple[str, str]]:
    r"""Label (empty if there is none) and key of each `\bibitem`."""
    items = []
    for found in _BIBITEM.finditer(source):
        label, position = _bracketed_label(source, found.end())
        key = re.compile(r"\s*\{([^{}]*)\}").match(source, position)
        if key:
            items.append((label, key[1].strip()))
    return items


def _bracketed_label(source: str, start: int) -> tuple[str, int]:
    """The text in square brackets that begins at `start`, and the position after it; braces inside protect brackets."""
    if source[start : start + 1] != "[":
        return "", start
    depth = 0
    following = source.find(r"\bibitem", start)
    for position in range(start + 1, len(source) if following < 0 else following):
        char = source[position]
        depth += (char == "{") - (char == "}")
        if char == "]" and depth <= 0:
            return source[start + 1 : position], position + 1
    return "", start


def _from_bibitem(label: str, number: int) -> CitedWork:
    if found := _CITEAUTHORYEAR.search(label):
        return CitedWork(str(number), inline_text(found[1]), inline_text(found[2]))
    text = inline_text(label)
    if found := _NATBIB_YEAR.search(text):
        return CitedWork(str(number), text[: found.start()].rstrip(), found[1])
    return CitedWork(text or str(number))


def _from_metadata(metadata: Metadata, number: int) -> CitedWork:
    names = [family_name(name, particles=True) for name in metadata.authors]
    has_more = len(names) > 2 or any(name.endswith(MORE_AUTHORS) for name in metadata.authors)
    authors = names[0] + MORE_AUTHORS if has_more else " and ".join(names)
    return CitedWork(str(number), authors, str(metadata.year) if metadata.year else "n.d.")


def _sort_key(metadata: Metadata) -> tuple[str, int, str]:
    names = " ".join(family_name(name) for name in metadata.authors)
    return names.casefold(), metadata.year or 0, (metadata.title or "").casefold()


def _style(source: str, *, labels: Sequence[str]) -> CitationStyle:
    options = {
        option.strip() for given, braced in _PACKAGE.findall(source) for option in f"{given.strip('[]')},{braced}".split(",")
    }
    by_author = any("(" in label or "citeauthoryear" in label for label in labels)
    if not labels and r"\bibitem" not in source:
        by_author = _uses_style(source, _BY_AUTHOR_YEAR) or bool(re.search(r"\\(?:citet|citep|textcite|parencite)\b", source))
    numeric = not by_author or bool(options & {"numbers", "super", "numeric", "style=numeric", "style=numeric-comp"})
    square = "square" in options or (numeric and "round" not in options)
    compresses = bool(options & {"sort&compress", "compress", "cite", "style=numeric-comp"})
    sorts = compresses or "sort" in options
    return CitationStyle(
        numeric, ("[", "]") if square else ("(", ")"), sorts=sorts and numeric, compresses=compresses and numeric
    )


def _uses_style(source: str, names: Sequence[str]) -> bool:
    """Checks whether the name of the bibliography style of `source` contains one of `names`."""
    found = re.findall(r"\\bibliographystyle\s*\{([^{}]*)\}|\bstyle=([\w-]+)|\bbibstyle=([\w-]+)", source)
    return any(name in style.lower() for groups in found for style in groups for name in names if style)


def _ranges(labels: Sequence[str]) -> str:
    """The labels, with runs of three or more numbers written as "3–6"."""
    if not all(label.isdecimal() for label in labels):
        return ", ".join(labels)
    runs: list[list[int]] = []
    for number in sorted(map(int, labels)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _enumerated(parts: Sequence[str], *, last: str) -> str:
    return ", ".join(parts[:-1]) + last + parts[-1] if len(parts) > 1 else "".join(parts)


def with_page(note: str) -> str:
    """The note behind a citation, as biblatex prints it: "p. 12" for a number, which else reads as one of a work."""
    if not _PAGES.fullmatch(note):
        return note
    return f"{'p.' if note.isalnum() else 'pp.'} {note}"


def listed_work_text(metadata: Metadata) -> str:
    """One work of a reference list made from a `.bib` file, in a plain style."""
    authors = _enumerated(plain_names(metadata.authors), last=" and ")
    parts = [authors, metadata.title, ", ".join(filter(None, (metadata.venue, str(metadata.year or "")))), metadata.url]
    return " ".join(part if part.endswith((".", "?", "!")) else part + "." for part in parts if part)
