r"""Results as LaTeX, cited with natbib's `\citep`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from alignqa.papers.bibliography.bibtex_writing import bibtex_key, escaped_in_tex
from alignqa.render.printable import one_line, printable
from alignqa.render.typeset.pieces import CitedPlace, Grid, Heading, Piece, Remark, SetQuote
from alignqa.render.typeset.places import page_of, section_of

_HEADINGS = {1: "section", 2: "subsection", 3: "subsubsection"}
_GREEK = "".join(map(chr, range(0x391, 0x3D7)))
_SIGNS = "∀∂∃∅∇∈∉∋∏∑−∗∘√∝∞∠∣∥∧∨∩∪∫∴∼≃≅≈≠≡≤≥≪≫≺≻⊂⊃⊆⊇⊕⊗⊢⊤⊥⋅⋯⌈⌉⌊⌋⟨⟩←→↑↓↔⇐⇒⇔↦ℕℚℝℤℂℓ₀₁₂₃₄₅₆₇₈₉ₙ⁰ⁱ⁴⁵⁶⁷⁸⁹⁺⁻ⁿ"
# Characters that LaTeX's oldest font encoding prints as others.
_OTHER_GLYPHS = {"<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}", "`": r"\textasciigrave{}"}


def latex_of(pieces: Iterable[Piece]) -> str:
    r"""Writes the pieces as LaTeX to be read with `\input`; every character of a paper is printed as it is.

    Greek letters and common signs are written as commands; other characters that pdfLaTeX lacks, such as Chinese ones,
    stay as they are and need XeLaTeX or LuaLaTeX.
    """
    return "\n\n".join(map(_written, pieces)) + "\n"


def escaped_latex(text: str) -> str:
    """Escapes one line of text."""
    escaped = escaped_in_tex(one_line(text)).translate(_glyphs())
    return escaped.replace(r"\textbraceleft{}", r"\{").replace(r"\textbraceright{}", r"\}")  # only BibTeX needs the names


@cache
def _glyphs() -> dict[int, str]:
    from pylatexenc.latexencode import get_builtin_uni2latex_dict

    known = get_builtin_uni2latex_dict()
    signs = {ord(sign): f"{{{known[ord(sign)]}}}" for sign in _GREEK + _SIGNS if ord(sign) in known}
    return signs | {ord(char): written for char, written in _OTHER_GLYPHS.items()}


def _written(piece: Piece) -> str:
    match piece:
        case Heading():
            return f"\\{_HEADINGS[piece.level]}*{{{escaped_latex(piece.text)}}}"
        case Remark():
            return " ".join([escaped_latex(piece.text), "".join(map(_citation, piece.places))]).strip()
        case SetQuote():
            lead = f"\\emph{{{escaped_latex(piece.lead)}}}\n" if piece.lead else ""
            text = "\n\\newline\n".join(escaped_latex(line) for line in _lines(piece.text))
            return f"{lead}\\begin{{quote}}\n{text} {_citation(piece.place)}\n\\end{{quote}}"
        case Grid():
            return _table(piece)


def _lines(text: str) -> list[str]:
    return [line for line in printable(text).split("\n") if line.strip()]


def _table(grid: Grid) -> str:
    width = f"{0.95 / len(grid.columns):.3f}"
    column = f">{{\\raggedright\\arraybackslash}}p{{{width}\\linewidth}}"
    head = " & ".join(f"\\textbf{{{escaped_latex(name)}}}" for name in grid.columns)
    rows = [" & ".join(map(_cell, row)) + r" \\ \addlinespace" for row in grid.rows]
    begin = f"\\begin{{longtable}}{{@{{}}{column * len(grid.columns)}@{{}}}}"
    return "\n".join([begin, r"\toprule", head + r" \\", r"\midrule", r"\endhead", *rows, r"\bottomrule", r"\end{longtable}"])


def _cell(cell: str | SetQuote) -> str:
    if isinstance(cell, SetQuote):
        lead = f"\\emph{{{escaped_latex(cell.lead)}}}: " if cell.lead else ""
        return f"{lead}“{escaped_latex(cell.text)}” {_citation(cell.place)}"
    # A bracket at the beginning would be an argument of the command that ends the row before.
    return re.sub(r"\A\[", "{[}", escaped_latex(cell))


def _citation(place: CitedPlace) -> str:
    page, section = page_of(place.locator), section_of(place.locator)
    at = f"p.~{escaped_latex(page)}" if page else f"sec.~{escaped_latex(section)}" if section else ""
    at = f"{{{at}}}" if re.search(r"[\[\]]", at) else at
    before = "[quoted in]" if place.quoted else ""
    return f"\\citep{before}{f'[{at}]' if at or before else ''}{{{bibtex_key(place.key)}}}"
