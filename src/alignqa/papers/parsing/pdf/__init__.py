"""Reads a PDF: positioned characters become lines, lines become columns, and typography tells what each line is.

The wing `child` is the process that reads the character runs of each page into a `printout`, without what nobody can see;
the wing `layout` builds lines from them and puts the lines in reading order, and measures what is normal in this document;
`furniture`, `notes`, `ruled_tables`, `floats`, `figures`, `headings` and `zones` mark the lines that are not running text;
`paragraphs` writes the manuscript from the `blocks` that the lines make, and `torn` cuts off what is no whole sentence;
`metadata` reads the title page, `titles` finds the title, and `web_page` knows what a browser prints around a page.
"""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads the PDF `data` that came from `path`; raises UnreadablePaper if it holds no text."""
    from alignqa.papers.parsing.pdf import parser  # loaded with the first file of this format

    return parser.parse(data, path)
