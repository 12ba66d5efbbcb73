"""Cuts a sentence that the text does not hold whole off its paragraph, so that nobody quotes a piece of it as the sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.papers.parsing.manuscript.writer import TextPiece

# A stop that ends an abbreviation is none of a sentence; to miss one only leaves more out.
_SENTENCE_END = re.compile(
    r"(?<![^\W_])(?!(?:[Ff]igs?|[Ee]qns?|[Ee]qs|[Ss]ec[st]?|[Rr]efs?|[Cc]hap|[Pp]rof|[Aa]pp|[Vv]ols?|[Dd]ef|[Tt]hm|approx|resp|art|inc|etc|eds)\b)[^\W_]{3,60}"
    r"[”’\"')\]]{0,3}[.?!][”’\"')\]]{0,3}\s{1,9}(?=[“‘\"'(\[]?[A-Z])"
)
_LONGEST = 700  # characters; what is longer is an enumeration, which no quote holds whole


def last_sentence_cut(pieces: Sequence[TextPiece]) -> tuple[list[TextPiece], list[TextPiece]]:
    """The pieces of a paragraph up to its last sentence, and those of that sentence."""
    text = _text(pieces)
    end = max((found.end() for found in _SENTENCE_END.finditer(text)), default=0)
    return _cut(pieces, end if len(text) - end <= _LONGEST else len(text))


def first_sentence_cut(pieces: Sequence[TextPiece]) -> tuple[list[TextPiece], list[TextPiece]]:
    """The pieces of the first sentence of a paragraph, and those of the others."""
    text = _text(pieces)
    found = _SENTENCE_END.search(text)
    end = found.end() if found else len(text)
    return _cut(pieces, end if end <= _LONGEST else 0)


def _text(pieces: Sequence[TextPiece]) -> str:
    return "".join(piece.text for piece in pieces)


def _cut(pieces: Sequence[TextPiece], at: int) -> tuple[list[TextPiece], list[TextPiece]]:
    before: list[TextPiece] = []
    after: list[TextPiece] = []
    start = 0
    for piece in pieces:
        here = min(max(at - start, 0), len(piece.text))
        before.append(TextPiece(piece.text[:here], piece.page))
        after.append(TextPiece(piece.text[here:], piece.page))
        start += len(piece.text)
    return [piece for piece in before if piece.text], [piece for piece in after if piece.text]
