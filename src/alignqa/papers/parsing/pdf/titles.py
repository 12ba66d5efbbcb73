"""Finds the title of a document: on the first page by its type, checked against what the file and the browser say it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.manuscript.hyphenation import Vocabulary, join_lines
from alignqa.papers.parsing.manuscript.placeholders import is_placeholder_title
from alignqa.papers.parsing.pdf.child.printout import Printout
from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.web_page import WebPage, without_site

_LENGTH = range(4, 301)
_MAX_LINES = 4
_MIN_BOLD = 0.85  # of the letters of a bold line
_MIN_HEADING_SIZE = 1.15  # times the size of the largest line of the text: a heading that is the title
_GENERIC = re.compile(
    r"^(?:untitled|microsoft (?:office )?(?:word|powerpoint))\b|\.(?:docx?|tex|dvi|pdf|indd|html?|typ|pages|rtf)\b|^\W*$",
    re.IGNORECASE,
)
_SHORTEST_MATCH = 8  # letters and digits of a title that is found in a longer one
_MIN_WORDS = 3  # of a recorded title that the page does not set apart
_HEADS = frozenset({RegionKind.FRONT_MATTER, RegionKind.FURNITURE, RegionKind.TABLE})


def title_lines(
    page: Sequence[PdfLine], kinds: Sequence[RegionKind], printout: Printout, web_page: WebPage | None
) -> list[PdfLine]:
    """The lines of the title on the first page; empty if no line is surely the title."""
    if printout.via != "pdfium":
        return []
    front = [line for line, kind in zip(page, kinds, strict=True) if kind is RegionKind.FRONT_MATTER and not line.out_of_flow]
    candidates = [lines for lines in (_in_front_matter(front), _first_heading(page, kinds)) if lines]
    told = [title for title in (printout.title, web_page.title if web_page else None) if title]
    for title in told:
        for lines in candidates:
            if _agree(_text(lines), title):
                return lines
    return max(candidates, key=lambda lines: lines[0].size, default=[])


def told_title(page: Sequence[PdfLine], printout: Printout, web_page: WebPage | None) -> str | None:
    """The title that the browser or the file's own record tells, if it is not a program's invention."""
    if web_page is not None and web_page.title:
        return without_site(web_page.title)
    recorded = " ".join(printout.title.split())
    words = [_folded(word) for word in recorded.split() if _folded(word)]
    printed = {_folded(word) for line in page for word in line.text.split()}
    invented = _GENERIC.search(recorded) is not None or is_placeholder_title(recorded)
    if len(words) < _MIN_WORDS or invented or not all(word in printed for word in words):
        return None
    return recorded


def text_of_title(lines: Sequence[PdfLine]) -> str | None:
    """The title in one line."""
    return join_lines([line.text for line in lines], Vocabulary()) or None


def _in_front_matter(front: Sequence[PdfLine]) -> list[PdfLine]:
    """The lines in the largest type of the front matter, if they look like a title."""
    if not front:
        return []
    largest = max(line.size for line in front)
    lines = [line for line in front if line.size >= 0.97 * largest]
    first = front.index(lines[0])
    candidates = [line for line in front[first : first + _MAX_LINES] if line in lines and _is_alike(line, lines[0])]
    others = any(line.size < 0.93 * largest or not _is_alike(line, lines[0]) for line in front)
    stands_out = others or len(candidates) == len(front)
    return candidates if stands_out and _is_plausible(_text(candidates)) else []


def _is_alike(line: PdfLine, first: PdfLine) -> bool:
    return (line.bold >= _MIN_BOLD) == (first.bold >= _MIN_BOLD)


def _first_heading(page: Sequence[PdfLine], kinds: Sequence[RegionKind]) -> list[PdfLine]:
    """The first heading of the page, if no text is above it and all other lines are smaller."""
    first = next((at for at, kind in enumerate(kinds) if kind not in _HEADS), None)
    if first is None or kinds[first] is not RegionKind.HEADING:
        return []
    size = page[first].size
    lines = [page[first]]
    for line, kind in zip(page[first + 1 : first + _MAX_LINES], kinds[first + 1 :], strict=False):
        if kind is not RegionKind.HEADING or abs(line.size - size) > 0.03 * size:
            break
        lines.append(line)
    others = [line.size for line in page if line not in lines and not line.out_of_flow]
    stands_out = not others or size >= _MIN_HEADING_SIZE * max(others)
    return lines if stands_out and _is_plausible(_text(lines)) else []


def _is_plausible(text: str) -> bool:
    has_word = re.search(r"[^\W\d_]{2,}", text) is not None
    return len(text) in _LENGTH and has_word and "@" not in text and "://" not in text


def _agree(printed: str, told: str) -> bool:
    """Checks whether two titles are one, give or take the name of the site or the subtitle that one of them leaves out."""
    one, other = sorted((_folded(printed), _folded(told)), key=len)
    return one == other or (len(one) >= _SHORTEST_MATCH and other.startswith(one))


def _text(lines: Sequence[PdfLine]) -> str:
    return " ".join(line.text for line in lines)


def _folded(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())
