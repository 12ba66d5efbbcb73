"""The receipt that a page carries, and the page held against it."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterator
from dataclasses import dataclass

from alignqa.errors import UsageError
from alignqa.render.printable import one_line

_SEAL = '<meta name="alignqa-seal" content="'
_RECEIPT = '<pre id="receipt"'


@dataclass(frozen=True, slots=True)
class SavedPage:
    """The receipt of a page, as JSON, and a sentence on each thing in which the page departs from it."""

    receipt: str
    faults: tuple[str, ...] = ()


def sealed(page: str) -> str:
    """Writes the hash of the page into its head, so that a later change of any letter or picture shows."""
    return page.replace(_SEAL, _SEAL + _hash(page), 1)


def is_page(text: str) -> bool:
    """Tells whether a text is a page rather than JSON."""
    return text.lstrip()[:1] == "<"


def is_own_page(text: str) -> bool:
    """Tells whether the beginning of a text is that of a page made here."""
    return is_page(text) and _SEAL in text


def read_page(text: str) -> SavedPage:
    """Reads the receipt back from a page, and compares every quote that the page shows with it; UsageError without one.

    Only the form in which pages are written here is understood, so that no text takes longer than its length.
    """
    text = text.replace("\r\n", "\n")
    receipt = html.unescape(_between(_between(text, _RECEIPT, "</pre>"), ">"))
    if not receipt.strip():
        raise UsageError("This page has no receipt.", hint="Give a page made by: alignqa ask QUESTION --html FILE")
    seal = _between(text, _SEAL, '"')
    whole = bool(seal) and seal == _hash(text.replace(_SEAL + seal, _SEAL, 1))
    return SavedPage(receipt, (*(() if whole else ("was changed since it was written",)), *_strangers(text, receipt)))


def _strangers(text: str, receipt: str) -> Iterator[str]:
    """Yields a fault for each quote on the page that is not, letter by letter, that of its marker in the receipt."""
    try:
        data = json.loads(receipt)
        outcomes = data if isinstance(data, list) else [data]
        proven = {
            (str(citation["marker"]), one_line(citation["quote"]["exact"]))
            for outcome in outcomes
            for citation in outcome["citations"] or (outcome["abstention"] or {}).get("nearest", [])
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return  # `verify` says what is wrong with the receipt
    for piece in text.split("<blockquote")[1:]:
        given, _, inside = piece.partition(">")
        marker = _between(given, 'data-marker="', '"')
        words = inside.partition("</blockquote>")[0].replace("<br>", "\n").replace("<span>", "").replace("</span>", "")
        shown = one_line(html.unescape(words))
        if (marker, shown) not in proven:
            yield f"shows words as quote {marker or '?'} that are not those of its receipt: “{shown[:80]}”"


def _between(text: str, before: str, after: str = "") -> str:
    """Returns the text behind `before`, up to `after` if that is given."""
    found = text.partition(before)[2]
    return found.partition(after)[0] if after else found


def _hash(page: str) -> str:
    return hashlib.sha256(page.encode()).hexdigest()
