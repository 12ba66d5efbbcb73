"""Walks over the tokens of a Markdown file and writes its blocks: prose, list items, notes, captions, tables, code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from alignqa.papers.document import PROSE, RegionKind
from alignqa.papers.parsing.manuscript.bylines import is_button, is_imprint, is_source_line, is_work_line
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter, clean
from alignqa.papers.parsing.markdown.entry_lines import entries_in
from alignqa.papers.parsing.markdown.headings import MarkdownHeading, headings, without_attributes
from alignqa.papers.parsing.markdown.inline import ELEMENTS, is_markup, visible_text
from alignqa.papers.parsing.markdown.lines import (
    bare_text,
    begins_note,
    definition_lines,
    heading_line,
    is_caption,
    is_emphasised,
    is_navigation,
    is_numbered_note,
    is_picture,
    joined,
    kind_below,
    lines_of,
    raised_number,
    replies_in,
    run_in_heading,
)
from alignqa.papers.parsing.markdown.masthead import Masthead
from alignqa.papers.parsing.markdown.quotations import Quotations
from alignqa.papers.parsing.markdown.raw_html import HtmlBlock, first_element, hidden_and_open, html_blocks
from alignqa.papers.parsing.markdown.vault_marks import are_tags, fields_in, is_template, without_fields, without_marks

# A converter leaves the list's own glyph as a paragraph of the item.
_GLYPH = re.compile(r"[•◦▪■–—*·-]|\d{1,3}[.)]|\(?[a-z]\)")
# The arrow that leads back from a note to its mark in the text ends the note.
_RETURNS = re.compile(r"[↩⤴]\ufe0e?\s*\Z")
_BYLINE_BLOCKS = 6
_STUB = 1_000  # characters of a text that is no more than an occasion for notes
_CODE = RegionKind.CODE
_LITERAL = {"fence": _CODE, "code_block": _CODE, "table_row": RegionKind.TABLE, "math_block": RegionKind.MATH}
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


@dataclass(slots=True)
class _Item:
    """A list item that is being read: its number as printed, until the number is written before its first text."""

    number: str


class BlockReader:
    """Writes the blocks of one Markdown file; `prose` counts the characters of its body text."""

    def __init__(self, markdown: MarkdownIt, writer: ManuscriptWriter, masthead: Masthead) -> None:
        self._markdown = markdown
        self._writer = writer
        self._masthead = masthead
        self._items: list[_Item] = []
        self._quotes = Quotations()
        self._section_kind = RegionKind.BODY
        self._lists_links = False
        self._level = 0
        self._in_note = self._has_notes = self._in_label = False
        self._after_picture = self._note_follows = False
        self._blocks = 0
        self.marks: frozenset[str] = frozenset()  # numbers of notes that are raised in the text
        self.prose = 0
        self.fields: dict[str, object] = {}

    def read(self, tokens: Sequence[Token], found: Mapping[int, MarkdownHeading]) -> None:
        """Writes the blocks of `tokens`; `found` holds the sections' headings by the index of their text."""
        row: list[str] | None = None
        hidden = ""  # the name of the hidden element that the tokens stand in
        replies = replies_in(tokens)
        for index, token in enumerate(tokens):
            self._section_kind = RegionKind.FURNITURE if index == replies else self._section_kind
            if token.type == "html_block" and not hidden and (name := hidden_and_open(token.content)):
                closes = any(f"</{name}" in other.content for other in tokens[index + 1 :] if other.type == "html_block")
                hidden = name if closes else ""
            elif hidden and token.type == "html_block" and f"</{hidden}" in token.content:
                hidden = ""
            elif hidden:
                continue
            if token.type == "html_block":
                self._quotes.element(token.content, tokens[index + 1 :])
            if token.type == "inline":
                if index in found:
                    self._heading(found[index])
                elif row is not None:
                    row.append(clean(visible_text(token.children or ())))
                else:
                    for entry in entries_in(token.children or (), listed=self._section_kind is RegionKind.BIBLIOGRAPHY):
                        self._paragraph(entry)
            elif token.type == "tr_open":
                row = []
            elif token.type == "tr_close" and row is not None:
                self._write(" | ".join(cell for cell in row if cell), RegionKind.TABLE)
                row = None
            else:
                self._container(token)

    def _container(self, token: Token) -> None:
        if token.type == "list_item_open":
            self._items.append(_Item(f"{token.info}{token.markup}" if token.info else ""))
        elif token.type == "list_item_close" and self._items:
            self._items.pop()
        elif token.type == "blockquote_open":
            self._quotes.open()
        elif token.type == "blockquote_close":
            if self._quotes.close():
                self._items.pop()
                self._writer.end_list()
        elif token.type in {"footnote_open", "footnote_close"}:
            self._in_note = token.type == "footnote_open"
        elif token.type == "code_block" and is_markup(token.content):
            self._html(token.content)
        elif token.type in _LITERAL:
            self._write(token.content, _LITERAL[token.type])
        elif token.type == "admonition_open":
            # Title and text of a box are joined like a list, so that a definition's term is on the line above it.
            self._items.append(_Item(""))
            self._in_label = token.info == "empty"
            self._quotes.open_box(token.markup)
        elif token.type == "admonition_close" and self._items:
            self._items.pop()
            self._in_label = False
            self._quotes.close_box()
        elif token.type == "html_block":
            self._html(token.content)

    def _heading(self, heading: MarkdownHeading) -> None:
        self._blocks += 1
        self._section_kind = kind_below(heading)
        self._has_notes = heading.title.casefold() != "notes" or self.prose > _STUB
        self._masthead.heading(heading.title)
        self._lists_links = heading.begins_links
        self._level = heading.level
        self._writer.heading(heading.title, level=heading.level, number=heading.number)

    def _paragraph(self, children: Sequence[Token]) -> None:
        after_picture, self._after_picture = self._after_picture, is_picture(children)
        if is_picture(children):
            return
        if self._is_plain() and (fields := without_fields(children)[0]):
            self._text(fields)
            children = without_fields(children)[1]
        lines = lines_of(children)
        if self._is_in_head(children):
            self._blocks += 1
            self._write(clean(visible_text(children)), RegionKind.FRONT_MATTER)
        elif box := self._quotes.paragraph(lines):
            self._callout(*box)
        elif entries := definition_lines(lines):
            self._items.append(_Item(""))
            for entry in entries:
                self._text(entry)
            self._items.pop()
        elif self._is_plain() and (title := heading_line(lines[0])) and not self._masthead.names(title):
            self._bold_heading(title)
            if len(lines) > 1:
                self._paragraph(joined(lines[1:]))
        elif found := run_in_heading(children):
            self._run_in(*found)
        else:
            self._text(children, after_picture=after_picture)
        for token in children:
            if token.type == "inline_note":
                self._write(clean(visible_text(token.children or ())), RegionKind.FOOTNOTE)

    def _callout(self, title: Sequence[Token], parts: Sequence[Sequence[Token]]) -> None:
        """Writes the title of a callout as a line of its own; it is a box, whose parts are joined like a list."""
        if self._quotes.make_box():
            self._items.append(_Item(""))
            self._writer.end_list()
        self._write(clean(visible_text(title)), RegionKind.HEADING)
        for part in parts:
            self._text(part)

    def _run_in(self, title: Sequence[Token], rest: Sequence[Token]) -> None:
        """Writes the heading that runs into a paragraph apart from it: as a heading, or in lists and boxes as a line."""
        if self._is_plain():
            self._bold_heading(clean(visible_text(title)))
        else:
            self._text(title)
        self._text(rest)

    def _is_in_head(self, children: Sequence[Token]) -> bool:
        """Checks for a paragraph of names, affiliations or arXiv's stamp at the head of the text."""
        if self._blocks >= _BYLINE_BLOCKS or not self._is_plain():
            self._masthead.end()
            return False
        return self._masthead.reads(children)

    def _is_plain(self) -> bool:
        """Checks whether a paragraph here is the author's own, outside lists, quotations, notes and reference lists."""
        return not (self._items or self._quotes or self._in_note) and self._section_kind is RegionKind.BODY

    def _bold_heading(self, title: str) -> None:
        """Writes a heading that is only set in bold type: below the last one that is marked as such."""
        level = self._level
        heading = headings([(1, title)])[0]
        self._heading(replace(heading, level=level + 1))
        self._level = level

    def _text(self, children: Sequence[Token], *, after_picture: bool = False) -> None:
        text = without_marks(bare_text(children), in_item=bool(self._items))
        begins = begins_note(children) or raised_number(children) in self.marks
        is_note, self._note_follows = begins or self._note_follows, begins and not text
        if not any(map(str.isalnum, text)) or is_template(text) or (self._items and _GLYPH.fullmatch(text)):
            return
        self._blocks += 1
        if self._is_field(children) or is_work_line(text):
            self._write(text, RegionKind.FRONT_MATTER)
            return
        kind = RegionKind.FOOTNOTE if is_note else self._kind_of(text, children)
        if kind is RegionKind.BODY and not self._items:
            pictured = any(token.type in {"image", "embed"} for token in children)
            if is_source_line(text) or ((after_picture or pictured) and is_emphasised(children)):
                kind = RegionKind.CAPTION
        self._write(text, kind, item=bool(self._items))

    def _is_field(self, children: Sequence[Token]) -> bool:
        """Reads the fields of a paragraph that holds nothing else and describes the note."""
        if self._quotes or self._in_note:
            return False
        fields = fields_in(children)
        self.fields = {**fields, **self.fields}
        return bool(fields)

    def _kind_of(self, text: str, children: Sequence[Token]) -> RegionKind:
        if self._in_note:
            return RegionKind.FOOTNOTE
        if self._in_label:
            return RegionKind.FRONT_MATTER
        if self._section_kind is RegionKind.FOOTNOTE:
            # Where there is hardly any other text, "Notes" are remarks, up to the first block that is numbered as a note.
            numbered = is_numbered_note(text) or begins_note(children) or any(item.number for item in self._items)
            self._has_notes = self._has_notes or numbered
            return RegionKind.FOOTNOTE if self._has_notes else RegionKind.BODY
        if self._section_kind is not RegionKind.BODY:
            return self._section_kind
        if self._lists_links and self._items:
            return RegionKind.BIBLIOGRAPHY
        if any(_RETURNS.search(child.content) for child in children[-3:]):
            return RegionKind.FOOTNOTE
        if text.startswith("\\begin{"):
            return RegionKind.MATH
        if text.isdigit() or are_tags(text) or self._masthead.names_site(text) or (len(text) == 1 and not self._items):
            return RegionKind.FURNITURE
        if is_caption(text) and not self._items:
            return RegionKind.CAPTION
        if is_navigation(children):
            return RegionKind.FURNITURE
        at_top = self._blocks <= _BYLINE_BLOCKS and not self._items
        if at_top and (self._masthead.names(text) or self._masthead.read(children)):
            return RegionKind.FRONT_MATTER
        is_chrome = is_button(text.lstrip("+ ")) or is_imprint(text)
        return RegionKind.FURNITURE if is_chrome and not self._items else RegionKind.BODY

    def _write(self, text: str, kind: RegionKind = RegionKind.BODY, *, item: bool = False) -> None:
        if kind is RegionKind.BODY and self._quotes.quoted:
            kind = RegionKind.QUOTATION
        if kind in PROSE:
            self.prose += len(text)
            if self._items and (number := self._items[-1].number):
                text, self._items[-1].number = f"{number} {text}", ""
        self._writer.block(text, kind=kind, item=item)

    def _html(self, source: str) -> None:
        if (name := first_element(source)) and name not in ELEMENTS:
            if not _ANY_TAG.sub("", source).strip():  # nothing but tags, as around the tabs of a page
                self._write(source.strip(), RegionKind.CODE)
                return
            # These angle brackets are not HTML but part of the text, as in a printed prompt.
            self._paragraph(self._markdown.parseInline(source)[0].children or ())
            return
        for block in html_blocks(source):
            self._html_block(block)

    def _html_block(self, block: HtmlBlock) -> None:
        text = block.text
        if block.markdown:
            text = visible_text(self._markdown.parseInline(text.strip())[0].children or ())
        text = text if block.kind is RegionKind.CODE else clean(without_attributes(text))
        if not text:
            return
        if block.kind is RegionKind.HEADING:
            self._heading(headings([(block.level, text)])[0])
            return
        kind: RegionKind = block.kind
        if kind in PROSE and (self._in_note or self._section_kind is not RegionKind.BODY):
            kind = RegionKind.FOOTNOTE if self._in_note else self._section_kind
        self._write(text, kind, item=block.item or bool(self._items))
