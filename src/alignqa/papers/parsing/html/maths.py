"""Writes the formulas of a page as lines of readable text: from their TeX if the page gives it, otherwise from MathML."""

from __future__ import annotations

import re

from alignqa.papers.parsing.html.tree import Element
from alignqa.papers.parsing.latex.math import formula_text

# LaTeXML breaks long TeX with a comment sign at the line end.
_BROKEN_LINE = re.compile(r"%\s*\n\s*")
_DELIMITED = re.compile(r"\\\((?P<inline>.{1,1000}?)\\\)|\\\[(?P<displayed>.{1,4000}?)\\\]|\$\$(?P<dollars>[^$]{1,4000})\$\$")
_DELIMITERS = re.compile(r"\A(?:\$+|\\[(\[])|(?:\$+|\\[)\]])\Z")
# Function application, invisible times, separator and plus: MathML's marks without ink.
_INVISIBLE = dict.fromkeys((0x2061, 0x2062, 0x2063, 0x2064))
_SCRIPTS = {"msub": ("_",), "msup": ("^",), "msubsup": ("_", "^"), "munder": ("_",), "mover": ("^",), "munderover": ("_", "^")}
_SINGLE = re.compile(r"[+−-]?\w*|\([^()]*\)")
_COMPOUND = re.compile(r"[-−+\s=<>·×]")
_TEX_NAMES = frozenset({"d-math", "dt-math"})


def is_formula(element: Element) -> bool:
    """Checks whether an element as a whole is a formula."""
    return (
        element.name in _TEX_NAMES or element.name == "math" or any(kind(element) for kind in (_labelled, _pictured, _scripted))
    )


def formula(element: Element) -> str:
    """Returns the formula as text, such as "x_i ≤ 10^−5"; empty if it cannot be read."""
    tex = _tex(element)
    return formula_text(tex) if tex else _from_mathml(element).strip()


def displayed_formula(element: Element) -> str:
    """Returns the formula in TeX, as its author wrote it, or as text if the page does not give the TeX."""
    return _tex(element) or _from_mathml(element).strip()


def with_formulas(text: str) -> str:
    r"""Replaces the TeX between `\(` and `\)`, `\[` and `\]`, or two dollar signs, as MathJax reads it, with readable text."""
    if "\\(" not in text and "\\[" not in text and "$$" not in text:
        return text
    return _DELIMITED.sub(lambda found: formula_text(next(tex for tex in found.groups() if tex)), text)


def _tex(element: Element) -> str:
    """Returns the TeX of a formula without its dollar signs, or an empty string."""
    if element.name in _TEX_NAMES or element.name == "script":
        tex = element.text()
    elif _labelled(element):
        tex = element.get("aria-label")
    elif _pictured(element):
        tex = element.get("alt")
    else:
        tex = element.get("alttext") or _annotation(element)
    return _DELIMITERS.sub("", _BROKEN_LINE.sub("", tex).strip()).strip()


def _labelled(element: Element) -> bool:
    """Checks whether this is a formula that MathJax 2 drew in spans, with its TeX as label."""
    return "mjx-math" in element.classes and bool(element.get("aria-label"))


def _scripted(element: Element) -> bool:
    """Checks whether this is TeX in a script that MathJax 2 has not drawn yet; where it has, it gave the script an id."""
    return element.name == "script" and element.get("type").lower().startswith("math/tex") and not element.get("id")


def _pictured(element: Element) -> bool:
    """Checks whether this is an image of a formula, with its TeX as alternative text."""
    return element.name == "img" and bool(element.classes & {"latex", "tex", "math"}) and bool(element.get("alt"))


def _annotation(element: Element) -> str:
    for annotation in element.named("annotation"):
        if "tex" in annotation.get("encoding").lower():
            return annotation.text()
    return ""


def _from_mathml(element: Element) -> str:
    parts: list[str] = []
    for child in element.children:
        if isinstance(child, str):
            parts.append(child.strip().translate(_INVISIBLE))
        elif child.name not in {"annotation", "annotation-xml"}:
            is_mixed = child.name == "mfrac" and "".join(parts)[-1:].isdigit()
            parts.append((" " if is_mixed else "") + _from_mathml(child))
    if element.name in {"mo", "mtext"} and "".join(parts) in {"=", "≤", "≥", "<", ">", "∈", "→", "≈", "≠"}:
        return f" {''.join(parts)} "
    inside = [part for part in parts if part]
    if element.name == "mfrac" and len(inside) == 2:
        return "/".join(f"({part})" if _COMPOUND.search(part) else part for part in inside)
    if element.name == "msqrt":
        return f"√({''.join(inside)})"
    if element.name in _SCRIPTS and inside:
        return inside[0] + "".join(
            mark + part for mark, part in zip(_SCRIPTS[element.name], map(_grouped, inside[1:]), strict=False)
        )
    return "".join(parts)


def _grouped(script: str) -> str:
    script = script.strip()
    return script if len(script) == 1 or _SINGLE.fullmatch(script) else f"{{{script}}}"
