"""Reads OpenDocument texts (.odt): the accepted text with headings, lists, tables and notes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from alignqa.audits.drafts.office.archive import OfficeArchive
from alignqa.audits.drafts.office.office_text import OfficeParagraph, OfficeText, OfficeWriter, linked, number_in
from alignqa.papers.parsing.html.tree import Element

CONTENT = "content.xml"
"""The part by which an OpenDocument text is recognised."""
_UNREAD = frozenset({"tracked-changes", "annotation-end", "table-of-content", "sequence-decls", "forms", "desc", "title"})
_CHANGES = frozenset({"insertion", "deletion", "format-change"})


@dataclass(slots=True)
class _Line:
    """The contents of a paragraph: its text in pieces, its notes, and the text boxes that hang on it."""

    pieces: list[str] = field(default_factory=list)
    notes: list[tuple[str, Element]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


def read_open_document(archive: OfficeArchive) -> OfficeText:
    """Returns the text of a document with all tracked changes accepted: what was deleted stands apart from it."""
    content = archive.tree(CONTENT)
    return _OpenDocument(content, archive.tree("styles.xml")).read()


class _OpenDocument:
    def __init__(self, content: Element, styles: Element) -> None:
        self._content = content
        self._forms = {item.get("name"): item for tree in (styles, content) for item in tree.named("list-style")}
        self._hidden_styles = {
            style.get("name")
            for tree in (styles, content)
            for style in tree.named("style")
            if any(item.get("display") == "none" for item in style.named("text-properties"))
        }
        self._writer = OfficeWriter()
        self._comments = self._hidden = 0

    def read(self) -> OfficeText:
        for body in self._content.named("body"):
            for text in body.named("text"):
                self._add(text)
        changes = sum(1 for _ in self._content.named(*_CHANGES))
        return self._writer.finish(changes=changes, comments=self._comments, hidden=self._hidden)

    def _add(self, container: Element, label: str = "") -> None:
        for child in _elements(container):
            if child.name in {"p", "h"}:
                self._add_paragraph(child, label)
                label = ""
            elif child.name == "list":
                self._add_list(child)
            elif child.name == "table":
                self._writer.add_table([[self._plain(cell) for cell in row] for row in _rows(child)])
            elif child.name not in _UNREAD:
                self._add(child)

    def _add_paragraph(self, paragraph: Element, label: str) -> None:
        found = self._line_of(paragraph)
        level = (number_in(paragraph.get("outline-level")) or 1) if paragraph.name == "h" else 0
        notes = tuple((mark, self._plain(note)) for mark, note in found.notes)
        self._writer.add(OfficeParagraph("".join(found.pieces), level, label, notes))
        for box in found.boxes:
            self._add(box)

    def _add_list(self, listed: Element) -> None:
        form = next(
            (item for item in _elements(self._forms.get(listed.get("style-name"), Element(""))) if item.get("level") == "1"),
            Element(""),
        )
        decimal = form.name == "list-level-style-number" and form.get("num-format") == "1"
        for number, item in enumerate(_elements(listed), start=1):
            self._add(item, f"{form.get('num-prefix')}{number}{form.get('num-suffix')}" if decimal else "")

    def _plain(self, container: Element) -> str:
        """Returns the text of a note or a cell on one line."""
        return " ".join("".join(self._line_of(paragraph).pieces) for paragraph in container.named("p", "h"))

    def _line_of(self, paragraph: Element) -> _Line:
        found = _Line()
        self._collect(paragraph, found)
        return found

    def _collect(self, element: Element, found: _Line) -> None:
        for child in element.children:
            if isinstance(child, str):
                found.pieces.append(child)
                continue
            name = child.name
            if name == "note":
                mark = f"[^{child.get('id') or f'n{len(found.notes)}'}]"
                found.notes.append((mark, next(child.named("note-body"), Element(""))))
                found.pieces.append(mark)
            elif name == "annotation":
                self._comments += 1
            elif name in {"s", "tab", "line-break"}:
                found.pieces.append(" ")
            elif name == "text-box":
                found.boxes.append(child)
            elif name in {"span", "hidden-text"} and (name == "hidden-text" or child.get("style-name") in self._hidden_styles):
                self._hidden += 1
            elif name == "a" and child.get("href").startswith("http"):
                first = len(found.pieces)
                self._collect(child, found)
                found.pieces[first:] = [linked("".join(found.pieces[first:]), child.get("href"))]
            elif name not in _UNREAD:
                self._collect(child, found)


def _rows(table: Element) -> Iterator[list[Element]]:
    for row in table.named("table-row"):
        yield [cell for cell in _elements(row) if cell.name == "table-cell"]


def _elements(element: Element) -> Iterator[Element]:
    return (child for child in element.children if isinstance(child, Element))
