"""Writes the commands of the title page, and reads the title and the authors from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.latex.blocks import BlockCollector
from alignqa.papers.parsing.latex.nodes import (
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexNode,
    arguments_of,
    inner_source,
    without_option,
)
from alignqa.papers.parsing.latex.title.names import NEXT_AUTHOR, NEXT_LINE, NOTE_MARK
from alignqa.papers.parsing.latex.title.title_block import (
    AFFILIATIONS,
    NAMES,
    RAISED_MARKS,
    SILENT_IN_AUTHORS,
    TitleBlock,
    is_title,
)

_TITLE_POINTS = 13.0
_LARGE = frozenset({"Large", "LARGE", "huge", "Huge"})
_PAGE_ENVIRONMENTS = frozenset({"center", "titlepage", "flushleft", "flushright", "maketitle"})
_AUTHOR_COMMANDS = frozenset({"author", "Author", "icmlauthor", "aistatsauthor"})


class TitlePage:
    """Collects the title page in `block`; `visit` writes nodes, and `text` returns their text."""

    def __init__(
        self,
        blocks: BlockCollector,
        *,
        visit: Callable[[Sequence[LatexNode | None]], None],
        text: Callable[[Sequence[LatexNode | None]], str],
    ) -> None:
        self.block = TitleBlock()
        self._is_written = False
        self._blocks = blocks
        self._visit = visit
        self._text = text

    def write(self, name: str, arguments: Sequence[LatexNode | None]) -> bool:
        """Writes a command of the title page; returns False for any other."""
        if self.block.in_author_block and self._write_in_authors(name, arguments):
            return True
        if name in _AUTHOR_COMMANDS:
            with self.block.author_block():
                self.block.authors.append(self._text(arguments[:1] if name == "icmlauthor" else arguments[-1:]))
        elif name in {"title", "Title", "icmltitle"}:
            self.block.title = self._text(arguments[-1:])
        elif name == "date":
            self.block.date = self._text(arguments)
        elif name == "thanks":
            self.block.thanks.append(self._text(arguments))
        elif name in {"and", "And", "AND", "linebreakand"}:
            self._blocks.write(self.block.author_break())
        elif name == "maketitle":
            self._write_page()
        elif name == "twocolumn":
            self._visit(arguments)
        else:
            return False
        return True

    def write_environment(self, node: LatexEnvironmentNode) -> bool:
        """Writes an environment inside the author block, or one that is a title page; returns False for any other."""
        if self.block.in_author_block:
            self._visit(without_option(node))
            return True
        if node.environmentname not in _PAGE_ENVIRONMENTS or self.block.title or self._blocks.position():
            return False
        if self._blocks.preceding.strip() or not (opening := _opening_in_large_letters(node.nodelist)):
            return False
        if not is_title(self._text(opening)):
            return False
        with self.block.author_block():
            text = self._text(without_option(node))
        self.block.read_page(text)
        self._write_page()
        return True

    def _write_in_authors(self, name: str, arguments: Sequence[LatexNode | None]) -> bool:
        """Marks what separates names, and leaves out what does not belong to them."""
        braced = not arguments or isinstance(arguments[-1], LatexGroupNode)
        if name in RAISED_MARKS or (name in {"email", "Email"} and braced):
            self._blocks.write(NOTE_MARK)
        elif name in NAMES:
            self._blocks.write(NEXT_AUTHOR)
            self._visit(arguments[-1:])
        elif name in AFFILIATIONS:
            self._blocks.write(NEXT_LINE)
            self._visit(arguments[-1:])
            self._blocks.write(NEXT_LINE if arguments else "")
        else:
            return name in SILENT_IN_AUTHORS
        return True

    def _write_page(self) -> None:
        self._blocks.end_paragraph()
        if self._is_written:
            return
        self._is_written = True
        with self._blocks.region(RegionKind.FRONT_MATTER):
            for line in self.block.lines():
                self._blocks.write(line)
                self._blocks.end_paragraph()
        for note in self.block.thanks:
            self._blocks.add_block(note, RegionKind.FOOTNOTE)


def _opening_in_large_letters(nodes: Sequence[LatexNode]) -> list[LatexNode]:
    r"""The nodes of the first line if they are in large letters: `{\LARGE …}`, `\textbf{\Large …}` or `\LARGE … \\`."""
    printed = [node for node in nodes if str(node.latex_verbatim()).strip()]
    for number, node in enumerate(printed):
        if isinstance(node, LatexGroupNode):
            return [node] if _is_large(node.nodelist) else []
        if isinstance(node, LatexMacroNode) and node.macroname in _LARGE:
            end = next(
                (n for n, other in enumerate(printed) if isinstance(other, LatexMacroNode) and other.macroname == "\\"), None
            )
            return printed[number:end]
        if isinstance(node, LatexMacroNode) and any(
            isinstance(argument, LatexGroupNode) and _is_large(argument.nodelist) for argument in arguments_of(node)
        ):
            return [node]
        if not isinstance(node, LatexMacroNode) or node.macroname in {"section", "chapter", "begin"}:
            return []
    return []


def _is_large(nodes: Sequence[LatexNode]) -> bool:
    """Checks whether a group begins with a command for large letters, perhaps after other declarations or inside groups."""
    for node in nodes:
        if isinstance(node, LatexGroupNode):
            return _is_large(node.nodelist)
        if not isinstance(node, LatexMacroNode):
            if str(node.latex_verbatim()).strip():
                return False
        elif node.macroname in _LARGE:
            return True
        elif node.macroname == "fontsize":
            return _size(inner_source(arguments_of(node)[0])) > _TITLE_POINTS
        elif (inner := arguments_of(node)) and isinstance(inner[-1], LatexGroupNode):
            return _is_large(inner[-1].nodelist)
    return False


def _size(source: str) -> float:
    number = source.removesuffix("pt").strip()
    return float(number) if number.replace(".", "", 1).isdigit() else 0.0
