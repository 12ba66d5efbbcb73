"""Reads raised and lowered runs: powers, limits, stacked fractions; what is not surely one of these is left as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignqa.papers.parsing.manuscript.powers import is_ordinal, raised
from alignqa.papers.parsing.pdf.child.printout import CharacterRun

MAX_SCRIPT_SIZE = 0.87  # times the type size of the line: the largest superscript or subscript
SAME_BASELINE = 0.12  # em; baselines this close count as one
MIN_SPACE = 0.16  # em; a wider gap counts as a space even if the file contains none
_MIN_OVERLAP = 0.1  # em; a script that begins so far before the end of another one stands above or below it
_MIN_BEFORE_FRACTION = 0.08  # em; a script touches the sign that it belongs to, a fraction does not
_MAX_OFF_CENTRE = 0.15  # em between the middles of a numerator and its denominator
_LONGEST_EXPONENT = 24  # characters
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_SUPERSCRIPTABLE = re.compile(r"[+\-−]?[0-9]+|[+\-−]")
_OPERATORS = "=+−-×·±<>≤≥≈([{,"
_WITH_LIMITS = "∑∏∫⋃⋂∮"
_EXPRESSION = re.compile(r"[^\W_](?:[^_]*[^\W_)′∗*⊤])?|[+−-]\s?[^\W_].*|\([^_]+\)|[∗*⋆⊤†′+−-]")
_SINGLE = re.compile(r"[+−–-]?[\w.,]+|\([^()]*\)|[^\w\s]")
_AROUND_SIGN = re.compile(r"\s{0,60}([+−=∈-])\s*")
_LONE_LETTER = re.compile(r"(?<![^\W_])[^\W\d_]\Z")


@dataclass(frozen=True, slots=True)
class ScriptGroup:
    """Consecutive runs of a line that are raised (`level` 1) or lowered (-1) together, or stand on its baseline (0)."""

    runs: tuple[CharacterRun, ...]
    level: int

    @property
    def x0(self) -> float:
        """The left end in points."""
        return min(run.x0 for run in self.runs)

    @property
    def x1(self) -> float:
        """The right end in points."""
        return max(run.x1 for run in self.runs)

    @property
    def middle(self) -> float:
        """The position halfway between the ends."""
        return (self.x0 + self.x1) / 2

    @property
    def text(self) -> str:
        """The text of the runs; digits that are raised above the others are powers."""
        largest = max(self.runs, key=lambda run: run.size)
        text = ""
        for run in self.runs:
            stripped = run.text.strip()
            above = run.size <= MAX_SCRIPT_SIZE * largest.size and run.y - largest.y > SAME_BASELINE * largest.size
            text += stripped.translate(_SUPERSCRIPTS) if text and above and _SUPERSCRIPTABLE.fullmatch(stripped) else run.text
        return text


def script_groups(runs: Sequence[CharacterRun], main: CharacterRun) -> Iterator[ScriptGroup]:
    """The groups of a line; a script of a script belongs to the group of that one."""
    group: list[CharacterRun] = []
    level = 0
    for run in runs:
        own = _level(run, main)
        if group and level and own and run.size < MAX_SCRIPT_SIZE * max(one.size for one in group):
            own = level
        if group and own != level:
            yield ScriptGroup(tuple(group), level)
            group = []
        group.append(run)
        level = own
    if group:
        yield ScriptGroup(tuple(group), level)


def _level(run: CharacterRun, main: CharacterRun) -> int:
    shift = run.y - main.y
    if run.size > MAX_SCRIPT_SIZE * main.size or abs(shift) <= SAME_BASELINE * main.size:
        return 0
    return 1 if shift > 0 else -1


def is_above(upper: ScriptGroup, lower: ScriptGroup | None, main: CharacterRun) -> bool:
    """Checks whether a raised group stands above a lowered one."""
    return (
        lower is not None and upper.level > 0 > lower.level and lower.x0 < max(upper.x1 - _MIN_OVERLAP * main.size, upper.middle)
    )


def is_fraction(preceding: str, upper: ScriptGroup, lower: ScriptGroup, before: CharacterRun | None, main: CharacterRun) -> bool:
    """Checks whether two groups above each other are numerator and denominator, and not the scripts of what precedes them."""
    base = preceding[-1:]
    if base in _WITH_LIMITS and base:
        return False
    if before is None or not base.strip() or base in _OPERATORS:
        return True
    touches = min(upper.x0, lower.x0) - before.x1 < _MIN_BEFORE_FRACTION * main.size
    return not touches and abs(upper.middle - lower.middle) <= _MAX_OFF_CENTRE * main.size


def fraction(upper: ScriptGroup, lower: ScriptGroup) -> str:
    """A stacked fraction in one line: "a/b", "(a + 1)/b"."""
    return f"{_one_term(upper.text.strip())}/{_one_term(lower.text.strip())}"


def _one_term(text: str) -> str:
    return text if all(char.isalnum() or char in "∂∇′.,⁰¹²³⁴⁵⁶⁷⁸⁹" or char.isspace() for char in text) else f"({text})"


def power(preceding: str, upper: ScriptGroup, before: CharacterRun, maths: frozenset[int]) -> str | None:
    """Writes a raised group that is surely an exponent or a limit: "²", "^n", "^{n+1}"; None for any other."""
    stripped, base = upper.text.strip(), preceding[-1:]
    if base in _WITH_LIMITS and base:
        return f"^{in_braces(stripped)}"
    if not base.strip() or not stripped:
        return None
    if _SUPERSCRIPTABLE.fullmatch(stripped):
        return stripped.translate(_SUPERSCRIPTS)
    if set(stripped) == {"′"}:
        return stripped
    if len(stripped) > _LONGEST_EXPONENT or is_ordinal(preceding, stripped):
        return None
    return f"^{in_braces(stripped)}" if _is_exponent(preceding, upper, before, maths) else None


def is_starred(preceding: str, star: str, before: CharacterRun, maths: frozenset[int]) -> bool:
    """Checks whether a raised star makes a symbol of its own, as in "π*" and "A* search", and is no footnote mark."""
    symbol = (before.font in maths and preceding[-1].isalnum()) or (_LONE_LETTER.search(preceding) and preceding[-1] not in "aI")
    return star in "∗*⋆" and bool(symbol)


def _is_exponent(preceding: str, upper: ScriptGroup, before: CharacterRun, maths: frozenset[int]) -> bool:
    stripped, base = upper.text.strip(), preceding[-1]
    if upper.x0 < before.x1 - _MIN_OVERLAP * before.size:
        return False  # a letter that is set into the one before it, as in TeX's own name
    if before.font in maths or ((base.isdigit() or base in ")]") and upper.runs[0].font in maths):
        return (base.isalnum() or base in ")]}|⟩") and _EXPRESSION.fullmatch(stripped) is not None
    starred = stripped in "∗*⋆" and _LONE_LETTER.search(preceding) is not None
    return starred or raised(preceding, stripped).startswith("^")


def in_braces(text: str) -> str:
    """An exponent or an index as it follows its sign: in braces if it has several parts."""
    text = _AROUND_SIGN.sub(r"\1", text)
    return text if _SINGLE.fullmatch(text) else f"{{{text}}}"
