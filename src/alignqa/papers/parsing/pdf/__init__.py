"""Reads a PDF: characters with their places become lines, lines become columns, and lines are told apart by how they are set.

`child_process` has a child (`child_main`, `glyphs`) read the runs of each page into a `printout`;
`lines` and `columns` put lines in reading order, `norms` measures what is normal in this document,
`furniture`, `floats`, `headings` and `zones` mark what is not running text,
`paragraphs` writes, `metadata` reads the title page.
"""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads PDF that came from `path`; UnreadablePaper where there is no text to be had."""
    from alignqa.papers.parsing.pdf import parser  # loaded with the first file of this format

    return parser.parse(data, path)
