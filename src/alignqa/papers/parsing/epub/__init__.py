"""Reads an EPUB book, chapter by chapter, with the modules that read HTML."""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads EPUB that came from `path`; raises UnreadablePaper if it holds no text."""
    from alignqa.papers.parsing.epub import book  # loaded with the first file of this format

    return book.parse(data, path)
