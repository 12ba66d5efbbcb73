"""Classifies elements by the part they play in a paper: by their name, their classes and their declared role."""

from __future__ import annotations

import re
from enum import Enum, auto

from alignqa.papers.parsing.html.inline import NOTE_NAMES, is_note, is_unseen
from alignqa.papers.parsing.html.maths import is_formula
from alignqa.papers.parsing.html.tree import Element, words
from alignqa.papers.parsing.markdown.lines import begins_raised_note

COMMENTS_CLASS = "comments-of-others"
"""The class of an element that is put around comments below a post."""


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
    COMMENTS = auto()


_NOTES_CLASSES = words("""
    footnotes footnote-list endnotes footnotes-list footnote-definition footnote footnote-content footnote-item
    sdfootnote sdendnote msofootnotetext msoendnotetext""")
_STARRED_CLASSES = words("fn ftn fnote footnote-item footnote-text footnotetext note")
_STARRED = re.compile(r"\s*(?:\*{1,3}|[†‡])\s?(?=[^\W\d_]|[“\"‘(])")
_NOTES_ROLES = frozenset({"footnotes", "endnotes", "rearnotes", "endnote", "rearnote", "footnote"})
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
    (ElementRole.COMMENTS, frozenset({COMMENTS_CLASS})),
    (
        ElementRole.DISPLAYED_MATHS,
        frozenset({"ltx_equation", "ltx_equationgroup", "ltx_eqn_table", "katex-display", "math-display"}),
    ),
    (ElementRole.RUN_IN, frozenset({"ltx_runin", "ltx_title_theorem", "ltx_title_proof"})),
    (ElementRole.TABLE, frozenset({"ltx_tabular"})),
    (ElementRole.CODE, frozenset({"ltx_listing", "ltx_verbatim"})),
    (ElementRole.CAPTION, frozenset({"ltx_caption", "wp-caption-text", "figcaption", "caption", "image-caption", "msocaption"})),
    (
        ElementRole.BIBLIOGRAPHY,
        frozenset({"ltx_bibliography", "ltx_biblist", "csl-bib-body", "references-list", "reference-list"}),
    ),
    (ElementRole.NOTES, _NOTES_CLASSES),
    (
        ElementRole.FRONT_MATTER,
        words("""
    ltx_authors ltx_dates ltx_keywords ltx_classification ltx_subtitle byline authors author affiliation affiliations
            authors-affiliations post-meta entry-meta article-meta post-date published
            msotitle msosubtitle subtitle post-subtitle entry-subtitle article-subtitle dek standfirst post-byline byline-wrapper
            posted-on dateline tagline subtext crawler-post-meta topic-meta-data message-attribution postprofile"""),
    ),
)
_BY_ROLE = (
    (ElementRole.NOTES, _NOTES_ROLES),
    (ElementRole.BIBLIOGRAPHY, frozenset({"bibliography"})),
    (
        ElementRole.FRONT_MATTER,
        words("titlepage halftitlepage halftitle copyright-page cover imprint imprimatur colophon seriespage dedication"),
    ),
    (ElementRole.HEADING, frozenset({"heading"})),
)
_BLOCK_NAMES = words("""
    address article aside blockquote body center dd details div dl dt fieldset footer form hgroup hr html legend li main nav p
    search section summary tbody td tfoot th thead tr d-abstract d-appendix d-article d-title distill-appendix dt-article
    dt-appendix""")
