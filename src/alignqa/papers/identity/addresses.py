"""Addresses of works, compared."""

from __future__ import annotations

import re

_FORUM_POST = re.compile(
    r"[/.](?:lesswrong\.com|greaterwrong\.com|alignmentforum\.org)/(?:posts|s/\w+/p)/(\w{17})(?![^/?#])", re.IGNORECASE
)


def same_address(one: str, other: str) -> bool:
    """Checks whether two addresses lead to one work."""
    return normal_address(one) == normal_address(other)


def normal_address(url: str) -> str:
    """Normalises an address for comparison; a forum post has the same identifier on every forum, whatever its title."""
    if post := _FORUM_POST.search(url):
        return post[1].casefold()
    return url.casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
