r"""Decides the conditions of TeX and LaTeX as far as a source tells: `\ifx`, `\ifnum`, `\ifdefined`, switches, `\ifthenelse`.

A condition that depends on a file that is not here, or on the page, counts as false, as TeX's own new switches do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from alignqa.papers.parsing.latex.commands import words
from alignqa.papers.parsing.latex.source.definitions import read_constructed_name
from alignqa.papers.parsing.latex.source.tokens import MOST_GIVEN_BACK, TokenStream, is_conditional, joined, name_of

_CLASS = re.compile(r"\\document(?:class|style)\s*+(?:\[([^\]]{0,999})\]\s*+)?\{([^{}]*)\}")
_PACKAGES = re.compile(r"\\(?:usepackage|RequirePackage)\s*(?:\[[^\]]*\])?\s*\{([^{}]*)\}")
_CHAPTER_CLASSES = re.compile(r"book|report|thesis|memoir", re.IGNORECASE)
_CLASS_OPTION = re.compile(r"if(?:@|CLASSOPTION|ACM@)(\w+)")
# What holds in pdfLaTeX, with which most papers are made, between paragraphs and in running text.
_FIXED = {
    **dict.fromkeys(("ifpdf", "ifPDFTeX", "ifpdftex", "ifetex", "ifhmode", "ifCLASSINFOpdf"), True),
    **dict.fromkeys(("ifxetex", "ifluatex", "ifXeTeX", "ifLuaTeX", "ifTUTeX", "iftutex", "ifvtex", "ifptex", "ifvmode"), False),
    **dict.fromkeys(("ifinner", "ifeof", "ifvoid", "ifhbox", "ifvbox"), False),
}
_OTHER_ENGINES = frozenset(words("XeTeXversion XeTeXrevision luatexversion luatexrevision directlua luatexbanner HCode"))
_OWN_OF_ENGINE = re.compile(r"pdf[a-z]+|the[a-z]+|e?TeX(?:version|revision)")
_INTEGER = re.compile(r"\s{0,60}+([+-]{0,20}+)\s{0,20}+(\d{1,20}+)\s?")
_DECIMAL = re.compile(
    r"\s{0,60}+([+-]{0,20}+)\s{0,20}+(\d{1,20}+(?:[.,]\d{1,20}+)?|[.,]\d{1,20}+)\s{0,20}+"
    r"(?:true\s{0,20}+)?(pt|em|ex|cm|mm|in|bp|pc|dd|cc|sp|mu)\s?"
)
_FACTOR = re.compile(r"\s*[+-]?\s*(?:\d*[.,]?\d+)?\s*")
_RELATION = re.compile(r"\s{0,60}([<>=])\s*")
_POINTS = {"pt": 1.0, "em": 10.0, "ex": 4.3, "cm": 28.45, "mm": 2.845, "in": 72.27, "bp": 1.004, "pc": 12.0}
_ZEROS = {"z@": 0.0, "@ne": 1.0, "tw@": 2.0, "thr@@": 3.0, "p@": 1.0, "m@ne": -1.0}
# LaTeX's own counters but for those that only the pages tell.
_COUNTERS = words("part chapter section subsection subsubsection paragraph subparagraph equation figure table footnote")
_PARTS = re.compile(r"\\(?:AND|and|OR|or)(?![A-Za-z])")
_COMPARISON = re.compile(r".[^<>=]*+[<>=].+", re.DOTALL)
_CALL = re.compile(r"\s*\\(boolean|equal|isodd|isundefined|NOT|not)\s*(?:\{(.*?)\}\s*(?:\{(.*)\})?)?(.*)", re.DOTALL)
_MAX_DEPTH = 20

Meaning = tuple[object, ...]
"""The meaning of a token, for comparison: two tokens mean the same if these are equal."""


@dataclass(slots=True)
class Facts:
    """The facts that conditions ask for: switches, toggles, numbers, the options of the class, the packages, the mode."""

    text: str
    means: Callable[[str], Meaning]
    expansion: Callable[[str], tuple[str, ...] | None]
    in_math: Callable[[], bool]
    switches: dict[str, bool] = field(default_factory=lambda: {"false": False, "true": True})
    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTERS, 0))
    _class: str = ""
    _options: frozenset[str] = frozenset()
    _packages: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if found := _CLASS.search(self.text):
            self._class = found[2].strip()
            self._options = frozenset(option.strip() for option in (found[1] or "").split(","))
        names = (name for listed in _PACKAGES.findall(self.text) for name in listed.split(","))
        self._packages = frozenset(name.strip() for name in names)

    def is_defined(self, name: str) -> bool | None:
        """Checks whether a command is defined; None if it may come from a file that is not here."""
        if name in _OTHER_ENGINES:
            return False
        if name == "chapter":
            return bool(_CHAPTER_CLASSES.search(self._class))
        return self.means("\\" + name)[0] != "undefined" or bool(_OWN_OF_ENGINE.fullmatch(name))

    def is_loaded(self, name: str) -> bool:
        """Checks whether the source names a class or a package."""
        return name == self._class or name in self._packages

    def option(self, name: str) -> bool:
        """Checks whether the class has an option; IEEE's class is that of a journal unless it says otherwise."""
        if name == "journal" and not self._options & {"conference", "technote", "peerreview"}:
            return True
        return name in self._options


