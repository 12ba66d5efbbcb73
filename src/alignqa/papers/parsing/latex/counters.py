r"""Counts sections, floats and theorems as LaTeX does, and prints references as `\ref` and related commands do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

_SECTION_COUNTERS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
# The names that cleveref prints by default; the second is what it prints without its option `noabbrev`.
_ABBREVIATED = {"figure": ("fig.", "figs."), "equation": ("eq.", "eqs.")}
_PLURALS = {"appendix": "appendices", "corollary": "corollaries"}
_NUMERALS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_PAGE_COMMANDS = frozenset({"pageref", "vpageref", "cpageref", "Cpageref", "labelcpageref", "autopageref"})
_PRINTED_KINDS = {"subsection": "section", "subsubsection": "section", "paragraph": "section", "subparagraph": "section"}


@dataclass(frozen=True, slots=True)
class Label:
    r"""The target of a `\label`: its kind ("section", "figure"), its printed number, and its title or caption."""

    kind: str = ""
    number: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class CleverefOptions:
    """The options of cleveref for names: abbreviated ("fig. 1") or not, capitalised everywhere or not."""

    abbreviates: bool = True
    capitalises: bool = False

    def word(self, kind: str, *, plural: bool, capitalised: bool) -> str:
        """The name of `kind`, such as "sections" or "Figure"; cleveref does not abbreviate at the beginning of a sentence."""
        if not kind:  # a label that is not defined
            return ""
        kind = _PRINTED_KINDS.get(kind, kind)
        if self.abbreviates and not capitalised and kind in _ABBREVIATED:
            word = _ABBREVIATED[kind][plural]
        else:
            word = _PLURALS.get(kind, f"{kind}s") if plural else kind
        return word[:1].upper() + word[1:] if capitalised or self.capitalises else word


class Counters:
    """The running numbers of sections, floats, equations, notes and theorems."""

    def __init__(self, *, chapters: bool, depth: int | None) -> None:
        self._chapters = chapters
        self._depth = depth if depth is not None else (2 if chapters else 3)
        self._sections = [0] * len(_SECTION_COUNTERS)
        self._counts: dict[str, int] = {}
        self._appendix = False

    def begin_appendix(self) -> None:
        """Gives letters to all following sections, or to chapters in a document with chapters."""
        self._appendix = True
        outermost = 1 if self._chapters else 2
        self._sections[outermost:] = [0] * (len(self._sections) - outermost)

    def section(self, depth: int) -> Label:
        """The next section at `depth` (-1 for a part); its number is empty where LaTeX prints none."""
        index = depth + 1
        name = _SECTION_COUNTERS[index]
        if depth > self._depth:
            return Label(name, "")
        self._sections[index] += 1
        if index:  # the count of chapters continues from part to part
            self._sections[index + 1 :] = [0] * (len(self._sections) - index - 1)
        if index <= 1 and self._chapters and index == 1:
            self._reset_in_chapter()
        kind = "appendix" if self._appendix and index else name
        return Label(kind, self._section_number(index))

    def next(self, counter: str, *, within: str = "") -> str:
        """The next number of `counter`; if it is counted `within` a section or chapter, that one's number comes first."""
        prefix = self._prefix(counter, within)
        key = f"{counter} {prefix}" if prefix else counter
        self._counts[key] = self._counts.get(key, 0) + 1
        return f"{prefix}{self._counts[key]}"

    def _prefix(self, counter: str, within: str) -> str:
        if not within and self._chapters and counter in {"figure", "table", "equation"}:
            within = "chapter"
        if within not in _SECTION_COUNTERS:
            return ""
        number = self._section_number(_SECTION_COUNTERS.index(within))
        return f"{number}." if number else ""

    def _reset_in_chapter(self) -> None:
        self._counts.pop("footnote", None)

    def _section_number(self, index: int) -> str:
        if index == 0:
            return roman_numeral(self._sections[0]).upper()
        outermost = 1 if self._chapters else 2
        numbers = self._sections[outermost : index + 1]
        first = letter(numbers[0]).upper() if self._appendix and numbers[0] else str(numbers[0])
        return ".".join([first, *map(str, numbers[1:])])


def printed_reference(command: str, labels: Sequence[Label], cleveref: CleverefOptions) -> str:
    r"""The text that `\command` prints for `labels`: "3.1", "(2)", "section 4", "Figures 1 and 2", a title; "??" if unknown."""
    if command in _PAGE_COMMANDS:
        return _enumerated(["??" for _ in labels])  # a source does not tell its pages
    if command == "nameref":
        return ", ".join(label.title or "??" for label in labels)
    if command in {"cref", "Cref", "labelcref", "crefrange", "Crefrange"}:
        kinds = [
            (kind, list(members))
            for kind, members in groupby(labels, key=lambda label: cleveref.word(label.kind, plural=False, capitalised=False))
        ]
        return _enumerated([_named_numbers(command, members, cleveref) for _, members in kinds])
    numbers = [_number(label) for label in labels]
    if command == "eqref":
        return _enumerated([f"({number.strip('()')})" for number in numbers])
    if command == "autoref" and labels and labels[0].kind:
        kind = labels[0].kind
        capitalised = kind not in {"section", "subsection", "subsubsection", "paragraph", "chapter", "footnote", "item"}
        return f"{kind.capitalize() if capitalised else kind} {numbers[0]}"
    return ", ".join(numbers)


def _named_numbers(command: str, labels: Sequence[Label], cleveref: CleverefOptions) -> str:
    numbers = [f"({label.number})" if label.kind == "equation" else _number(label) for label in labels]
    ranges = command.endswith("range") and len(numbers) == 2
    printed = f"{numbers[0]} to {numbers[1]}" if ranges else _enumerated(numbers)
    word = (
        ""
        if command == "labelcref"
        else cleveref.word(labels[0].kind, plural=len(labels) > 1, capitalised=command.startswith("C"))
    )
    return f"{word} {printed}".strip()


def _number(label: Label) -> str:
    return label.number or "??"


def _enumerated(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def letter(number: int) -> str:
    """The letter of a number, "a" for 1 to "z" for 26; beyond 26, and for 0, the number itself."""
    return chr(ord("a") + number - 1) if 1 <= number <= 26 else str(number)


def roman_numeral(number: int) -> str:
    """The lower-case Roman numeral of a number, "iv" for 4; beyond 39, and for 0, the number itself."""
    if not 0 < number < 40:
        return str(number)
    numeral = ""
    for value, symbol in _NUMERALS:
        count, number = divmod(number, value)
        numeral += symbol * count
    return numeral
