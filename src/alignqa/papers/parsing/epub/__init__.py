"""Reads an EPUB book, chapter by chapter, with the parts that read HTML."""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads EPUB that came from `path`; UnreadablePaper where there is no text to be had."""
    from alignqa.papers.parsing.epub import book  # loaded with the first file of this format

    return book.parse(data, path)
