"""Reads a web page as saved or as served: arXiv's LaTeXML, Distill, or any article.

`tree` reads hostile bytes, `main_content` leaves out navigation and banners, `roles` tells what an element is to a reader,
`blocks` writes with `inline`, `maths` and `tables`; `metadata` reads what the page says of itself.
"""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads HTML that came from `path`; UnreadablePaper where there is no text to be had."""
    from alignqa.papers.parsing.html import parser  # loaded with the first file of this format

    return parser.parse(data, path)
