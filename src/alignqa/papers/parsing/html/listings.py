"""Code and displayed formulas of a page, with the lines as they are printed."""

from __future__ import annotations

from collections.abc import Iterable

from alignqa.papers.parsing.html.inline import inline_text, is_unseen
from alignqa.papers.parsing.html.maths import displayed_formula, formula, is_formula
from alignqa.papers.parsing.html.tree import Element


def maths_lines(element: Element) -> Iterable[str]:
    """Yields the lines of a displayed formula, each with its printed number."""
    rows = [inner for inner in element.elements() if inner.name == "tr" or "ltx_eqn_row" in inner.classes]
    for row in rows or [element]:
        found = [inner for inner in row.elements() if is_formula(inner)]
        tags = [inner.text() for inner in row.elements() if inner.classes & {"ltx_tag_equation", "ltx_tag_equationgroup"}]
        parts = [displayed_formula(inner) for inner in found] if found else inline_text(row)
        yield " ".join([*parts, *tags])


def code_text(element: Element) -> str:
    """Returns the text of a listing, without the line numbers that LaTeXML prints."""
    lines = [inner for inner in element.elements() if "ltx_listingline" in inner.classes]
    if lines:
        return "\n".join("".join(_visible_strings(line)).strip("\n") for line in lines)
    return "".join(_visible_strings(element)).expandtabs(4)


def _visible_strings(element: Element) -> Iterable[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.name == "br":
            yield "\n"
        elif is_formula(child):
            yield formula(child)
        elif not is_unseen(child) and not child.classes & {"ltx_listing_data", "ltx_tag_listingline"}:
            yield from _visible_strings(child)
