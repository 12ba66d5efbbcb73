"""Reads a reference list in any of the formats."""

from __future__ import annotations

import re

from alignqa.papers.bibliography.bibtex import read_bibtex
from alignqa.papers.bibliography.csl_json import read_csl_json
from alignqa.papers.bibliography.entry import ReferenceEntry
from alignqa.papers.bibliography.ris import read_ris

_RIS = re.compile(r"^TY  -", re.MULTILINE)


def read_bibliography(text: str) -> tuple[tuple[ReferenceEntry, ...], tuple[str, ...]]:
    """Returns the entries of a BibTeX, CSL-JSON or RIS list, and the notices for the user; the content decides the format.

    A text that is not such a list has no entries.
    """
    text = text.removeprefix("\ufeff")
    if text.lstrip().startswith(("[", "{")):
        return read_csl_json(text)
    if _RIS.search(text):
        return read_ris(text)
    return read_bibtex(text)
