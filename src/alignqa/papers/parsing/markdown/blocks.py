"""Walks over the tokens of a Markdown file and writes its blocks: prose, list items, notes, captions, tables, code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter, clean
from alignqa.papers.parsing.markdown.headings import MarkdownHeading, headings, without_attributes
from alignqa.papers.parsing.markdown.inline import ELEMENTS, visible_text
from alignqa.papers.parsing.markdown.raw_html import HtmlBlock, first_element, html_blocks

_CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Video|Listing|Algorithm|Box|Exhibit)\s+[A-Z]?\d+(?:[.-]\d+)*\s*[.:|–—]", re.IGNORECASE
)
# A converter leaves the list's own glyph as a paragraph of the item.
_GLYPH = re.compile(r"[•◦▪■–—*·-]|\d{1,3}[.)]|\(?[a-z]\)")
# The arrow that leads back from a note to its mark in the text ends the note.
_RETURNS = re.compile(r"[↩⤴]\ufe0e?\s*\Z")
# Emphasis that opens at the start of a paragraph, or closes at its end, and was never matched.
_LONE_STAR = re.compile(r"\A\*(?=\w)|(?<=\s)\*\Z")
# A link around several paragraphs is not parsed as a link; its end is left at the start of the last one.
_LINK_REST = re.compile(r"\A\]\(\S*\)\s*")
_LINK_SEPARATORS = re.compile(r"[\s|·•/,>»←→↑-]*")
# A web clipping begins with who wrote it, when, how long it takes to read, and the buttons around it.
_BYLINE = re.compile(
    r"by\s+[A-Z@]\w.*|(?:posted|published|updated|last updated|written|edited)\s+(?:on|by|at|in)?\s*\w.*"
    r"|\d+\s*min(?:ute)?s?\s*(?:read)?"
    r"|share|subscribe|sign up|sign in|follow|listen|save|print|copy link|comments?|\d+ (?:comments?|likes?)"
    r"|(?:\d{1,2}(?:st|nd|rd|th)?\s+)?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?(?:\s+\d{1,2}(?:st|nd|rd|th)?)?,?\s+\d{4}",
    re.IGNORECASE | re.DOTALL,
)
_BYLINE_BLOCKS = 6
_BYLINE_WORDS = 60
_SENTENCE_END = re.compile(r"[.!?…:][\"'”’)\]*]*\Z")


@dataclass(slots=True)
class _Item:
    """A list item that is being read: its number as printed, until the number is written before its first text."""

    number: str


class BlockReader:
    """Writes the blocks of one Markdown file; `prose` counts the characters of its body text."""

    def __init__(self, markdown: MarkdownIt, writer: ManuscriptWriter, *, title: str | None) -> None:
        self._markdown = markdown
        self._writer = writer
        self._title = clean(title or "").casefold()
        self._items: list[_Item] = []
        self._section_kind = RegionKind.BODY
        self._in_note = False
        self._in_label = False
        self._blocks = 0
        self.prose = 0

    def read(self, tokens: Sequence[Token], found: Mapping[int, MarkdownHeading]) -> None:
        """Writes the blocks of `tokens`; `found` holds the sections' headings by the index of their text."""
        row: list[str] | None = None
        for index, token in enumerate(tokens):
            if token.type == "inline":
                if index in found:
                    self._heading(found[index])
                elif row is not None:
                    row.append(clean(visible_text(token.children or ())))
                else:
                    self._paragraph(token)
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
        elif token.type in {"footnote_open", "footnote_close"}:
            self._in_note = token.type == "footnote_open"
        elif token.type == "code_block" and _is_markup(token.content):
            self._html(token.content)
        elif token.type in {"fence", "code_block"}:
            self._write(token.content, RegionKind.CODE)
        elif token.type == "math_block":
            self._write(token.content, RegionKind.MATH)
        elif token.type == "admonition_open":
            # Title and text of a box are joined like a list, so that a definition's term is on the line above it.
            self._items.append(_Item(""))
            self._in_label = token.info == "empty"
        elif token.type == "admonition_close" and self._items:
            self._items.pop()
            self._in_label = False
        elif token.type == "html_block":
            self._html(token.content)

    def _heading(self, heading: MarkdownHeading) -> None:
        self._blocks += 1
        if heading.begins_bibliography:
            self._section_kind = RegionKind.BIBLIOGRAPHY
        elif heading.begins_notes:
            self._section_kind = RegionKind.FOOTNOTE
        else:
            self._section_kind = RegionKind.BODY
        self._writer.heading(heading.title, level=heading.level, number=heading.number)

    def _paragraph(self, token: Token) -> None:
        children = token.children or ()
        text = clean(without_attributes(visible_text(children)))
        text = _LINK_REST.sub("", _LONE_STAR.sub("", text))
        if not any(map(str.isalnum, text)) or (self._items and _GLYPH.fullmatch(text)):
            return
        self._blocks += 1
        self._write(text, self._kind_of(text, children), item=bool(self._items))

    def _kind_of(self, text: str, children: Sequence[Token]) -> RegionKind:
        if self._in_note:
            return RegionKind.FOOTNOTE
        if self._in_label:
            return RegionKind.FRONT_MATTER
        if self._section_kind is not RegionKind.BODY:
            return self._section_kind
        if any(_RETURNS.search(child.content) for child in children[-3:]):
            return RegionKind.FOOTNOTE
        if text.startswith("\\begin{"):
            return RegionKind.MATH
        if text.isdigit():
            return RegionKind.FURNITURE
        if _CAPTION.match(text) and not self._items:
            return RegionKind.CAPTION
        if _is_navigation(children):
            return RegionKind.FURNITURE
        at_top = self._blocks <= _BYLINE_BLOCKS and not self._items
        if at_top and (text.casefold() == self._title or _is_byline(text)):
            return RegionKind.FRONT_MATTER
        return RegionKind.BODY

    def _write(self, text: str, kind: RegionKind = RegionKind.BODY, *, item: bool = False) -> None:
        if kind is RegionKind.BODY:
            self.prose += len(text)
            if self._items and (number := self._items[-1].number):
                text, self._items[-1].number = f"{number} {text}", ""
        self._writer.block(text, kind=kind, item=item)

    def _html(self, source: str) -> None:
        if (name := first_element(source)) and name not in ELEMENTS:
            # These angle brackets are not HTML but part of the text, as in a printed prompt.
            self._paragraph(self._markdown.parseInline(source)[0])
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
        if kind is RegionKind.BODY:
            kind = RegionKind.FOOTNOTE if self._in_note else self._section_kind
        self._write(text, kind, item=block.item or bool(self._items))


