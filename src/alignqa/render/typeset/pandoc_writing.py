"""Results as pandoc's Markdown, cited as `[@key, p. 4]`; Quarto and Jupyter read it, too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from alignqa.papers.bibliography.bibtex_writing import bibtex_key
from alignqa.render.markdown import escaped, special_with
from alignqa.render.printable import one_line, printable
from alignqa.render.typeset.pieces import CitedPlace, Grid, Heading, Piece, Remark, SetQuote
from alignqa.render.typeset.places import page_of, section_of

# What pandoc reads beyond CommonMark: citations, superscripts, attributes, and quotes, dashes and dots that it would change.
_SPECIAL = special_with(r"[@^{}\"']|--+|\.\.\.")
# A mark of its lists, "(a)" or "iv.", of a definition, or of a title.
_LINE_START = re.compile(r"^(?:\(?(?:[A-Za-z]{1,6}|\d{1,9}|#|\\@)(?=[.)](?:\s|$))|(?=[:%]))")
_PLAIN_KEY = re.compile(r"[A-Za-z0-9_]+(?:[:.#$%&\-+?<>~/][A-Za-z0-9_]+)*")


def pandoc_of(pieces: Iterable[Piece]) -> str:
    """Writes the pieces as Markdown for pandoc; every character of a paper reads as it is."""
    return "\n\n".join(map(_written, pieces)) + "\n"


def escaped_pandoc(text: str) -> str:
    """Escapes one line of text."""
    return _LINE_START.sub(r"\g<0>\\", escaped(one_line(text), special=_SPECIAL))


def _written(piece: Piece) -> str:
    match piece:
        case Heading():
            return f"{'#' * piece.level} {escaped_pandoc(piece.text)}"
        case Remark():
            return " ".join(part for part in (escaped_pandoc(piece.text), _citation(piece.places)) if part)
        case SetQuote():
            lead = f"*{escaped_pandoc(piece.lead)}*\n\n" if piece.lead else ""
            lines = [line for line in printable(piece.text).split("\n") if line.strip()]
            text = "\\\n> ".join(map(escaped_pandoc, lines))
            return f"{lead}> {text} {_citation([piece.place])}"
        case Grid():
            rule = ["---"] * len(piece.columns)
            rows = [map(escaped_pandoc, piece.columns), rule, *(map(_cell, row) for row in piece.rows)]
            return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(cell: str | SetQuote) -> str:
    if isinstance(cell, str):
        return escaped_pandoc(cell)
    lead = f"*{escaped_pandoc(cell.lead)}*: " if cell.lead else ""
    return f"{lead}“{escaped_pandoc(cell.text)}” {_citation([cell.place])}"


def _citation(places: Sequence[CitedPlace]) -> str:
    return f"[{'; '.join(map(_cited, places))}]" if places else ""


def _cited(place: CitedPlace) -> str:
    page, section = page_of(place.locator), section_of(place.locator)
    at = escaped_pandoc(f", p. {page}" if page else f", sec. {section}" if section else "")
    at = at.replace(";", "\\;")  # which would begin the next work
    key = bibtex_key(place.key)
    name = f"@{key}" if _PLAIN_KEY.fullmatch(key) else f"@{{{key}}}"
    return f"{'quoted in ' * place.quoted}{name}{at}"
