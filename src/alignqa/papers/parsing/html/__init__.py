"""Reads a web page as saved or as served: arXiv's LaTeXML, Distill, or any article.

`tree` reads untrusted bytes, `visibility` leaves out what the page hides, `comments` what others wrote below it,
`main_content` navigation and banners,
`roles` and `labels` classify elements and short paragraphs, `blocks` writes the `element_blocks` with `inline`, `maths`,
`listings` and `tables`, and `metadata` and `authorship` read what the page says about itself.
"""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads HTML that came from `path`; raises UnreadablePaper if it holds no text."""
    from alignqa.papers.parsing.html import parser  # loaded with the first file of this format

    return parser.parse(data, path)
