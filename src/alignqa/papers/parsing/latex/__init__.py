"""Reads a LaTeX source.

`source` gathers its files, expands macros and mends the nesting; `nodes` and `vocabulary` say what pylatexenc parsed;
`walker` writes what a reader sees, with `environments`, `floats`, `list_marks`, `math` and `citations`;
`blocks` holds the text until `counters` knows every label; `title_block` reads the metadata.
"""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads LaTeX that came from `path`; UnreadablePaper where there is no text to be had."""
    from alignqa.papers.parsing.latex import parser  # loaded with the first file of this format

    return parser.parse(data, path)
