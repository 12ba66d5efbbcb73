"""Writes LaTeX environments: lists, displayed mathematics, theorems, pseudocode, and those that only set their text off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.latex import vocabulary
from alignqa.papers.parsing.latex.blocks import BlockCollector
from alignqa.papers.parsing.latex.counters import Counters, Label
from alignqa.papers.parsing.latex.floats import Floats, Visit
from alignqa.papers.parsing.latex.list_marks import ItemMarks
from alignqa.papers.parsing.latex.math import math_text
from alignqa.papers.parsing.latex.nodes import (
    LatexEnvironmentNode,
    LatexMacroNode,
    LatexNode,
    arguments_of,
    inner_source,
    rows_of,
    without_option,
)

_LABEL = re.compile(r"\\label\s*\{([^{}]*)\}")
_UNNUMBERED_ROW = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])")
_UNNUMBERED_ENVIRONMENTS = frozenset({"math", "displaymath"})
_NUMBERED_ONCE = frozenset({"equation", "multline", "dmath"})
_FRONT_MATTER = frozenset({"keywords", "keyword", "ieeekeywords", "icmlauthorlist", "titlepage"})
_BIOGRAPHIES = frozenset({"biography", "biographynophoto", "ieeebiography", "ieeebiographynophoto", "authorbiography"})
_QUOTATIONS = frozenset({"quote", "quotation", "quoting", "displayquote", "displaycquote", "epigraphs", "verse"})
_HEADINGS = {
    "abstract": "Abstract",
    "ack": "Acknowledgments",
    "acks": "Acknowledgments",
    "acknowledgment": "Acknowledgment",
    "acknowledgments": "Acknowledgments",
    "acknowledgement": "Acknowledgement",
    "acknowledgements": "Acknowledgements",
}


@dataclass(frozen=True, slots=True)
class Theorem:
    """A theorem-like environment: its printed name, its counter ("" for none), and the counter within which it is numbered."""

    name: str
    counter: str
    within: str = ""


class Environments:
    """Writes environments into `blocks`; `visit` writes the nodes inside them."""

    def __init__(self, blocks: BlockCollector, *, counters: Counters, visit: Visit) -> None:
        self._blocks = blocks
        self._counters = counters
        self._visit = visit
        self.unknown: dict[str, None] = {}
        self._lists: list[ItemMarks | None] = []
        self._theorems: dict[str, Theorem] = {"proof": Theorem("Proof", "")}
        self.floats = Floats(blocks, counters=counters, visit=visit)

    def define_theorem(self, arguments: Sequence[LatexNode | None]) -> None:
        r"""Records `\newtheorem*{name}[shared counter]{Title}[counted within]`."""
        star, name, shared, title, within = (inner_source(argument) for argument in arguments)
        counter = "" if star else (shared or name)
        inherited = self._theorems[shared].within if shared in self._theorems else ""
        self._theorems[name] = Theorem(title, counter, within or inherited)

    def write(self, node: LatexEnvironmentNode) -> None:
        """Writes one environment."""
        name = str(node.environmentname).strip()
        unstarred = name.rstrip("*")
        if unstarred in vocabulary.DROPPED_ENVIRONMENTS:
            return
        with self._blocks.label_scope():
            if unstarred in vocabulary.MATH:
                self._math(node, unstarred, numbered=unstarred == name)
            elif unstarred in vocabulary.FLOATS:
                self.floats.write(node, vocabulary.FLOATS[unstarred], tabular=unstarred in vocabulary.TABULARS)
            elif unstarred in vocabulary.SUBFLOATS:
                self.floats.write_subfloat(node)
            elif unstarred in vocabulary.TABULARS:
                self.floats.table(node.nodelist)
            elif unstarred in vocabulary.LISTS:
                self._list(node, numbered="enum" in unstarred or unstarred == "tasks")
            elif unstarred in vocabulary.PSEUDOCODE:
                self._pseudocode(node)
            elif unstarred in self._theorems:
                self._theorem(node, self._theorems[unstarred])
            else:
                self._other(node, unstarred)

    def item(self, node: LatexMacroNode) -> None:
        r"""Begins an item; `\item[label]` begins with its label."""
        custom_label = next(iter(arguments_of(node)), None)
        marks = self._lists[-1] if self._lists else None
        self._blocks.begin_item("" if custom_label is not None or marks is None else marks.next())
        if custom_label is not None:
            self._visit([custom_label])
            self._blocks.write(" ")
        elif marks is not None:
            self._blocks.label = Label("item", marks.number)

    def _list(self, node: LatexEnvironmentNode, *, numbered: bool) -> None:
        level = 1 + sum(marks is not None for marks in self._lists)
        option = next((inner_source(argument) for argument in arguments_of(node)), "")
        self._blocks.end_paragraph()
        self._lists.append(ItemMarks(numbered=True, level=level, option=option) if numbered else None)
        self._visit(node.nodelist)
        self._lists.pop()
        self._blocks.end_list()

    def _other(self, node: LatexEnvironmentNode, name: str) -> None:
        """Writes any other environment, known or unknown, as separate paragraphs."""
        self._blocks.end_paragraph()
        known = {*_HEADINGS, *_FRONT_MATTER, *_QUOTATIONS, *_BIOGRAPHIES}
        if not vocabulary.is_known_environment(name) and name.lower() not in known:
            self.unknown[name] = None
        if name.lower() in _FRONT_MATTER:
            with self._blocks.region(RegionKind.FRONT_MATTER):
                self._visit(node.nodelist)
            return
        if name.lower() in _BIOGRAPHIES:
            # What stands behind the paper tells who wrote it, as the title page does; its last argument is the author's name.
            with self._blocks.region(RegionKind.FRONT_MATTER):
                self._visit(arguments_of(node)[-1:])
                self._blocks.write(" ")
                self._visit(without_option(node))
            return
        if name in _QUOTATIONS:
            with self._blocks.quotation():
                self._visit(without_option(node))
            return
        if name.lower() in _HEADINGS:
            self._blocks.add_heading(_HEADINGS[name.lower()], level=1)
        if name in {"appendices", "appendix", "subappendices"}:
            self._counters.begin_appendix()
        self._visit(without_option(node))
        self._blocks.end_paragraph()

    def _theorem(self, node: LatexEnvironmentNode, theorem: Theorem) -> None:
        self._blocks.end_paragraph()
        nodes = list(node.nodelist)
        option = next(iter(arguments_of(node)), None)
        number = self._counters.next(theorem.counter, within=theorem.within) if theorem.counter else ""
        self._blocks.label = Label(theorem.name.lower(), number)
        self._blocks.write(f"{theorem.name} {number}".strip())
        if option is not None:
            self._blocks.write(" (")
            self._visit([option])
            self._blocks.write(")")
        elif (stripped := without_option(node)) and nodes and stripped[0] is not nodes[0]:
            name = nodes[0].chars[: len(nodes[0].chars) - len(stripped[0].chars)].strip().strip("[]")
            self._blocks.write(f" ({name})")
            nodes = stripped
        self._blocks.write(". ")
        self._visit(nodes)
        self._blocks.end_paragraph()

    def _pseudocode(self, node: LatexEnvironmentNode) -> None:
        """Writes the steps of an algorithm, each on a line of its own."""
        lines: list[str] = []
        word = ""
        step: list[LatexNode] = []
        for inner in [*node.nodelist, None]:
            step_word = vocabulary.STEPS.get(inner.macroname.upper()) if isinstance(inner, LatexMacroNode) else None
            if inner is not None and step_word is None:
                step.append(inner)
                continue
            with self._blocks.captured() as text:
                self._visit(step)
            lines.append(" ".join([word, *"".join(text).split()]).strip())
            word, step = step_word or "", []
        self._blocks.end_paragraph()
        self._blocks.add_block("\n".join(filter(None, lines)), RegionKind.CODE)

    def _math(self, node: LatexEnvironmentNode, name: str, *, numbered: bool) -> None:
        rows = [list(node.nodelist)] if name in _NUMBERED_ONCE else list(rows_of(node.nodelist))
        formulas: list[str] = []
        for row in rows:
            source = "".join(str(inner.latex_verbatim()) for inner in row)
            text = math_text(row)
            is_counted = numbered and bool(text) and name not in _UNNUMBERED_ENVIRONMENTS and not _UNNUMBERED_ROW.search(source)
            if is_counted:
                number = self._counters.next("equation")
                self._blocks.label = Label("equation", number)
                text += f" ({number})"
            for label in _LABEL.findall(source):
                self._blocks.add_label(label)
            formulas.append(text)
        self._blocks.display_math(" ".join(filter(None, formulas)))
