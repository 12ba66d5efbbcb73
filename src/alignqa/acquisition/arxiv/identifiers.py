"""Identifiers of arXiv, with or without a version."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

# https://info.arxiv.org/help/arxiv_identifier.html: since April 2007 YYMM.number, before that archive(.class)/YYMMnumber.
_ID = r"(?P<id>\d{4}\.\d{4,5}|[a-z][a-z-]{1,20}(?:\.[A-Z]{2})?/\d{7})(?:v(?P<version>[1-9]\d{0,2}))?"
_NAMED = re.compile(rf"arxiv:\s*{_ID}", re.IGNORECASE)
_ADDRESS = re.compile(
    rf"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html|src|e-print)/{_ID}(?:\.pdf)?/?(?:[?#].*)?", re.IGNORECASE
)
_DOI = re.compile(rf"(?:https?://(?:dx\.)?doi\.org/|doi:)?10\.48550/arxiv\.{_ID}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ArxivId:
    """An identifier such as 1906.01820 or cs/0102003, and a version, or None for the newest one."""

    id: str
    version: int | None = None

    def __str__(self) -> str:
        return self.id if self.version is None else f"{self.id}v{self.version}"

    def at(self, version: int | None) -> ArxivId:
        """Returns the same work in another version."""
        return replace(self, version=version)


def arxiv_id(text: str) -> ArxivId | None:
    """Parses "arxiv:1906.01820v3", an address at arxiv.org or arXiv's own DOI as an identifier; None for anything else."""
    text = text.strip()
    found = _NAMED.fullmatch(text) or _ADDRESS.fullmatch(text) or _DOI.fullmatch(text)
    return ArxivId(found["id"], int(found["version"]) if found["version"] else None) if found else None
