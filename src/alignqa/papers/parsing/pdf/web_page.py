"""Recognises the head and the foot that a browser prints on each sheet of a web page: date and title, address and number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_HEAD = re.compile(
    r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}),?\s+\d{1,2}[:.]\d{2}(?:\s?[AP]\.?M\.?)?(?:\s+(?P<title>\S.*))?", re.IGNORECASE
)
_FOOT = re.compile(r"(?P<url>(?:https?|file)://\S+)(?P<count>\s+\d{1,4}\s?/\s?\d{1,4})?")
_SITE = re.compile(r"(?<!\s)\s++[-–—|·]\s+[^-–—|·]+$")  # " — LessWrong"


@dataclass(frozen=True, slots=True)
class WebPage:
    """The title and the address of a printed web page; None where they are not printed in full."""

    title: str | None = None
    url: str | None = None


def is_browser_line(text: str) -> bool:
    """Checks whether a line at the edge of a page is one that a browser adds."""
    return _HEAD.fullmatch(text) is not None or ((foot := _FOOT.fullmatch(text)) is not None and foot["count"] is not None)


def web_page_of(edge_lines: Iterable[str]) -> WebPage | None:
    """The web page whose heads and feet these are; None if a browser added none of them."""
    title: str | None = None
    url: str | None = None
    has_date = False
    for text in edge_lines:
        head, foot = _HEAD.fullmatch(text), _FOOT.fullmatch(text)
        if head:
            has_date = True
            title = title or head["title"]
        # A browser shortens a long address, and a local file has no address.
        if foot and "…" not in foot["url"] and "..." not in foot["url"] and foot["url"].startswith("http"):
            url = url or foot["url"]
    return WebPage(title, url) if has_date else None


def without_site(title: str) -> str:
    """The title of a page without the name of its site."""
    return _SITE.sub("", title) or title
