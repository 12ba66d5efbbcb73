"""Repairs Markdown that a program made from a PDF, in which the words are in order but mixed with the rest of a printed page.

Sentences are cut into lines, page numbers and footnotes interrupt them, and headings in small capitals are torn apart.
The text itself shows whether a file is of this kind; rising numbers and the widths of lines show the role of each line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.converted.floats import Widths, mark_floats
from alignqa.papers.parsing.converted.footnotes import mark_notes, without_marks
from alignqa.papers.parsing.converted.paragraphs import ProseWriter
from alignqa.papers.parsing.converted.printed_lines import LineRole, PrintedLine, printed_lines
from alignqa.papers.parsing.manuscript.hyphenation import vocabulary
from alignqa.papers.parsing.manuscript.small_capitals import heading_mender
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter
from alignqa.papers.parsing.markdown.headings import MarkdownHeading, headings

_PLAIN_PARAGRAPH = re.compile(r"[^\W_]|[“\"‘'(]")
_ENDED = re.compile(r"[.!?:;…][\"'”’)\]*_]*\Z")
_FENCE = re.compile(r"[ ]{0,3}(```|~~~)")
_FEWEST_PAIRS = 20
# In the papers and posts used to set these, those written as Markdown stay below 0.02, those made from a PDF above 0.3.
_BROKEN_SHARE = 0.12
_BROKEN_SHARE_OF_DECLARED = 0.04
_TITLE_CHARS = re.compile(r"[^<>=#*{}|\[\]\"]+")
_TAG = re.compile(r"(?:</?[A-Za-z][\w ]*>\s*)+(?:.{0,40}</[\w ]+>)?|\[\.\.\.\]|[=#*~_−-]{3,}.*")
_FRONT_LINES = 60
_LONG_HEADING = 50


@dataclass(frozen=True, slots=True)
class Repaired:
    """A report on what was written: the number of characters of prose, the title as the first page prints it, the lines below."""

    prose: int
    title: str | None
    title_page: tuple[str, ...]


def is_made_from_pdf(body: str, source_format: str = "") -> bool:
    """Checks whether the paragraphs of `body` are printed lines: one stops in mid-sentence, the next continues in lower case."""
    paragraphs = [part.strip() for part in _without_code(body).split("\n\n")]
    plain = [part for part in paragraphs if _PLAIN_PARAGRAPH.match(part)]
    pairs = len(plain) - 1
    if pairs < _FEWEST_PAIRS:
        return False
    broken = sum(1 for a, b in pairwise(plain) if b[0].islower() and not _ENDED.search(a))
    return broken >= (_BROKEN_SHARE_OF_DECLARED if source_format == "pdf" else _BROKEN_SHARE) * pairs


def _without_code(body: str) -> str:
    """Removes fenced code, whose lines begin in lower case without being the rest of a sentence."""
    kept: list[str] = []
    fence = ""
    for line in body.split("\n"):
        mark = found[1] if (found := _FENCE.match(line)) else ""
        if not fence and not mark:
            kept.append(line)
        elif not fence or mark == fence:
            fence = "" if fence else mark
    return body if fence else "\n".join(kept)


def write_repaired(body: str, writer: ManuscriptWriter) -> Repaired:
    """Writes the blocks of such a file: prose joined across lines and pages, everything else in regions of its own."""
    lines = printed_lines(body)
    known = vocabulary(line.text for line in lines if line.role in {LineRole.TEXT, LineRole.NOTE})
    mend = heading_mender([line.text for line in lines if line.role is LineRole.HEADING], known)
    lines = _mark_front(_corrected_headings([_mended(line, mend) for line in lines]))
    titles = _titles(lines)
    lines = _mark_bibliography(lines, titles)
    widths = Widths(lines)
    lines = mark_floats(without_marks(mark_notes(lines, widths)), widths)
    titles = _titles(lines)
    writers = {
        role: ProseWriter(writer, known, widths, kind)
        for role, kind in (
            (LineRole.TEXT, RegionKind.BODY),
            (LineRole.NOTE, RegionKind.FOOTNOTE),
            (LineRole.CAPTION, RegionKind.CAPTION),
            (LineRole.BIBLIOGRAPHY, RegionKind.BIBLIOGRAPHY),
        )
    }
    _write(lines, titles, writers, writer)
    front = [line.text for line in lines if line.role is LineRole.FRONT_MATTER]
    return Repaired(writers[LineRole.TEXT].characters, next(iter(front), None), tuple(front[1:]))


def _mended(line: PrintedLine, mend: Callable[[str], str]) -> PrintedLine:
    return replace(line, text=mend(line.text)) if line.role is LineRole.HEADING else line


def _corrected_headings(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Returns the lines with false headings as tags or text, and with headings that were cut in two joined again."""
    corrected: list[PrintedLine] = []
    for line in lines:
        if line.role is LineRole.HEADING and not _TITLE_CHARS.fullmatch(line.text):
            line = line.as_role(LineRole.TAG if _TAG.fullmatch(line.text) else LineRole.TEXT)
        elif line.role is LineRole.TEXT and _TAG.fullmatch(line.text):
            line = line.as_role(LineRole.TAG)
        last = corrected[-1] if corrected else line
        if last.role is line.role is LineRole.HEADING and last is not line and _continues_heading(last, line):
            corrected[-1] = replace(last, text=f"{last.text} {line.text}")
        else:
            corrected.append(line)
    return corrected


