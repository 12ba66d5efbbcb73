"""Raised numbers in marked-up text: "10" with a raised "9" is a power, and neither 109 nor a note."""

from __future__ import annotations

import re

_BASE = re.compile(r"(?:\d|(?:\A|[\s(])[^\W\d_])\Z")  # a number, or a letter that stands alone as a variable does
_EXPONENT = re.compile(r"[+−-]?\d{1,4}")


def raised(preceding: str, text: str) -> str:
    """Returns raised text as it continues the `preceding` text: an exponent with "^" before it, anything else as it is."""
    return f"^{text}" if _EXPONENT.fullmatch(text) and _BASE.search(preceding) else text
