"""The notes and annotations of a person as a text that can be asked: it is the reader's, and no word of it the paper's author's.

The words of the paper that were marked or quoted in a note are quotations in it, as in any text that quotes another.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.index.preparation import NamedManuscript
from alignqa.integrations.zotero.items import ZoteroFile, ZoteroItem
from alignqa.papers.bibliography import ReferenceEntry
from alignqa.papers.document import Manuscript, Metadata, RegionKind, notes_on, sha256_of
from alignqa.papers.parsing.formats import PARSER_VERSIONS, Format
from alignqa.papers.parsing.html.blocks import blocks
from alignqa.papers.parsing.html.element_blocks import ElementBlock
from alignqa.papers.parsing.html.tree import Element, read_html
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter, PageMark

_NO_FILE = Path("note.html")  # names a note in errors, which are not shown
_MARKUP = re.compile(r"</?(?:b|i|sub|sup)>")  # all that Zotero allows in a comment
_TAG = re.compile(r"<[^<>]*>")
_MARKED = frozenset({"highlight", "underline"})  # a span in a note that repeats marked words of a paper
_PARAGRAPHS = frozenset({"p", "li", "div"})


def notes_of(item: ZoteroItem, entry: ReferenceEntry) -> NamedManuscript | None:
    """Returns what a person wrote on an item as one text; None if that is nothing.

    Its title says whose it is, "Notes on" the item's, and it has no author and no year.
    A mark without a comment adds nothing to the paper itself and is left out.
    """
    writer = ManuscriptWriter()
    commented = [file for file in item.files if any(one.comment.strip() for one in file.annotations)]
    for file in commented:
        writer.heading(f"Annotations in {file.name}" if len(commented) > 1 else "Annotations", level=1)
        _write_annotations(file, writer)
    for note in item.notes:
        found = list(_blocks(note.html))
        if found and not found[0].level:
            writer.heading("Note", level=1)
        for block in found:
            if block.level:
                writer.heading(block.text, level=block.level)
            else:
                writer.block(block.text, kind=block.kind, item=block.item)
        writer.end_list()
    manuscript = writer.finish(_metadata(item, entry))
    return NamedManuscript(item.address, manuscript) if _has_prose(manuscript) else None


def print_of_notes(item: ZoteroItem, entry: ReferenceEntry) -> str:
    """Returns a print of all that the text of an item's notes is made of; empty if there is nothing."""
    comments = [
        (file.name, one.text, one.comment, one.page, one.page_label)
        for file in item.files
        for one in file.annotations
        if one.comment
    ]
    if not comments and not item.notes:
        return ""
    parts = (PARSER_VERSIONS[Format.HTML], entry.key, entry.metadata.title, item.address, [note.html for note in item.notes])
    return sha256_of(repr((*parts, comments)))


def _metadata(item: ZoteroItem, entry: ReferenceEntry) -> Metadata:
    if item.kind == "note":
        first = next((block.text for note in item.notes for block in _blocks(note.html)), "")
        return Metadata(title=f"Note: {first[:80]}", url=item.address)
    title = entry.metadata.title or next((Path(file.name).stem for file in item.files), None)
    return replace(notes_on(title), key=f"{entry.key or item.key.lower()}-notes", url=item.address)


def _write_annotations(file: ZoteroFile, writer: ManuscriptWriter) -> None:
    for one in file.annotations:
        if not (comment := html.unescape(_MARKUP.sub("", one.comment)).strip()):
            continue
        page = PageMark(one.page, one.page_label) if one.page is not None else None
        if one.text.strip():
            writer.block(one.text, kind=RegionKind.QUOTATION, page=page)
        for paragraph in filter(str.strip, comment.split("\n")):
            writer.block(paragraph, page=page)


def _blocks(source: str) -> Iterator[ElementBlock]:
    """Yields the blocks of a note; one that cannot be read as HTML is one block without its tags."""
    try:
        root, _ = read_html(f"<html><body>{source}</body></html>".encode("utf-8", "replace"), _NO_FILE)
        yield from blocks(_set_apart(root))
    except (UnreadablePaper, RecursionError):
        if text := html.unescape(_TAG.sub(" ", source)).strip():
            yield ElementBlock(text)


def _set_apart(element: Element) -> Element:
    """Makes a quotation of its own of each run of words in a paragraph that repeats marked words of a paper."""
    children: list[Element | str] = []
    for child in element.children:
        if not isinstance(child, Element):
            children.append(child)
        elif child.name in _PARAGRAPHS and any(_is_marked(inner) for inner in child.children):
            children.extend(_divided(child))
        else:
            children.append(_set_apart(child))
    return replace(element, children=tuple(children))


def _divided(paragraph: Element) -> Iterator[Element]:
    """Yields a paragraph in pieces: the marked words, with the citation behind them, are apart from the person's own."""
    own: list[Element | str] = []
    quoted: list[Element | str] = []
    for child in paragraph.children:
        cites = isinstance(child, Element) and "citation" in child.classes
        if _is_marked(child) or (quoted and (cites or (isinstance(child, str) and not child.strip()))):
            if own:
                yield replace(paragraph, children=tuple(own))
            own = []
            quoted.append(child)
        else:
            if quoted:
                yield Element("blockquote", {}, (Element("p", {}, tuple(quoted)),))
            quoted = []
            own.append(child)
    if quoted:
        yield Element("blockquote", {}, (Element("p", {}, tuple(quoted)),))
    if own:
        yield replace(paragraph, children=tuple(own))


def _is_marked(child: Element | str) -> bool:
    return isinstance(child, Element) and bool(child.classes & _MARKED) and bool(child.get("data-annotation"))


def _has_prose(manuscript: Manuscript) -> bool:
    """Checks for words besides headings and quotations: without them there is nothing of the reader's."""
    at = 0
    for region in manuscript.regions:
        if manuscript.text[at : region.span.start].strip():
            return True
        at = region.span.end
    return bool(manuscript.text[at:].strip())