def section_headings(tokens: Sequence[Token]) -> dict[int, MarkdownHeading]:
    """Returns the headings that begin a section, by the index of their text in `tokens`; those in lists and quotes are text."""
    places = [index + 1 for index, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    printed = [
        (int(tokens[place - 1].tag[1:]), clean(without_attributes(visible_text(tokens[place].children or ()))))
        for place in places
    ]
    kept = [(place, entry) for place, entry in zip(places, printed, strict=True) if entry[1]]
    return dict(zip((place for place, _ in kept), headings([entry for _, entry in kept]), strict=True))


def _is_markup(source: str) -> bool:
    """Checks whether indented text is HTML, which Markdown takes for code when its author indents it after a blank line."""
    return source.lstrip().startswith("<") and first_element(source) in ELEMENTS


def _is_navigation(children: Sequence[Token]) -> bool:
    """Checks whether a paragraph consists of two or more links and the marks between them."""
    links = depth = 0
    for token in children:
        if token.type == "link_open":
            links, depth = links + 1, depth + 1
        elif token.type == "link_close":
            depth -= 1
        elif not depth and token.content and not _LINK_SEPARATORS.fullmatch(token.content):
            return False
    return links > 1


def _is_byline(text: str) -> bool:
    return (
        _BYLINE.fullmatch(text) is not None
        and len(text.split()) <= _BYLINE_WORDS
        and (_SENTENCE_END.search(text) is None or len(text.split()) <= 3)
    )
