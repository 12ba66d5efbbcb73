"""The printed lines of a PDF, read from the Markdown that was made from it: a paragraph holds one or two of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise

from alignqa.papers.parsing.converted.page_breaks import find_breaks
from alignqa.papers.parsing.manuscript.writer import PageMark, clean
from alignqa.papers.parsing.markdown.headings import is_title_like

_HEADING = re.compile(r"(?P<marks>#{1,6})\s+(?P<text>.*)")
_IMAGE = re.compile(r"!\[[^\]]{0,2000}\]\([^)]{0,4000}\)")
_BOLD_LINE = re.compile(r"_?(?P<marks>\*\*|__)(?P<text>(?:(?!\*\*|__).)+)(?P=marks)_?")
_BOLD_LEVEL = 2  # a heading in bold type stands below the title; its number decides where it has one
_FEWEST_BOLD = 3
_BOLD = re.compile(r"(\*\*)(?=\S)((?:(?!\*\*).)+)(?<=\S)\*\*")
_STAR_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*]+)(?<=[^\s*])\*(?![\w*])")
_ITALIC = re.compile(r"(?<!\w)_(?=[^\W_])([^_]+)(?<=[^\s_])_(?!\w)")
_RULE = re.compile(r"(?:[-*_]\s*){3,}")
_STAMP = re.compile(r"arXiv:\d{4}\.\d{4,5}(?:v\d+)?\s+\[[\w.-]+\]\s+\d{1,2}\s+\w{3,9}\s+\d{4}")
_CAPTION_INSIDE = re.compile(r"(?<=.)(?:Figure|Table)\s[A-Z]?\d+(?:\.\d+)*:\s")
# After these a sentence refers to a figure; after other words, or without a space, the caption was glued on.
_REFERS_TO_FIGURE = re.compile(
    r"(?:\b(?:see|in|of|and|or|to|by|with|from|the|our|also|per|using|under|cf\.)|[,;.:–—-])\s\Z|[(\[“\"]\Z", re.IGNORECASE
)
_LETTERS_MINUS = re.compile(r"(?<=[^\W\d_])\u2212(?=[^\W\d_]|\Z)")
_COLUMNS = re.compile(r"\S\s{3,}\S")
_PAGE_EDGE = 2
_LONGEST_HEAD = 90
_FEWEST_HEADS = 3


class LineRole(Enum):
    """The role of a line, before the lines become paragraphs."""

    TEXT = auto()
    HEADING = auto()
    TAG = auto()
    NOTE = auto()
    CAPTION = auto()
    TABLE = auto()
    FURNITURE = auto()
    FRONT_MATTER = auto()
    BIBLIOGRAPHY = auto()


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A printed line: `width` is its length as printed, and `starts` says that a note or a caption begins here."""

    text: str
    width: int
    role: LineRole = LineRole.TEXT
    page: PageMark | None = None
    level: int = 0
    note: int = 0
    starts: bool = False

    def as_role(self, role: LineRole) -> PrintedLine:
        """Returns the same line in another role."""
        return replace(self, role=role)


def printed_lines(body: str) -> list[PrintedLine]:
    """Returns the lines of `body` without blank ones, with their pages; page numbers, stamps and running heads are FURNITURE.

    In the first line of a note, `note` is the number of the note, which is removed from the text.
    """
    texts, levels, in_columns = _texts(body)
    # The digits of a stamp would be taken for footnote marks.
    breaks = find_breaks(["" if _STAMP.fullmatch(text) else text for text in texts], [level > 0 for level in levels])
    first = min(breaks.pages.values(), default=1)
    mark = PageMark(1, str(first)) if breaks.pages else None
    lines: list[PrintedLine] = []
    for index, (text, level) in enumerate(zip(texts, levels, strict=True)):
        width = len(text)
        if index in breaks.pages:
            label = str(breaks.pages[index])
            lines.append(PrintedLine(label, width, LineRole.FURNITURE, PageMark(breaks.pages[index] - first + 1, label)))
            mark = PageMark(breaks.pages[index] - first + 2, str(breaks.pages[index] + 1))
            text = text[len(label) :].lstrip()
        if _STAMP.fullmatch(text):
            lines.append(PrintedLine(text, width, LineRole.FURNITURE, mark))
            continue
        note = breaks.notes.get(index, 0)
        if note:
            text = text[len(str(note)) :]
        if text:
            role = (
                LineRole.NOTE if note else LineRole.HEADING if level else LineRole.TABLE if in_columns[index] else LineRole.TEXT
            )
            lines.append(PrintedLine(text, width, role, mark, level, note, starts=bool(note)))
    return _without_running_heads(lines)


