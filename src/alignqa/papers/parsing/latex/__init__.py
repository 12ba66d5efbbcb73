"""Reads a LaTeX source.

`source` gathers its files, expands macros and repairs the nesting;
`vocabulary` tells pylatexenc which commands there are, and `nodes` gives access to the nodes that it parses;
`walker` writes the text as printed, with `environments`, `floats`, `list_marks`, `math` and `citations`;
`blocks` collects the text until all labels are known, `counters` numbers and names them, and `title_block` reads the metadata.
"""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads the LaTeX source `data` that came from `path`; raises UnreadablePaper if it holds no text."""
    from alignqa.papers.parsing.latex import parser  # loaded with the first file of this format

    return parser.parse(data, path)
