r"""Tells which horizontal skips of TeX a reader sees as a space: `\hskip 1em` is one, `\hskip 0pt` only allows a new line."""

from __future__ import annotations

import re

_NUMBER = r"[-+]?\s*+(?:\d+(?:[.,]\d*)?|[.,]\d+)"
_STRETCH = rf"(?:\s*(?:plus|minus)\s*{_NUMBER}\s*(?:fil{{1,3}}|pt|em|ex|cm|mm|in|mu|sp|bp|pc|dd)?)"
_SKIP = re.compile(
    rf"\\(?P<name>hskip|kern)(?![A-Za-z])\s*(?P<length>{_NUMBER}\s*(?:true\s*)?(?:pt|em|ex|cm|mm|in|sp|bp|pc|dd)(?:{_STRETCH})*)\s?"
)
_LENGTH = re.compile(rf"\s*+(?P<number>{_NUMBER})\s*+(?:true\s*+)?(?P<unit>[a-z]{{0,2}})(?P<stretch>.*)", re.DOTALL)
_POINTS = {"pt": 1.0, "em": 10.0, "ex": 4.3, "cm": 28.5, "mm": 2.85, "in": 72.3, "bp": 1.0, "pc": 12.0, "dd": 1.07, "sp": 0.0}
_NARROWEST = 1.5  # points; a thin space in running text has 1.7
_WIDE = 10.0  # points, about a quad: between two names it separates them


def with_skips(latex: str) -> str:
    r"""Returns the source with each skip that is wide as `\hskip{}`, each other one that is seen as a space, the rest gone."""
    return _SKIP.sub(_written, latex)


def is_space(length: str) -> bool:
    """Checks whether a skip of this length is seen as a space; one whose length is not a number is."""
    found = _LENGTH.fullmatch(length)
    if found is None:
        return not length.strip().startswith("-")
    return _points(found) >= _NARROWEST or "fil" in found["stretch"]


def _written(skip: re.Match[str]) -> str:
    length = skip["length"]
    found = _LENGTH.fullmatch(length)
    if found is None or not is_space(length):
        return "{}"
    return r"\hskip{}" if _points(found) >= _WIDE and skip["name"] == "hskip" else "{} {}"


def _points(length: re.Match[str]) -> float:
    return float(re.sub(r"\s", "", length["number"]).replace(",", ".")) * _POINTS.get(length["unit"], 1.0)
