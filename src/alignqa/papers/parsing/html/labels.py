"""Tells blocks by what they show: links elsewhere, headings that are only bold, captions that are only emphasised, quotations."""

from __future__ import annotations

import re
from itertools import islice

from alignqa.papers.parsing.html.maths import is_formula
from alignqa.papers.parsing.html.tree import Element
from alignqa.papers.parsing.manuscript.bylines import read_byline
from alignqa.papers.parsing.markdown.headings import is_title_like, runs_in

# "Read the full article": a paragraph that consists of one short link and is not a sentence leads elsewhere.
_LONGEST_BUTTON = 60
_BOLD = frozenset({"b", "strong"})
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_QUOTATIONS = frozenset({"ltx_quote", "ltx_epigraph", "epigraph", "msoquote", "msointensequote", "quotation"})
_QUOTATION_BOXES = frozenset({"admonition", "callout", "box"})
_PULLED = re.compile(r"pull-?quote", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_PICTURES = frozenset({"img", "picture", "svg", "video"})


def is_quotation(element: Element) -> bool:
    """Checks for a block of other people's words; a pulled quote repeats the author's, headings divide an own text."""
    is_box = "quote" in element.classes and bool(element.classes & _QUOTATION_BOXES)
    if element.name != "blockquote" and not element.classes & _QUOTATIONS and "epigraph" not in element.roles and not is_box:
        return False
    if any(map(_PULLED.search, element.classes)) or "pullquote" in element.roles:
        return False
    return not any(inner.name in _HEADINGS for inner in element.elements())


def is_lone_link(element: Element) -> bool:
    """Checks for a paragraph that is nothing but links and leads elsewhere."""
    if element.name not in {"p", "div"}:
        return False
    text = element.text()
    if not 0 < len(text) <= _LONGEST_BUTTON or text[-1] in ".!?:”)":
        return False
    return all(child.name == "a" if isinstance(child, Element) else not child.strip() for child in element.children)


def lists_places(element: Element) -> bool:
    """Checks for a table of contents: a list whose items are nothing but links to places in the page."""
    items = [child for child in element.children if isinstance(child, Element)]
    return bool(items) and all(_is_place(item) for item in items)


def _is_place(item: Element) -> bool:
    links = [link for link in item.named("a") if link.text()]
    if not links or any(not link.get("href").startswith("#") for link in links):
        return False
    return sum(len(link.text()) for link in links) >= len(item.text()) - 2 * len(links)


def printed_marker(element: Element) -> tuple[str | None, Element]:
    """Returns the label that a list item prints itself, as LaTeXML's do ("•" counts as none), and the item without it."""
    label: str | None = None
    rest: list[Element | str] = []
    for child in element.children:
        if isinstance(child, Element) and child.classes & {"ltx_tag_item", "ltx_tag_bibitem"} and label is None:
            text = child.text()
            label = f"{text} " if any(map(str.isalnum, text)) else ""
        else:
            rest.append(child)
    return label, Element(element.name, element.attributes, tuple(rest))


def bold_line(paragraph: Element) -> tuple[Element | None, Element]:
    """Returns the first line of a paragraph if all of it is bold and reads like a heading, or None, and what follows it."""
    children = paragraph.children
    end = next(
        (place for place, child in enumerate(children) if isinstance(child, Element) and child.name == "br"), len(children)
    )
    line = Element("span", {}, children[:end])
    if not _is_bold(line) or not is_title_like(line.text()):
        return _run_in(paragraph)
    return line, Element(paragraph.name, paragraph.attributes, children[end + 1 :])


def _run_in(paragraph: Element) -> tuple[Element | None, Element]:
    children = paragraph.children
    place = next((at for at, child in enumerate(children) if not isinstance(child, str) or child.strip()), len(children))
    first, rest = children[place : place + 1], Element(paragraph.name, paragraph.attributes, children[place + 1 :])
    line = Element("span", {}, first)
    following = "".join(islice(rest.strings(), 8))
    return (line, rest) if _is_bold(line) and runs_in(line.text(), following) else (None, paragraph)


def are_set_apart(before: Element, element: Element) -> bool:
    """Checks for two dates or buttons beside each other that only the layout of the page keeps apart."""
    if {before.name, element.name} & {"sub", "sup"}:  # the index and the power of one sign
        return False
    texts = [part.text() for part in (before, element)]
    return all(0 < len(text) <= _LONGEST_BUTTON and read_byline(text) is not None for text in texts)


def is_emphasised(paragraph: Element) -> bool:
    """Checks whether all text of a paragraph is emphasised, as captions below a picture are."""
    loose = (child for child in paragraph.children if isinstance(child, str) or child.name not in {"em", "i", "small"})
    return all(not (child if isinstance(child, str) else child.text()).strip() for child in loose)


def shows_picture(element: Element) -> bool:
    """Checks whether an element holds a picture that is no formula."""
    return any(inner.name in _PICTURES and not is_formula(inner) for inner in element.elements())


def _is_bold(element: Element) -> bool:
    """Checks whether all text of an element is in bold type."""
    if element.name in _BOLD or _BOLD_STYLE.search(element.get("style")):
        return bool(element.text())
    shown = [child for child in element.children if (child if isinstance(child, str) else child.text()).strip()]
    return bool(shown) and all(isinstance(child, Element) and _is_bold(child) for child in shown)
