r"""Prepares formulas so that one line shows where an exponent ends: `2^{n+1}` prints its braces, `7\frac{3}{4}` has a space."""

from __future__ import annotations

import re

_SCRIPT = re.compile(r"([_^])\s*\{")
# One symbol, word or number, be it in another style, or what stands in round brackets already.
_SINGLE = re.compile(r"[+-]?\w+|\\[A-Za-z]+|\\(?:math|text|operatorname|bm|boldsymbol)[a-z]*\s*\{\w+\}|\([^()]*\)|.")
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_DEGREE = re.compile(r"\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![A-Za-z]))")
_MIXED = re.compile(r"(?<=\d)\s*(?=\\(?:[dtc]?frac|nicefrac|sfrac)\s*(?:\{\s*\d+\s*\}|\d)\s*(?:\{\s*\d+\s*\}|\d))")
_SPACED_OPERATOR = re.compile(r"\s{0,60}([-+*/=,])\s*")
_DEEPEST = 12


def readable_scripts(formula: str) -> str:
    """Returns the source of a formula with printed braces, degrees as a sign, and mixed numbers with a space."""
    return _with_braces(_DEGREE.sub("°", _MIXED.sub(r"\\ ", formula)), 0)


def _with_braces(source: str, depth: int) -> str:
    """Prints the braces around a subscript or superscript of several symbols, which show on one line where it ends."""
    parts: list[str] = []
    end = 0
    while (script := _SCRIPT.search(source, end)) and (closing := _closing_brace(source, script.end())) >= 0:
        content = source[script.end() : closing].strip()
        if r"\text" not in content:  # spaces mean nothing in a formula
            content = _SPACED_OPERATOR.sub(r"\1", content)
        if depth < _DEEPEST and not _SINGLE.fullmatch(content):
            content = f"\\{{{_with_braces(content, depth + 1)}\\}}"
        parts += (source[end : script.start()], script[1], "{", content, "}")
        end = closing + 1
    return "".join((*parts, source[end:]))


def _closing_brace(source: str, start: int) -> int:
    depth = 1
    for found in _BRACE.finditer(source, start):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if not depth:
            return found.start()
    return -1
