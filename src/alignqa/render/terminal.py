"""Blocks on a terminal: wrapped to its width, with quotes set off and a little colour."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import IO

from rich.console import Console
from rich.text import Text

from alignqa.render.blocks import Block, BlockStyle
from alignqa.render.printable import printable

_STYLES = {
    BlockStyle.PLAIN: "",
    BlockStyle.HEADING: "bold",
    BlockStyle.QUOTE: "",
    BlockStyle.SOURCE: "cyan",
    BlockStyle.ASIDE: "dim",
    BlockStyle.WARNING: "yellow",
    BlockStyle.MARKED: "bold",
}
_MAX_WIDTH = 100  # columns; longer lines are hard to read


def to_terminal(blocks: Iterable[Block], file: IO[str], *, width: int | None = None) -> None:
    """Prints the blocks to a terminal; with NO_COLOR, without any escape sequence."""
    console = Console(
        file=file,
        width=width,
        force_terminal=True,
        color_system=None if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else "auto",
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    columns = min(console.width, _MAX_WIDTH)
    first = True
    for block in blocks:
        if block.gap and not first:
            console.print()
        first = False
        for line in _lines(block, columns, console):
            console.print(line, no_wrap=True, overflow="ignore", crop=False)


def _lines(block: Block, columns: int, console: Console) -> Iterable[Text]:
    """Yields the lines of a block; text of a document is only ever the content of a Text, never markup."""
    room = max(20, columns - max(block.indent, len(block.label)))
    lead = Text(block.label or " " * block.indent, "bold" if block.role is BlockStyle.QUOTE else _STYLES[block.role])
    for paragraph in printable(block.text).expandtabs(4).split("\n"):
        for line in Text(paragraph, _STYLES[block.role]).wrap(console, room):
            line.rstrip()
            yield Text.assemble(lead, line)
            lead = Text(" " * block.indent)
