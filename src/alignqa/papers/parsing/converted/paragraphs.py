"""Joins the printed lines of a PDF into paragraphs again, across page breaks and anything that comes between."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.converted.floats import BULLETS, Widths, begins_item, ends_sentence
from alignqa.papers.parsing.converted.printed_lines import PrintedLine
from alignqa.papers.parsing.manuscript.hyphenation import Vocabulary, seam
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter, PageMark, TextPiece

# A converter that puts two printed lines on one leaves the first one's hyphen in the middle: "align- ment".
_INNER_BREAK = re.compile(r"(?<=[^\W\d_]-)\s(?=[a-z]|[A-Z]{2})")
_BULLET = re.compile(rf"\A[{BULLETS}–—−-]\s*")
_GLUED_NUMBER = re.compile(r"\A(?P<number>\(?(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)])(?=\S)")
_SPACE_BEFORE_MARK = re.compile(r"(?<=[\w”’)\]]) (?=[,;:.?!](?:\s|\Z))")
_DISPLACED_STOP = re.compile(r"(?<=\w) \.(?=[A-Z])")
_LABEL_SHARE = 0.6


class ProseWriter:
    """Writes one kind of block from lines that are added one by one; `characters` counts the characters written."""

    def __init__(self, writer: ManuscriptWriter, known: Vocabulary, widths: Widths, kind: RegionKind) -> None:
        self._writer = writer
        self._known = known
        self._widths = widths
        self._kind = kind
        self._lines: list[PrintedLine] = []
        self.characters = 0

    def add(self, line: PrintedLine) -> None:
        """Adds a line to the paragraph, or begins the next paragraph with it."""
        if self._lines and (line.starts or self._begins_paragraph(self._lines[-1], line)):
            self.flush()
        self._lines.append(line)

    def flush(self) -> None:
        """Writes the paragraph collected so far."""
        lines, self._lines = self._lines, []
        if not lines:
            return
        first = lines[0].text
        item = self._kind is RegionKind.BODY and begins_item(first)
        if item:
            first = _GLUED_NUMBER.sub(r"\g<number> ", _BULLET.sub("", first))
        pieces = joined([(first, lines[0].page), *((line.text, line.page) for line in lines[1:])], self._known)
        self.characters += sum(len(piece.text) for piece in pieces)
        self._writer.block(pieces, kind=self._kind, item=item)

    def _begins_paragraph(self, before: PrintedLine, line: PrintedLine) -> bool:
        if self._kind in {RegionKind.FOOTNOTE, RegionKind.CAPTION}:
            return False
        short = self._widths.is_short(before)
        ended = ends_sentence(before.text)
        if begins_item(line.text) and (ended or before.width < _LABEL_SHARE * self._widths.full or line.text[0] in BULLETS):
            return True
        if line.text[0].islower():
            return ended and before.text[-1] not in ":;"
        if ended:
            return short or before.text.endswith(":")
        # A line that ends early and without a full stop is a label, or an item of a list without full stops.
        return short and before.width < _LABEL_SHARE * self._widths.full


def joined(lines: Sequence[tuple[str, PageMark | None]], known: Vocabulary) -> list[TextPiece]:
    """Joins the lines into one running text in pieces, one for each page; repairs hyphens at line ends and stray spaces."""
    split = [(part, page) for text, page in lines for part in _INNER_BREAK.split(text) if part]
    pieces: list[TextPiece] = []
    for index, (text, page) in enumerate(split):
        if index + 1 < len(split):
            kept, gap = seam(text, split[index + 1][0], known)
            text = kept + gap
        if pieces and pieces[-1].page == page:
            pieces[-1] = TextPiece(pieces[-1].text + text, page)
        else:
            pieces.append(TextPiece(text, page))
    return [TextPiece(tidied(piece.text), piece.page) for piece in pieces]


def tidied(text: str) -> str:
    """Removes the space that a change of font leaves before punctuation in `text`."""
    return _SPACE_BEFORE_MARK.sub("", _DISPLACED_STOP.sub(". ", text))
