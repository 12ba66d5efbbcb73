"""Blocks as plain text for a pipe: no colour, no box drawing, and no wrapping, so that tools can search whole lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.works import Copies
from alignqa.render.blocks import Block
from alignqa.render.printable import one_line, printable
from alignqa.render.wording import by_line, copy_line


def to_plain(blocks: Iterable[Block]) -> str:
    """Writes the blocks as text that ends with a newline."""
    lines: list[str] = []
    for block in blocks:
        if block.gap and lines:
            lines.append("")
        first, *rest = printable(block.text).split("\n")
        lines.append((block.label or " " * block.indent) + first)
        lines.extend((" " * block.indent + line).rstrip() for line in rest)
    return "".join(f"{line}\n" for line in lines)


def papers_table(papers: Sequence[PaperRecord], copies: Mapping[str, Copies]) -> str:
    """Writes one line per paper: key, authors with year, title, and its copies if it has any, separated by tabs."""
    rows = [
        (
            *(record.paper_id, by_line(record.metadata.authors, record.metadata.year), record.metadata.title or ""),
            *([copy_line(found)] if (found := copies.get(record.paper_id)) else ()),
        )
        for record in papers
    ]
    return "".join("\t".join(one_line(cell) for cell in row) + "\n" for row in rows)
