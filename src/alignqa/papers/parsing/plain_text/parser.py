"""Reads plain text: paragraphs separated by blank lines, hard-wrapped lines joined, headings recognised by their layout.

Time and memory grow in proportion to the file: the text is read line by line, and only its vocabulary is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from alignqa.errors import UnreadablePaper
from alignqa.papers import section_names as names
from alignqa.papers.document import Manuscript, Metadata, RegionKind
from alignqa.papers.parsing.manuscript.author_lines import AuthorLines
from alignqa.papers.parsing.manuscript.decoding import decode
from alignqa.papers.parsing.manuscript.hyphenation import Vocabulary, join_lines, seam, vocabulary
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter, PageMark, TextPiece, clean
from alignqa.papers.parsing.markdown.headings import headings
from alignqa.papers.parsing.plain_text.pages import PrintedPage, lines_of, printed_pages

# Enough lines to know the words of any paper; more lines would add nothing useful.
_VOCABULARY_LINES = 200_000
_HYPHENATED = re.compile(r"[^\W\d_][-\u00ad\u2010]\n")
_UNDERLINE = re.compile(r"={3,}|-{3,}|~{3,}|\*{3,}|\^{3,}")
_RULE = re.compile(r"[\s=\-~*_#.+|]{3,}")
_NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,9}|[A-Z](?:\.\d{1,2}){1,9}|[IVX]{1,5}\.|[A-Z]\.)[.:)]?\s+[^\W\d_a-z]")
_NAMED = re.compile(
    rf"{names.ABSTRACT}|{names.BODY}|{names.CONCLUSION}|{names.ACKNOWLEDGEMENTS}|{names.REFERENCE_LIST}|{names.NOTES}"
    r"|appendix(?: [A-Z])?(?:[:.] \S.*)?",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s{0,99}[-*+•‣◦–]\s+(?=\S)")
_ITEM = re.compile(r"\s{0,99}(?:[-*+•‣◦–]|\(?\d{1,3}[.)]|\[\d{1,3}\]|\(?[a-z][.)])\s++\S")
_COLUMNS = re.compile(r"\S {3,}+\S|\S\t+\S|\|.*\|")
_ENDS_SENTENCE = re.compile(r"[.!?:;,][\"”’)\]]*\Z")
_BYLINE = re.compile(r"[Bb][Yy]\s+[^\W\d_a-z]")
_LONGEST_HEADING = 80
_LONGEST_TITLE = 160
# Nobody wraps lines beyond this; a longer line is a paragraph of its own.
_LONGEST_WRAPPED = 160


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """Consecutive lines without a blank one, page by page."""

    parts: tuple[tuple[tuple[str, ...], PageMark | None], ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return self.parts[0][0] if len(self.parts) == 1 else tuple(line for lines, _ in self.parts for line in lines)

    @property
    def page(self) -> PageMark | None:
        return self.parts[0][1]


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of the text; `level` is that of a heading and 0 for all others."""

    pieces: tuple[TextPiece, ...]
    kind: RegionKind = RegionKind.BODY
    level: int = 0
    item: bool = False

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def parse(data: bytes, path: Path) -> Manuscript:
    """Returns the manuscript of a text; form feeds are page breaks, and without them there are no pages.

    Raises UnreadablePaper if the text has no words.
    """
    text, notice = decode(data)
    known = vocabulary(islice(lines_of(text), _VOCABULARY_LINES)) if _HYPHENATED.search(text) else Vocabulary()
    writer = ManuscriptWriter()
    if notice:
        writer.notice(notice)
    pages = printed_pages(text)
    head = AuthorLines(text, Metadata())
    above, rest = _above_title(_paragraphs(pages), head)
    title, body = _title(rest, head)
    for line in (*above, *((title,) if title else ())):
        writer.block(line, kind=RegionKind.FRONT_MATTER, page=pages[0].mark)
    if title:
        head.below_title()
    _write(list(_blocks(body, known, head)), writer, pages)
    manuscript = writer.finish(head.completed(Metadata(title=title)))
    if not manuscript.text:
        raise UnreadablePaper(f"{path} holds no text.", hint="Look for the paper in another format")
    return manuscript


