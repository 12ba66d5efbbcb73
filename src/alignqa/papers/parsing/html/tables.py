"""Tables of a page: reads the rows of those that hold data, and recognises those that only lay out the page."""

from __future__ import annotations

from collections.abc import Iterator

from alignqa.papers.parsing.html.inline import inline_text
from alignqa.papers.parsing.html.tree import Element

_CELLS = frozenset({"td", "th"})
_BLOCKS = frozenset({"table", "h1", "h2", "h3", "h4", "blockquote", "pre", "article", "section"})
# Longer cells are columns of a page, not data.
_LONGEST_CELL = 2_000


def is_layout(table: Element) -> bool:
    """Checks whether a table lays out prose, as pages did before style sheets."""
    if table.roles & {"presentation", "none"} or "fatitem" in table.classes:  # a post on Hacker News
        return True
    if "ltx_tabular" in table.classes or any(table.named("th", "caption")):
        return False
    if any(inner is not table and inner.name in _BLOCKS for inner in table.elements()):
        return True
    return any(sum(map(len, cell.strings())) > _LONGEST_CELL for cell in table.named("td"))


def table_rows(table: Element) -> Iterator[str]:
    """Yields the rows of a table as text, with cells separated by a bar and empty rows left out."""
    for row in table.elements():
        if row.name == "tr" or "ltx_tr" in row.classes:
            cells = [" ".join(inline_text(cell)) for cell in row.children if isinstance(cell, Element) and _is_cell(cell)]
            if any(cells):
                yield " | ".join(cells)


def _is_cell(element: Element) -> bool:
    return element.name in _CELLS or "ltx_td" in element.classes or "ltx_th" in element.classes
