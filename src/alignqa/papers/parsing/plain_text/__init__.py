"""Reads plain text: paragraphs separated by blank lines, hard-wrapped lines joined, form feeds as page breaks."""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads plain text that came from `path`; raises UnreadablePaper if it holds no text."""
    from alignqa.papers.parsing.plain_text import parser  # loaded with the first file of this format

    return parser.parse(data, path)
