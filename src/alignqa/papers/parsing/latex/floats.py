"""Writes figures, tables and their captions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.latex.blocks import Pen
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
"""Writes nodes."""

# What stands at the end of a long table's head and foot and is not a row of it.
_TABLE_PARTS = frozenset({"endhead", "endfirsthead", "endfoot", "endlastfoot"})


@dataclass(slots=True)
class _Float:
    kind: str
    number: str = ""
    parts: int = 0


class Floats:
    """Writes floats with a `Pen`; `visit` writes what is inside them."""

    def __init__(self, pen: Pen, *, counters: Counters, visit: Visit) -> None:
        self._pen = pen
        self._counters = counters
        self._visit = visit
        self._floats: list[_Float] = []
        self._parts = 0

    def write(self, node: LatexEnvironmentNode, kind: str, *, tabular: bool) -> None:
        """Writes a float, or with `tabular` a table that carries its caption itself."""
        self._floats.append(_Float(kind))
        with self._pen.region(RegionKind.TABLE if kind == "table" else RegionKind.CAPTION):
            if tabular:
                self.table(node.nodelist)
            else:
                self._visit(without_option(node))
        self._floats.pop()

    def write_part(self, node: LatexEnvironmentNode) -> None:
        """Writes a figure or table inside a float."""
        self._parts += 1
        self._visit(node.nodelist)
        self._parts -= 1

    def caption(self, node: LatexMacroNode) -> None:
        r"""Writes `\caption`, `\captionof` or `\subcaption` as printed: "Figure 3: …", "(b) …"."""
        arguments = list(node.nodeargd.argnlist)
        kind = inner_source(arguments[1]) if node.macroname == "captionof" else ""
        here = self._floats[-1] if self._floats else _Float(kind or "figure")
        if inner_source(arguments[0]) == "*":
            self._write_caption("", arguments[-1:])
        elif self._parts or node.macroname == "subcaption":
            self._write_caption(self._next_part(here), arguments[-1:])
        else:
            self._write_caption(self._next_number(here, kind or here.kind), arguments[-1:])

    def subfloat(self, node: LatexMacroNode) -> None:
        r"""Writes `\subfloat[caption]{content}`."""
        *_, caption, content = node.nodeargd.argnlist
        here = self._floats[-1] if self._floats else _Float("figure")
        self._write_caption(self._next_part(here), [caption])
        self._visit([content])

    def table(self, nodes: Sequence[LatexNode]) -> None:
        """Writes each row as a block of its own, its cells apart by " | "."""
        for row in rows_of(nodes):
            cells: list[list[LatexNode]] = [[]]
            for node in row:
                if isinstance(node, LatexSpecialsNode) and node.specials_chars == "&":
                    cells.append([])
                elif not (isinstance(node, LatexMacroNode) and node.macroname in _TABLE_PARTS):
                    cells[-1].append(node)
            texts = [self._captured(cell) for cell in cells]
            self._pen.aside(" | ".join(filter(None, texts)), RegionKind.TABLE)

    def _write_caption(self, prefix: str, content: Sequence[LatexNode | None]) -> None:
        text = self._captured(content)
        if prefix or text:
            self._pen.aside(f"{prefix} {text}", RegionKind.CAPTION)

    def _captured(self, nodes: Sequence[LatexNode | None]) -> str:
        with self._pen.captured() as text:
            self._visit(nodes)
        return "".join(text).strip()

    def _next_number(self, here: _Float, kind: str) -> str:
        number = here.number if here.number and here.parts else self._counters.next(kind)
        here.number, here.parts = "", 0  # a second caption in the same float counts on
        self._pen.label = Label(kind, number)
        return f"{kind.capitalize()} {number}:"

    def _next_part(self, here: _Float) -> str:
        if not here.number:
            here.number = self._counters.next(here.kind)
        here.parts += 1
        self._pen.label = Label(here.kind, f"{here.number}{letter(here.parts)}")
        return f"({letter(here.parts)})"