def condition(name: str, stream: TokenStream, facts: Facts) -> bool | None:
    r"""Takes the test of the TeX conditional `\name` from the stream and decides it; None if it cannot be decided."""
    if name in _TESTS:
        return _TESTS[name](stream, facts)
    if name in _FIXED:
        return _FIXED[name]
    if name[2:] in facts.switches:
        return facts.switches[name[2:]]
    if found := _CLASS_OPTION.fullmatch(name):
        return facts.option(found[1].lower())
    return None


def opens_branch(name: str, following: str, facts: Facts) -> bool:
    r"""Checks whether a command begins a branch that `\fi` closes; a style's own test may take its branches in braces."""
    return is_conditional(name) and (following != "{" or name in _TESTS or name in _FIXED or name[2:] in facts.switches)


def branches(stream: TokenStream, facts: Facts) -> list[list[str]] | None:
    r"""Takes the branches up to the matching `\fi`, separated by `\or` and `\else`; None, and nothing is taken, without one.

    The last branch is that of `\else`, and empty if there is no `\else`.
    """
    found: list[list[str]] = [[]]
    taken: list[str] = []
    depth = 0
    has_else = False
    while stream and stream.given_back < MOST_GIVEN_BACK:
        token = stream.next()
        taken.append(token)
        name = name_of(token)
        if not depth and name == "fi":
            return found if has_else else [*found, []]
        if not depth and name in {"else", "or"}:
            found.append([])
            has_else = name == "else"
            continue
        declares = len(taken) > 1 and name_of(taken[-2]) in {"newif", "let"}
        depth += opens_branch(name, stream.peek(), facts) and not declares
        depth -= name == "fi"
        found[-1].append(token)
    stream.push(taken)
    stream.given_back += len(taken)
    return None


def number(stream: TokenStream, facts: Facts) -> int | None:
    r"""Takes a number as TeX reads it: digits, a counter's `\value`, a register, or a macro for one; None if it is unknown."""
    value = _quantity(stream, facts, _INTEGER)
    return None if value is None else int(value)


def _quantity(stream: TokenStream, facts: Facts, pattern: re.Pattern[str]) -> float | None:
    for _ in range(_MAX_DEPTH):
        stream.skip_blanks()
        if found := stream.take_text(pattern):
            sign = -1 if found[1].count("-") % 2 else 1
            points = _POINTS.get(found[3], 1.0) if pattern is _DECIMAL else 1.0
            return sign * float(found[2].replace(",", ".")) * points
        if pattern is _DECIMAL:
            stream.take_text(_FACTOR)  # of a length that is not known
        name = name_of(stream.peek())
        if not name:
            return None
        stream.next()
        if name in {"value", "arabic"}:
            return facts.numbers.get(joined(stream.argument()))
        if name in {"numexpr", "dimexpr"}:
            while stream and name_of(stream.next()) != "relax":
                pass
            return None
        if name in {"number", "the", "numberstring"}:
            continue
        if name in {"pdfstrcmp", "strcmp"}:
            one, other = joined(stream.argument()), joined(stream.argument())
            return (one > other) - (one < other)
        body = facts.expansion(name)
        if body is None:
            counter = name.removeprefix("c@").removeprefix("the")
            known = facts.numbers.get(counter, 1 if name == "pdfoutput" else None)
            return _ZEROS.get(name, known)
        stream.push(body)
    return None


