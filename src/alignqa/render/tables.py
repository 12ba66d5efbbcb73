"""Titled tables, as blocks and as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alignqa.papers.notebook import NotebookDisplay
from alignqa.render.blocks import Block, BlockStyle
from alignqa.render.printable import one_line

_SPECIAL = re.compile(r"[\\`*_\[\]<>~|$]")


@dataclass(frozen=True, slots=True)
class Table(NotebookDisplay):
    """Rows of cells under column names; a column whose name begins with "#" is aligned to the right and shown without it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_blocks(tables: Iterable[Table]) -> Iterator[Block]:
    """Yields each table as a heading and one block of lines with aligned columns."""
    for table in tables:
        names = tuple(name.removeprefix("#") for name in table.columns)
        lines = [tuple(one_line(cell) for cell in row) for row in (names, *table.rows)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(names))]
        yield Block(table.title, BlockStyle.HEADING, gap=True)
        yield Block("\n".join(_aligned(line, widths, table.columns) for line in lines), indent=2)


def table_markdown(tables: Iterable[Table]) -> str:
    """Writes the tables as GitHub-flavoured Markdown."""
    parts = []
    for table in tables:
        rule = ["---:" if name.startswith("#") else "---" for name in table.columns]
        names = [name.removeprefix("#") for name in table.columns]
        rows = [names, rule, *([_cell(cell) for cell in row] for row in table.rows)]
        parts.append(f"## {_cell(table.title)}\n\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows))
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return _SPECIAL.sub(lambda match: f"\\{match.group()}", one_line(text))


def _aligned(line: tuple[str, ...], widths: list[int], columns: tuple[str, ...]) -> str:
    cells = zip(line, widths, columns, strict=True)
    return "  ".join(cell.rjust(width) if name.startswith("#") else cell.ljust(width) for cell, width, name in cells).rstrip()
