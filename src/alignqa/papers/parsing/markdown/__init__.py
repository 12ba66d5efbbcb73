"""Reads Markdown: posts, chapters, web clippings, notes.

`syntax` parses, `blocks` writes with `headings`, `inline` and `raw_html`; what a program made from a PDF goes to `converted`.
"""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads Markdown that came from `path`; UnreadablePaper where there is no text to be had."""
    from alignqa.papers.parsing.markdown import parser  # loaded with the first file of this format

    return parser.parse(data, path)
