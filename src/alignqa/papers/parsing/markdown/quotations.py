"""Tells whose words stand in a block quote: other people's, or the author's own, set in a box."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from alignqa.papers.parsing.markdown.inline import visible_text
from alignqa.papers.parsing.markdown.lines import callout

_QUOTATION_BOXES = frozenset({"quote", "cite", "quotation", "epigraph", "blockquote"})
# "**Warning:** …" in a block quote is how authors make a box where there are no callouts.
_LABEL = re.compile(
    r"\W*(?:key )?(?:note|nb|tip|hint|warning|caution|important|attention|info|caveat|tl;?dr|summary|definition|example"
    r"|question|exercise|takeaway|update|edit|epistemic status|content warning|remark|claim|theorem|lemma)s?\W*(?:[:.]|\Z)",
    re.IGNORECASE,
)
_STATEMENT = re.compile(r"\W*(?:def(?:inition)?|theorem|lemma|proposition|corollary|axiom|claim|term)s?\b", re.IGNORECASE)
_OPENING = re.compile(r"<(/?)blockquote\b", re.IGNORECASE)


@dataclass(slots=True)
class _Quote:
    """A block quote that is being read; a `box` (callout) reads like a list, and what is not `quoted` is its author's own."""

    begun: bool = False
    box: bool = False
    quoted: bool = True


class Quotations:
    """The block quotes around the place that is being read; false where there are none."""

    def __init__(self) -> None:
        self._open: list[_Quote] = []
        self._boxes: list[bool] = []
        self._elements = 0

    def __bool__(self) -> bool:
        return bool(self._open)

    @property
    def quoted(self) -> bool:
        """Tells whether the words here are other people's."""
        return self._elements > 0 or any(quote.quoted for quote in self._open)

    def open(self) -> None:
        """Begins a block quote."""
        self._open.append(_Quote())

    def close(self) -> bool:
        """Ends the innermost block quote; tells whether it was a callout."""
        return bool(self._open) and self._open.pop().box

    def paragraph(self, lines: Sequence[list[Token]]) -> tuple[list[Token], list[list[Token]]] | None:
        """Returns the title and the parts of a paragraph that begins a callout, or None for any other one.

        What stands above the text of a definition or a theorem, such as the term, is a part of it and no title.

        The first paragraph of a block quote tells whose words it has.
        """
        if not self._open:
            return None
        quote, box = self._open[-1], callout(lines)
        if not quote.begun:
            label = visible_text(lines[0]) if lines else ""
            quote.quoted = box[0] in _QUOTATION_BOXES if box else _LABEL.match(label) is None
        quote.begun = True
        if box is None:
            return None
        kind, title, text = box
        if _STATEMENT.match(kind) or _STATEMENT.match(visible_text(title)):
            return [], [title, text]
        return title, [text]

    def make_box(self) -> bool:
        """Makes the innermost block quote a callout; tells whether it was none before."""
        was, self._open[-1].box = self._open[-1].box, True
        return not was

    def open_box(self, kind: str) -> None:
        """Begins a box that is no block quote; one for quotations holds other people's words."""
        self._boxes.append(kind.lower() in _QUOTATION_BOXES)
        if self._boxes[-1]:
            self._open.append(_Quote(begun=True))

    def close_box(self) -> None:
        """Ends the innermost of these boxes."""
        if self._boxes and self._boxes.pop() and self._open:
            self._open.pop()

    def element(self, source: str, following: Iterable[Token]) -> None:
        """Counts the HTML elements for block quotes that `source` leaves open and one of the `following` tokens closes."""
        change = sum(-1 if found[1] else 1 for found in _OPENING.finditer(source))
        if change > 0 and not any("</blockquote" in token.content.lower() for token in following if token.type == "html_block"):
            return
        self._elements = max(0, self._elements + change)
