"""The table of contents of a book, which names chapters that print their title without a heading, or not at all."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.document import PROSE, RegionKind
from alignqa.papers.parsing.html.element_blocks import ElementBlock
from alignqa.papers.parsing.html.tree import Element, words
from alignqa.papers.parsing.manuscript.writer import clean
from alignqa.papers.parsing.markdown.headings import is_title_like

_BLOCKS = words("p div section article header h1 h2 h3 h4 h5 h6 ul ol li dl table blockquote pre figure aside body")
_DEEPEST = 200
# Marks a heading that comes from the table of contents until it is compared with what the chapter prints.
_LISTED = "\ue001"
# A chapter may print a number, a motto or a picture before its heading, but no prose.
_LOOK_AHEAD = 3
_PROSE_WORDS = 13


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the table of contents: the file, the element in it (or "") that it names, and its depth from 1."""

    file: str
    fragment: str
    label: str
    depth: int


def navigation_entries(document: Element, name: str) -> Iterator[ContentsEntry]:
    """Yields the entries of an EPUB 3 navigation document."""
    tables = list(document.named("nav"))
    table = next((nav for nav in tables if "toc" in nav.roles), tables[0] if tables else None)
    if table is None:
        return
    waiting: list[tuple[Element, int]] = [(table, 0)]
    while waiting:
        element, depth = waiting.pop()
        if element.name == "a" and element.get("href"):
            yield _entry(name, element.get("href"), element.text(), max(depth, 1))
            continue
        inner = depth + (element.name == "ol")
        waiting.extend((child, inner) for child in reversed(element.children) if isinstance(child, Element))


def ncx_entries(document: Element, name: str) -> Iterator[ContentsEntry]:
    """Yields the entries of an EPUB 2 table of contents (NCX)."""
    waiting: list[tuple[Element, int]] = [(document, 0)]
    while waiting:
        element, depth = waiting.pop()
        if element.name == "navpoint":
            depth += 1
            own = [child for child in element.children if isinstance(child, Element) and child.name != "navpoint"]
            label = next((child.text() for child in own if child.name == "navlabel"), "")
            source = next((child.get("src") for child in own if child.name == "content"), "")
            if source:
                yield _entry(name, source, label, depth)
        waiting.extend((child, depth) for child in reversed(element.children) if isinstance(child, Element))


def _entry(name: str, address: str, label: str, depth: int) -> ContentsEntry:
    parts = urlsplit(address)
    file = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path))) if parts.path else name
    return ContentsEntry(file, unquote(parts.fragment), clean(label), depth)


def with_listed_headings(body: Element, entries: Sequence[ContentsEntry]) -> Element:
    """Returns a chapter with the entries that name it, or an element in it, as headings before that element."""
    placed = [entry for entry in entries if entry.label]
    first = [entry for entry in placed if not entry.fragment]
    by_fragment: dict[str, list[ContentsEntry]] = {}
    for entry in placed:
        if entry.fragment:
            by_fragment.setdefault(entry.fragment, []).append(entry)
    chapter = _ListedChapter(by_fragment, min((entry.depth for entry in first), default=0))
    found = chapter.placed(body, 0, within=False) if by_fragment else body
    return Element("div", {}, (*map(_heading, first), found))


@dataclass(frozen=True, slots=True)
class _ListedChapter:
    """The entries of a file by the element that they name, and the depth of the entry that names the file, or 0."""

    entries: dict[str, list[ContentsEntry]]
    depth: int

    def placed(self, element: Element, level: int, *, within: bool) -> Element:
        """Puts headings before the blocks that are, or hold in their running text, an element with a listed id.

        One `within` the chapter for which the file is listed is below it, though the contents may list both side by side.
        """
        if level > _DEEPEST:
            return element
        children: list[Element | str] = []
        begun = False
        for child in element.children:
            if isinstance(child, Element):
                for inner in _running(child):
                    listed = self.entries.pop(inner.get("id") or inner.get("name"), [])
                    shift = int(within and begun)
                    children += [_heading(replace(entry, depth=max(entry.depth, shift * (self.depth + 1)))) for entry in listed]
                is_chapter = bool(self.depth) and "chapter" in child.roles
                child = self.placed(child, level + 1, within=within or is_chapter) if self.entries else child
                begun = begun or any(map(str.strip, child.strings()))
            children.append(child)
        return Element(element.name, element.attributes, tuple(children))


