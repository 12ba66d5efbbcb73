"""Leaves out what a page does not show: elements hidden by attribute, style or style sheet, white text, and struck-out text.

The page numbers of a printed edition, which books carry in the middle of their sentences, are left out, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from alignqa.papers.parsing.html.tree import Element, words
from alignqa.papers.parsing.manuscript.coverage import times
from alignqa.papers.parsing.manuscript.omissions import LEFT_OUT, left_out

_RULE = re.compile(r"(?:\A|(?<=[{}]))(?P<selectors>[^{}]*)\{(?P<style>[^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?(?P<name>[.#][\w-]+)")
_NAME_IN_SELECTOR = re.compile(r"[.#][\w-]+")
_ZERO = r"0(?:\.0+)?(?:px|pt|r?em|%)?"
_HIDING = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all"
    rf"|(?<![\w-])opacity:{_ZERO}(?![\d.])|(?<![\w-])font-size:(?:{_ZERO}|[01](?:\.\d+)?p[xt]|0?\.\d+p[xt])(?![\d.\w])"
    r"|text-indent:-\d{3,}|(?<![\w-])(?:left|top|right):-(?:\d{4,}|\d{3}r?em)|clip:rect\([01px,]+\)"
    r"|clip-path:inset\((?:50|100)%"
)
_SHOWING = re.compile(r"display:(?!none)|visibility:visible|(?<![\w-])opacity:0?\.?[1-9]|clip:auto|position:static")
_COLOUR = re.compile(r"(?<![\w-])color:([^;!]+)")
_BACKGROUND = re.compile(r"background(?:-color|-image)?:([^;!]+)")
_WHITE = re.compile(
    r"white|snow|ivory|#(?:f{3,4}|f{6}|f{8}|f[c-f]f[c-f]f[c-f])|rgba?\((?:25[2-5],){2}25[2-5](?:,[\d.]+%?)?\)"
    r"|transparent|rgba\(\d+,\d+,\d+,0(?:\.0+)?\)|#[0-9a-f]{3}0|#[0-9a-f]{6}00"
)
_RAISED = re.compile(r"vertical-align:super(?![\w-])")
_LOWERED = re.compile(r"vertical-align:sub(?![\w-])")
_BOLD = re.compile(r"font-weight:(?:bold|[6-9]00)")
_STRUCK_NAMES = frozenset({"del", "s", "strike"})
_INLINE_NAMES = words("a abbr b bdi cite code del em font i ins kbd label mark q s small span strike strong sub sup time u")
_PAGE_CLASSES = words("""
    pagenum pagenumber page-num page-number page_number pageno page-no pagebreak page-break page_break pb x-ebookmaker-pageno""")
_PAGE_ROLES = frozenset({"pagebreak"})
_PAGE_NAME = re.compile(r"(?:page|pg?)[-_.]?0{0,3}(?P<number>\d{1,4}|[ivxlc]{1,8})")
_PAGE_NUMBER = re.compile(r"[\[({|]?\s?(?:(?:page|pg|p)[.:]?\s?)?(?P<number>\d{1,4}|[ivxlc]{1,8})\s?[\])}|]?", re.IGNORECASE)
_NAMED_PAGE = re.compile(r"\[(?:page|pg)[.:]?\s?(?:\d{1,4}|[ivxlc]{1,8})\]", re.IGNORECASE)
_LONGEST_PAGE_NUMBER = 20
# A page whose script shows it when it is loaded hides nearly everything, and so does a switch that was read wrongly.
_LARGEST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class _StyleSheet:
    """The classes and ids (".name", "#name") that a page's own style sheets hide, whiten, back, raise, lower or set in bold."""

    hidden: frozenset[str] = frozenset()
    white: frozenset[str] = frozenset()
    backed: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    lowered: frozenset[str] = frozenset()
    bold: frozenset[str] = frozenset()


def is_hidden(element: Element) -> bool:
    """Checks whether the page hides an element; MathML beside a drawn formula does not count as hidden."""
    hidden = (
        ("hidden" in element.attributes and element.get("hidden").lower() != "until-found")
        or element.get("aria-hidden").lower() == "true"
        or _HIDING.search(_compact(element.get("style"))) is not None
    )
    return hidden and not any("mathml" in name for name in element.classes)


def is_white(element: Element) -> bool:
    """Checks whether an element's own attributes colour its text white or transparent, and give it no other background."""
    style = _compact(element.get("style"))
    colours = [*_COLOUR.findall(style), *([_compact(element.get("color"))] if element.name == "font" else [])]
    return bool(colours) and _WHITE.fullmatch(colours[-1]) is not None and not _has_background(element)


def visible_part(page: Element) -> tuple[Element, tuple[str, ...]]:
    """Returns the page without what a reader does not see or its author struck out, and a notice where that is unusual.

    What is removed from running text leaves an empty `del`, so that a space before punctuation can be closed.
    What is raised or lowered by its style only, as in pages of word processors, becomes a `sup` or a `sub`.
    """
    return _Remover(page).removed()


