"""Writes the commands that print words of their own: addresses, quantities, raised signs, terms of a glossary, edited words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from alignqa.papers.parsing.latex import vocabulary
from alignqa.papers.parsing.latex.blocks import BlockCollector
from alignqa.papers.parsing.latex.nodes import LatexGroupNode, LatexNode, inner_source
from alignqa.papers.parsing.latex.words.glossary import TERM_COMMANDS, TERM_DEFINERS, Glossary
from alignqa.papers.parsing.latex.words.quantities import Quantities
from alignqa.papers.parsing.latex.words.symbols import dingbat
from alignqa.papers.parsing.manuscript.powers import is_mark_of, is_note_mark, is_ordinal, lowered, names_power, raised_apart

_ESCAPED_IN_URL = re.compile(r"\\([_%&#~$])")
_URL_COMMANDS = frozenset({"url", "nolinkurl", "path", "doi"})
_LINK_COMMANDS = frozenset({"glslink", "glsdisp", "glshyperlink"})
_SCRIPT_COMMANDS = {"textsuperscript": False, "textsubscript": True, "up": False}
_FRACTIONS = frozenset({"nicefrac", "sfrac", "textfrac"})
_PLAIN_END = re.compile(r"(?:[a-z]{4}|[.,;:!?”])\Z")  # "RL$^2$" is no word with a note
_RESETS = frozenset({"glsresetall", "acresetall", "acreset"})


class PrintedWords:
    """Writes into `blocks`; `visit` writes nodes, and `text` returns their text; `powers` are raised numbers behind words.

    `notes` are the numbers and letters of notes that are written by hand.
    """

    def __init__(
        self,
        blocks: BlockCollector,
        *,
        visit: Callable[[Sequence[LatexNode | None]], None],
        text: Callable[[Sequence[LatexNode | None]], str],
    ) -> None:
        self._blocks = blocks
        self._visit = visit
        self._text = text
        self._glossary = Glossary()
        self._quantities = Quantities()
        self.powers: frozenset[str] = frozenset()
        self.notes: frozenset[str] = frozenset()

    def write(self, name: str, arguments: Sequence[LatexNode | None]) -> bool:
        """Writes one of these commands; returns False for any other."""
        if name in TERM_COMMANDS or name in TERM_DEFINERS or name in _LINK_COMMANDS or name in _RESETS:
            self._write_term(name, arguments)
        elif name in _URL_COMMANDS:
            address = _ESCAPED_IN_URL.sub(r"\1", inner_source(arguments[-1]))
            self._blocks.write(f"doi: {address}" if name == "doi" else address)
        elif name in vocabulary.QUANTITIES:
            is_option = (isinstance(node, LatexGroupNode) and node.delimiters[0] == "[" for node in arguments)
            given = [node for node, option in zip(arguments, is_option, strict=True) if node is not None and not option]
            self._blocks.write(self._quantities.printed(name, [inner_source(node) for node in given]))
        elif name in _SCRIPT_COMMANDS:
            self.write_script(self._text(arguments[-1:]).strip(), lower=_SCRIPT_COMMANDS[name])
        elif name in _FRACTIONS and len(arguments) > 1:
            space = " " if self._blocks.preceding[-1:].isdigit() else ""
            self._blocks.write(space + "/".join(self._text([argument]).strip() for argument in arguments[-2:]))
        elif name == "ding":
            self._blocks.write(dingbat(inner_source(arguments[-1])))
        elif name == "replaced":
            self._visit(arguments[-2:-1])
        elif name in {"epigraph", "qitem"}:
            self._write_epigraph(arguments)
        else:
            return False
        return True

    def write_script(self, text: str, *, lower: bool) -> None:
        """Writes raised text as a power and lowered text as an index; the mark of a note is not written."""
        preceding = self._blocks.preceding
        if lower:
            self._blocks.write(lowered(preceding, text))
        elif names_power(preceding, text, powers=self.powers):
            self._blocks.write(f"^{text}")
        elif not (is_note_mark(preceding, text) or is_mark_of(self.notes, preceding, text)):
            self._blocks.write(raised_apart(preceding, text))

    def write_formula_script(self, sign: str, text: str) -> None:
        """Writes a formula that is only raised or lowered: as the script of the word before it, or else with its `sign`."""
        preceding = self._blocks.preceding
        marks = text.strip("{}").replace("−", "–") if sign == "^" else ""  # "{1,2}", "1−3"
        is_mark = is_note_mark(preceding, marks) and _PLAIN_END.search(preceding) is not None
        is_mark = is_mark and not names_power(preceding, text, powers=self.powers)
        is_mark = is_mark or is_mark_of(self.notes, preceding, marks)
        is_power = sign == "^" and raised_apart(preceding, text) != text
        if is_mark:
            return
        if is_power or is_ordinal(preceding, text) or (sign == "_" and text.isdigit()):
            self.write_script(text, lower=sign == "_")
        else:
            self._blocks.write(f"{sign}{text}")

    def _write_term(self, name: str, arguments: Sequence[LatexNode | None]) -> None:
        sources = [inner_source(argument) for argument in arguments]
        if name in TERM_DEFINERS:
            self._glossary.define(name, sources[1:] if name.startswith("long") else sources)
            if name == "acro":  # it stands in the list of acronyms
                self._blocks.begin_item("")
                self._blocks.write(self._glossary.definition(sources[0]))
                self._blocks.end_list()
        elif name in _RESETS:
            self._glossary.reset()
        elif name in _LINK_COMMANDS:
            self._visit(arguments[-1:] if name != "glshyperlink" else arguments[:1])
        else:
            after = str(arguments[-1].latex_verbatim())[1:-1] if arguments[-1] is not None else ""
            self._blocks.write(self._glossary.printed(name, sources[-2]) + after)

    def _write_epigraph(self, arguments: Sequence[LatexNode | None]) -> None:
        """Writes the saying and its source as quotations, which are paragraphs of their own."""
        for argument in arguments[-2:]:
            with self._blocks.quotation():
                self._visit([argument])
