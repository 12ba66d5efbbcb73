"""The nodes that pylatexenc parses LaTeX into, and functions that read from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pylatexenc.latexwalker import (
    LatexCharsNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexNode,
    LatexSpecialsNode,
    LatexWalker,
)

__all__ = [
    "LatexCharsNode",
    "LatexEnvironmentNode",
    "LatexGroupNode",
    "LatexMacroNode",
    "LatexMathNode",
    "LatexNode",
    "LatexSpecialsNode",
    "LatexWalker",
    "arguments_of",
    "inner_source",
    "rows_of",
    "without_option",
]

_LEADING_OPTION = re.compile(r"\s{0,60}\[[^\[\]]*+\]")


def inner_source(node: LatexNode | None) -> str:
    """The source of an argument without the braces or brackets around it; empty for an absent argument."""
    if node is None:
        return ""
    source = str(node.latex_verbatim())
    return source[1:-1].strip() if isinstance(node, LatexGroupNode) else source.strip()


def arguments_of(node: LatexMacroNode | LatexEnvironmentNode) -> list[LatexNode | None]:
    """The arguments of a command or an environment, None for absent optional ones."""
    return list(node.nodeargd.argnlist) if node.nodeargd is not None and node.nodeargd.argnlist else []


def without_option(node: LatexEnvironmentNode) -> list[LatexNode]:
    """The nodes inside an environment, without a leading "[…]" that pylatexenc took for text because the name is unknown."""
    nodes = list(node.nodelist)
    if nodes and isinstance(nodes[0], LatexCharsNode) and (found := _LEADING_OPTION.match(nodes[0].chars)):
        rest = nodes[0].chars[found.end() :]
        nodes[0] = LatexCharsNode(parsing_state=nodes[0].parsing_state, pos=nodes[0].pos, len=nodes[0].len, chars=rest)
    return nodes


def rows_of(nodes: Sequence[LatexNode]) -> Iterator[list[LatexNode]]:
    r"""The nodes between the `\\` of a table or of aligned formulae."""
    row: list[LatexNode] = []
    for node in nodes:
        if isinstance(node, LatexMacroNode) and node.macroname in {"\\", "tabularnewline", "cr"}:
            yield row
            row = []
        else:
            row.append(node)
    yield row
