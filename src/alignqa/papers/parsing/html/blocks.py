"""Collects the blocks of an element tree in reading order and writes them as a manuscript; for HTML pages and EPUB books."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from alignqa.papers.document import PROSE, RegionKind
from alignqa.papers.parsing.html.authorship import printed_people
from alignqa.papers.parsing.html.element_blocks import ElementBlock, listed_numbers, uninterrupted, without_arrow
from alignqa.papers.parsing.html.inline import Flow, inline_text, is_note, note_content
from alignqa.papers.parsing.html.labels import (
    are_set_apart,
    bold_line,
    is_emphasised,
    is_lone_link,
    is_quotation,
    lists_places,
    printed_marker,
    shows_picture,
)
from alignqa.papers.parsing.html.listings import code_text, maths_lines
from alignqa.papers.parsing.html.roles import ElementRole, level_of, note_id, note_numbers, raised_number, role_of, whole_number
from alignqa.papers.parsing.html.tables import is_layout, table_rows
from alignqa.papers.parsing.html.tree import Element
from alignqa.papers.parsing.manuscript.bylines import is_imprint
from alignqa.papers.parsing.manuscript.powers import letters_of_notes, powers_behind_words
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter
from alignqa.papers.parsing.markdown.headings import headings

# Deeper markup is read as running text; no paper nests blocks so deeply, and Python's stack is finite.
_DEEPEST = 120
_APPENDICES = frozenset({"d-appendix", "dt-appendix", "distill-appendix"})
_NUMBERED_NOTE = re.compile(r"\[?\d{1,3}[\].)]\s")
_GLYPHS = re.compile(r"\A(?:[•◦▪■●○·§–-]|o(?=\s))\s+")  # Word prints them itself
_ITEMS = PROSE | {RegionKind.FOOTNOTE, RegionKind.BIBLIOGRAPHY}


@dataclass(frozen=True, slots=True)
class _Place:
    """The position in the tree: the kind of a paragraph here, the depth, and what encloses it."""

    kind: RegionKind = RegionKind.BODY
    depth: int = 0
    in_header: bool = False
    in_appendix: bool = False
    in_blockquote: bool = False
    quoted: bool = False


def blocks(root: Element, *, title: str | None = None, is_whole: bool = True) -> list[ElementBlock]:
    """Returns the blocks of a tree in order; the heading that repeats `title` is front matter.

    Unless the tree `is_whole`, raised numbers may be marks of notes elsewhere, if no mark is a link to its note.
    """
    flow = Flow()
    found = _Collector(title, flow).collect(root)
    powers = powers_behind_words(flow.marks, {*note_numbers(root), *listed_numbers(uninterrupted(found))} - flow.linked)
    if not (is_whole or flow.linked or flow.mark_numbers <= powers):
        powers = frozenset()
    letters = letters_of_notes(flow.lettered)
    if powers or letters:
        found = _Collector(title, Flow(powers, letters)).collect(root)
    return uninterrupted(found)


def write(blocks: Sequence[ElementBlock], writer: ManuscriptWriter) -> None:
    """Writes blocks as a manuscript: headings with their numbers and levels, reference lists and endnotes as such."""
    printed = iter(headings([(block.level, block.text) for block in blocks if block.level]))
    inherited, inherited_level, lists_links = RegionKind.BODY, 0, False
    for block in blocks:
        if block.level:
            heading = next(printed)
            lists_links = heading.begins_links
            if heading.level <= inherited_level:
                inherited, inherited_level = RegionKind.BODY, 0
            if heading.begins_bibliography:
                inherited, inherited_level = RegionKind.BIBLIOGRAPHY, heading.level
            elif heading.begins_notes:
                inherited, inherited_level = RegionKind.FOOTNOTE, heading.level
            writer.heading(heading.title, level=heading.level, number=heading.number)
            continue
        kind = block.kind
        is_note = block.item or _NUMBERED_NOTE.match(block.text)
        if kind in PROSE and (inherited is RegionKind.BIBLIOGRAPHY or (inherited is RegionKind.FOOTNOTE and is_note)):
            kind = inherited
        elif kind is RegionKind.BODY and lists_links and block.item:
            kind = RegionKind.BIBLIOGRAPHY
        writer.block(block.text, kind=kind, item=block.item)


class _Collector:
    def __init__(self, title: str | None, flow: Flow) -> None:
        self.blocks: list[ElementBlock] = []
        self._title = _folded(title or "")
        self._flow = flow
        self._marker: str | None = None
        self._run_in = ""
        self._after_picture = False
        self._heading_level = 1

    def collect(self, root: Element) -> list[ElementBlock]:
        self._flow.note_numbers = note_numbers(root)
        self._walk(root, _Place())
        self._flush(_Place())
        return self.blocks

    def _walk(self, element: Element, place: _Place) -> None:
        if place.depth > _DEEPEST:
            self._flow.add(Element("span", {}, element.children))
            return
        place = replace(place, depth=place.depth + 1)
        before: Element | None = None  # the inline element that nothing separates from the next one
        for child in element.children:
            if isinstance(child, str):
                self._flow.add_text(child)
                before = None if child.strip() else before
            elif (role := role_of(child)) is ElementRole.INLINE:
                if before and are_set_apart(before, child):
                    self._flow.add(Element("br"))
                self._flow.in_note = place.kind is RegionKind.FOOTNOTE
                self._flow.add(child)
                before = child
            elif role is not ElementRole.UNSEEN:
                self._flush(place)
                self._block(child, role, place)

    def _block(self, element: Element, role: ElementRole, place: _Place) -> None:
        if role is ElementRole.HEADING:
            self._heading(element, place)
        elif role is ElementRole.RUN_IN:
            self._run_in = " ".join(inline_text(element))
        elif role is ElementRole.LIST:
            self._list(element, place)
        elif role is ElementRole.ITEM:
            self._item(element, place, marker="")
        elif role is ElementRole.CODE:
            self._emit(code_text(element), RegionKind.CODE)
        elif role is ElementRole.DISPLAYED_MATHS:
            for line in maths_lines(element):
                self._emit(line, RegionKind.MATH)
        elif "ltx_personname" in element.classes:
            self._people(element, place)
        elif role is ElementRole.TABLE and not is_layout(element):
            self._table(element, place)
        else:
            self._container(element, role, place)

    def _container(self, element: Element, role: ElementRole, place: _Place) -> None:
        after_picture, self._after_picture = self._after_picture, False
        if element.name == "p" and role is ElementRole.CONTAINER and place.kind is RegionKind.BODY and self._marker is None:
            title, rest = (None, element) if place.in_blockquote else bold_line(element)
            if title:
                self._bold_heading(title, place)
                element = rest
            elif is_emphasised(element) and (after_picture or shows_picture(element)):
                role = ElementRole.CAPTION
            elif raised_number(element) in self._flow.mark_numbers:
                role = ElementRole.NOTES
            self._after_picture = shows_picture(element) and not element.text()
        kinds = {
            ElementRole.FIGURE: RegionKind.CAPTION,
            ElementRole.CAPTION: RegionKind.CAPTION,
            ElementRole.NOTES: RegionKind.FOOTNOTE,
            ElementRole.BIBLIOGRAPHY: RegionKind.BIBLIOGRAPHY,
            ElementRole.FRONT_MATTER: RegionKind.FRONT_MATTER,
            ElementRole.HEADER: RegionKind.FRONT_MATTER,
            ElementRole.COMMENTS: RegionKind.FURNITURE,
        }
        inside = replace(
            place,
            kind=RegionKind.FURNITURE if _leads_elsewhere(element, role, place) else kinds.get(role, place.kind),
            in_header=place.in_header or role is ElementRole.HEADER,
            in_appendix=place.in_appendix or element.name in _APPENDICES,
            in_blockquote=place.in_blockquote or element.name == "blockquote",
            quoted=place.quoted or is_quotation(element),
        )
        before = len(self.blocks)
        self._walk(note_content(element) if is_note(element) else element, inside)
        self._flush(inside)
        if role is ElementRole.HEADER:
            self._keep_first_heading(before)
        elif role is ElementRole.COMMENTS:  # notes, tables and code of others, too
            self.blocks[before:] = [ElementBlock(block.text, RegionKind.FURNITURE) for block in self.blocks[before:]]

    def _keep_first_heading(self, start: int) -> None:
        """Keeps only the first heading of a header as a heading; the others label authors and dates and become front matter."""
        found = False
        for index in range(start, len(self.blocks)):
            block = self.blocks[index]
            if block.level and found:
                self.blocks[index] = ElementBlock(block.text, RegionKind.FRONT_MATTER)
            found = found or bool(block.level)

    def _heading(self, element: Element, place: _Place) -> None:
        self._run_in = ""
        self._flow.add(Element("span", {}, element.children))
        text = " ".join(self._flow.take())
        if not text:
            return
        begins_notes = place.kind is RegionKind.FOOTNOTE and headings([(1, text)])[0].begins_notes
        is_title = "ltx_title_document" in element.classes or (bool(self._title) and _folded(text) == self._title)
        is_own = place.kind in {RegionKind.BODY, RegionKind.BIBLIOGRAPHY} or place.in_header or begins_notes
        if is_title or not is_own:
            kind = RegionKind.FRONT_MATTER if is_title or place.kind is RegionKind.FRONT_MATTER else place.kind
            self._title = "" if is_title else self._title
            self._emit(text, kind)
        else:
            # Distill prints the headings of its appendix as h3, beside and not below the article's h2.
            level = min(level_of(element), 2) if place.in_appendix else level_of(element)
            self._heading_level = level
            self.blocks.append(ElementBlock(text, RegionKind.HEADING, level))

    def _bold_heading(self, title: Element, place: _Place) -> None:
        """Writes a line that is bold as a whole as a heading below the last one that is marked as such."""
        level = self._heading_level
        self._heading(Element(f"h{min(level + 1, 9)}", {}, title.children), place)
        self._heading_level = level

    def _list(self, element: Element, place: _Place) -> None:
        if place.kind is RegionKind.BODY and lists_places(element):
            place = replace(place, kind=RegionKind.FURNITURE)
        number = whole_number(element.get("start"), 1)
        for child in element.children:
            if isinstance(child, str):
                continue
            if role_of(child) is ElementRole.ITEM:
                number = whole_number(child.get("value"), number)
                self._item(child, place, marker=f"{number}. " if element.name == "ol" else "")
                number += 1
            else:
                self._walk(Element("div", {}, (child,)), place)
                self._flush(place)

    def _item(self, element: Element, place: _Place, *, marker: str) -> None:
        if place.kind is RegionKind.BODY and (element.roles & {"footnote", "endnote", "rearnote"} or note_id(element)):
            place = replace(place, kind=RegionKind.FOOTNOTE)
        if "ltx_bibitem" in element.classes:
            place = replace(place, kind=RegionKind.BIBLIOGRAPHY)
        printed, content = printed_marker(element)
        self._marker = marker if printed is None else printed
        self._walk(content, place)
        self._flush(place)
        self._marker = None

    def _people(self, element: Element, place: _Place) -> None:
        for person in printed_people(element):
            self._emit(person, RegionKind.FRONT_MATTER)
        self._flow.notes += [note for inner in element.elements() if is_note(inner) for note in inline_text(note_content(inner))]
        self._flush(place)

    def _table(self, element: Element, place: _Place) -> None:
        for caption in element.named("caption"):
            self._container(caption, ElementRole.CAPTION, place)
        for row in table_rows(element):
            self._emit(row, RegionKind.TABLE)

    def _flush(self, place: _Place) -> None:
        if self._flow.is_navigation and place.kind is RegionKind.BODY and self._marker is None:
            place = replace(place, kind=RegionKind.FURNITURE)
        kind = RegionKind.QUOTATION if place.quoted and place.kind is RegionKind.BODY else place.kind
        for paragraph in self._flow.take():
            self._emit(f"{self._run_in} {paragraph}".strip(), kind)
            self._run_in = ""
        notes, self._flow.notes = self._flow.notes, []
        for note in notes:
            self._emit(note, RegionKind.FOOTNOTE)

    def _emit(self, text: str, kind: RegionKind) -> None:
        if not text.strip():
            return
        kind = RegionKind.FURNITURE if kind is RegionKind.BODY and is_imprint(text) else kind
        text = without_arrow(text) if kind is RegionKind.FOOTNOTE else text
        item = self._marker is not None and kind in _ITEMS
        if item:
            text, self._marker = f"{self._marker}{_GLYPHS.sub('', text)}", None
        self.blocks.append(ElementBlock(text, kind, item=item))


def _leads_elsewhere(element: Element, role: ElementRole, place: _Place) -> bool:
    return role is ElementRole.CONTAINER and place.kind is RegionKind.BODY and is_lone_link(element)


def _folded(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))
