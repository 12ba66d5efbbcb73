"""Writes LaTeX environments: lists, displayed mathematics, theorems, pseudocode, and those that only set text apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.latex import vocabulary
from alignqa.papers.parsing.latex.blocks import Pen
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
_UNNUMBERED = re.compile(r"\\(?:nonumber|notag)(?![A-Za-z])")
_UNCOUNTED = frozenset({"math", "displaymath"})
_COUNTED_ONCE = frozenset({"equation", "multline", "dmath"})
_FRONT = frozenset({"keywords", "keyword", "ieeekeywords", "icmlauthorlist", "titlepage"})
_HEADED = {
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
    """A theorem-like environment: its printed name, the counter it uses ("" for none), and what that is counted within."""

    name: str
    counter: str
    within: str = ""


class Environments:
    """Writes environments with a `Pen`; `visit` writes what is inside them."""

    def __init__(self, pen: Pen, *, counters: Counters, visit: Visit) -> None:
        self._pen = pen
        self._counters = counters
        self._visit = visit
        self._lists: list[ItemMarks | None] = []
        self._theorems: dict[str, Theorem] = {"proof": Theorem("Proof", "")}
        self.floats = Floats(pen, counters=counters, visit=visit)

    def define_theorem(self, arguments: Sequence[LatexNode | None]) -> None:
        r"""Takes note of `\newtheorem*{name}[shared counter]{Title}[counted within]`."""
        star, name, shared, title, within = (inner_source(argument) for argument in arguments)
        counter = "" if star else (shared or name)
        inherited = self._theorems[shared].within if shared in self._theorems else ""
        self._theorems[name] = Theorem(title, counter, within or inherited)

    def write(self, node: LatexEnvironmentNode) -> None:
        """Writes one environment."""
        name = str(node.environmentname).strip()
        plain = name.rstrip("*")
        if plain in vocabulary.DROPPED_ENVIRONMENTS:
            return
        with self._pen.scope():
            if plain in vocabulary.MATH:
                self._mathematics(node, plain, numbered=plain == name)
            elif plain in vocabulary.FLOATS:
                self.floats.write(node, vocabulary.FLOATS[plain], tabular=plain in vocabulary.TABULARS)
            elif plain in vocabulary.SUBFLOATS:
                self.floats.write_part(node)
            elif plain in vocabulary.TABULARS:
                self.floats.table(node.nodelist)
            elif plain in vocabulary.LISTS:
                self._list(node, numbered="enum" in plain or plain == "tasks")
            elif plain in vocabulary.PSEUDOCODE:
                self._pseudocode(node)
            elif plain in self._theorems:
                self._theorem(node, self._theorems[plain])
            else:
                self._passage(node, plain)

    def item(self, node: LatexMacroNode) -> None:
        r"""Begins an item; `\item[label]` begins with its label."""
        own = next(iter(arguments_of(node)), None)
        marks = self._lists[-1] if self._lists else None
        self._pen.begin_item("" if own is not None or marks is None else marks.next())
        if own is not None:
            self._visit([own])
            self._pen.write(" ")
        elif marks is not None:
            self._pen.label = Label("item", marks.number)

    def _list(self, node: LatexEnvironmentNode, *, numbered: bool) -> None:
        level = 1 + sum(marks is not None for marks in self._lists)
        option = next((inner_source(argument) for argument in arguments_of(node)), "")
        self._pen.paragraph()
        self._lists.append(ItemMarks(numbered=True, level=level, option=option) if numbered else None)
        self._visit(node.nodelist)
        self._lists.pop()
        self._pen.end_list()

    def _passage(self, node: LatexEnvironmentNode, name: str) -> None:
        """Writes an environment that sets its text apart and changes nothing else, known or not."""
        self._pen.paragraph()
        if name.lower() in _FRONT:
            with self._pen.region(RegionKind.FRONT_MATTER):
                self._visit(node.nodelist)
            return
        if name.lower() in _HEADED:
            self._pen.heading(_HEADED[name.lower()], level=1)
        if name in {"appendices", "appendix", "subappendices"}:
            self._counters.begin_appendix()
        self._visit(without_option(node))
        self._pen.paragraph()

    def _theorem(self, node: LatexEnvironmentNode, theorem: Theorem) -> None:
        self._pen.paragraph()
        nodes = list(node.nodelist)
        option = next(iter(arguments_of(node)), None)
        number = self._counters.next(theorem.counter, within=theorem.within) if theorem.counter else ""
        self._pen.label = Label(theorem.name.lower(), number)
        self._pen.write(f"{theorem.name} {number}".strip())
        if option is not None:
            self._pen.write(" (")
            self._visit([option])
            self._pen.write(")")
        elif (stripped := without_option(node)) and nodes and stripped[0] is not nodes[0]:
            name = nodes[0].chars[: len(nodes[0].chars) - len(stripped[0].chars)].strip().strip("[]")
            self._pen.write(f" ({name})")
            nodes = stripped
        self._pen.write(". ")
        self._visit(nodes)
        self._pen.paragraph()

    def _pseudocode(self, node: LatexEnvironmentNode) -> None:
        """Writes the steps of an algorithm, each on a line of its own."""
        lines: list[str] = []
        word = ""
        step: list[LatexNode] = []
        for inner in [*node.nodelist, None]:
            known = vocabulary.STEPS.get(inner.macroname.upper()) if isinstance(inner, LatexMacroNode) else None
            if inner is not None and known is None:
                step.append(inner)
                continue
            with self._pen.captured() as text:
                self._visit(step)
            lines.append(" ".join([word, *"".join(text).split()]).strip())
            word, step = known or "", []
        self._pen.paragraph()
        self._pen.aside("\n".join(filter(None, lines)), RegionKind.CODE)

    def _mathematics(self, node: LatexEnvironmentNode, name: str, *, numbered: bool) -> None:
        rows = [list(node.nodelist)] if name in _COUNTED_ONCE else list(rows_of(node.nodelist))
        written: list[str] = []
        for row in rows:
            source = "".join(str(inner.latex_verbatim()) for inner in row)
            text = math_text(row)
            counts = numbered and bool(text) and name not in _UNCOUNTED and not _UNNUMBERED.search(source)
            if counts:
                number = self._counters.next("equation")
                self._pen.label = Label("equation", number)
                text += f" ({number})"
            for label in _LABEL.findall(source):
                self._pen.name(label)
            written.append(text)
        self._pen.display(" ".join(filter(None, written)))