def _paragraphs(pages: Sequence[PrintedPage]) -> Iterator[_Paragraph]:
    """Yields the paragraphs of all pages; one that a page break cuts in the middle of a sentence is joined again."""
    pending: _Paragraph | None = None
    for page in pages:
        first = True
        for lines in _groups(page.lines()):
            paragraph = _Paragraph(((lines, page.mark),))
            if pending is not None and first and _continues(pending, lines):
                pending = _Paragraph((*pending.parts, *paragraph.parts))
            else:
                if pending is not None:
                    yield pending
                pending = paragraph
            first = False
    if pending is not None:
        yield pending


def _groups(lines: Iterator[str]) -> Iterator[tuple[str, ...]]:
    group: list[str] = []
    for line in lines:
        if line.strip():
            group.append(line.rstrip())
        elif group:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)


def _continues(before: _Paragraph, after: Sequence[str]) -> bool:
    last, first = before.lines[-1], after[0].lstrip()
    return not _ENDS_SENTENCE.search(last) and first[0].islower() and len(last.strip()) > _LONGEST_HEADING // 2


def _above_title(paragraphs: Iterator[_Paragraph], head: AuthorLines) -> tuple[list[str], Iterator[_Paragraph]]:
    """Returns the lines above the title, which are arXiv's stamp, and the paragraphs from the title on."""
    above: list[str] = []
    for paragraph in paragraphs:
        if not head.read(paragraph.lines):
            return above, chain((paragraph,), paragraphs)
        above += paragraph.lines
    return above, paragraphs


def _title(paragraphs: Iterator[_Paragraph], head: AuthorLines) -> tuple[str | None, Iterator[_Paragraph]]:
    """Returns the title, which is the first paragraph if it is short and not a sentence, and the paragraphs after it.

    The authors may stand in the same paragraph, on lines of their own.
    """
    first = next(paragraphs, None)
    if first is None:
        return None, paragraphs
    lines = [line.strip() for line in first.lines if not _RULE.fullmatch(line)]
    named = next((place for place, line in enumerate(lines[:4]) if place and head.lists_authors(line)), None)
    if named is not None:
        paragraphs = chain((_Paragraph(((tuple(lines[named:]), first.page),)),), paragraphs)
        lines = lines[:named]
    text = clean(" ".join(lines))
    is_title = 0 < len(lines) <= 2 and len(text) <= _LONGEST_TITLE and not _ENDS_SENTENCE.search(text)
    if not is_title or _NUMBERED.match(text) or _NAMED.fullmatch(text) or any(map(_COLUMNS.search, lines)) or _ITEM.match(text):
        return None, chain((first,), paragraphs)
    return text, paragraphs


def _blocks(paragraphs: Iterable[_Paragraph], known: Vocabulary, head: AuthorLines) -> Iterator[_Block]:
    for index, paragraph in enumerate(paragraphs):
        lines, page = paragraph.lines, paragraph.page
        if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1].strip()) and len(lines[0].strip()) <= _LONGEST_HEADING:
            yield _Block((TextPiece(lines[0], page),), RegionKind.HEADING, level=1 if lines[1].strip()[0] in "=*" else 2)
            lines = lines[2:]
            paragraph = _Paragraph(((lines, page),))
        elif len(lines) == 1 and (level := _heading_level(lines[0].strip())):
            head.end()
            yield _Block((TextPiece(lines[0], page),), RegionKind.HEADING, level=level)
            continue
        if not lines or all(map(_RULE.fullmatch, lines)):
            continue
        if head.read(lines) or (index == 0 and len(lines) == 1 and _BYLINE.match(lines[0].strip())):
            yield _Block((TextPiece(" ".join(map(str.strip, lines)), page),), RegionKind.FRONT_MATTER)
        elif len(paragraph.parts) > 1:
            yield _Block(_joined(paragraph, known))
        else:
            yield from _paragraph_blocks(lines, page, known)