def _texts(body: str) -> tuple[list[str], list[int], list[bool]]:
    """Returns the lines of text, the Markdown level of each (0 for prose), and whether wide gaps divide it into columns.

    Stamps and glued captions become lines of their own.
    """
    texts: list[str] = []
    levels: list[int] = []
    in_columns: list[bool] = []
    # Asterisks may be printed, as in a prompt; a converter that writes them for bold type sets headings in them, too.
    writes_emphasis = sum(_is_bold_heading(line.strip()) for line in body.splitlines()) >= _FEWEST_BOLD
    for line in body.splitlines():
        line = _IMAGE.sub("", line).strip()
        found = _HEADING.fullmatch(line)
        level = len(found["marks"]) if found else 0
        line = found["text"].strip() if found else line
        if writes_emphasis:
            level = level or (_BOLD_LEVEL if _is_bold_heading(line) else 0)
            line = _without_emphasis(line)
        if not line or _RULE.fullmatch(line):
            continue
        for part in _parts(line):
            texts.append(_LETTERS_MINUS.sub("-", clean(part)))
            levels.append(level)
            in_columns.append(_COLUMNS.search(part.strip()) is not None)
    return texts, levels, in_columns


def _is_bold_heading(line: str) -> bool:
    bold = _BOLD_LINE.fullmatch(line)
    return bold is not None and is_title_like(bold["text"])


def _without_emphasis(line: str) -> str:
    """Removes the marks of bold and italic type, which some converters write; names with underscores stay whole."""
    return _ITALIC.sub(r"\1", _STAR_ITALIC.sub(r"\1", _BOLD.sub(r"\2", line))) if "*" in line or "_" in line else line


def _parts(line: str) -> list[str]:
    parts: list[str] = []
    position = 0
    for stamp in _STAMP.finditer(line):
        parts += [line[position : stamp.start()], stamp[0]]
        position = stamp.end()
    parts.append(line[position:])
    return [piece for part in parts for piece in _split_at_captions(part) if piece.strip()]


def _split_at_captions(text: str) -> list[str]:
    """Splits `text` before each caption that was glued to the last label of its figure."""
    starts = [found.start() for found in _CAPTION_INSIDE.finditer(text) if not _REFERS_TO_FIGURE.search(text[: found.start()])]
    return [text[start:end] for start, end in pairwise((0, *starts, len(text)))]


def _without_running_heads(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Marks short lines that recur at the edges of several pages as FURNITURE."""
    edges = _edges(lines)
    counts = Counter(_head_key(lines[index].text) for index in edges)
    return [
        line.as_role(LineRole.FURNITURE)
        if index in edges and line.role in {LineRole.TEXT, LineRole.HEADING} and counts[_head_key(line.text)] >= _FEWEST_HEADS
        else line
        for index, line in enumerate(lines)
    ]


def _edges(lines: Sequence[PrintedLine]) -> set[int]:
    """Returns the indexes of the first and last lines of each page that are short enough for a running head."""
    page_starts = [index for index in range(len(lines)) if not index or lines[index].page != lines[index - 1].page]
    if len(page_starts) < 2:
        return set()
    near = {start + step for start in page_starts for step in range(-_PAGE_EDGE, _PAGE_EDGE)}
    return {
        index
        for index in near
        if 0 <= index < len(lines) and len(lines[index].text) <= _LONGEST_HEAD and lines[index].text[:1] not in {"<", "["}
    }


def _head_key(text: str) -> str:
    return re.sub(r"\d+", "#", text.casefold())
