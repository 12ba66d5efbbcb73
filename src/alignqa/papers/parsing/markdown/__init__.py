"""Reads Markdown: posts, chapters, web clippings, notes.

`syntax` parses with the `dialects` of Obsidian and pandoc, and `blocks` writes with `headings`, `lines`, `entry_lines`,
`inline`, `raised_names` and `raw_html`, without the `masthead` and `vault_marks`;
Markdown made from a PDF goes to `converted`.
"""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads Markdown that came from `path`; raises UnreadablePaper if it holds no prose."""
    from alignqa.papers.parsing.markdown import parser  # loaded with the first file of this format

    return parser.parse(data, path)
