"""The door to all formats of reference lists."""

from __future__ import annotations

import re

from alignqa.papers.bibliography.bibtex import read_bibtex
from alignqa.papers.bibliography.csl_json import read_csl_json
from alignqa.papers.bibliography.entry import ReferenceEntry
from alignqa.papers.bibliography.ris import read_ris

_RIS = re.compile(r"^TY  -", re.MULTILINE)


def read_bibliography(text: str) -> tuple[tuple[ReferenceEntry, ...], tuple[str, ...]]:
    """The entries of a BibTeX, CSL-JSON or RIS list, told by what it holds, and the notices for the user.

    A text that is no such list has no entries.
    """
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith(("[", "{")):
        return read_csl_json(text)
    if _RIS.search(text):
        return read_ris(text)
    return read_bibtex(text)
