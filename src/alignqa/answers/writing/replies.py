"""Replies of a generator: claims with the numbers of their sentences, read while the reply is still arriving."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic_core import from_json

from alignqa.answers.interfaces import Schema

MAX_CLAIMS = 8
MAX_NUMBERS = 8
"""The maximum number of sentences, or of quoted strings, per claim."""
MAX_REPLY_CHARACTERS = 24_000
"""The number of characters that are read of a reply; an endless one is cut off there."""

REPLY_SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "claims": {
            "type": "array",
            "maxItems": MAX_CLAIMS,
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string", "maxLength": 600},
                    "sentences": {"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": MAX_NUMBERS},
                },
                "required": ["text", "sentences"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["claims"],
    "additionalProperties": False,
}
"""The schema of a reply; a model that cannot be constrained may give `quotes`, strings, in addition or instead of numbers."""

_BEGIN = re.compile(r'\{\s*"claims"')


@dataclass(frozen=True, slots=True)
class GeneratedClaim:
    """A claim as a generator wrote it; nothing in it is checked yet."""

    text: str
    sentences: tuple[int, ...] = ()
    quotes: tuple[str, ...] = ()


class ReplyParser:
    """Reads one reply piece by piece; every claim is returned once, as soon as it is complete."""

    def __init__(self) -> None:
        self._text = ""
        self._given = 0

    @property
    def text(self) -> str:
        """The text that has arrived."""
        return self._text

    @property
    def full(self) -> bool:
        """Checks whether enough characters or claims have been read; the rest is ignored."""
        return len(self._text) >= MAX_REPLY_CHARACTERS or self._given >= MAX_CLAIMS

    def feed(self, piece: str) -> list[GeneratedClaim]:
        """Returns the claims that `piece` completes."""
        self._text += piece[: MAX_REPLY_CHARACTERS - len(self._text)]
        return self._new(self._claims()[:-1]) if "}" in piece else []

    def end(self) -> tuple[list[GeneratedClaim], bool]:
        """Returns the remaining claims, and whether the reply was the requested object."""
        whole = _whole(self._text)
        return self._new(_generated(whole) if whole is not None else self._claims()[:-1]), whole is not None

    def _claims(self) -> list[GeneratedClaim]:
        """Returns the claims that can be read so far; the last one may be cut off."""
        if (begin := _BEGIN.search(self._text)) is None:
            return []
        try:
            return _generated(from_json(self._text[begin.start() :], allow_partial=True))
        except ValueError:  # complete, with something after it; or broken
            return _generated(_whole(self._text))

    def _new(self, claims: list[GeneratedClaim]) -> list[GeneratedClaim]:
        new = claims[self._given : MAX_CLAIMS]
        self._given += len(new)
        return new


def _whole(text: str) -> object:
    """Returns the first JSON object with a list of claims, or None."""
    if (begin := _BEGIN.search(text)) is None:
        return None
    try:
        found: object = json.JSONDecoder().raw_decode(text, begin.start())[0]
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("claims"), list) else None


def _generated(reply: object) -> list[GeneratedClaim]:
    claims = reply.get("claims") if isinstance(reply, Mapping) else None
    return [_claim(item) for item in claims] if isinstance(claims, list) else []


def _claim(item: object) -> GeneratedClaim:
    """Reads the parts of a claim that have the right type; the claim check says what is missing."""
    if not isinstance(item, Mapping):
        return GeneratedClaim("")
    text, sentences, quotes = item.get("text"), item.get("sentences"), item.get("quotes")
    return GeneratedClaim(
        text if isinstance(text, str) else "",
        tuple(n for n in sentences if type(n) is int)[:MAX_NUMBERS] if isinstance(sentences, list) else (),
        tuple(q for q in quotes if isinstance(q, str))[:MAX_NUMBERS] if isinstance(quotes, list) else (),
    )
