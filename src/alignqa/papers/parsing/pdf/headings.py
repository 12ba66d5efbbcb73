"""Finds headings by the document's outline, by typography, by number, and by the usual names of sections."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alignqa.papers import section_names as names
from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.manuscript.hyphenation import Vocabulary, join_lines
from alignqa.papers.parsing.pdf.child.printout import Bookmark
from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.layout.norms import CAPTION, Norms

_NUMBERED = re.compile(
    r"(?:(?P<word>Appendix|Chapter|Section|Part)\s+)?(?P<number>(?:\d{1,2}|[A-Z]|[IVX]{1,5})(?:\.\d{1,2})*)(?P<stop>[.:)]?)(?P<blank>\s+|$)(?P<title>\S.*)?"
)
_NAMED = re.compile(
    rf"(?:{names.ABSTRACT}|{names.BODY}|{names.CONCLUSION}|{names.ACKNOWLEDGEMENTS}|glossary|{names.REFERENCE_LIST}|"
    rf"{names.CONTENTS}|(?:{names.APPENDIX})(?: (?:[A-Z]|[IVX]+|\d+))?|{names.SUPPLEMENT}|{names.CLOSING_STATEMENTS})[.:]?",
    re.IGNORECASE,
)
_MIN_SIZE = 1.08  # times the text size
_MAX_LABEL_SIZE = 0.86  # times the text size; bold words in such type are those of a figure
_MAX_LENGTH = 160  # characters
_MAX_LINES = 3
_MAX_BELOW_TARGET = 60.0  # points from an outline entry's target down to its heading
_MIN_SPACE_ABOVE = 1.2  # leadings
_MIN_SPACE_BELOW_FULL = 1.25  # leadings below a heading that fills its line
_MAX_CAPITAL = 1.45  # times the size of small capitals


@dataclass(frozen=True, slots=True)
class PdfHeading:
    """Lines `first` to `last` of a page that are one heading; `level` is None if it is unknown.

    `in_outline` means that the outline contains the heading;
    `certain` means that the outline, a number or a well-known name supports it, and not typography alone.
    """

    page: int
    first: int
    last: int
    title: str
    number: str
    level: int | None
    size: float
    bold: bool
    certain: bool
    in_outline: bool = False


def headings(
    pages: Sequence[Sequence[PdfLine]], kinds: Sequence[Sequence[RegionKind]], bookmarks: Sequence[Bookmark], norms: Norms
) -> list[PdfHeading]:
    """All headings of a document in reading order."""
    found: list[PdfHeading] = []
    for number, page in enumerate(pages):
        marks = [mark for mark in bookmarks if mark.page == number]
        at = 0
        while at < len(page):
            heading = _heading_in_outline(page, at, marks, kinds[number]) or _heading_by_style(page, at, kinds[number], norms)
            if heading is not None:
                found.append(heading)
                at = heading.last
            at += 1
    return found


def _heading_in_outline(
    page: Sequence[PdfLine], at: int, marks: Sequence[Bookmark], kinds: Sequence[RegionKind]
) -> PdfHeading | None:
    """The heading at `at` if the outline contains it: one to three lines that together read as an entry's title."""
    if kinds[at] is not RegionKind.BODY or page[at].out_of_flow:
        return None
    titles = [(mark, _fold(mark.title)) for mark in marks]
    for count in range(1, _MAX_LINES + 1):
        lines = page[at : at + count]
        text = join_lines([line.text for line in lines], Vocabulary())
        number, rest = split_number(text, True)
        folded, unnumbered = _fold(text), _fold(rest)
        if not any(title.startswith((folded, unnumbered)) for _, title in titles):
            return None
        for mark, title in titles:
            near = mark.y is None or -5 <= mark.y - lines[0].y <= _MAX_BELOW_TARGET
            if near and folded and (folded == title or (unnumbered == title and len(lines) == count)):
                level = number.count(".") + 1 if number else mark.level
                size, bold = _heading_size(lines), lines[0].bold >= 0.9
                return PdfHeading(lines[0].page, at, at + len(lines) - 1, rest, number, level, size, bold, True, True)
    return None


