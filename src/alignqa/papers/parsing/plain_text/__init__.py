"""Reads plain text: paragraphs parted by blank lines, hard-wrapped lines joined, form feeds as page turns."""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads plain text that came from `path`; UnreadablePaper where there is no text to be had."""
    from alignqa.papers.parsing.plain_text import parser  # loaded with the first file of this format

    return parser.parse(data, path)
