"""Writes figures, tables and their captions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.latex.blocks import BlockCollector
from alignqa.papers.parsing.latex.counters import Counters, Label, letter
from alignqa.papers.parsing.latex.nodes import (
    LatexEnvironmentNode,
    LatexMacroNode,
    LatexNode,
    LatexSpecialsNode,
    inner_source,
    rows_of,
    without_option,
)

Visit = Callable[[Sequence[LatexNode | None]], None]
"""A function that writes nodes."""

# Commands at the end of a long table's head and foot, which are not rows of it.
_TABLE_COMMANDS = frozenset({"endhead", "endfirsthead", "endfoot", "endlastfoot"})


@dataclass(slots=True)
class _Float:
    kind: str
    number: str = ""
    subfloats: int = 0


class Floats:
    """Writes floats into `blocks`; `visit` writes the nodes inside them."""

    def __init__(self, blocks: BlockCollector, *, counters: Counters, visit: Visit) -> None:
        self._blocks = blocks
        self._counters = counters
        self._visit = visit
        self._floats: list[_Float] = []
        self._subfloat_depth = 0

    def write(self, node: LatexEnvironmentNode, kind: str, *, tabular: bool) -> None:
        """Writes a float, or with `tabular` a table environment that contains its own caption."""
        self._floats.append(_Float(kind))
        with self._blocks.region(RegionKind.TABLE if kind == "table" else RegionKind.CAPTION):
            if tabular:
                self.table(node.nodelist)
            else:
                self._visit(without_option(node))
        self._floats.pop()

    def write_subfloat(self, node: LatexEnvironmentNode) -> None:
        """Writes a figure or table inside a float."""
        self._subfloat_depth += 1
        self._visit(node.nodelist)
        self._subfloat_depth -= 1

    def caption(self, node: LatexMacroNode) -> None:
        r"""Writes `\caption`, `\captionof` or `\subcaption` as printed: "Figure 3: …", "(b) …"."""
        arguments = list(node.nodeargd.argnlist)
        kind = inner_source(arguments[1]) if node.macroname == "captionof" else ""
        current = self._floats[-1] if self._floats else _Float(kind or "figure")
        if inner_source(arguments[0]) == "*":
            self._write_caption("", arguments[-1:])
        elif self._subfloat_depth or node.macroname == "subcaption":
            self._write_caption(self._next_subfloat(current), arguments[-1:])
        else:
            self._write_caption(self._next_number(current, kind or current.kind), arguments[-1:])

    def subfloat(self, node: LatexMacroNode) -> None:
        r"""Writes `\subfloat[caption]{content}`."""
        *_, caption, content = node.nodeargd.argnlist
        current = self._floats[-1] if self._floats else _Float("figure")
        self._write_caption(self._next_subfloat(current), [caption])
        self._visit([content])

    def table(self, nodes: Sequence[LatexNode]) -> None:
        """Writes each row as a block of its own, with its cells separated by " | "."""
        for row in rows_of(nodes):
            cells: list[list[LatexNode]] = [[]]
            for node in row:
                if isinstance(node, LatexSpecialsNode) and node.specials_chars == "&":
                    cells.append([])
                elif not (isinstance(node, LatexMacroNode) and node.macroname in _TABLE_COMMANDS):
                    cells[-1].append(node)
            texts = [self._text(cell) for cell in cells]
            self._blocks.add_block(" | ".join(filter(None, texts)), RegionKind.TABLE)

    def _write_caption(self, prefix: str, content: Sequence[LatexNode | None]) -> None:
        text = self._text(content)
        if prefix or text:
            self._blocks.add_block(f"{prefix} {text}", RegionKind.CAPTION)

    def _text(self, nodes: Sequence[LatexNode | None]) -> str:
        with self._blocks.captured() as text:
            self._visit(nodes)
        return "".join(text).strip()

    def _next_number(self, current: _Float, kind: str) -> str:
        number = current.number if current.number and current.subfloats else self._counters.next(kind)
        current.number, current.subfloats = "", 0  # a second caption in the same float has the next number
        self._blocks.label = Label(kind, number)
        return f"{kind.capitalize()} {number}:"

    def _next_subfloat(self, current: _Float) -> str:
        if not current.number:
            current.number = self._counters.next(current.kind)
        current.subfloats += 1
        self._blocks.label = Label(current.kind, f"{current.number}{letter(current.subfloats)}")
        return f"({letter(current.subfloats)})"