def _compared(stream: TokenStream, facts: Facts, pattern: re.Pattern[str]) -> bool | None:
    one = _quantity(stream, facts, pattern)
    stream.skip_blanks()
    relation = stream.take_text(_RELATION)
    other = _quantity(stream, facts, pattern)
    if name_of(stream.peek()) == "relax":
        stream.next()
    if one is None or other is None or relation is None:
        return None
    return {"<": one < other, ">": one > other, "=": one == other}[relation[1]]


def _is_odd(stream: TokenStream, facts: Facts) -> bool | None:
    value = number(stream, facts)
    return None if value is None else value % 2 == 1


def _same_meaning(stream: TokenStream, facts: Facts) -> bool | None:
    one, other = stream.one(), stream.one()
    meanings = facts.means(one), facts.means(other)
    if any(name_of(token) in _OTHER_ENGINES for token in (one, other)):
        return all(meaning[0] == "undefined" for meaning in meanings)
    if any(facts.is_defined(name) for name in map(name_of, (one, other)) if name and _OWN_OF_ENGINE.fullmatch(name)):
        return False
    return meanings[0] == meanings[1]


def _same_character(stream: TokenStream, facts: Facts) -> bool | None:
    signs = []
    for _ in range(2):
        for _ in range(_MAX_DEPTH):
            token = stream.one()
            body = facts.expansion(name_of(token)) if name_of(token) else None
            if body is None:
                break
            stream.push(body)
        signs.append(token)
    return signs[0] == signs[1]


def _is_defined(stream: TokenStream, facts: Facts) -> bool | None:
    token = stream.one()
    return facts.is_defined(name_of(token)) if name_of(token) else True


def _is_named(stream: TokenStream, facts: Facts) -> bool | None:
    return facts.is_defined(read_constructed_name(stream))


_TESTS: Mapping[str, Callable[[TokenStream, Facts], bool | None]] = {
    "ifx": _same_meaning,
    "if": _same_character,
    "ifcat": _same_character,
    "ifnum": lambda stream, facts: _compared(stream, facts, _INTEGER),
    "ifdim": lambda stream, facts: _compared(stream, facts, _DECIMAL),
    "ifodd": _is_odd,
    "ifdefined": _is_defined,
    "ifcsname": _is_named,
    "ifmmode": lambda _, facts: facts.in_math(),
}


def truth(test: str, facts: Facts) -> bool | None:
    r"""Decides the test of `\ifthenelse`: `\boolean`, `\equal`, `\isodd`, `\isundefined`, numbers, and their combinations."""
    parts = _PARTS.split(test)
    if len(parts) > 1:
        values = [truth(part, facts) for part in parts]
        if None in values:
            return None
        return all(values) if re.search(r"\\(?:AND|and)(?![A-Za-z])", test) else any(values)
    if found := _CALL.fullmatch(test):
        command, first, second, rest = found[1], (found[2] or "").strip(), (found[3] or "").strip(), found[4]
        match command:
            case "NOT" | "not":
                value = truth(first or rest, facts)
                return None if value is None else not value
            case "boolean":
                return facts.switches.get(first)
            case "equal":
                return _spelled(first, facts) == _spelled(second, facts)
            case "isundefined":
                return not facts.is_defined(first.removeprefix("\\"))
            case "isodd":
                return _is_odd(TokenStream(first), facts)
    return _compared(TokenStream(test), facts, _INTEGER) if _COMPARISON.fullmatch(test) else None


def _spelled(text: str, facts: Facts) -> str:
    for _ in range(_MAX_DEPTH):
        body = facts.expansion(name_of(text)) if name_of(text) == text[1:] and text else None
        if body is None:
            break
        text = joined(body)
    return text
