r"""Counts what LaTeX counts, and prints what `\ref` and its kin print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

_SECTION_COUNTERS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
# The names that cleveref prints by default; the second is what it prints without its option `noabbrev`.
_ABBREVIATED = {"figure": ("fig.", "figs."), "equation": ("eq.", "eqs.")}
_PLURALS = {"appendix": "appendices", "corollary": "corollaries"}
_NUMERALS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_TEXTUAL_KINDS = {"subsection": "section", "subsubsection": "section", "paragraph": "section", "subparagraph": "section"}


@dataclass(frozen=True, slots=True)
class Label:
    r"""What a `\label` points to: its kind ("section", "figure"), its printed number, and its title or caption."""

    kind: str = ""
    number: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Naming:
    """How cleveref was told to write names: abbreviated ("fig. 1") or not, capitalised everywhere or not."""

    abbreviates: bool = True
    capitalises: bool = False

    def word(self, kind: str, *, many: bool, capital: bool) -> str:
        """The name of `kind`, "sections" or "Fig."; at the beginning of a sentence cleveref does not abbreviate."""
        kind = _TEXTUAL_KINDS.get(kind, kind)
        if self.abbreviates and not capital and kind in _ABBREVIATED:
            word = _ABBREVIATED[kind][many]
        else:
            word = _PLURALS.get(kind, f"{kind}s") if many else kind
        return word[:1].upper() + word[1:] if capital or self.capitalises else word


class Counters:
    """The running numbers of sections, floats, equations, notes and theorems."""

    def __init__(self, *, chapters: bool, depth: int | None) -> None:
        self._chapters = chapters
        self._depth = depth if depth is not None else (2 if chapters else 3)
        self._sections = [0] * len(_SECTION_COUNTERS)
        self._counts: dict[str, int] = {}
        self._appendix = False

    def begin_appendix(self) -> None:
        r"""From here on sections, or chapters where there are any, have letters."""
        self._appendix = True
        outermost = 1 if self._chapters else 2
        self._sections[outermost:] = [0] * (len(self._sections) - outermost)

    def section(self, depth: int) -> Label:
        """The next section at `depth` (-1 for a part); its number is empty where LaTeX prints none."""
        place = depth + 1
        name = _SECTION_COUNTERS[place]
        if depth > self._depth:
            return Label(name, "")
        self._sections[place] += 1
        if place:  # chapters are counted on through the parts
            self._sections[place + 1 :] = [0] * (len(self._sections) - place - 1)
        if place <= 1 and self._chapters and place == 1:
            self._reset_in_chapter()
        kind = "appendix" if self._appendix and place else name
        return Label(kind, self._section_number(place))

    def next(self, counter: str, *, within: str = "") -> str:
        """The next number of `counter`; `within` a section or chapter it begins with that one's number."""
        prefix = self._prefix(counter, within)
        place = f"{counter} {prefix}" if prefix else counter
        self._counts[place] = self._counts.get(place, 0) + 1
        return f"{prefix}{self._counts[place]}"

    def _prefix(self, counter: str, within: str) -> str:
        if not within and self._chapters and counter in {"figure", "table", "equation"}:
            within = "chapter"
        if within not in _SECTION_COUNTERS:
            return ""
        number = self._section_number(_SECTION_COUNTERS.index(within))
        return f"{number}." if number else ""

    def _reset_in_chapter(self) -> None:
        self._counts.pop("footnote", None)

    def _section_number(self, place: int) -> str:
        if place == 0:
            return numeral(self._sections[0]).upper()
        outermost = 1 if self._chapters else 2
        numbers = self._sections[outermost : place + 1]
        first = letter(numbers[0]).upper() if self._appendix and numbers[0] else str(numbers[0])
        return ".".join([first, *map(str, numbers[1:])])


def reference(command: str, labels: Sequence[Label], naming: Naming) -> str:
    r"""What `\command` prints for `labels`: "3.1", "(2)", "section 4", "Figures 1 and 2", a title; "??" for the unknown."""
    if command == "nameref":
        return ", ".join(label.title or "??" for label in labels)
    if command in {"cref", "Cref", "labelcref", "crefrange", "Crefrange"}:
        kinds = [
            (kind, list(members))
            for kind, members in groupby(labels, key=lambda label: naming.word(label.kind, many=False, capital=False))
        ]
        return _joined([_named(command, members, naming) for _, members in kinds])
    numbers = [_number(label) for label in labels]
    if command == "eqref":
        return _joined([f"({number.strip('()')})" for number in numbers])
    if command == "autoref" and labels and labels[0].kind:
        kind = labels[0].kind
        capital = kind not in {"section", "subsection", "subsubsection", "paragraph", "chapter", "footnote", "item"}
        return f"{kind.capitalize() if capital else kind} {numbers[0]}"
    return ", ".join(numbers)


def _named(command: str, labels: Sequence[Label], naming: Naming) -> str:
    numbers = [f"({label.number})" if label.kind == "equation" else _number(label) for label in labels]
    ranges = command.endswith("range") and len(numbers) == 2
    printed = f"{numbers[0]} to {numbers[1]}" if ranges else _joined(numbers)
    word = "" if command == "labelcref" else naming.word(labels[0].kind, many=len(labels) > 1, capital=command.startswith("C"))
    return f"{word} {printed}".strip()


def _number(label: Label) -> str:
    return label.number or "??"


def _joined(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def letter(number: int) -> str:
    """1 is "a", 26 is "z"; beyond that, and for 0, the number itself."""
    return chr(ord("a") + number - 1) if 1 <= number <= 26 else str(number)


def numeral(number: int) -> str:
    """A small Roman numeral, "iv" for 4; beyond 39, and for 0, the number itself."""
    if not 0 < number < 40:
        return str(number)
    written = ""
    for value, sign in _NUMERALS:
        count, number = divmod(number, value)
        written += sign * count
    return written