def _running(element: Element) -> Iterator[Element]:
    """Yields an element and the inline elements inside it."""
    waiting = [element]
    while waiting:
        this = waiting.pop()
        yield this
        waiting.extend(child for child in this.children if isinstance(child, Element) and child.name not in _BLOCKS)


def _heading(entry: ContentsEntry) -> Element:
    return Element(f"h{min(entry.depth, 9)}", {}, (f"{_LISTED}{entry.label}",))


def chapter_depth(chapter: Element, entries: Sequence[ContentsEntry]) -> int | None:
    """Returns the depth at which the contents list a file, or 1 for a chapter that they do not list, or None for other files."""
    listed = next((entry.depth for entry in entries if not entry.fragment), None)
    return listed or (1 if any("chapter" in element.roles for element in chapter.elements()) else None)


def at_depth(found: Sequence[ElementBlock], depth: int | None) -> list[ElementBlock]:
    """Moves the headings of a chapter up or down so that the first, if it opens the chapter, has the level `depth`."""
    first = next((block for block in found if block.level or len(block.text.split()) >= _PROSE_WORDS), None)
    if depth is None or first is None or not first.level:
        return list(found)
    shift = depth - first.level
    return [replace(block, level=max(block.level + shift, depth)) if block.level else block for block in found]


def with_printed_titles(found: Sequence[ElementBlock]) -> list[ElementBlock]:
    """Replaces the headings from the table of contents by what the chapter prints: its heading, or the lines that read the same.

    A listed heading of which nothing is printed stays, so that the chapter before it ends.
    """
    kept: list[ElementBlock] = []
    position = 0
    while position < len(found):
        block = found[position]
        position += 1
        if not block.level and block.text.startswith(_LISTED):
            continue  # of a place on a title page
        if not (block.level and block.text.startswith(_LISTED)):
            kept.append(block)
            continue
        label = block.text.removeprefix(_LISTED)
        printed = _printed(found, position, label)
        if printed:
            text = " ".join(line.text for line in found[position : position + printed])
            kept.append(replace(block, text=text))
            position += printed
        elif not _heading_follows(found, position):
            kept.append(replace(block, text=label))
    return kept if any(not block.level for block in kept) else []


def _printed(found: Sequence[ElementBlock], start: int, label: str) -> int:
    """Counts the blocks after `start` that are lines of a title which is listed as `label`."""
    wanted, count = fold_title(label), 0
    for block in found[start : start + _LOOK_AHEAD]:
        text = fold_title(block.text)
        # After its number the rest of a title may be marked as a heading.
        goes_on = count > 0 and block.level > 0 and not block.text.startswith(_LISTED)
        if not text or not (goes_on or (not block.level and block.kind in PROSE | {RegionKind.FRONT_MATTER})):
            break
        is_part = f" {text} " in f" {wanted} " and len(text.split()) < _PROSE_WORDS
        if not is_part and not (f" {wanted} " in f" {text} " and is_title_like(block.text)):
            break
        count += 1
    return count


def _heading_follows(found: Sequence[ElementBlock], start: int) -> bool:
    for block in found[start : start + _LOOK_AHEAD]:
        if block.level:
            # Of two listed headings in one place, the outer one stays.
            return not block.text.startswith(_LISTED)
        if len(block.text.split()) >= _PROSE_WORDS:
            return False
    return False


def is_title_page(found: Sequence[ElementBlock], title: str) -> bool:
    """Checks for a page that prints the title of the book and no sentence."""
    folded = fold_title(title)
    prints_title = any(fold_title(block.text) == folded for block in found[:_LOOK_AHEAD])
    return bool(folded) and prints_title and all(len(block.text.split()) < _PROSE_WORDS for block in found if block.kind in PROSE)


def as_front_matter(found: Sequence[ElementBlock]) -> list[ElementBlock]:
    """Returns the blocks of a title page: none of them is text, or begins a section."""
    return [replace(block, kind=RegionKind.FRONT_MATTER, level=0) for block in found]
