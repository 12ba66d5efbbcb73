"""Reads Word documents (.docx): the accepted text with headings, lists, tables, notes and text boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from alignqa.audits.drafts.office.archive import OfficeArchive
from alignqa.audits.drafts.office.office_text import OfficeParagraph, OfficeText, OfficeWriter, linked, number_in
from alignqa.papers.parsing.html.tree import Element

DOCUMENT = "word/document.xml"
"""The part by which a Word document is recognised."""
_SPACES = frozenset({"tab", "ptab", "br", "cr"})
_DELETED = frozenset({"del", "movefrom"})
_INSERTED = frozenset({"ins", "moveto"})
_PROPERTIES = frozenset({"ppr", "rpr", "sdtpr", "tblpr", "tcpr", "trpr", "deltext", "instrtext", "delinstrtext", "fallback"})
_RAISED = re.compile(r"[\d,\s–-]+")
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(slots=True)
class _Inline:
    """The contents of a paragraph: its text in pieces, the marks of its notes, and the text boxes that hang on it."""

    pieces: list[str] = field(default_factory=list)
    notes: list[tuple[str, Element]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


def read_word(archive: OfficeArchive) -> OfficeText:
    """Returns the text of a document with all tracked changes accepted."""
    return _Word(archive).read()


class _Word:
    def __init__(self, archive: OfficeArchive) -> None:
        self._body = archive.tree(DOCUMENT)
        styles = archive.tree("word/styles.xml")
        self._levels = _heading_levels(styles)
        self._listed = {style.get("styleid"): _child(style, "ppr") for style in styles.named("style")}
        self._labels = _ListLabels(archive.tree("word/numbering.xml"))
        self._links = {
            item.get("id"): item.get("target")
            for item in archive.tree("word/_rels/document.xml.rels").named("relationship")
            if item.get("target").startswith("http")
        }
        self._notes = {
            f"{kind}{item.get('id')}": item
            for kind, plural in (("footnote", "footnotes"), ("endnote", "endnotes"))
            for item in archive.tree(f"word/{plural}.xml").named(kind)
        }
        self._writer = OfficeWriter()
        self._changes = self._comments = self._hidden = 0

    def read(self) -> OfficeText:
        for body in self._body.named("body"):
            self._add(body)
        return self._writer.finish(changes=self._changes, comments=self._comments, hidden=self._hidden)

    def _add(self, container: Element) -> None:
        for block in self._blocks(container):
            if block.name == "tbl":
                rows = [row for row in _rows(block) if not self._is_deleted(_child(row, "trpr"))]
                self._writer.add_table([[self._plain(cell) for cell in _cells(row)] for row in rows])
                continue
            found = _Inline()
            self._collect(block, found)
            notes = tuple((mark, self._plain(note)) for mark, note in found.notes)
            properties = _child(block, "ppr")
            text = "".join(found.pieces)
            own = _child(properties, "numpr")
            listed = properties if own.name else self._listed.get(_value(properties, "pstyle"), own)
            label = self._labels.next(listed) if text.strip() else ""
            joined = self._is_deleted(_child(properties, "rpr"))
            self._writer.add(OfficeParagraph(text, self._level(properties), label, notes, joined))
            for box in found.boxes:
                self._add(box)

    def _blocks(self, container: Element) -> Iterator[Element]:
        """Yields the paragraphs and tables of a container that are not deleted."""
        for child in _children(container):
            if child.name in {"p", "tbl"}:
                yield child
            elif child.name in _DELETED:
                self._changes += 1
            elif child.name not in _PROPERTIES:
                yield from self._blocks(child)

    def _plain(self, container: Element) -> str:
        """Returns the text of a note or a cell on one line."""
        texts = []
        for block in self._blocks(container):
            found = _Inline()
            self._collect(block, found)
            texts.append("".join(found.pieces))
        return " ".join(texts)

    def _collect(self, element: Element, found: _Inline) -> None:
        """Adds what stands in an element of a line."""
        for child in _children(element):
            name = child.name
            if name == "t":
                found.pieces.append("".join(child.strings()))
            elif name in _SPACES:
                found.pieces.append(" ")
            elif name == "nobreakhyphen":
                found.pieces.append("-")
            elif name in {"footnotereference", "endnotereference"}:
                key = f"{name.removesuffix('reference')}{child.get('id')}"
                if note := self._notes.get(key):
                    found.notes.append((f"[^{key}]", note))
                    found.pieces.append(f"[^{key}]")
            elif name == "commentreference":
                self._comments += 1
            elif name == "txbxcontent":
                found.boxes.append(child)
            elif name in _DELETED:
                self._changes += 1
            elif name == "r":
                self._run(child, found)
            elif name == "hyperlink" and child.get("id") in self._links:
                first = len(found.pieces)
                self._collect(child, found)
                found.pieces[first:] = [linked("".join(found.pieces[first:]), self._links[child.get("id")])]
            elif name not in _PROPERTIES:
                self._changes += name in _INSERTED
                self._collect(child, found)

    def _run(self, run: Element, found: _Inline) -> None:
        """Adds a run: nothing of a hidden one, and raised numbers with a mark."""
        properties = _child(run, "rpr")
        if _is_on(properties, "vanish"):
            self._hidden += 1
            return
        first = len(found.pieces)
        self._collect(run, found)
        text = "".join(found.pieces[first:])
        if _value(properties, "vertalign") == "superscript" and _RAISED.fullmatch(text) and text.strip():
            found.pieces[first:] = [f"^{text.strip()}^"]

    def _level(self, properties: Element) -> int:
        outline = _value(properties, "outlinelvl")
        if outline.isdecimal() and int(outline) < 9:  # 9 is the level of body text
            return int(outline) + 1
        return self._levels.get(_value(properties, "pstyle"), 0)

    def _is_deleted(self, properties: Element) -> bool:
        names = {child.name for child in _children(properties)}
        self._changes += bool(names & (_DELETED | _INSERTED))
        return bool(names & _DELETED)


class _ListLabels:
    """The decimal labels of numbered paragraphs, counted as the program counts them."""

    def __init__(self, numbering: Element) -> None:
        forms = {item.get("abstractnumid"): _level_texts(item) for item in numbering.named("abstractnum")}
        self._forms = {item.get("numid"): forms.get(_value(item, "abstractnumid"), {}) for item in numbering.named("num")}
        self._counts: dict[tuple[str, int], int] = {}

    def next(self, properties: Element) -> str:
        """Returns the label of a paragraph with these properties; empty if it has none, or one without numbers."""
        numbered = _child(properties, "numpr")
        key, level = _value(numbered, "numid"), number_in(_value(numbered, "ilvl"))
        form = self._forms.get(key, {}).get(level, "")
        if not form:
            return ""
        self._counts[key, level] = self._counts.get((key, level), 0) + 1
        for deeper in [place for place in self._counts if place[0] == key and place[1] > level]:
            del self._counts[deeper]
        return re.sub(r"%(\d)", lambda match: str(self._counts.get((key, int(match[1]) - 1), 1)), form)


def _level_texts(abstract: Element) -> dict[int, str]:
    levels = (item for item in _children(abstract) if item.name == "lvl" and _value(item, "numfmt") == "decimal")
    return {number_in(item.get("ilvl")): _value(item, "lvltext") for item in levels}


def _heading_levels(styles: Element) -> Mapping[str, int]:
    """Returns the levels of the styles that are headings; a style may be based on one, and its key may be in any language."""
    found: dict[str, int] = {}
    based: dict[str, str] = {}
    for style in styles.named("style"):
        key, name = style.get("styleid"), _value(style, "name")
        based[key] = _value(style, "basedon")
        if match := _HEADING.fullmatch(name):
            found[key] = int(match[1])
        elif name.casefold() == "title":
            found[key] = 1
        elif (outline := _value(_child(style, "ppr"), "outlinelvl")).isdecimal() and int(outline) < 9:
            found[key] = int(outline) + 1
    for key, parent in based.items():
        seen = {key}
        while key not in found and parent and parent not in seen:
            seen.add(parent)
            if parent in found:
                found[key] = found[parent]
            parent = based.get(parent, "")
    return found


def _rows(table: Element) -> Iterator[Element]:
    for child in _children(table):
        if child.name == "tr":
            yield child
        elif child.name in {"sdt", "sdtcontent", "ins", "customxml"}:
            yield from _rows(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in _children(row):
        if child.name == "tc":
            yield child
        elif child.name in {"sdt", "sdtcontent", "customxml"}:
            yield from _cells(child)


def _children(element: Element) -> Iterator[Element]:
    return (child for child in element.children if isinstance(child, Element))


def _child(element: Element, name: str) -> Element:
    return next((child for child in _children(element) if child.name == name), Element(""))


def _value(element: Element, name: str) -> str:
    return _child(element, name).get("val")


def _is_on(properties: Element, name: str) -> bool:
    return any(child.name == name and child.get("val") not in _OFF for child in _children(properties))
