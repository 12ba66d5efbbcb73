"""Classifies elements by the part they play in a paper: by their name, their classes and their declared role."""

from __future__ import annotations

import re
from enum import Enum, auto

from alignqa.papers.parsing.html.inline import NOTE_NAMES, is_note, is_unseen
from alignqa.papers.parsing.html.maths import is_formula
from alignqa.papers.parsing.html.tree import Element, words


class ElementRole(Enum):
    """The roles of elements that are read differently; a CONTAINER holds blocks or is a paragraph itself."""

    INLINE = auto()
    UNSEEN = auto()
    CONTAINER = auto()
    HEADING = auto()
    RUN_IN = auto()
    LIST = auto()
    ITEM = auto()
    CODE = auto()
    TABLE = auto()
    DISPLAYED_MATHS = auto()
    FIGURE = auto()
    CAPTION = auto()
    NOTES = auto()
    BIBLIOGRAPHY = auto()
    FRONT_MATTER = auto()
    HEADER = auto()


_BY_NAME = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), ElementRole.HEADING),
    **dict.fromkeys(("ul", "ol", "menu", "dir", "dl"), ElementRole.LIST),
    **dict.fromkeys(("li", "dt", "dd"), ElementRole.ITEM),
    **dict.fromkeys(("pre", "listing", "xmp", "d-code"), ElementRole.CODE),
    **dict.fromkeys(("figure", "d-figure"), ElementRole.FIGURE),
    **dict.fromkeys(("figcaption", "caption"), ElementRole.CAPTION),
    **dict.fromkeys(("d-citation-list", "dt-bibliography"), ElementRole.BIBLIOGRAPHY),
    **dict.fromkeys(("d-byline", "dt-byline"), ElementRole.FRONT_MATTER),
    "d-footnote-list": ElementRole.NOTES,
    "table": ElementRole.TABLE,
    "header": ElementRole.HEADER,
}
# Decided by a class; the first that fits wins.
_BY_CLASS = (
    (
        ElementRole.DISPLAYED_MATHS,
        frozenset({"ltx_equation", "ltx_equationgroup", "ltx_eqn_table", "katex-display", "math-display"}),
    ),
    (ElementRole.RUN_IN, frozenset({"ltx_runin", "ltx_title_theorem", "ltx_title_proof"})),
    (ElementRole.TABLE, frozenset({"ltx_tabular"})),
    (ElementRole.CODE, frozenset({"ltx_listing", "ltx_verbatim"})),
    (ElementRole.CAPTION, frozenset({"ltx_caption", "wp-caption-text", "figcaption", "caption", "image-caption"})),
    (
        ElementRole.BIBLIOGRAPHY,
        frozenset({"ltx_bibliography", "ltx_biblist", "csl-bib-body", "references-list", "reference-list"}),
    ),
    (ElementRole.NOTES, frozenset({"footnotes", "footnote-list", "endnotes", "footnotes-list", "footnote-definition"})),
    (
        ElementRole.FRONT_MATTER,
        words("""
    ltx_authors ltx_dates ltx_keywords ltx_classification ltx_subtitle byline authors author affiliation affiliations
            authors-affiliations post-meta entry-meta article-meta post-date published"""),
    ),
)
_BY_ROLE = (
    (ElementRole.NOTES, frozenset({"footnotes", "endnotes", "rearnotes", "endnote", "rearnote", "footnote"})),
    (ElementRole.BIBLIOGRAPHY, frozenset({"bibliography"})),
    (ElementRole.HEADING, frozenset({"heading"})),
)
_BLOCK_NAMES = words("""
    address article aside blockquote body center dd details div dl dt fieldset footer form hgroup hr html legend li main nav p
    search section summary tbody td tfoot th thead tr d-abstract d-appendix d-article d-title distill-appendix dt-article
    dt-appendix""")
_BLOCK_CLASSES = frozenset({"ltx_p", "ltx_para", "ltx_item", "ltx_bibitem", "ltx_creator", "ltx_personname", "ltx_contact"})
# A class such as "author" on more text than this belongs to the layout of the page, not to a byline.
_LONGEST_FRONT_MATTER = 1_500
_NOTE_ID = re.compile(r"(?:fn|footnote|endnote|note)[-_:.]?\d+", re.IGNORECASE)


def role_of(element: Element) -> ElementRole:
    """Returns the role of an element among its siblings."""
    if is_formula(element):
        return ElementRole.DISPLAYED_MATHS if _is_displayed(element) else ElementRole.INLINE
    if is_unseen(element):
        return ElementRole.UNSEEN if element.name != "span" and element.name != "sup" else ElementRole.INLINE
    if is_note(element):
        return ElementRole.INLINE
    if "ltx_item" in element.classes or "ltx_bibitem" in element.classes:
        return ElementRole.ITEM
    declared = _declared(element)
    if declared is not None:
        return declared
    if element.name == "li" and _NOTE_ID.fullmatch(element.get("id")):
        return ElementRole.ITEM
    named = _BY_NAME.get(element.name)
    if named is not None:
        return named
    return ElementRole.CONTAINER if _is_block(element) else ElementRole.INLINE


def _declared(element: Element) -> ElementRole | None:
    classes, roles = element.classes, element.roles
    for role, names in _BY_CLASS:
        if classes & names and not (role is ElementRole.FRONT_MATTER and _is_layout(element)):
            is_inline = element.name in {"span", "a", "cite", "em", "i", "b", "strong", "small", "time"}
            if not (is_inline and role in {ElementRole.FRONT_MATTER, ElementRole.CAPTION, ElementRole.CODE}):
                return role
    if element.name in _BLOCK_NAMES or element.name in {"ol", "ul"}:
        for role, names in _BY_ROLE:
            if roles & names and element.name not in {"li"}:
                return ElementRole.NOTES if role is ElementRole.NOTES else role
    if element.get("id") in {"refs", "references"} and element.name in {"div", "ol", "ul"}:
        return ElementRole.BIBLIOGRAPHY
    return None


def _is_layout(element: Element) -> bool:
    return sum(map(len, element.strings())) > _LONGEST_FRONT_MATTER


def _is_displayed(element: Element) -> bool:
    if element.name in {"d-math", "dt-math"}:
        return "block" in element.attributes
    return element.get("display").lower() in {"block", "true"}


def _is_block(element: Element) -> bool:
    """Checks whether an element is a block, or an inline or unknown element that contains blocks."""
    if element.name in NOTE_NAMES:
        return False
    if element.name in _BLOCK_NAMES or element.classes & _BLOCK_CLASSES:
        return True
    if element.name == "br":
        return False
    return any(_holds_block(child) for child in element.children if isinstance(child, Element))


def _holds_block(element: Element) -> bool:
    waiting = [element]
    while waiting:
        this = waiting.pop()
        if this.name in NOTE_NAMES or "ltx_note" in this.classes or is_formula(this):
            continue
        if this.name in _BLOCK_NAMES or this.name in _BY_NAME or this.classes & _BLOCK_CLASSES:
            return True
        waiting.extend(child for child in this.children if isinstance(child, Element))
    return False
