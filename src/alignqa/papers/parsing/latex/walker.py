"""Walks the parsed LaTeX of a paper and writes its text as printed, in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.latex import vocabulary
from alignqa.papers.parsing.latex.blocks import BlockCollector
from alignqa.papers.parsing.latex.citations import Citations, listed_work_text
from alignqa.papers.parsing.latex.counters import Counters, Label
from alignqa.papers.parsing.latex.environments import Environments
from alignqa.papers.parsing.latex.math import math_text, symbol
from alignqa.papers.parsing.latex.nodes import (
    LatexCharsNode,
    LatexEnvironmentNode,
    LatexGroupNode,
    LatexMacroNode,
    LatexMathNode,
    LatexNode,
    LatexSpecialsNode,
    arguments_of,
    inner_source,
)
from alignqa.papers.parsing.latex.quantities import quantity_text
from alignqa.papers.parsing.latex.source.inputs import VERBATIM_MACRO
from alignqa.papers.parsing.latex.title_block import TitleBlock
from alignqa.papers.parsing.manuscript.powers import raised

_SPECIALS = {"``": "“", "''": "”", "---": "—", "--": "–", "~": " ", "!`": "¡", "?`": "¿", "&": " ", "<<": "«", ">>": "»"}
_APOSTROPHES = str.maketrans({"'": "’", "`": "‘"})
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_ESCAPED_IN_URL = re.compile(r"\\([_%&#~$])")
_LEADING_OPTION = re.compile(r"^\[[^\[\]]*\]")
_NOTE_COMMANDS = frozenset({"footnote", "footnotetext", "sidenote", "endnote", "tablefootnote"})
_URL_COMMANDS = frozenset({"url", "nolinkurl", "path", "doi"})
_QUOTE_COMMANDS = frozenset({"enquote", "say", "textquote"})
_BREAK_COMMANDS = frozenset(
    {"\\", "newline", "linebreak", "tabularnewline", "hfill", "hspace", "quad", "qquad", "hskip", "enspace"}
)


class TreeWalker:
    """Writes nodes into `blocks`, and the front matter into `title_block`."""

    def __init__(self, *, counters: Counters, citations: Citations, verbatim: Sequence[str], chapters: bool) -> None:
        self.blocks = BlockCollector()
        self.title_block = TitleBlock()
        self._counters = counters
        self._citations = citations
        self._verbatim = verbatim
        self._top_level = 0 if chapters else 1
        self._environments = Environments(self.blocks, counters=counters, visit=self.visit)

    def visit(self, nodes: Sequence[LatexNode | None]) -> None:
        """Writes nodes one after the other."""
        for previous, node in zip([None, *nodes], nodes, strict=False):
            if isinstance(node, LatexCharsNode):
                self._write_characters(_LEADING_OPTION.sub("", node.chars) if self._is_unknown(previous) else node.chars)
            elif isinstance(node, LatexSpecialsNode):
                self.blocks.write(_SPECIALS.get(node.specials_chars, node.specials_chars))
            elif isinstance(node, LatexGroupNode):
                self.visit(node.nodelist)
            elif isinstance(node, LatexMathNode):
                self._write_math(node)
            elif isinstance(node, LatexMacroNode):
                self._write_command(node)
            elif isinstance(node, LatexEnvironmentNode):
                self._write_environment(node)

    def _is_unknown(self, node: LatexNode | None) -> bool:
        """Checks whether `node` is an unknown command, so that a "[…]" right after it is its option and not text."""
        if not isinstance(node, LatexMacroNode) or node.macro_post_space or arguments_of(node):
            return False
        return node.macroname.isalpha() and node.macroname not in vocabulary.KNOWN_NAMES and symbol(node) is None

    def _write_characters(self, chars: str) -> None:
        first, *others = _BLANK_LINE.split(chars.translate(_APOSTROPHES))
        self.blocks.write(first)
        for text in others:
            self.blocks.end_paragraph()
            self.blocks.write(text)

    def _write_math(self, node: LatexMathNode) -> None:
        text = math_text(node.nodelist)
        if node.displaytype == "display":
            self.blocks.display_math(text)
        else:
            self.blocks.write(text)

    def _write_environment(self, node: LatexEnvironmentNode) -> None:
        if node.environmentname == "thebibliography":
            self._write_bibliography(node)
        else:
            self._environments.write(node)

    def _write_command(self, node: LatexMacroNode) -> None:
        name = str(node.macroname)
        arguments = arguments_of(node)
        if not arguments and name in vocabulary.WITH_ARGUMENTS:
            return
        if name in vocabulary.SECTIONS:
            self._write_section(vocabulary.SECTIONS[name], arguments)
        elif name in vocabulary.CITATIONS:
            self._write_citation(name, arguments)
        elif name in vocabulary.REFERENCE_COMMANDS:
            self._write_reference(name, arguments)
        elif name in _NOTE_COMMANDS:
            self._write_note(name, arguments)
        elif name in _URL_COMMANDS:
            address = _ESCAPED_IN_URL.sub(r"\1", inner_source(arguments[-1]))
            self.blocks.write(f"doi: {address}" if name == "doi" else address)
        elif name in _QUOTE_COMMANDS:
            self._write_wrapped("“", arguments[-1:], "”")
        elif name == VERBATIM_MACRO:
            self._write_verbatim(*(inner_source(argument) for argument in arguments))
        elif name in vocabulary.QUANTITIES:
            braced = [node for node in arguments if isinstance(node, LatexGroupNode) and node.delimiters[0] == "{"]
            self.blocks.write(quantity_text(name, [inner_source(node) for node in braced]))
        elif name == "textsuperscript":
            self.blocks.write(raised(self.blocks.preceding, self._text(arguments[-1:])))
        elif name in vocabulary.SHOWN:
            self.visit(arguments[:1] if name == "texorpdfstring" else arguments[-1:])
        elif name in _BREAK_COMMANDS:
            self.blocks.write(self.title_block.line_break(name))
        elif not self._write_structure(name, node, arguments) and name not in vocabulary.DROPPED:
            self.blocks.write(symbol(node) or "")

    def _write_structure(self, name: str, node: LatexMacroNode, arguments: list[LatexNode | None]) -> bool:
        match name:
            case "label":
                self.blocks.add_label(inner_source(arguments[-1]))
            case "item":
                self._environments.item(node)
            case "caption" | "captionof" | "subcaption":
                self._environments.floats.caption(node)
            case "subfloat":
                self._environments.floats.subfloat(node)
            case "par" | "newpage" | "clearpage" | "pagebreak" | "medskip" | "bigskip" | "smallskip":
                self.blocks.end_paragraph()
            case "newtheorem":
                self._environments.define_theorem(arguments)
            case "appendix":
                self.blocks.end_paragraph()
                self._counters.begin_appendix()
            case "bibliography" | "printbibliography":
                self._write_listed_works()
            case "abstract":
                self.blocks.add_heading("Abstract", level=1)
                self.visit(arguments)
                self.blocks.end_paragraph()
            case "twocolumn":
                with self.blocks.captured():
                    self.visit(arguments)
            case _:
                return self._read_front_matter(name, arguments)
        return True

    # Front matter

    def _read_front_matter(self, name: str, arguments: list[LatexNode | None]) -> bool:
        match name:
            case "title" | "icmltitle":
                self.title_block.title = self._text(arguments[-1:])
            case "author":
                with self.title_block.author_block():
                    self.title_block.authors.append(self._text(arguments[-1:]))
            case "icmlauthor":
                self.title_block.authors.append(self._text(arguments[:1]))
            case "date":
                self.title_block.date = self._text(arguments)
            case "thanks":
                self.title_block.thanks.append(self._text(arguments))
            case "and" | "And" | "AND":
                self.blocks.write(self.title_block.author_break())
            case "maketitle":
                self._write_title_page()
            case _:
                return False
        return True

    def _write_title_page(self) -> None:
        self.blocks.end_paragraph()
        with self.blocks.region(RegionKind.FRONT_MATTER):
            for line in self.title_block.lines():
                self.blocks.write(line)
                self.blocks.end_paragraph()
        for note in self.title_block.thanks:
            self.blocks.add_block(note, RegionKind.FOOTNOTE)

    # Sections, notes, references, citations

    def _write_section(self, depth: int, arguments: list[LatexNode | None]) -> None:
        star, _, title = arguments
        if not inner_source(title):
            return
        self.blocks.end_paragraph()
        label = Label() if inner_source(star) == "*" else self._counters.section(depth)
        before = self.blocks.position()
        text = self._text([title])
        self.blocks.add_heading(text, level=max(depth - self._top_level + 1, 1), number=label.number, at=before)
        if label.kind:
            self.blocks.label = Label(label.kind, label.number, text)

    def _write_note(self, name: str, arguments: list[LatexNode | None]) -> None:
        with self.blocks.label_scope():
            if name != "footnotetext":
                self.blocks.label = Label("footnote", self._counters.next("footnote"))
            self.blocks.add_block(self._text(arguments[-1:]), RegionKind.FOOTNOTE)

    def _write_citation(self, name: str, arguments: list[LatexNode | None]) -> None:
        _, first, second, keys = arguments
        before, after = (first, second) if second is not None else (None, first)
        printed = self._citations.printed(
            name, inner_source(keys), before=self._text([before]).strip(), after=self._text([after]).strip()
        )
        self.blocks.write(printed)

    def _write_reference(self, name: str, arguments: list[LatexNode | None]) -> None:
        if name == "hyperref":
            self.visit(arguments[-1:])
        elif name.endswith("range"):
            self.blocks.add_reference(name, ",".join(inner_source(argument) for argument in arguments[-2:]))
        else:
            self.blocks.add_reference(name, inner_source(arguments[-1]))

    # The reference list

    def _write_bibliography(self, node: LatexEnvironmentNode) -> None:
        self.blocks.add_heading("References", level=1)
        with self.blocks.region(RegionKind.BIBLIOGRAPHY):
            begun = False
            for inner in node.nodelist:
                if isinstance(inner, LatexMacroNode) and inner.macroname == "bibitem":
                    begun = True
                    self.blocks.end_paragraph()
                    self.blocks.write(self._citations.mark(inner_source(arguments_of(inner)[-1])))
                elif begun:  # before the first item there are only definitions
                    self.visit([inner])

    def _write_listed_works(self) -> None:
        if self._citations.listed_works:
            self.blocks.add_heading("References", level=1)
            with self.blocks.region(RegionKind.BIBLIOGRAPHY):
                for number, work in enumerate(self._citations.listed_works, start=1):
                    self.blocks.write((f"[{number}] " if self._citations.style.numeric else "") + listed_work_text(work))
                    self.blocks.end_paragraph()

    # Verbatim text and text of nodes

    def _write_verbatim(self, form: str, number: str) -> None:
        index = int(number) if number.isdecimal() and len(number) < 9 else len(self._verbatim)
        text = self._verbatim[index] if index < len(self._verbatim) else ""
        if form == "code":
            self.blocks.end_paragraph()
            self.blocks.add_block(text, RegionKind.CODE)
        else:
            self.blocks.write(text)

    def _write_wrapped(self, opening: str, nodes: Sequence[LatexNode | None], closing: str) -> None:
        self.blocks.write(opening)
        self.visit(nodes)
        self.blocks.write(closing)

    def _text(self, nodes: Sequence[LatexNode | None]) -> str:
        with self.blocks.captured() as text:
            self.visit(nodes)
        return "".join(text)