_BLOCK_CLASSES = frozenset({"ltx_p", "ltx_para", "ltx_item", "ltx_bibitem", "ltx_creator", "ltx_personname", "ltx_contact"})
# Books made by typesetting programs print the titles of chapters as paragraphs.
_TITLE_CLASS = re.compile(r"(?:chap(?:ter)?|part|section)[-_]?(?:title|head|heading|name)|heading[-_]?[1-6]|h[1-6]")
_SUBTITLE = re.compile(r"(?:\A|[-_])(?:subtitle|standfirst|dek|byline|author|authorname)(?:[-_]|\Z)")
_SUBTITLE_NAMES = frozenset({"h2", "h3", "h4", "h5", "h6"})
_LONGEST_TITLE = 150
_NEVER_INLINE = frozenset({ElementRole.FRONT_MATTER, ElementRole.CAPTION, ElementRole.CODE, ElementRole.NOTES})
# A class such as "author" on more text than this belongs to the layout of the page, not to a byline.
_LONGEST_FRONT_MATTER = 1_500
# Word writes the items of a list as paragraphs of these classes.
_LIST_CLASS = re.compile(r"msolist(?:paragraph|bullet|number)")
_COMMENT_ID = re.compile(r"_?cmnt\d+")
_NOTE_ID = re.compile(r"_?(?:fn|ftnt?|edn|(?:sd)?footnote|(?:sd)?endnote)[-_:.]?\d+(?:[-_.]\d+)*(?:sym)?", re.IGNORECASE)
_LETTER = re.compile(r"[a-z]")  # the mark of a note
_OUTERMOST = frozenset({"ltx_title_abstract", "ltx_title_acknowledgements", "ltx_title_bibliography"})


def role_of(element: Element) -> ElementRole:
    """Returns the role of an element among its siblings."""
    if is_formula(element):
        return ElementRole.DISPLAYED_MATHS if _is_displayed(element) else ElementRole.INLINE
    if is_unseen(element):
        return ElementRole.INLINE if element.name in {"span", "sup", "a"} else ElementRole.UNSEEN
    if is_note(element):
        return ElementRole.INLINE
    if "ltx_item" in element.classes or "ltx_bibitem" in element.classes:
        return ElementRole.ITEM
    declared = _declared(element)
    if declared is not None:
        return declared
    if is_starred_note(element):
        return ElementRole.NOTES
    if element.name in {"div", "p"} and _begins_as_note(element, _COMMENT_ID):
        return ElementRole.UNSEEN
    if element.name in {"div", "p", "aside"} and (note_id(element) or _begins_as_note(element, _NOTE_ID)):
        return ElementRole.NOTES
    if element.name == "p" and any(map(_LIST_CLASS.match, element.classes)):
        return ElementRole.ITEM
    named = _BY_NAME.get(element.name)
    if named is not None:
        return named
    return ElementRole.CONTAINER if _is_block(element) else ElementRole.INLINE


def note_id(element: Element) -> bool:
    """Checks whether the element's own id is that of a note, such as "fn3", "ftn3" or "footnote-3"."""
    return _NOTE_ID.fullmatch(element.get("id")) is not None


def is_starred_note(element: Element) -> bool:
    """Checks for a paragraph that has the class of notes and begins with a star or a dagger."""
    is_classed = element.name in {"p", "div"} and not element.classes.isdisjoint(_STARRED_CLASSES)
    return is_classed and _STARRED.match(element.text()) is not None


def note_numbers(root: Element) -> frozenset[str]:
    """Returns the numbers and stars of the notes on a page: by their ids, their places in a list, and as they print them."""
    found: set[str] = set()
    for element in root.elements():
        if is_starred_note(element):
            found.add(element.text()[0])
        holds_notes = bool(element.classes & _NOTES_CLASSES or element.roles & _NOTES_ROLES)
        if (holds_notes or note_id(element)) and (number := re.search(r"\d+(?=(?:sym)?\Z)", element.get("id"))):
            found.add(number[0])
        if holds_notes:
            items = next(element.named("ol"), element).children
            count = sum(1 for item in items if isinstance(item, Element) and item.name == "li")
            found.update(map(str, range(1, count + 1)))
        if (holds_notes or element.name in {"p", "li", "dd", "small"}) and (printed := _printed_number(element, holds_notes)):
            found.add(printed)
    return frozenset(found)