def _paragraph_blocks(lines: Sequence[str], page: PageMark | None, known: Vocabulary) -> Iterator[_Block]:
    """Divides a group of lines into blocks: a table or drawing, paragraphs of one line each, a list, or a wrapped paragraph."""
    if len(lines) > 1 and 2 * sum(_COLUMNS.search(line.strip()) is not None for line in lines) >= len(lines):
        yield _Block((TextPiece("\n".join(lines), page),), RegionKind.CODE)
        return
    if any(len(line) > _LONGEST_WRAPPED for line in lines):
        starts = list(range(len(lines)))
    else:
        starts = [index for index, line in enumerate(lines) if _ITEM.match(line)] or _hanging(lines)
        if not starts or (starts[0] != 0 and len(starts) == 1):
            starts = [0]
        elif starts[0] != 0:
            starts.insert(0, 0)
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        is_item = _ITEM.match(lines[start]) is not None
        text = join_lines(lines[start:end], known)
        yield _Block((TextPiece(_BULLET.sub("", text, count=1) if is_item else text, page),), item=is_item)


def _hanging(lines: Sequence[str]) -> list[int]:
    """Returns the indexes of the lines that begin an entry if the others are indented, as in a list of references."""
    indents = [len(line) - len(line.lstrip()) for line in lines]
    minimum = min(indents)
    starts = [index for index, indent in enumerate(indents) if indent == minimum]
    return starts if starts[0] == 0 and 1 < len(starts) < len(lines) and indents[1] > minimum else []


def _joined(paragraph: _Paragraph, known: Vocabulary) -> tuple[TextPiece, ...]:
    pieces: list[TextPiece] = []
    for lines, page in paragraph.parts:
        text = join_lines(lines, known)
        if pieces:
            kept, between = seam(pieces[-1].text, text, known)
            pieces[-1] = TextPiece(kept + between, pieces[-1].page)
        pieces.append(TextPiece(text, page))
    return tuple(pieces)


def _heading_level(line: str) -> int:
    """Returns the level of a line that stands alone and looks like a heading, or 0."""
    if len(line) > _LONGEST_HEADING or _COLUMNS.search(line):
        return 0
    if _NAMED.fullmatch(line.rstrip(":.")):
        return 1
    if _ENDS_SENTENCE.search(line):
        return 0
    if _NUMBERED.match(line):
        return line.split()[0].rstrip(".:)").count(".") + 1
    letters = sum(map(str.isalpha, line))
    return 1 if line.isupper() and letters >= 4 and 2 * letters > len(line) else 0


def _write(blocks: Sequence[_Block], writer: ManuscriptWriter, pages: Sequence[PrintedPage]) -> None:
    printed = iter(headings([(block.level, clean(block.text)) for block in blocks if block.level]))
    unwritten = list(reversed(pages))
    reference_level = 0
    for block in blocks:
        _write_furniture(writer, unwritten, block.pieces[0].page)
        if block.level:
            heading = next(printed)
            if heading.begins_bibliography:
                reference_level = heading.level
            elif heading.level <= reference_level:
                reference_level = 0
            writer.heading(heading.title, level=heading.level, number=heading.number, page=block.pieces[0].page)
        else:
            is_reference = reference_level > 0 and block.kind is RegionKind.BODY
            writer.block(block.pieces, kind=RegionKind.BIBLIOGRAPHY if is_reference else block.kind, item=block.item)
    _write_furniture(writer, unwritten, None)


def _write_furniture(writer: ManuscriptWriter, unwritten: list[PrintedPage], until: PageMark | None) -> None:
    """Writes the running heads of the pages up to and including `until`, or of all, and removes the pages from `unwritten`."""
    while unwritten and (until is None or (mark := unwritten[-1].mark) is None or mark.number <= until.number):
        page = unwritten.pop()
        for line in page.furniture:
            writer.block(line, kind=RegionKind.FURNITURE, page=page.mark)