def _heading_by_style(page: Sequence[PdfLine], at: int, kinds: Sequence[RegionKind], norms: Norms) -> PdfHeading | None:
    """The heading at `at` if it is short, has space above, and its type, its capitals or its number set it apart."""
    lines = list(_same_style(page, at, kinds, norms))
    if not lines or len(lines) > _MAX_LINES:
        return None
    text, first = join_lines([line.text for line in lines], Vocabulary()), lines[0]
    number, title = split_number(text, first.gap >= 0.6)
    named = _NAMED.fullmatch(split_number(text, True)[1]) is not None
    size = _heading_size(lines)
    large, bold = size >= _MIN_SIZE * norms.size, all(line.bold >= 0.85 for line in lines)
    above = page[at - 1] if at and kinds[at - 1] is not RegionKind.FURNITURE else None
    below_heading = at > 0 and kinds[at - 1] is RegionKind.HEADING
    space = norms.gap(above, first)
    separate = space >= (_MIN_SPACE_ABOVE if not large else 1.0) or below_heading
    in_capitals = _is_upper_case(title) and bool(number or named)
    in_own_face = bool(number) and space >= _MIN_SPACE_ABOVE and _has_own_face(page, at, lines, norms)
    label = size <= _MAX_LABEL_SIZE * norms.size and not (number or named)
    styled = not label and (large or bold or in_capitals or in_own_face)
    if not styled or not separate or len(text) > _MAX_LENGTH or CAPTION.match(text):
        return None
    if (
        not _reads_as_title(title, number, named=named)
        or first.gap >= 3.5
        or _runs_into_text(page, at + len(lines), lines[-1], norms)
    ):
        return None
    if not large and _is_sentence(title) and (norms.is_full(lines[-1]) or number):
        return None  # the bold beginning of a paragraph or a list item
    level = number.count(".") + 1 if number else 1 if named else None
    title = title.rstrip(":") if named else title
    return PdfHeading(first.page, at, at + len(lines) - 1, title, number, level, size, bold, bool(number) or named)


def _heading_size(lines: Sequence[PdfLine]) -> float:
    """The type size; that of the capitals where the rest is set in small capitals."""
    first = lines[0]
    small_capitals = _is_upper_case(first.text) and first.size < first.tallest <= _MAX_CAPITAL * first.size
    return first.tallest if small_capitals else first.size


def _has_own_face(page: Sequence[PdfLine], at: int, lines: Sequence[PdfLine], norms: Norms) -> bool:
    """Checks whether a line is set in another font than the text, alone in its column and with space below."""
    last = lines[-1]
    following = page[at + len(lines)] if at + len(lines) < len(page) else None
    below = norms.gap(last, following) if following else 0.0
    return (
        all(line.font != norms.font and line.maths < 0.2 and line.mono < 0.5 for line in lines)
        and abs(last.size - norms.size) <= 0.1 * norms.size
        and following is not None
        and following.font != last.font
        and below >= (_MIN_SPACE_BELOW_FULL if norms.is_full(last) else 1.1)
    )


def _reads_as_title(title: str, number: str, *, named: bool) -> bool:
    if not re.search(r"[^\W\d_]{2}", title) or not (number or title[0].isupper() or title[0].isdigit() or title[0] in "“\"'‘¿"):
        return False
    return not (title[-1] in ",;" or (title[-1] in ".:" and not number and not named) or "  " in title)


def _is_sentence(title: str) -> bool:
    """Checks whether a title contains or is a whole sentence, as the bold opening words of a paragraph do."""
    return re.search(r"[^\W\d_]{3}[.?!]\s+[A-Z]", title) is not None or (title.endswith(".") and len(title.split()) >= 6)


def _same_style(page: Sequence[PdfLine], at: int, kinds: Sequence[RegionKind], norms: Norms) -> Iterator[PdfLine]:
    """The line at `at` and the lines below it that have the same style and are close."""
    first = page[at]
    for place in range(at, len(page)):
        line = page[place]
        if kinds[place] is not RegionKind.BODY or line.out_of_flow or (place > at and _is_unlike(page[place - 1], first, line)):
            return
        yield line


def _is_unlike(above: PdfLine, first: PdfLine, line: PdfLine) -> bool:
    differs = line.group != first.group or abs(line.size - first.size) > 0.3 or (line.bold >= 0.85) != (first.bold >= 0.85)
    differs |= first.text.isupper() and re.search(r"[a-z]{3}", line.text) is not None
    differs |= line.font != first.font and first.bold < 0.85 and bool(split_number(first.text, first.gap >= 0.6)[0])
    return differs or not 0 < above.y - line.y <= 1.5 * first.size or bool(split_number(line.text, line.gap >= 0.6)[0])


def _runs_into_text(page: Sequence[PdfLine], after: int, last: PdfLine, norms: Norms) -> bool:
    """Checks whether an apparent heading is the bold beginning of a paragraph that continues in the next line."""
    following = page[after] if after < len(page) and page[after].group == last.group else None
    if last.text[-1] == "-" and norms.is_full(last):
        return True
    return following is not None and norms.is_full(last) and following.text[0].islower() and norms.gap(last, following) <= 1.2


def split_number(text: str, spaced: bool) -> tuple[str, str]:
    """The number and title of a heading; a lone letter or numeral needs a stop, a wide gap (`spaced`) or "Appendix"."""
    match = _NUMBERED.match(text)
    if match is None:
        return "", text
    number, title = match["number"], (match["title"] or "").strip()
    lone_letter = number[0].isalpha() and "." not in number
    if lone_letter and not (match["word"] or spaced or match["stop"]):
        return "", text
    if not title:
        return (number, match["word"]) if match["word"] else ("", text)
    if (
        not match["word"]
        and number[0].isdigit()
        and "." not in number
        and not match["stop"]
        and not spaced
        and not title[0].isupper()
    ):
        return "", text
    return number, title


def _is_upper_case(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 5 and sum(char.isupper() for char in letters) >= 0.9 * len(letters)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum())