def _printed_number(element: Element, is_note: bool) -> str:
    """Returns the number before a note: raised in any paragraph, and also on the line in one that is known to be a note."""
    first = next((child for child in element.children if isinstance(child, Element) or child.strip()), None)
    if isinstance(first, Element):
        text = first.text() if first.name in {"sup", "a"} or is_note else ""
        if first.name == "sup" and _LETTER.fullmatch(text):
            return text
    else:
        text = (first or "") if is_note else ""
    number = re.match(r"\s*[\[(]?(\d{1,3})\b", text)
    return number[1] if number else ""


def _begins_as_note(element: Element, note: re.Pattern[str]) -> bool:
    """Checks for a paragraph that begins with a link that has the id of a note or a comment, as Google Docs writes them."""
    first = next((child for child in element.children if isinstance(child, Element) or child.strip()), None)
    if not isinstance(first, Element) or first.name != "a" or not first.get("href").startswith("#"):
        return False
    return any(note.fullmatch(first.get(name)) for name in ("id", "name"))


def raised_number(element: Element) -> str:
    """Returns the raised number that a paragraph begins with, as a note does, or an empty string."""
    children = [child for child in element.children if isinstance(child, Element) or child.strip()]
    first = children[0] if children else None
    if not isinstance(first, Element) or first.name != "sup" or not (first.text().isdigit() or _LETTER.fullmatch(first.text())):
        return ""
    rest = children[1] if len(children) > 1 else ""
    return first.text() if begins_raised_note(rest if isinstance(rest, str) else rest.text()) else ""


def _declared(element: Element) -> ElementRole | None:
    classes, roles = element.classes, element.roles
    for role, names in _BY_CLASS:
        if classes & names and not (role is ElementRole.FRONT_MATTER and _is_layout(element)):
            is_inline = element.name in {"span", "a", "cite", "em", "i", "b", "strong", "small", "sup", "time"}
            if role is ElementRole.NOTES and element.name == "li":
                continue
            if not (is_inline and role in _NEVER_INLINE):
                return role
    if element.name in _BLOCK_NAMES or element.name in {"ol", "ul"}:
        for role, names in _BY_ROLE:
            if roles & names and element.name not in {"li"}:
                return ElementRole.NOTES if role is ElementRole.NOTES else role
    if element.name in {"ol", "ul", "dl"} and any("footnotes" in name or "endnotes" in name for name in classes):
        return ElementRole.NOTES  # such as "easy-footnotes-wrapper"
    if element.name in {"p", "div"} and any(map(_TITLE_CLASS.fullmatch, classes)) and len(element.text()) <= _LONGEST_TITLE:
        return ElementRole.HEADING
    if element.name in _SUBTITLE_NAMES and any(map(_SUBTITLE.search, classes)):
        return ElementRole.FRONT_MATTER
    if element.name == "p" and "title" in classes:
        return ElementRole.FRONT_MATTER
    if element.get("id") in {"refs", "references"} and element.name in {"div", "ol", "ul"}:
        return ElementRole.BIBLIOGRAPHY
    return None


def _is_layout(element: Element) -> bool:
    return sum(map(len, element.strings())) > _LONGEST_FRONT_MATTER


def _is_displayed(element: Element) -> bool:
    if element.name in {"d-math", "dt-math"}:
        return "block" in element.attributes
    if element.name == "script":
        return "mode=display" in element.get("type")
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


def level_of(element: Element) -> int:
    """Returns the level of a heading, from one to nine."""
    if element.classes & _OUTERMOST:
        return 2  # LaTeXML's levels begin with h2 below the title, and it prints these as h6
    if element.name[0] == "h" and element.name[1:].isdigit():
        return int(element.name[1:])
    if element.name in {"p", "div"} and any(name.startswith(("chap", "part")) for name in element.classes):
        return 1
    numbered = next((int(name[-1]) for name in sorted(element.classes) if re.fullmatch(r"h(?:eading[-_]?)?[1-6]", name)), 2)
    return min(max(whole_number(element.get("aria-level"), numbered), 1), 9)


def whole_number(text: str, default: int) -> int:
    """Returns the number that an attribute states, or the default."""
    stripped = text.strip()
    return int(stripped) if stripped.isdecimal() and len(stripped) < 7 else default
