"""Writes citations, references to labels, and the reference list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.latex.blocks import BlockCollector
from alignqa.papers.parsing.latex.citations import Citations, listed_work_text, with_page
from alignqa.papers.parsing.latex.floats import Visit
from alignqa.papers.parsing.latex.nodes import LatexEnvironmentNode, LatexMacroNode, LatexNode, arguments_of, inner_source

Captured = Callable[[Sequence[LatexNode | None]], str]
"""A function that returns the text of nodes."""


class CitationWriter:
    """Writes into `blocks`; `visit` writes nodes, and `text` returns their text."""

    def __init__(self, blocks: BlockCollector, citations: Citations, *, visit: Visit, text: Captured) -> None:
        self._blocks = blocks
        self._citations = citations
        self._visit = visit
        self._text = text
        self._aliases: dict[str, str] = {}
        self._in_brackets = False

    def cite(self, name: str, arguments: Sequence[LatexNode | None]) -> None:
        r"""Writes `\cite[before][after]{keys}` or a related command."""
        *_, first, second, keys = arguments
        before, after = self._notes(first, second)
        printed = self._citations.printed(name, inner_source(keys), before=before, after=after)
        # Unknown keys stand in brackets, which are there already.
        self._blocks.write(printed.removeprefix("[").removesuffix("]") if self._in_brackets else printed)

    def cite_several(self, name: str, arguments: Sequence[LatexNode | None]) -> None:
        r"""Writes `\parencites(see)(all)[1]{a}[2]{b}`, whose arguments come in groups of two notes and the keys."""
        parts = []
        *groups, opening, closing = arguments
        for start in range(0, len(groups) - 2, 3):
            first, second, keys = groups[start : start + 3]
            parts.append((*self._notes(first, second), inner_source(keys)))
        if not parts:
            return
        before, after = self._notes(opening, closing)
        if before:
            parts[0] = (f"{before} {parts[0][0]}".rstrip(), *parts[0][1:])
        if after:
            parts[-1] = (parts[-1][0], ", ".join(filter(None, (parts[-1][1], after))), parts[-1][2])
        self._blocks.write(self._citations.printed_together(name, parts))

    def cite_text(self, arguments: Sequence[LatexNode | None]) -> None:
        r"""Writes `\citetext{…}`: a text in the brackets of citations."""
        opening, closing = self._citations.style.brackets
        self._blocks.write(opening)
        outside, self._in_brackets = self._in_brackets, True
        self._visit(arguments[-1:])
        self._in_brackets = outside
        self._blocks.write(closing)

    def define_alias(self, arguments: Sequence[LatexNode | None]) -> None:
        r"""Records `\defcitealias{key}{alias}`."""
        self._aliases[inner_source(arguments[0])] = self._text(arguments[-1:])

    def cite_alias(self, name: str, arguments: Sequence[LatexNode | None]) -> None:
        r"""Writes `\citetalias{key}` or `\citepalias{key}`."""
        key = inner_source(arguments[-1])
        alias = self._aliases.get(key, key)
        opening, closing = self._citations.style.brackets if name == "citepalias" else ("", "")
        self._blocks.write(f"{opening}{alias}{closing}")

    def refer(self, name: str, arguments: Sequence[LatexNode | None]) -> None:
        r"""Writes `\ref{label}` or a related command."""
        if name == "hyperref":
            self._visit(arguments[-1:])
        elif name.endswith("range"):
            self._blocks.add_reference(name, ",".join(inner_source(argument) for argument in arguments[-2:]))
        else:
            self._blocks.add_reference(name, inner_source(arguments[-1]))

    def reference_list(self, node: LatexEnvironmentNode) -> None:
        """Writes a `thebibliography`."""
        self._blocks.add_heading("References", level=1)
        with self._blocks.region(RegionKind.BIBLIOGRAPHY):
            begun = False
            for inner in node.nodelist:
                if isinstance(inner, LatexMacroNode) and inner.macroname == "bibitem":
                    begun = True
                    self._blocks.end_paragraph()
                    self._blocks.write(self._citations.mark(inner_source(arguments_of(inner)[-1])))
                elif begun:  # before the first item there are only definitions
                    self._visit([inner])

    def listed_works(self) -> None:
        """Writes the reference list that is made from a `.bib` file."""
        if self._citations.listed_works:
            self._blocks.add_heading("References", level=1)
            with self._blocks.region(RegionKind.BIBLIOGRAPHY):
                for number, work in enumerate(self._citations.listed_works, start=1):
                    self._blocks.write((f"[{number}] " if self._citations.style.numeric else "") + listed_work_text(work))
                    self._blocks.end_paragraph()

    def _notes(self, first: LatexNode | None, second: LatexNode | None) -> tuple[str, str]:
        """The texts before and after the keys; a single one stands after them, and a lone number there is a page."""
        before, after = (first, second) if second is not None else (None, first)
        return self._text([before]).strip(), with_page(self._text([after]).strip())
