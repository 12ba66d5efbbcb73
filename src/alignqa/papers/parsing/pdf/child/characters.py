"""Turns the codes that pdfium gives into characters: surrogate pairs, hyphens at line ends, the large brackets of TeX."""

from __future__ import annotations

import re

EXTENSION_FONT = re.compile(r"^(?:\w{6}\+)?(?:CMEX|LMMathExtension|txex|pxex|MnSymbolE)|extension", re.IGNORECASE)
"""The names of the mathematical fonts that hold the large signs, which hang from a line instead of standing on it."""

_LINE_END_HYPHENS = frozenset({0x02, 0xFFFE})  # pdfium's codes for a hyphen at the end of a line
_LARGE_BRACKETS = (
    "()[]⌊⌋⌈⌉{}⟨⟩  /\\()()[]⌊⌋⌈⌉{}⟨⟩/\\"  # by their codes, from 0, in TeX's extension fonts; bars are drawn in parts
)


def character(code: int, high_surrogate: int) -> tuple[str, int]:
    """The character of a code, or none, and the first half of a surrogate pair that waits for its second half."""
    if 0xD800 <= code < 0xDC00:
        return "", code
    if 0xDC00 <= code < 0xE000:
        code = 0x10000 + ((high_surrogate - 0xD800) << 10) + (code - 0xDC00) if high_surrogate else 0xFFFD
    if code in _LINE_END_HYPHENS:
        return "-", 0
    return (chr(code) if 0x20 <= code <= 0x10FFFF else ""), 0


def large_bracket(code: int) -> str:
    """The large bracket or slash that a code below 32 stands for in an extension font, for which pdfium knows no character."""
    return _LARGE_BRACKETS[code].strip()
