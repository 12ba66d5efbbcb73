"""The one place that removes from text, before it is shown, whatever could act on a terminal."""

from __future__ import annotations

import re

# C0 except newline and tab, DEL, C1; marks that reorder or hide text (bidirectional controls, zero-width and invisible
# operators, interlinear annotation, tags); halves of surrogate pairs, which no encoding can represent.
_UNSAFE_RANGES = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f"
)
_UNSAFE = re.compile(f"[{_UNSAFE_RANGES}]")
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def printable(text: str) -> str:
    """Removes control characters other than newline and tab; other kinds of line breaks become newlines."""
    return _UNSAFE.sub("", _LINE_BREAK.sub("\n", text))


def one_line(text: str) -> str:
    """Makes `text` printable and joins it into one line."""
    return " ".join(printable(text).split())


def escaped_json(text: str) -> str:
    """Escapes in JSON whatever `printable` would remove, so that the value stays the same."""
    return _UNSAFE.sub(lambda match: _escape(match.group()), text)


def _escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