class _Remover:
    def __init__(self, page: Element) -> None:
        self._page = page
        self._sheet = _style_sheet("".join(style.strings()) for style in page.named("style"))
        self._limit = _LARGEST_SHARE * sum(map(len, next(page.named("body"), page).strings()))
        self._white = self._struck = 0

    def removed(self) -> tuple[Element, tuple[str, ...]]:
        page = self._visible(self._page, on_white=True)
        notices = []
        if self._struck:
            notices.append(f"Struck-out text was left out ({times(self._struck)}).")
        if self._white:
            notices.append(f"White or transparent text was left out ({times(self._white)}).")
        return page, tuple(notices)

    def _visible(self, element: Element, *, on_white: bool) -> Element:
        on_white = on_white and not _has_background(element) and self._sheet.backed.isdisjoint(_names(element))
        children: list[Element | str] = []
        for child in element.children:
            if isinstance(child, str):
                children.append(child)
            elif _is_page_number(child):
                children += [Element("del", {})] if child.name in _INLINE_NAMES else []
            elif not self._is_left_out(child, on_white=on_white):
                children.append(self._visible(child, on_white=on_white))
            elif child.name in _INLINE_NAMES:
                struck = left_out("".join(child.strings())) if _is_struck(child) and not is_hidden(child) else ""
                children.append(Element("del", {LEFT_OUT: struck} if struck else {}))
        name, attributes = self._styled(element)
        return Element(name, attributes, tuple(children))

    def _styled(self, element: Element) -> tuple[str, Mapping[str, str]]:
        """Returns the name and the attributes of an element as its style makes it look."""
        if element.name not in _INLINE_NAMES:
            return element.name, element.attributes
        names, style = _names(element), _compact(element.get("style"))
        attributes = element.attributes
        if not self._sheet.bold.isdisjoint(names):
            attributes = {**attributes, "style": f"{element.get('style')};font-weight:700"}
        if element.name in {"span", "font"}:
            if _RAISED.search(style) or not self._sheet.raised.isdisjoint(names):
                return "sup", attributes
            if _LOWERED.search(style) or not self._sheet.lowered.isdisjoint(names):
                return "sub", attributes
        return element.name, attributes

    def _is_left_out(self, element: Element, *, on_white: bool) -> bool:
        names = _names(element)
        hidden = is_hidden(element) or not self._sheet.hidden.isdisjoint(names)
        struck = _is_struck(element)
        # Headings in white stand on a picture or a banner.
        white = on_white and element.name[0] != "h" and (is_white(element) or not self._sheet.white.isdisjoint(names))
        if not (hidden or struck or white):
            return False
        length = sum(map(len, element.strings()))
        if length > self._limit:
            return False
        self._struck += struck and not hidden and length > 0
        self._white += white and not hidden and not struck and length > 0
        return True


def _is_page_number(element: Element) -> bool:
    """Checks for the number of a printed page: by its class, its role, the name of its place, or its words, as in "[Pg 3]"."""
    if element.name not in _INLINE_NAMES and element.name not in {"p", "div"}:
        return False
    text = element.text() if sum(map(len, islice(element.strings(), 9))) <= _LONGEST_PAGE_NUMBER else ""
    if (printed := _PAGE_NUMBER.fullmatch(text)) is None:
        return False
    if not element.classes.isdisjoint(_PAGE_CLASSES) or not element.roles.isdisjoint(_PAGE_ROLES):
        return True
    place = _PAGE_NAME.fullmatch((element.get("id") or element.get("name")).lower())
    is_named = place is not None and place["number"] == printed["number"].lower() and not element.get("href")
    return element.name in _INLINE_NAMES and (is_named or _NAMED_PAGE.fullmatch(text) is not None)


def _is_struck(element: Element) -> bool:
    named = element.name in _STRUCK_NAMES or "ltx_ulem_sout" in element.classes
    return named or "line-through" in element.get("style").lower()


def _style_sheet(sheets: Iterable[str]) -> _StyleSheet:
    """Reads the rules for single classes and ids; a name that any other rule shows or colours again does not count."""
    hidden: set[str] = set()
    shown: set[str] = set()
    white: set[str] = set()
    coloured: set[str] = set()
    backed: set[str] = set()
    looks: dict[re.Pattern[str], set[str]] = {_RAISED: set(), _LOWERED: set(), _BOLD: set()}
    for selectors, style in _rules(sheets):
        names = [found["name"] for part in selectors.split(",") if (found := _SIMPLE_SELECTOR.fullmatch(part.strip()))]
        mentioned = _NAME_IN_SELECTOR.findall(selectors)
        for pattern, found_names in looks.items():
            found_names.update(names if pattern.search(style) else ())
        if _HIDING.search(style):
            hidden.update(names)
        elif _SHOWING.search(style):
            shown.update(mentioned)
        if colours := _COLOUR.findall(style):
            is_colourless = _WHITE.fullmatch(colours[-1]) is not None
            white.update(names if is_colourless else ())
            coloured.update(() if is_colourless else mentioned)
        if "background" in style and (behind := _BACKGROUND.findall(style)) and not _WHITE.fullmatch(behind[-1]):
            backed.update(mentioned)
    return _StyleSheet(
        frozenset(hidden - shown),
        frozenset(white - coloured - backed),
        frozenset(backed),
        *(frozenset(found_names) for found_names in looks.values()),
    )


def _rules(sheets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yields the selectors and the declarations of each rule; those inside `@media` can show, but not hide."""
    for source in sheets:
        first, *others = source.lower().split("/*")
        sheet = first + "".join(other.partition("*/")[2] for other in others)
        depth = position = 0
        for rule in _RULE.finditer(sheet):
            depth += sheet.count("{", position, rule.start()) - sheet.count("}", position, rule.start())
            position = rule.end()
            selectors = rule["selectors"].rpartition(";")[2].strip()
            yield (f"@{selectors.replace(',', ',@')}" if depth > 0 else selectors), _compact(rule["style"])


def _names(element: Element) -> frozenset[str]:
    own = element.get("id").lower()
    return frozenset({*(f".{name}" for name in element.classes), *((f"#{own}",) if own else ())})


def _has_background(element: Element) -> bool:
    found = _BACKGROUND.findall(_compact(element.get("style")))
    colour = found[-1] if found else _compact(element.get("bgcolor"))
    return bool(colour) and _WHITE.fullmatch(colour) is None


def _compact(style: str) -> str:
    return re.sub(r"\s+", "", style.lower())
