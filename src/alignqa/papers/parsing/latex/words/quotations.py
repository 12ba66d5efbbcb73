r"""Writes the quotations of the package csquotes, with their marks, their punctuation and the works that they cite."""

from __future__ import annotations

from collections.abc import Sequence

from alignqa.papers.parsing.latex.blocks import BlockCollector
from alignqa.papers.parsing.latex.citing import Captured, CitationWriter
from alignqa.papers.parsing.latex.commands import QUOTING
from alignqa.papers.parsing.latex.floats import Visit
from alignqa.papers.parsing.latex.nodes import LatexEnvironmentNode, LatexNode, arguments_of, inner_source, without_option

_COMMANDS = frozenset(word.rstrip("*[{") for word in QUOTING)
_OMISSIONS = frozenset({"textelp", "textins"})
# csquotes sets quotations of three lines or more off as blocks; this is what fits into less.
_SHORT = 200
_MARKS = ("“", "”", "‘", "’")
# The outer and the inner marks in other languages, where they are not those of English.
_FOREIGN_MARKS = {
    **dict.fromkeys(("german", "ngerman", "austrian", "naustrian", "czech", "slovak", "icelandic"), ("„", "“", "‚", "‘")),
    **dict.fromkeys(("french", "italian", "spanish", "portuguese", "russian", "greek", "norwegian"), ("«", "»", "“", "”")),
    **dict.fromkeys(("swedish", "finnish"), ("”", "”", "’", "’")),
    **dict.fromkeys(("polish", "dutch"), ("„", "”", "‚", "’")),
}


class QuotationWriter:
    """Writes into `blocks`; `visit` writes nodes, `text` returns their text, and `cited` prints the works."""

    def __init__(self, blocks: BlockCollector, cited: CitationWriter, *, visit: Visit, text: Captured) -> None:
        self._blocks = blocks
        self._cited = cited
        self._visit = visit
        self._text = text
        self._depth = 0

    def write(self, name: str, arguments: Sequence[LatexNode | None]) -> bool:
        """Writes one of the commands of csquotes; returns False for any other."""
        if name not in _COMMANDS:
            return False
        if name in _OMISSIONS:
            self._write_omission(name, arguments)
            return True
        others = list(arguments[:-1])
        is_inner = "block" not in name and inner_source(others.pop(0)) == "*"
        marks = _MARKS
        if name.startswith(("foreign", "hyphen", "hybrid")):
            language = inner_source(others.pop(0))
            marks = _FOREIGN_MARKS.get(language, _MARKS) if name.startswith("foreign") else _MARKS
        cite, punctuation = self._source(name, others)
        if "block" in name:
            self._write_block(arguments[-1], f"{punctuation}{cite}")
        else:
            self._write_marked(arguments[-1], marks, punctuation, is_inner=is_inner)
            self._blocks.write(cite)
        return True

    def write_environment(self, node: LatexEnvironmentNode) -> bool:
        """Writes a quotation of csquotes that stands apart; returns False for any other environment."""
        name = str(node.environmentname)
        if not name.endswith(("displayquote", "displaycquote")):
            return False
        arguments = arguments_of(node)
        cite, punctuation = self._source(name, arguments if name.startswith("display") else arguments[1:])
        with self._blocks.quotation():
            self._visit(without_option(node))
            self._blocks.trim()
            self._blocks.write(f"{punctuation}{cite}")
        return True

    def _source(self, name: str, arguments: Sequence[LatexNode | None]) -> tuple[str, str]:
        r"""The work that is cited behind a quotation, and the punctuation that belongs to the quotation.

        They come from `[text][punctuation]`, or from `[before][after]{key}[punctuation]` where the name says that it cites.
        """
        if "cquote" in name:
            *cited, punctuation = arguments
            with self._blocks.captured() as written:
                self._cited.cite("cite", cited)
            return f" {''.join(written)}", self._text([punctuation])
        if len(arguments) < 2:
            return "", ""
        text = self._text(arguments[:1]).strip()
        return f" ({text})" if text else "", self._text(arguments[1:])

    def _write_marked(
        self, quoted: LatexNode | None, marks: tuple[str, str, str, str], punctuation: str, *, is_inner: bool
    ) -> None:
        """Writes a quotation between marks: the inner ones inside another quotation and behind a star."""
        inner = 2 if is_inner or self._depth % 2 else 0
        self._depth += 1
        self._blocks.write(marks[inner])
        self._visit([quoted])
        self._blocks.write(f"{punctuation}{marks[inner + 1]}")
        self._depth -= 1

    def _write_block(self, quoted: LatexNode | None, source: str) -> None:
        """Writes a quotation into its sentence, or as a block if it is long."""
        text = self._text([quoted]).strip()
        punctuation, separator, cite = source.partition(" ")
        if len(text) <= _SHORT:
            self._blocks.write(f"“{text}{punctuation}”{separator}{cite}")
            return
        with self._blocks.quotation():
            self._blocks.write(f"{text}{source}")

    def _write_omission(self, name: str, arguments: Sequence[LatexNode | None]) -> None:
        """Writes the marks of an omission from a quotation, and of words put in."""
        star, inserted = inner_source(arguments[0]), self._text(arguments[-1:]).strip()
        parts = ["[…]"] if name == "textelp" else []
        if inserted:
            parts.insert(0 if star else len(parts), f"[{inserted}]")
        self._blocks.write(" ".join(parts))
