r"""Prints accents and symbols, such as `\'e`, `\S` or `\pounds`."""

from __future__ import annotations

from functools import cache

from pylatexenc.latex2text import LatexNodes2Text, get_default_latex_context_db

from alignqa.papers.parsing.latex.nodes import LatexMacroNode
from alignqa.papers.parsing.latex.text import PARSER_FAILURES

# Symbols that are missing from pylatexenc's table or wrong in it.
_SYMBOLS = {
    "S": "§",
    "P": "¶",
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "BibTeX": "BibTeX",
    "textgreater": ">",
    "textless": "<",
    "textbar": "|",
    "slash": "/",
    "thinspace": "\N{THIN SPACE}",
    "enskip": " ",
    "space": " ",
    "nobreakspace": " ",
    "pounds": "£",
    "textsterling": "£",
    "yen": "¥",
    "euro": "€",
    "texteuro": "€",
    "officialeuro": "€",
    "geneuro": "€",
    "EURtm": "€",
    "EUR": "€",
    "cent": "¢",
    "textwon": "₩",
    "textrupee": "₹",
    "rupee": "₹",
    "textbaht": "฿",
    "permil": "‰",
    "glqq": "„",
    "grqq": "“",
    "glq": "‚",
    "grq": "‘",
    "flqq": "«",
    "frqq": "»",
    "og": "« ",
    "fg": " »",
    "lq": "‘",
    "rq": "’",
    "copyright": "©",
    "dag": "†",
    "ddag": "‡",
    "textminus": "−",
    "degree": "°",
    "celsius": "°C",
    "ohm": "Ω",
    "micro": "µ",
    "Checkmark": "✓",
    "XSolidBrush": "✗",
    "LaTeXe": "LaTeX2ε",
    "XeTeX": "XeTeX",
    "LuaTeX": "LuaTeX",
    "pdfLaTeX": "pdfLaTeX",
    "eg": "e.g.",
    "ie": "i.e.",
    "cf": "cf.",
    "etal": "et al.",
    "etc": "etc.",
    "wrt": "w.r.t.",
    "vs": "vs.",
    "Eg": "E.g.",
    "Ie": "I.e.",
    "textregistered": "®",
    "texttrademark": "™",
    "checkmark": "✓",
    "cmark": "✓",
    "xmark": "✗",
    "lbrack": "[",
    "rbrack": "]",
    "figurename": "Figure",
    "tablename": "Table",
    "partname": "Part",
    "chaptername": "Chapter",
    "appendixname": "Appendix",
    "and": "",
    "today": "",  # pylatexenc would print the day of parsing
}


def symbol(node: LatexMacroNode) -> str | None:
    r"""The text of an accent or a symbol such as `\'e` or `\S`; None for a command that is neither."""
    if node.macroname in _SYMBOLS:
        return _SYMBOLS[node.macroname]
    if _converter().latex_context.get_macro_spec(node.macroname) is None:
        return None
    try:
        return str(_converter().node_to_text(node))
    except PARSER_FAILURES:
        return ""


def dingbat(number: str) -> str:
    r"""The sign that `\ding{number}` of pifont prints, by its place in Unicode's block of dingbats."""
    code = int(number) if number.isdecimal() else 0
    if 172 <= code <= 181:
        return chr(0x2460 + code - 172)
    if 33 <= code <= 126:
        return chr(0x2701 + code - 33)
    return chr(0x2761 + code - 161) if 161 <= code <= 254 else ""


@cache
def _converter() -> LatexNodes2Text:
    texts = get_default_latex_context_db()
    texts.set_unknown_macro_spec(None)
    return LatexNodes2Text(latex_context=texts, math_mode="text")
