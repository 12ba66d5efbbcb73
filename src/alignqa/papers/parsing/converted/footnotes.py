"""Finds the lines of the footnotes in a paper made from PDF, and removes their marks from the prose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from alignqa.papers.parsing.converted.floats import Widths, begins_caption, ends_sentence
from alignqa.papers.parsing.converted.printed_lines import LineRole, PrintedLine

_SYMBOL_NOTE = re.compile(r"[∗*†‡§¶]\s?(?=[A-Z])")
_SYMBOL_LINES = 6
# At most this many lines above a page's first note may continue a note from the page before.
_LONGEST_CONTINUATION = 15


def mark_notes(lines: Sequence[PrintedLine], widths: Widths) -> list[PrintedLine]:
    """Marks the lines of footnotes: from a note's first line to the next note, a heading, a figure, or the end of its page."""
    marked = list(lines)
    inside = False
    page_has_number = any(line.page for line in lines)
    for index, line in enumerate(marked):
        before = marked[index - 1] if index else line
        page_ends = before.page != line.page or line.role is LineRole.FURNITURE
        if page_ends or (not page_has_number and ends_sentence(before.text)):
            inside = False
        if line.role is LineRole.TEXT and _SYMBOL_NOTE.match(line.text) and _near_page_end(marked, index):
            marked[index] = replace(line, text=_SYMBOL_NOTE.sub("", line.text), role=LineRole.NOTE, starts=True)
            inside = True
        elif line.role is LineRole.NOTE:
            inside = True
        elif line.role in {LineRole.HEADING, LineRole.TABLE} or begins_caption(line.text):
            inside = False
        elif inside and line.role is LineRole.TEXT:
            marked[index] = line.as_role(LineRole.NOTE)
    _mark_continuations(marked, widths)
    return marked


def _near_page_end(lines: Sequence[PrintedLine], index: int) -> bool:
    following = lines[index + 1 : index + 1 + _SYMBOL_LINES]
    return any(line.page != lines[index].page or line.role in {LineRole.FURNITURE, LineRole.NOTE} for line in following)


def _mark_continuations(lines: list[PrintedLine], widths: Widths) -> None:
    """Marks the rest of a note that continues at the foot of the next page, before that page's own notes."""
    unfinished = False
    for start, end in _pages(lines):
        if unfinished:
            first_note = next((place for place in range(start, end) if lines[place].role is LineRole.NOTE), end)
            for place in range(_continuation_start(lines, start, first_note, widths), first_note):
                lines[place] = lines[place].as_role(LineRole.NOTE)
        notes = [line for line in lines[start:end] if line.role is LineRole.NOTE]
        unfinished = bool(notes) and not ends_sentence(notes[-1].text)


def _continuation_start(lines: Sequence[PrintedLine], start: int, end: int, widths: Widths) -> int:
    """Returns the index in `lines[start:end]` where the rest of a note begins, or `end` if there is none.

    The rest begins in lower case, either after a finished sentence of the prose or in smaller type than the prose above it.
    """
    small_type = end - 1
    for place in range(end - 1, max(end - _LONGEST_CONTINUATION, start), -1):
        line, before = lines[place], lines[place - 1]
        if line.role is not LineRole.TEXT or before.role is not LineRole.TEXT:
            break
        if line.text[0].islower() and ends_sentence(before.text):
            return place
        if small_type == place + 1 and widths.is_small_type(line):
            small_type = place
    return small_type if small_type < end - 1 and lines[small_type].text[0].islower() else end


def _pages(lines: Sequence[PrintedLine]) -> list[tuple[int, int]]:
    """Returns the range of lines on each page."""
    borders = [0, *(index for index in range(1, len(lines)) if lines[index].page != lines[index - 1].page), len(lines)]
    return [(start, end) for start, end in pairwise(borders) if end > start]


def without_marks(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Removes the marks of the footnotes from the lines of their page, one mark for each note."""
    cleaned = list(lines)
    by_page: defaultdict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if line.page and line.role in {LineRole.TEXT, LineRole.CAPTION, LineRole.TABLE, LineRole.HEADING}:
            by_page[line.page.number].append(index)
    for line in lines:
        if line.note and line.page:
            _remove_mark(cleaned, by_page[line.page.number], line.note)
    return cleaned


def _remove_mark(lines: list[PrintedLine], places: Sequence[int], note: int) -> None:
    number = str(note)
    # A mark after punctuation is the most certain, then one inside a word that continues, then one at the end of a word.
    patterns = (
        rf"(?<=[.,;:!?)\]”’\"—]){number}(?![\d%±]|[.,]\d)(?=[\s“”A-Za-z(,.;:—–\[]|\Z)",
        rf"(?<=[^\W\d_]){number}(?=[^\W\d_—“(])",
        rf"(?<=[^\W\d_]{{3}}){number}(?=[\s,.;:)—”]|\Z)(?![.,]\d)",
    )
    for pattern in patterns:
        for place in places:
            found = re.search(pattern, lines[place].text)
            if found and found.start():
                text = lines[place].text
                before, after = text[: found.start()], text[found.end() :]
                gap = " " if after[:1].isalpha() or after[:1] in {"“", "(", "["} else ""
                lines[place] = replace(lines[place], text=before + gap + after)
                return
