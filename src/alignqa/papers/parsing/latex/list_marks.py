"""The marks of list items, as LaTeX and the packages enumerate and enumitem print them."""

from __future__ import annotations

import re

from alignqa.papers.parsing.latex.counters import letter, roman_numeral

# LaTeX's marks for the four levels of enumerate; "1", "a", "i", "A" and "I" stand for the count.
_DEFAULT_TEMPLATES = ("1.", "(a)", "i.", "A.")
_ENUMITEM_LABEL = re.compile(r"\blabel\s*=\s*(\{.*\}|[^,]*)", re.DOTALL)
_ENUMITEM_COUNTS = {"arabic": "1", "alph": "a", "Alph": "A", "roman": "i", "Roman": "I"}
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?")
_COUNT = re.compile(r"(?<![A-Za-z])[1aAiI](?![A-Za-z])")


class ItemMarks:
    """Counts the items of one list; `level` is 1 for the outermost of its kind, and `option` is its optional argument."""

    def __init__(self, *, numbered: bool, level: int, option: str = "") -> None:
        self._template = _template(option, level) if numbered else ""
        self._count = 0
        self.number = ""

    def next(self) -> str:
        """The mark of the next item, "2." or "(b)"; empty where a bullet is printed."""
        self._count += 1
        found = _COUNT.search(self._template)
        if not found:
            return self._template
        self.number = _formatted(found[0], self._count)
        return self._template[: found.start()] + self.number + self._template[found.end() :]


def _template(option: str, level: int) -> str:
    default = _DEFAULT_TEMPLATES[min(level, len(_DEFAULT_TEMPLATES)) - 1]
    if found := _ENUMITEM_LABEL.search(option):
        label = _COMMAND.sub(lambda command: _ENUMITEM_COUNTS.get(command[1], ""), found[1])
        return re.sub(r"[{}*]", "", label).strip() or default
    if "=" in option or not _COUNT.search(option):
        return default
    return re.sub(r"[{}]", "", option).strip()


def _formatted(style: str, number: int) -> str:
    match style:
        case "1":
            return str(number)
        case "a" | "A":
            return letter(number) if style == "a" else letter(number).upper()
        case _:
            return roman_numeral(number) if style == "i" else roman_numeral(number).upper()
