"""The one place where text loses what could act on a terminal before it is shown."""

from __future__ import annotations

import re

# C0 without newline and tab, DEL, C1; marks that reorder or hide text (bidirectional controls, zero-width and invisible
# operators, interlinear annotation, tags); halves of surrogate pairs, which no encoding can carry.
_ACTING = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f"
)
_UNSAFE = re.compile(f"[{_ACTING}]")
_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def printable(text: str) -> str:
    """`text` without control characters other than newline and tab; foreign line breaks become newlines."""
    return _UNSAFE.sub("", _LINE_BREAK.sub("\n", text))


def one_line(text: str) -> str:
    """`text` printable and on one line."""
    return " ".join(printable(text).split())


def escaped_json(text: str) -> str:
    """JSON in which whatever `printable` would drop is written as an escape, so that the value stays the same."""
    return _UNSAFE.sub(lambda match: _escape(match.group()), text)


def _escape(char: str) -> str:
    units = char.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
