"""Keeps a key out of what a provider says: a server may repeat what it was sent, in a reply as well as in an error."""

from __future__ import annotations

import json
from urllib.parse import quote

_SHOWN = "(the key)"


def without_key(text: str, key: str | None) -> str:
    """Returns a text without the key, as it is or as it is written in JSON and in addresses."""
    for form in _forms(key):
        text = text.replace(form, _SHOWN)
    return text


def _forms(key: str | None) -> list[str]:
    return sorted({key, json.dumps(key)[1:-1], quote(key, safe="")}, key=len, reverse=True) if key else []


class HiddenKey:
    """Hides the key in a text that comes in pieces, of which the key may span several."""

    def __init__(self, key: str | None) -> None:
        self._key = key
        self._waiting = ""

    def shown(self, piece: str) -> str:
        """Returns what can be shown so far; what may be the beginning of the key waits for the next piece."""
        text = without_key(self._waiting + piece, self._key)
        held = max((_overlap(text, form) for form in _forms(self._key)), default=0)
        self._waiting = text[len(text) - held :]
        return text[: len(text) - held]

    def rest(self) -> str:
        """Returns what still waits, at the end of the text."""
        rest, self._waiting = self._waiting, ""
        return rest


def _overlap(text: str, key: str) -> int:
    """Returns the length of the longest end of a text with which the key begins."""
    return next((size for size in range(min(len(key) - 1, len(text)), 0, -1) if text.endswith(key[:size])), 0)
