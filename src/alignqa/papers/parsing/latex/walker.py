"""Walks the parsed LaTeX of a paper and writes what its reader sees, in reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.latex import vocabulary
from alignqa.papers.parsing.latex.blocks import Pen
from alignqa.papers.parsing.latex.citations import Citations, listed_text
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
from alignqa.papers.parsing.latex.source.inputs import VERBATIM_MACRO
from alignqa.papers.parsing.latex.title_block import Front

_SPECIALS = {"``": "“", "''": "”", "---": "—", "--": "–", "~": " ", "!`": "¡", "?`": "¿", "&": " ", "<<": "«", ">>": "»"}
_APOSTROPHES = str.maketrans({"'": "’", "`": "‘"})
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_ESCAPED_IN_URL = re.compile(r"\\([_%&#~$])")
_LEADING_OPTION = re.compile(r"^\[[^\[\]]*\]")
_NOTES = frozenset({"footnote", "footnotetext", "sidenote", "endnote", "tablefootnote"})
_ADDRESSES = frozenset({"url", "nolinkurl", "path", "doi"})
_QUOTED = frozenset({"enquote", "say", "textquote"})
_BREAKS = frozenset({"\\", "newline", "linebreak", "tabularnewline", "hfill", "hspace", "quad", "qquad", "hskip", "enspace"})


class Scribe:
    """Writes nodes with a `Pen`; `front` is what the front matter says."""

    def __init__(self, *, counters: Counters, citations: Citations, verbatim: Sequence[str], chapters: bool) -> None:
        self.pen = Pen()
        self.front = Front()
        self._counters = counters
        self._citations = citations
        self._verbatim = verbatim
        self._outermost = 0 if chapters else 1
        self._environments = Environments(self.pen, counters=counters, visit=self.visit)

    def visit(self, nodes: Sequence[LatexNode | None]) -> None:
        """Writes nodes one after the other."""
        for previous, node in zip([None, *nodes], nodes, strict=False):
            if isinstance(node, LatexCharsNode):
                self._characters(_LEADING_OPTION.sub("", node.chars) if self._is_unknown(previous) else node.chars)
            elif isinstance(node, LatexSpecialsNode):
                self.pen.write(_SPECIALS.get(node.specials_chars, node.specials_chars))
            elif isinstance(node, LatexGroupNode):
                self.visit(node.nodelist)
            elif isinstance(node, LatexMathNode):
                self._mathematics(node)
            elif isinstance(node, LatexMacroNode):
                self._command(node)
            elif isinstance(node, LatexEnvironmentNode):
                self._environment(node)

    def _is_unknown(self, node: LatexNode | None) -> bool:
        """Whether `node` is a command that nobody knows, so that a "[…]" right behind it is its option and not text."""
        if not isinstance(node, LatexMacroNode) or node.macro_post_space or arguments_of(node):
            return False
        return node.macroname.isalpha() and node.macroname not in vocabulary.KNOWN and symbol(node) is None

    def _characters(self, chars: str) -> None:
        first, *others = _BLANK_LINE.split(chars.translate(_APOSTROPHES))
        self.pen.write(first)
        for text in others:
            self.pen.paragraph()
            self.pen.write(text)

    def _mathematics(self, node: LatexMathNode) -> None:
        text = math_text(node.nodelist)
        if node.displaytype == "display":
            self.pen.display(text)
        else:
            self.pen.write(text)

    def _environment(self, node: LatexEnvironmentNode) -> None:
        if node.environmentname == "thebibliography":
            self._bibliography(node)
        else:
            self._environments.write(node)

    def _command(self, node: LatexMacroNode) -> None:
        name = str(node.macroname)
        arguments = arguments_of(node)
        if not arguments and name in vocabulary.WITH_ARGUMENTS:
            return
        if name in vocabulary.SECTIONS:
            self._section(vocabulary.SECTIONS[name], arguments)
        elif name in vocabulary.CITATIONS:
            self._cite(name, arguments)
        elif name in vocabulary.REFERENCE_COMMANDS:
            self._refer(name, arguments)
        elif name in _NOTES:
            self._note(name, arguments)
        elif name in _ADDRESSES:
            address = _ESCAPED_IN_URL.sub(r"\1", inner_source(arguments[-1]))
            self.pen.write(f"doi: {address}" if name == "doi" else address)
        elif name in _QUOTED:
            self._wrapped("“", arguments[-1:], "”")
        elif name == VERBATIM_MACRO:
            self._set_aside(*(inner_source(argument) for argument in arguments))
        elif name in vocabulary.SHOWN:
            self.visit(arguments[:1] if name == "texorpdfstring" else arguments[-1:])
        elif name in _BREAKS:
            self.pen.write(self.front.line_break(name))
        elif not self._structural(name, node, arguments) and name not in vocabulary.DROPPED:
            self.pen.write(symbol(node) or "")

    def _structural(self, name: str, node: LatexMacroNode, arguments: list[LatexNode | None]) -> bool:
        match name:
            case "label":
                self.pen.name(inner_source(arguments[-1]))
            case "item":
                self._environments.item(node)
            case "caption" | "captionof" | "subcaption":
                self._environments.floats.caption(node)
            case "subfloat":
                self._environments.floats.subfloat(node)
            case "par" | "newpage" | "clearpage" | "pagebreak" | "medskip" | "bigskip" | "smallskip":
                self.pen.paragraph()
            case "newtheorem":
                self._environments.define_theorem(arguments)
            case "appendix":
                self.pen.paragraph()
                self._counters.begin_appendix()
            case "bibliography" | "printbibliography":
                self._listed()
            case "abstract":
                self.pen.heading("Abstract", level=1)
                self.visit(arguments)
                self.pen.paragraph()
            case "twocolumn":
                with self.pen.captured():
                    self.visit(arguments)
            case _:
                return self._front_matter(name, arguments)
        return True

    # Front matter

    def _front_matter(self, name: str, arguments: list[LatexNode | None]) -> bool:
        match name:
            case "title" | "icmltitle":
                self.front.title = self._text(arguments[-1:])
            case "author":
                with self.front.author_block():
                    self.front.authors.append(self._text(arguments[-1:]))
            case "icmlauthor":
                self.front.authors.append(self._text(arguments[:1]))
            case "date":
                self.front.date = self._text(arguments)
            case "thanks":
                self.front.thanks.append(self._text(arguments))
            case "and" | "And" | "AND":
                self.pen.write(self.front.author_break())
            case "maketitle":
                self._title_page()
            case _:
                return False
        return True

    def _title_page(self) -> None:
        self.pen.paragraph()
        with self.pen.region(RegionKind.FRONT_MATTER):
            for line in self.front.lines():
                self.pen.write(line)
                self.pen.paragraph()
        for note in self.front.thanks:
            self.pen.aside(note, RegionKind.FOOTNOTE)

    # Sections, notes, references, citations

    def _section(self, depth: int, arguments: list[LatexNode | None]) -> None:
        star, _, title = arguments
        if not inner_source(title):
            return
        self.pen.paragraph()
        label = Label() if inner_source(star) == "*" else self._counters.section(depth)
        before = self.pen.position()
        text = self._text([title])
        self.pen.heading(text, level=max(depth - self._outermost + 1, 1), number=label.number, at=before)
        if label.kind:
            self.pen.label = Label(label.kind, label.number, text)

    def _note(self, name: str, arguments: list[LatexNode | None]) -> None:
        with self.pen.scope():
            if name != "footnotetext":
                self.pen.label = Label("footnote", self._counters.next("footnote"))
            self.pen.aside(self._text(arguments[-1:]), RegionKind.FOOTNOTE)

    def _cite(self, name: str, arguments: list[LatexNode | None]) -> None:
        _, first, second, keys = arguments
        before, after = (first, second) if second is not None else (None, first)
        printed = self._citations.printed(
            name, inner_source(keys), before=self._text([before]).strip(), after=self._text([after]).strip()
        )
        self.pen.write(printed)

    def _refer(self, name: str, arguments: list[LatexNode | None]) -> None:
        if name == "hyperref":
            self.visit(arguments[-1:])
        elif name.endswith("range"):
            self.pen.refer(name, ",".join(inner_source(argument) for argument in arguments[-2:]))
        else:
            self.pen.refer(name, inner_source(arguments[-1]))

    # The reference list

    def _bibliography(self, node: LatexEnvironmentNode) -> None:
        self.pen.heading("References", level=1)
        with self.pen.region(RegionKind.BIBLIOGRAPHY):
            begun = False
            for inner in node.nodelist:
                if isinstance(inner, LatexMacroNode) and inner.macroname == "bibitem":
                    begun = True
                    self.pen.paragraph()
                    self.pen.write(self._citations.mark(inner_source(arguments_of(inner)[-1])))
                elif begun:  # before the first item stand definitions
                    self.visit([inner])

    def _listed(self) -> None:
        if self._citations.listed:
            self.pen.heading("References", level=1)
            with self.pen.region(RegionKind.BIBLIOGRAPHY):
                for number, known in enumerate(self._citations.listed, start=1):
                    self.pen.write((f"[{number}] " if self._citations.style.numeric else "") + listed_text(known))
                    self.pen.paragraph()

    # Words

    def _set_aside(self, form: str, number: str) -> None:
        place = int(number) if number.isdecimal() and len(number) < 9 else len(self._verbatim)
        text = self._verbatim[place] if place < len(self._verbatim) else ""
        if form == "code":
            self.pen.paragraph()
            self.pen.aside(text, RegionKind.CODE)
        else:
            self.pen.write(text)

    def _wrapped(self, opening: str, nodes: Sequence[LatexNode | None], closing: str) -> None:
        self.pen.write(opening)
        self.visit(nodes)
        self.pen.write(closing)

    def _text(self, nodes: Sequence[LatexNode | None]) -> str:
        with self.pen.captured() as text:
            self.visit(nodes)
        return "".join(text)
