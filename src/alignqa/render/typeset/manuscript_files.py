"""Files for a manuscript: a text with its reference list beside it, each with a seal that tells whether it was changed since."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence

from alignqa.papers.bibliography import ReferenceEntry, write_bibtex
from alignqa.papers.document import Metadata
from alignqa.render.printable import one_line, printable
from alignqa.render.typeset.latex_writing import latex_of
from alignqa.render.typeset.pandoc_writing import pandoc_of
from alignqa.render.typeset.pieces import Piece, keys_of

_SEAL = re.compile(r"\A(?:---\n[^\n]*\n)?[%#] Written by alignqa, seal (?P<seal>[0-9a-f]{64})\n")


def latex_file(pieces: Sequence[Piece], *, list_name: str) -> str:
    """Writes the pieces as LaTeX to be read with `input`, whose works are in the list of that name."""
    packages = "natbib, amssymb, booktabs, longtable and array"
    head = f"% It needs the packages {packages}; its works: {one_line(list_name)}\n\n"
    return _sealed("% ", head + latex_of(pieces))


def pandoc_file(pieces: Sequence[Piece], *, list_name: str) -> str:
    """Writes the pieces as Markdown for pandoc or Quarto, which find the list of works by its name."""
    known = f"bibliography: {json.dumps(list_name, ensure_ascii=False)}"
    return _sealed(f"---\n{known}\n# ", f"reference-section-title: Sources\n---\n\n{pandoc_of(pieces)}")


def works_file(pieces: Sequence[Piece], facts: Mapping[str, Metadata]) -> str:
    """Writes the reference list of exactly the works that the pieces cite, in BibTeX."""
    entries = (ReferenceEntry(key, facts.get(key, Metadata())) for key in keys_of(pieces))
    return _sealed("% ", f"\n{printable(write_bibtex(entries))}")


def is_own_file(text: str) -> bool:
    """Tells whether a text is one of these files and nobody changed it since."""
    text = text.replace("\r\n", "\n")
    found = _SEAL.match(text)
    return found is not None and found["seal"] == _hash(text[: found.start("seal")] + text[found.end("seal") :])


def _sealed(before: str, after: str) -> str:
    """Writes the seal, a hash of all the rest, into a line of its own between the two parts."""
    before, after = f"{before}Written by alignqa, seal ", f"\n{after}"
    return before + _hash(before + after) + after


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
