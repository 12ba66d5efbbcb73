"""Finds the sections and pages that a draft names beside its citations."""

from __future__ import annotations

import re

from alignqa.papers.document import Span

_SECTION = re.compile(
    r"(?:§{1,2}|\b[Ss]ec(?:tion|t?\.)|\b[Aa]ppendix|\b[Ss]ection\s+§)[\s~]*(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){0,3}\b)"
)
_PAGE = re.compile(r"\bpp?\.[\s~]{0,3}(\d{1,4})\b")
_PAGE_NOTE = re.compile(r"\[(?:pp?\.?[\s~]{0,3})?(\d{1,4})(?:-{1,2}\d{1,4}|–\d{1,4})?\]")
_OF = re.compile(r"\s{1,3}(?:of|in|by|from)\s{1,3}")
_AFTER = 60  # code points after a citation in which its section may be named


def section_after(text: str, end: int) -> str:
    """Returns the number of the section that is named right after a citation, or an empty string."""
    after = re.split(r"[;)\]\n]|\.\s", text[end : end + _AFTER], maxsplit=1)[0]
    return section_in(after)


def page_named(text: str, span: Span) -> int | None:
    """Returns the first page that is named in a citation with this span or right after it; None if there is none."""
    # Behind a further bracket, another citation may stand.
    after = re.split(r"[;()\]\n]|[a-z]\.\s[A-Z]", text[span.end : span.end + _AFTER].lstrip("() "), maxsplit=1)[0]
    inside = span.of(text)
    found = _PAGE_NOTE.search(inside) if inside.startswith("\\") else _PAGE.search(inside) or _PAGE.search(after)
    return int(found[1]) if found else None


def section_in(text: str) -> str:
    """Returns the number of the first section that a text names, or an empty string."""
    match = _SECTION.search(text)
    return match["number"] if match else ""


def section_before(text: str, start: int) -> str:
    """Returns the number of the section that is named right before a citation ("section 3 of …"), or an empty string."""
    found = [match for match in _SECTION.finditer(text, max(0, start - _AFTER), start) if _OF.fullmatch(text, match.end(), start)]
    return found[-1]["number"] if found else ""


def sections_in(text: str, span: Span) -> list[str]:
    """Returns the numbers of the sections that a span names; an appendix may be one of the draft itself."""
    found = _SECTION.finditer(text, span.start, span.end)
    return [match["number"] for match in found if not match[0].startswith(("A", "a"))]
