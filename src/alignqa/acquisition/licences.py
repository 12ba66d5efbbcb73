"""Names of licences, found from their addresses or from the words of a page."""

from __future__ import annotations

import re

from alignqa.papers.parsing.html.metadata import creative_commons
from alignqa.papers.parsing.manuscript.writer import clean

_ARXIV = re.compile(r"arxiv\.org/licenses/nonexclusive-distrib/(\d\.\d)|arXiv\.org perpetual", re.IGNORECASE)
_LABEL = re.compile(r"\Alicen[cs]e:\s*", re.IGNORECASE)


def licence_name(stated: str) -> str | None:
    """Returns a short name such as "CC BY 4.0" or "arXiv.org non-exclusive licence"; an unknown licence stays as stated."""
    if _ARXIV.search(stated):
        return "arXiv.org non-exclusive licence"
    return creative_commons(stated) or _LABEL.sub("", clean(stated))[:200] or None