def _continues_heading(heading: PrintedLine, line: PrintedLine) -> bool:
    numbered = headings([(1, "1 X"), (1, heading.text), (1, line.text)])
    return heading.width >= _LONG_HEADING and bool(numbered[1].number) and not numbered[2].number and heading.level == line.level


def _mark_front(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Marks the lines before the abstract, which are title, authors and addresses."""
    for index, line in enumerate(lines[:_FRONT_LINES]):
        if line.role is LineRole.HEADING and line.text.strip(" :.").casefold() in {
            "abstract",
            "summary",
            "1 introduction",
            "introduction",
        }:
            return [*(entry.as_role(LineRole.FRONT_MATTER) for entry in lines[:index]), *lines[index:]]
    return list(lines)


def _titles(lines: Sequence[PrintedLine]) -> dict[int, MarkdownHeading]:
    places = [index for index, line in enumerate(lines) if line.role is LineRole.HEADING]
    found = headings([(lines[index].level, lines[index].text) for index in places])
    return dict(zip(places, found, strict=True))


def _mark_bibliography(lines: Sequence[PrintedLine], titles: dict[int, MarkdownHeading]) -> list[PrintedLine]:
    marked: list[PrintedLine] = []
    inside = False
    for index, line in enumerate(lines):
        if index in titles:
            inside = titles[index].begins_bibliography
        marked.append(
            line.as_role(LineRole.BIBLIOGRAPHY) if inside and line.role in {LineRole.TEXT, LineRole.NOTE, LineRole.TAG} else line
        )
    return marked


def _write(
    lines: Sequence[PrintedLine],
    titles: dict[int, MarkdownHeading],
    writers: dict[LineRole, ProseWriter],
    writer: ManuscriptWriter,
) -> None:
    table: list[str] = []
    for index, line in enumerate(lines):
        if table and line.role is not LineRole.TABLE:
            writer.block(" | ".join(table), kind=RegionKind.TABLE, page=lines[index - 1].page)
            table = []
        if line.role in writers:
            writers[line.role].add(line)
        elif line.role is LineRole.TABLE:
            table.append(line.text)
        elif line.role is LineRole.FURNITURE:
            writer.block(line.text, kind=RegionKind.FURNITURE, page=line.page)
        else:
            _flush(writers)
            if line.role is LineRole.HEADING:
                heading = titles[index]
                writer.heading(heading.title, level=heading.level, number=heading.number, page=line.page)
            else:
                kind = RegionKind.FRONT_MATTER if line.role is LineRole.FRONT_MATTER else RegionKind.CODE
                writer.block(line.text, kind=kind, page=line.page)
    _flush(writers)
    writer.block(" | ".join(table), kind=RegionKind.TABLE, page=lines[-1].page if lines else None)


def _flush(writers: dict[LineRole, ProseWriter]) -> None:
    for prose in writers.values():
        prose.flush()
