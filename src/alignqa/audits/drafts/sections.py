"""Finds the sections that a draft names beside its citations."""

from __future__ import annotations

import re

from alignqa.papers.document import Span

_SECTION = re.compile(
    r"(?:§{1,2}|\b[Ss]ec(?:tion|t?\.)|\b[Aa]ppendix|\b[Ss]ection\s+§)[\s~]*(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}|[A-Z](?:\.\d{1,2}){0,3}\b)"
)
_AFTER = 60  # code points after a citation in which its section may be named


def section_after(text: str, end: int) -> str:
    """Returns the number of the section that is named right after a citation, or an empty string."""
    after = re.split(r"[;)\]\n]|\.\s", text[end : end + _AFTER], maxsplit=1)[0]
    return section_in(after)


def section_in(text: str) -> str:
    """Returns the number of the first section that a text names, or an empty string."""
    match = _SECTION.search(text)
    return match["number"] if match else ""


def sections_in(text: str, span: Span) -> list[str]:
    """Returns the numbers of the sections that a span names."""
    return [match["number"] for match in _SECTION.finditer(text, span.start, span.end)]
