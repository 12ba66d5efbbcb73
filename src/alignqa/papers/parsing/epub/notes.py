"""The notes of a book: files that hold nothing else, sections of notes, and paragraphs to which the text above refers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import unquote

from alignqa.papers.document import PROSE, RegionKind
from alignqa.papers.parsing.html.element_blocks import ElementBlock
from alignqa.papers.parsing.html.tree import Element
from alignqa.papers.parsing.manuscript.powers import is_note_mark
from alignqa.papers.parsing.markdown.headings import headings

_TITLE = re.compile(
    r"(?:(?:chapter|part) \w+[:.]? )?(?:(?:foot|end|rear|chapter|back) ?)?notes"
    r"(?: (?:and|&) (?:references|sources|citations|comments)|\s?[:.–—-] (?:chapter|part) \w+)?",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?<=\b\w) (?=\w\b)")  # as in N O T E S
_PAGE = re.compile(r"(?:page )?(?:\d{1,4}|[ivxl]{1,6})", re.IGNORECASE)
_FILE = re.compile(r"(?:\A|.*[\W\d_])(?:foot|end|rear|back|chapter)?[-_]?notes(?:[\W\d_]|split|part)*", re.IGNORECASE)
_MARK = r"(?:\d{1,4}|[a-z]|[ivxl]{1,6}|[*∗†‡§¶#]{1,4})"
_MARKED = re.compile(
    rf"(?:[\[(]{_MARK}[\])]|{_MARK}[.):\]]|\d{{1,4}}|[*∗†‡§¶#]{{1,4}})(?:\s|(?<=[\])*∗†‡§¶])(?=\w))", re.IGNORECASE
)
_REFERENCE = re.compile(rf"[\[(]?{_MARK}[\])]?", re.IGNORECASE)
_BRACKETED = re.compile(r"\[(\d{1,3}|[a-z]|[*†‡§¶#]{1,3})\]")
_STARRED = re.compile(r"(\*{1,3}|[†‡])\s?(?=[^\W\d_]|[“\"‘(])")
_STAR = re.compile(r"(?<=[\w.,;:!?)\]”’\"])(\*{1,3}|[†‡])(?=[\s.,;:!?)\]”’]|\Z)")
# "In [3] we saw" names a numbered paragraph or a work, not a note.
_NAMES_PLACE = re.compile(
    r"\b(?:in|by|see|of|from|to|and|or|than|with|under|sections?|paragraphs?|theses|thesis|claims?|items?|equations?|eq\.)\s*\Z",
    re.IGNORECASE,
)
_PARAGRAPHS = frozenset({"p", "div", "aside", "small"})
_NOTE_CLASS = "footnote-item"
# A note may have several paragraphs, but few have more than three.
_PARAGRAPHS_PER_NOTE = 3
_LONGEST_TITLE = 80


def begins_notes(title: str) -> bool:
    """Checks for the title of notes, such as "Endnotes" or "Notes to Chapter 3", and not "Notes on Iron"."""
    if len(title) > _LONGEST_TITLE:
        return False
    title = _SPACED.sub("", title).strip(" :.")
    return _TITLE.fullmatch(title) is not None or headings([(1, title)])[0].begins_notes


def is_notes_file(name: str, found: Sequence[ElementBlock], *, declared: bool) -> bool:
    """Checks for a file of notes, which its first line, its markup or its name says, or the guide of the book has `declared`."""
    running = [block for block in found if not block.level]
    if not running:
        return False
    if begins_notes(_below_page_number(found)[0].text) or all(block.kind is RegionKind.FOOTNOTE for block in running):
        return True
    title = found[0].text if found[0].level else ""
    is_named = declared or _FILE.fullmatch(posixpath.splitext(posixpath.basename(name))[0]) is not None
    return is_named and "note" not in title.casefold() and _are_notes(running)


def as_notes(found: Sequence[ElementBlock], *, continued: bool) -> list[ElementBlock]:
    """Returns a file of notes as a section that ends the chapter before it, or goes on with notes that are `continued`."""
    found = _below_page_number(found)
    first, rest = found[0], found[1:]
    if begins_notes(first.text):
        printed = rest[0] if rest and not rest[0].level and begins_notes(rest[0].text) else first
        rest = rest[printed is not first :]
        title = ElementBlock(printed.text, RegionKind.HEADING, first.level or 1)
    elif continued or (first.level and not _is_of_chapter(first, rest)):
        return list(found)
    else:
        title, rest = ElementBlock("Notes", RegionKind.HEADING, 1), found
    return [title, *rest]


def _below_page_number(found: Sequence[ElementBlock]) -> Sequence[ElementBlock]:
    is_number = len(found) > 1 and not found[0].level and _PAGE.fullmatch(found[0].text)
    return found[1:] if is_number and begins_notes(found[1].text) else found


def _is_of_chapter(first: ElementBlock, rest: Sequence[ElementBlock]) -> bool:
    """Checks for a heading that names the chapter of the notes below it, and not the notes in another language."""
    return any(block.kind in PROSE for block in rest) or any(block.level == first.level for block in rest)


def with_sections_of_notes(found: Sequence[ElementBlock], *, continued: bool) -> list[ElementBlock]:
    """Returns the blocks of a file with all that stands under a title of notes as notes, whatever their marks.

    The file may begin with notes that are `continued` from the one before it.
    Headings in between name the chapters of the notes and are below that title; other ones end the notes.
    """
    kept: list[ElementBlock] = []
    level = int(continued)  # of the title of the notes, or 0 outside them
    is_notes = continued
    for place, block in enumerate(found):
        if block.level:
            below = _running_below(found, place)
            if begins_notes(block.text):
                level, is_notes = level if 0 < level < block.level else block.level, not below or _are_notes(below)
            elif level and below and not (_are_notes(below) and not headings([(1, block.text)])[0].begins_bibliography):
                level, is_notes = 0, False
            elif level:
                block = replace(block, level=max(block.level, level + 1))
                is_notes = is_notes or bool(below)
        elif is_notes and level and block.kind in PROSE:
            block = replace(block, kind=RegionKind.FOOTNOTE)
        kept.append(block)
    return kept


def _running_below(found: Sequence[ElementBlock], place: int) -> list[ElementBlock]:
    end = next((at for at in range(place + 1, len(found)) if found[at].level), len(found))
    return list(found[place + 1 : end])


def _are_notes(found: Sequence[ElementBlock]) -> bool:
    count = sum(block.kind is RegionKind.FOOTNOTE or _is_marked(block) for block in found)
    return _is_marked(found[0]) or count * _PARAGRAPHS_PER_NOTE >= len(found)


def _is_marked(block: ElementBlock) -> bool:
    return block.item or _MARKED.match(block.text) is not None


def with_marked_notes(body: Element, earlier: Collection[str]) -> Element:
    """Returns a chapter in which paragraphs are notes if they begin with a mark that the text before them has as a reference.

    In a file of notes such a mark leads back to one of the `earlier` files.
    """
    before = {posixpath.basename(name) for name in earlier}
    seen, notes, openings = _References(), set[int](), 0
    for paragraph in _paragraphs(body):
        label, names = _opening(paragraph), _names(paragraph)
        if label:
            openings += 1
            if label in seen.labels or (names & seen.targets) or _leads_to(paragraph, label, before):
                notes.add(id(paragraph))
        seen.read(paragraph)
    # Where most are not referred to, paragraphs are numbered.
    return _classed(body, notes) if notes and len(notes) * 2 >= openings else body


def _paragraphs(element: Element) -> Iterator[Element]:
    """Yields the paragraphs below an element in reading order."""
    for inner in element.elements():
        if inner.name in _PARAGRAPHS and not any(below.name in _PARAGRAPHS | {"li", "table"} for below in _below(inner)):
            yield inner


def _below(element: Element) -> Iterator[Element]:
    return (inner for inner in element.elements() if inner is not element)


def _names(paragraph: Element) -> set[str]:
    """Returns the names by which a link can lead to a paragraph: its own and those of what it begins with."""
    first = next((child for child in paragraph.children if isinstance(child, Element) or child.strip()), None)
    inner = list(first.elements()) if isinstance(first, Element) else []
    return {name for element in (paragraph, *inner) for name in (element.get("id"), element.get("name")) if name}


def _opening(paragraph: Element) -> str:
    """Returns the bracketed, raised or linked mark or the star of a paragraph, or "" if there is none or nothing else."""
    text = paragraph.text()
    if starred := _STARRED.match(text):
        return starred[1]
    if (bracketed := _BRACKETED.match(text)) and text != bracketed[0]:
        return bracketed[1]
    first = next((child for child in paragraph.children if isinstance(child, Element) or child.strip()), None)
    if not isinstance(first, Element) or not any(first.named("sup", "a")):
        return ""
    mark = first.text()
    return mark.strip("[]().: ") if text != mark and _REFERENCE.fullmatch(mark.rstrip(".: ")) else ""


def _leads_to(paragraph: Element, label: str, files: Collection[str]) -> bool:
    """Checks whether the mark of a paragraph is a link to a place in one of the files."""
    link = next(paragraph.named("a"), None)
    if link is None or link.text().strip("[]().: ") != label:
        return False
    file, _, place = link.get("href").partition("#")
    return bool(place) and posixpath.basename(unquote(file)) in files


@dataclass(slots=True)
class _References:
    """The references to notes in the text so far: the marks that are printed, and the elements to which they lead."""

    labels: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)

    def read(self, paragraph: Element) -> None:
        text = paragraph.text()
        for bracketed in _BRACKETED.finditer(text):
            if bracketed.start() and not _NAMES_PLACE.search(text[max(bracketed.start() - 20, 0) : bracketed.start()]):
                self.labels.add(bracketed[1])
        self.labels.update(_STAR.findall(text))
        self._walk(paragraph)

    def _walk(self, paragraph: Element) -> None:
        preceding = ""
        waiting: list[Element | str] = list(reversed(paragraph.children))
        while waiting:
            this = waiting.pop()
            if isinstance(this, str):
                preceding = f"{preceding[-80:]}{this}"
                continue
            mark = this.text()
            if this.name in {"sup", "a"} and _REFERENCE.fullmatch(mark) and preceding[-1:].strip():
                target = next((link.get("href")[1:] for link in this.named("a") if link.get("href").startswith("#")), "")
                if target:
                    self.targets.add(target)
                elif this.name == "sup" and (not mark.isdecimal() or is_note_mark(preceding, mark)):
                    self.labels.add(mark.strip("[]()"))
                continue
            waiting.extend(reversed(this.children))


def _classed(element: Element, notes: set[int]) -> Element:
    """Returns an element with the class of notes on those of which the identity is given; the tree may be deep."""
    made: dict[int, Element] = {}
    for this in reversed(list(element.elements())):
        children = tuple(child if isinstance(child, str) else made.pop(id(child)) for child in this.children)
        attributes = dict(this.attributes)
        if id(this) in notes:
            attributes["class"] = f"{attributes.get('class', '')} {_NOTE_CLASS}".strip()
        made[id(this)] = Element(this.name, attributes, children)
    return made[id(element)]
