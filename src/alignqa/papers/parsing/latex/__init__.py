"""Reads a LaTeX source.

`source` gathers its files, expands macros, decides conditions and repairs the nesting;
`commands` lists the commands there are, `vocabulary` tells pylatexenc of them, and `nodes` gives access to the nodes it parses;
`walker` writes the text as printed, with `environments`, `floats`, `list_marks`, `math`, `words` and `citing`, and without what
is `hidden`;
`blocks` collects the text until all labels are known, `counters` numbers and names them, `citations` prints them,
and `title` reads the metadata.
"""

from __future__ import annotations

from pathlib import Path

from alignqa.papers.document import Manuscript

__all__ = ["parse", "source_text"]


def parse(data: bytes, path: Path) -> Manuscript:
    """Reads the LaTeX source `data` that came from `path`; raises UnreadablePaper if it holds no text."""
    from alignqa.papers.parsing.latex import parser  # loaded with the first file of this format

    return parser.parse(data, path)


def source_text(data: bytes, path: Path) -> str:
    """The text of the source `data` that came from `path` and of the files it inputs, without comments, before it is parsed."""
    from alignqa.papers.parsing.latex.source.inputs import gather

    return gather(data, path).text
