"""Blocks on a terminal: wrapped to its width, with quotes set off and a little colour."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from typing import IO

from rich.console import Console
from rich.style import Style
from rich.text import Text

from alignqa.render.blocks import Block, BlockStyle
from alignqa.render.markdown import WEB_ADDRESS
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
_WITHOUT_LINKS = frozenset({"linux", "vt100", "vt220"})  # terminals that print an address where others make a link of it


def to_terminal(blocks: Iterable[Block], file: IO[str], *, width: int | None = None) -> None:
    """Prints the blocks to a terminal; with NO_COLOR, without any escape sequence."""
    console = _console(file, width)
    columns = min(console.width, _MAX_WIDTH)
    first = True
    for block in blocks:
        if block.gap and not first:
            console.print()
        first = False
        for line in _lines(block, columns, console):
            console.print(line, no_wrap=True, overflow="ignore", crop=False)


def height_of(blocks: Sequence[Block], file: IO[str], *, width: int | None = None) -> int:
    """Counts the rows that the blocks take on a terminal, with the empty line before each block that has one."""
    console = _console(file, width)
    columns = min(console.width, _MAX_WIDTH)
    return sum(block.gap + sum(1 for _ in _lines(block, columns, console)) for block in blocks)


def _console(file: IO[str], width: int | None) -> Console:
    return Console(
        file=file,
        width=width,
        force_terminal=True,
        color_system=None if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else "auto",
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )


def _lines(block: Block, columns: int, console: Console) -> Iterable[Text]:
    """Yields the lines of a block; text of a document is only ever the content of a Text, never markup."""
    room = max(20, columns - max(block.indent, len(block.label)))
    lead = Text(block.label or " " * block.indent, "bold" if block.role is BlockStyle.QUOTE else _STYLES[block.role])
    style = Style.parse(_STYLES[block.role]) + Style(link=_address(block))
    for paragraph in printable(block.text).expandtabs(4).split("\n"):
        for line in Text(paragraph, style).wrap(console, room):
            line.rstrip()
            yield Text.assemble(lead, line)
            lead = Text(" " * block.indent)


def _address(block: Block) -> str | None:
    """The web address that a terminal opens at a click, if it can and the address is one."""
    address = printable(block.link or "")
    return address if os.environ.get("TERM") not in _WITHOUT_LINKS and re.fullmatch(WEB_ADDRESS, address) else None
