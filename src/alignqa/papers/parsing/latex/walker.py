"""Walks the parsed LaTeX of a paper and writes its text as printed, in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.latex import vocabulary
from alignqa.papers.parsing.latex.blocks import GAP, BlockCollector
from alignqa.papers.parsing.latex.citations import Citations
from alignqa.papers.parsing.latex.citing import CitationWriter
from alignqa.papers.parsing.latex.counters import Counters, Label
from alignqa.papers.parsing.latex.environments import Environments
from alignqa.papers.parsing.latex.hidden import Visibility
from alignqa.papers.parsing.latex.math import math_text
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
from alignqa.papers.parsing.latex.source.glue import is_space
from alignqa.papers.parsing.latex.source.inputs import VERBATIM_MACRO
from alignqa.papers.parsing.latex.title.names import NOTE_MARK
from alignqa.papers.parsing.latex.title.page import TitlePage
from alignqa.papers.parsing.latex.words.printed_words import PrintedWords
from alignqa.papers.parsing.latex.words.quotations import QuotationWriter
from alignqa.papers.parsing.latex.words.symbols import symbol
from alignqa.papers.parsing.manuscript.omissions import PUT_IN, left_out

_SPECIALS = {"``": "“", "''": "”", "---": "—", "--": "–", "~": " ", "!`": "¡", "?`": "¿", "&": " ", "<<": "«", ">>": "»"}
_APOSTROPHES = str.maketrans({"'": "’", "`": "‘"})
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
# A formula that is only raised or lowered belongs to the word before it: "10$^9$", "1$^{st}$", "CO$_2$".
_SCRIPT = re.compile(r"(?P<sign>[_^])(?P<text>[^\s{}_^]+|\{[^{}]+\})")
_FRACTION = re.compile(r"(?:\$|\\\()\s*\\(?:[dtc]?frac|nicefrac|sfrac)")
_LEADING_OPTION = re.compile(r"^\[[^\[\]]*\]")
_NOTE_COMMANDS = frozenset({"footnote", "footnotetext", "sidenote", "endnote", "tablefootnote", "marginpar", "marginnote"})
_UNNUMBERED_NOTES = frozenset({"footnotetext", "marginpar", "marginnote"})
_BREAK_COMMANDS = frozenset(
    {"\\", "newline", "linebreak", "tabularnewline", "hfil", "hfill", "hspace", "quad", "qquad", "hskip", "enspace"}
)
# On the ground of these, white text is seen.
_GROUNDS = frozenset(
    {"colorbox", "fcolorbox", "tcolorbox", "mdframed", "shaded", "snugshade", "figure", "table", *vocabulary.TABULARS}
)
_FRONT_COMMANDS = frozenset({"keywords", "keyword", "subjclass", "pacs"})
# Their text was put in by a later hand.
_PUTTING_IN = frozenset({"added", "DIFadd", "DIFaddFL", "uline", "uwave", "ul"})


class TreeWalker:
    """Writes nodes into `blocks`, and the front matter into `title_page`."""

    def __init__(self, *, counters: Counters, citations: Citations, verbatim: Sequence[str], chapters: bool) -> None:
        self.blocks = BlockCollector()
        self.title_page = TitlePage(self.blocks, visit=self.visit, text=self._text)
        self.visibility = Visibility()
        self.unknown: dict[str, None] = {}
        self.struck = 0
        self._counters = counters
        self._cited = CitationWriter(self.blocks, citations, visit=self.visit, text=self._text)
        self._quotes = QuotationWriter(self.blocks, self._cited, visit=self.visit, text=self._text)
        self.words = PrintedWords(self.blocks, visit=self.visit, text=self._text)
        self._verbatim = verbatim
        self._top_level = 0 if chapters else 1
        self._boxes: dict[str, Sequence[LatexNode | None]] = {}
        self._grounds = 0
        self.environments = Environments(self.blocks, counters=counters, visit=self.visit)

    def visit(self, nodes: Sequence[LatexNode | None]) -> None:
        """Writes nodes one after the other, except those that no reader sees."""
        unseen: dict[str, bool] = {}
        left_out = ""
        for previous, node in zip([None, *nodes], nodes, strict=False):
            if declared := self.visibility.declares(node):
                unseen[declared[0]] = declared[1] and not self._grounds
            if any(unseen.values()) and node is not None:
                left_out += "" if declared else f" {node.latex_verbatim()}"
            elif isinstance(node, LatexCharsNode) and self._is_unknown(previous):
                self._write_characters(_LEADING_OPTION.sub("", node.chars))
            else:
                self._visit_one(node)
        self.visibility.leave_out(left_out)

    def _visit_one(self, node: LatexNode | None) -> None:
        if isinstance(node, LatexCharsNode):
            self._write_characters(node.chars)
        elif isinstance(node, LatexSpecialsNode):
            is_cell = node.specials_chars == "&" and self.title_page.block.in_author_block
            self.blocks.write(
                self.title_page.block.line_break("quad") if is_cell else _SPECIALS.get(node.specials_chars, node.specials_chars)
            )
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
        if self.title_page.block.in_author_block:
            self.blocks.write(NOTE_MARK)
        elif (script := _SCRIPT.fullmatch(text)) and node.displaytype != "display":
            self.words.write_formula_script(script["sign"], script["text"])
        elif _FRACTION.match(str(node.latex_verbatim())) and self.blocks.preceding[-1:].isdigit():
            self.blocks.write(f" {text}")
        elif node.displaytype == "display":
            self.blocks.display_math(text)
        else:
            self.blocks.write(text)

    def _write_environment(self, node: LatexEnvironmentNode) -> None:
        name = str(node.environmentname).rstrip("*")
        if name == "thebibliography":
            self._cited.reference_list(node)
        elif name == "lrbox":
            self._boxes[inner_source(next(iter(arguments_of(node)), None))] = list(node.nodelist)
        elif not self.title_page.write_environment(node) and not self._quotes.write_environment(node):
            has_ground = name in _GROUNDS
            self._grounds += has_ground
            self.environments.write(node)
            self._grounds -= has_ground

    def _write_command(self, node: LatexMacroNode) -> None:
        name = str(node.macroname)
        arguments = arguments_of(node)
        if not arguments and name in vocabulary.WITH_ARGUMENTS:
            return
        writers = (self.title_page.write, self.words.write, self._quotes.write, self._write_cited)
        if any(write(name, arguments) for write in writers):
            return
        if name in vocabulary.STRUCK:
            struck = left_out(inner_source(arguments[-1] if arguments else None))
            self.struck += bool(struck)
            self.blocks.write(GAP if name in vocabulary.TAKEN_OUT else struck)
        elif name in vocabulary.SECTIONS:
            self._write_section(vocabulary.SECTIONS[name], arguments)
        elif name in _NOTE_COMMANDS:
            self._write_note(name, arguments)
        elif name == VERBATIM_MACRO:
            self._write_verbatim(*(inner_source(argument) for argument in arguments))
        elif name in vocabulary.SHOWN:
            self._write_shown(name, node, arguments)
        elif name == "hspace" and not is_space(inner_source(arguments[-1])):
            return
        elif name in _BREAK_COMMANDS:
            self.blocks.write(self.title_page.block.line_break(name))
        elif not self._write_structure(name, node, arguments) and not self._keep(name, arguments):
            self._write_symbol(node)

    def _write_symbol(self, node: LatexMacroNode) -> None:
        """Writes a symbol, and takes note of a command that is neither one nor known to print nothing."""
        name = str(node.macroname)
        if name in vocabulary.DROPPED:
            return
        text = symbol(node)
        self.blocks.write(text or "")
        if text is None and name.isalpha() and not vocabulary.is_known(name):
            self.unknown[f"\\{name}"] = None

    def _write_shown(self, name: str, node: LatexMacroNode, arguments: list[LatexNode | None]) -> None:
        """Writes the argument of a command that only sets it off, if a reader sees it."""
        if not self._grounds and self.visibility.is_unseen(node):
            self.visibility.leave_out(inner_source(arguments[-1]))
            return
        if name == "textbf":
            self.blocks.begin_bold(inner_source(arguments[-1]))
        has_ground = name in _GROUNDS
        self._grounds += has_ground
        self.blocks.write(PUT_IN if name in _PUTTING_IN else "")
        self.visit(arguments[:1] if name == "texorpdfstring" else arguments[-1:])
        self.blocks.write(PUT_IN if name in _PUTTING_IN else "")
        self._grounds -= has_ground

    def _keep(self, name: str, arguments: list[LatexNode | None]) -> bool:
        """Keeps what is printed later or tells of colours; returns False for any other command."""
        sources = [inner_source(argument) for argument in arguments]
        match name:
            case "sbox" | "savebox":
                self._boxes[sources[0]] = arguments[-1:]
            case "usebox":
                self.visit(self._boxes.get(sources[-1], ()))
            case "definecolor":
                self.visibility.define(*sources[-3:])
            case "colorlet":
                self.visibility.define(sources[0], "", sources[-1])
            case "pagecolor":
                self.visibility.set_ground("", sources[-1])
            case _:
                return False
        return True

    def _write_structure(self, name: str, node: LatexMacroNode, arguments: list[LatexNode | None]) -> bool:
        match name:
            case "label":
                self.blocks.add_label(inner_source(arguments[-1]))
            case "item":
                self.environments.item(node)
            case "caption" | "captionof" | "subcaption":
                self.environments.floats.caption(node)
            case "subfloat":
                self.environments.floats.subfloat(node)
            case "par" | "newpage" | "clearpage" | "pagebreak" | "medskip" | "bigskip" | "smallskip":
                self.blocks.end_paragraph()
            case "newtheorem":
                self.environments.define_theorem(arguments)
            case "appendix" | "appendices":
                self.blocks.end_paragraph()
                self._counters.begin_appendix()
                if title := self._text(arguments).strip():  # IEEE's class has a single appendix with a name
                    self.blocks.add_heading(f"Appendix: {title}", level=1)
            case "abstract":
                self.blocks.add_heading("Abstract", level=1)
                self.visit(arguments)
                self.blocks.end_paragraph()
            case _ if name in _FRONT_COMMANDS:
                with self.blocks.region(RegionKind.FRONT_MATTER):
                    self.visit(arguments[-1:])
            case _:
                return False
        return True

    # Sections, notes, references, citations

    def _write_section(self, depth: int, arguments: list[LatexNode | None]) -> None:
        star, _, title = arguments
        if title is None or not title.latex_verbatim():  # the source ends here
            return
        self.blocks.end_paragraph()
        label = Label() if inner_source(star) == "*" else self._counters.section(depth)
        before = self.blocks.position()
        text = self._text([title]).strip()
        if not text and not label.number:
            return
        self.blocks.add_heading(text, level=max(depth - self._top_level + 1, 1), number=label.number, at=before)
        if label.kind:
            self.blocks.label = Label(label.kind, label.number, text)

    def _write_note(self, name: str, arguments: list[LatexNode | None]) -> None:
        with self.blocks.label_scope():
            if name not in _UNNUMBERED_NOTES:
                self.blocks.label = Label("footnote", self._counters.next("footnote"))
            self.blocks.add_block(self._text(arguments[-1:]), RegionKind.FOOTNOTE)

    def _write_cited(self, name: str, arguments: list[LatexNode | None]) -> bool:
        if name in vocabulary.CITATIONS:
            self._cited.cite(name, arguments)
        elif name in vocabulary.MULTIPLE_CITATIONS:
            self._cited.cite_several(name, arguments)
        elif name in vocabulary.REFERENCE_COMMANDS:
            self._cited.refer(name, arguments)
        elif name == "citetext":
            self._cited.cite_text(arguments)
        elif name == "defcitealias":
            self._cited.define_alias(arguments)
        elif name in {"citetalias", "citepalias"}:
            self._cited.cite_alias(name, arguments)
        elif name in {"bibliography", "printbibliography"}:
            self._cited.listed_works()
        else:
            return False
        return True

    def _write_verbatim(self, form: str, number: str) -> None:
        index = int(number) if number.isdecimal() and len(number) < 9 else len(self._verbatim)
        text = self._verbatim[index] if index < len(self._verbatim) else ""
        if form == "code":
            self.blocks.end_paragraph()
            self.blocks.add_block(text, RegionKind.CODE)
        else:
            self.blocks.write(text)

    def _text(self, nodes: Sequence[LatexNode | None]) -> str:
        with self.blocks.captured() as text:
            self.visit(nodes)
        return "".join(text)
