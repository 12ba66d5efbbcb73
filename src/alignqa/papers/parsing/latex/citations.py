r"""What `\cite` prints, and what stands in the reference list: from `\bibitem`s if there are any, else from a `.bib` file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alignqa.papers.bibliography import ReferenceEntry
from alignqa.papers.bibliography.citation_keys import family_name
from alignqa.papers.document import Metadata
from alignqa.papers.parsing.latex.text import inline_text
from alignqa.papers.parsing.latex.vocabulary import CITATIONS

_TEXTUAL = frozenset({"citet", "textcite", "citeA", "citeN", "citealt"})
_BARE = frozenset({"citealp", "citealt", "citenum"})
_BIBITEM = re.compile(r"\\bibitem\s*")
_CITED = re.compile(rf"\\(?:{'|'.join(sorted(CITATIONS))}|nocite)\*?\s*(?:\[[^\]]*\]\s*){{0,2}}\{{([^{{}}]*)\}}")
_NATBIB_LABEL = re.compile(r"(.*?)\s*\(([^()]*)\)", re.DOTALL)
_CITEAUTHORYEAR = re.compile(r"\\citeauthoryear\{(?:[^{}]|\{[^{}]*\})*\}\{((?:[^{}]|\{[^{}]*\})*)\}\{([^{}]*)\}")
_PACKAGE = re.compile(
    r"\\(?:usepackage|RequirePackage|setcitestyle|documentclass|bibliographystyle)\s*(\[[^\]]*\])?\s*\{([^{}]*)\}"
)
# Styles that number by first citation; the other numeric ones number by author, year and title.
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
class Reference:
    """How one work is cited: its number or label, and its authors and year where they are known."""

    label: str
    authors: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """How citations are printed: by number or by author and year, in which brackets, sorted or as given."""

    numeric: bool
    brackets: tuple[str, str]
    sorts: bool = False
    compresses: bool = False


@dataclass(frozen=True, slots=True)
class Citations:
    """The printed forms of all works a source cites."""

    references: Mapping[str, Reference]
    style: Style
    listed: tuple[Metadata, ...] = ()

    def printed(self, command: str, keys: str, *, before: str = "", after: str = "") -> str:
        r"""What `\command[before][after]{keys}` prints; a work that is not known is printed as its key in brackets."""
        wanted = [key for one in keys.split(",") if (key := one.strip())]
        known = [self.references[key] for key in wanted if key in self.references]
        if not known or len(known) < len(wanted):
            return f"[{', '.join(wanted)}]" if wanted else ""
        command = command[0].lower() + command[1:]
        if command in {"citeauthor", "citeyear", "citeyearpar"}:
            return _part(command, known)
        if self.style.numeric or not all(reference.authors for reference in known):
            return self._by_number(command, known, before=before, after=after)
        return self._by_author(command, known, before=before, after=after)

    def mark(self, key: str) -> str:
        """What stands before a work in the reference list: "[12] ", or nothing where citations name author and year."""
        known = self.references.get(key)
        return f"[{known.label}] " if known and (self.style.numeric or not known.authors) else ""

    def _by_number(self, command: str, known: Sequence[Reference], *, before: str, after: str) -> str:
        if self.style.sorts:
            known = sorted(known, key=lambda reference: (len(reference.label), reference.label))
        if command in _TEXTUAL and all(reference.authors for reference in known):
            parts = [f"{one.authors} {self._bracketed(one.label, before='', after=after)}" for one in known]
            return _listed(parts, last=", ")
        labels = [reference.label for reference in known]
        inner = _ranges(labels) if self.style.compresses else ", ".join(labels)
        return inner if command in _BARE else self._bracketed(inner, before=before, after=after)

    def _by_author(self, command: str, known: Sequence[Reference], *, before: str, after: str) -> str:
        if command in _TEXTUAL or command == "cite":
            years = [f"{before} {one.year}".strip() + (f", {after}" if after else "") for one in known]
            opening, closing = ("", "") if command in _BARE else self.style.brackets
            return ", ".join(f"{one.authors} {opening}{year}{closing}" for one, year in zip(known, years, strict=True))
        inner = "; ".join(f"{reference.authors}, {reference.year}".rstrip(", ") for reference in known)
        return f"{before} {inner}".strip() if command in _BARE else self._bracketed(inner, before=before, after=after)

    def _bracketed(self, inner: str, *, before: str, after: str) -> str:
        opening, closing = self.style.brackets
        return f"{opening}{before + ' ' if before else ''}{inner}{', ' + after if after else ''}{closing}"


def citations_in(source: str, entries: Sequence[ReferenceEntry]) -> Citations:
    r"""The citations of an expanded `source`: its `\bibitem`s decide, and without any the `entries` of its `.bib` files."""
    items = _bibitems(source)
    style = _style(source, labels=[label for label, _ in items if label])
    if items:
        references = {key: _reference(label, number) for number, (label, key) in enumerate(items, start=1)}
        return Citations(references, style)
    order = [key.strip() for found in _CITED.finditer(source) for key in found[1].split(",")]
    by_key = {entry.key: entry.metadata for entry in reversed(entries)}
    cited = list(by_key) if "*" in order else [key for key in dict.fromkeys(order) if key in by_key]
    if not (style.numeric and _named(source, _BY_APPEARANCE)):
        cited.sort(key=lambda key: _sorting(by_key[key]))
    references = {key: _from_metadata(by_key[key], number) for number, key in enumerate(cited, start=1)}
    return Citations(references, style, tuple(by_key[key] for key in cited))


def _part(command: str, known: Sequence[Reference]) -> str:
    if command == "citeauthor":
        return ", ".join(reference.authors or f"[{reference.label}]" for reference in known)
    years = ", ".join(reference.year or f"[{reference.label}]" for reference in known)
    return f"({years})" if command == "citeyearpar" else years


def _bibitems(source: str) -> list[tuple[str, str]]:
    r"""Label (empty if there is none) and key of each `\bibitem`."""
    items = []
    for found in _BIBITEM.finditer(source):
        label, position = _bracket(source, found.end())
        key = re.compile(r"\s*\{([^{}]*)\}").match(source, position)
        if key:
            items.append((label, key[1].strip()))
    return items


def _bracket(source: str, start: int) -> tuple[str, int]:
    """The text in square brackets that begins at `start` and the position behind it; braces inside protect brackets."""
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


def _reference(label: str, number: int) -> Reference:
    if found := _CITEAUTHORYEAR.search(label):
        return Reference(str(number), inline_text(found[1]), inline_text(found[2]))
    text = inline_text(label)
    if found := _NATBIB_LABEL.match(text):
        return Reference(str(number), found[1], found[2])
    return Reference(text or str(number))


def _from_metadata(known: Metadata, number: int) -> Reference:
    names = [family_name(name, particles=True) for name in known.authors]
    authors = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return Reference(str(number), authors, str(known.year) if known.year else "n.d.")


def _sorting(known: Metadata) -> tuple[str, int, str]:
    names = " ".join(family_name(name) for name in known.authors)
    return names.casefold(), known.year or 0, (known.title or "").casefold()


def _style(source: str, *, labels: Sequence[str]) -> Style:
    options = {
        option.strip() for given, braced in _PACKAGE.findall(source) for option in f"{given.strip('[]')},{braced}".split(",")
    }
    by_author = any("(" in label or "citeauthoryear" in label for label in labels)
    if not labels and r"\bibitem" not in source:
        by_author = _named(source, _BY_AUTHOR_YEAR) or bool(re.search(r"\\(?:citet|citep|textcite|parencite)\b", source))
    numeric = not by_author or bool(options & {"numbers", "super", "numeric", "style=numeric", "style=numeric-comp"})
    square = "square" in options or (numeric and "round" not in options)
    compresses = bool(options & {"sort&compress", "compress", "cite", "style=numeric-comp"})
    sorts = compresses or "sort" in options
    return Style(numeric, ("[", "]") if square else ("(", ")"), sorts=sorts and numeric, compresses=compresses and numeric)


def _named(source: str, names: Sequence[str]) -> bool:
    """Whether the bibliography style of `source` has one of `names` in its own."""
    found = re.findall(r"\\bibliographystyle\s*\{([^{}]*)\}|\bstyle=([\w-]+)|\bbibstyle=([\w-]+)", source)
    return any(name in style.lower() for groups in found for style in groups for name in names if style)


def _ranges(labels: Sequence[str]) -> str:
    """Labels with runs of three and more numbers written as "3–6"."""
    if not all(label.isdecimal() for label in labels):
        return ", ".join(labels)
    runs: list[list[int]] = []
    for number in sorted(map(int, labels)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def _listed(parts: Sequence[str], *, last: str) -> str:
    return ", ".join(parts[:-1]) + last + parts[-1] if len(parts) > 1 else "".join(parts)


def listed_text(known: Metadata) -> str:
    """One work of a reference list made from a `.bib` file, in a plain style."""
    authors = _listed(known.authors, last=" and ")
    parts = [authors, known.title, ", ".join(filter(None, (known.venue, str(known.year or "")))), known.url]
    return " ".join(part if part.endswith((".", "?", "!")) else part + "." for part in parts if part)
