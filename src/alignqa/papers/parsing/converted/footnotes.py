"""Footnotes of a paper made from PDF: which lines they own, and where their marks stand in the prose."""

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
# So many lines above a page's first note may belong to a note that the page before could not finish.
_LONGEST_REST = 15


def mark_notes(lines: Sequence[PrintedLine], widths: Widths) -> list[PrintedLine]:
    """The lines with every footnote whole: from its first line to the next note, a heading, a figure, or the end of its page."""
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
    _mark_rests(marked, widths)
    return marked


def _near_page_end(lines: Sequence[PrintedLine], index: int) -> bool:
    following = lines[index + 1 : index + 1 + _SYMBOL_LINES]
    return any(line.page != lines[index].page or line.role in {LineRole.FURNITURE, LineRole.NOTE} for line in following)


def _mark_rests(lines: list[PrintedLine], widths: Widths) -> None:
    """Marks the rest of a note that runs on at the foot of the next page, before that page's own notes."""
    unfinished = False
    for start, end in _pages(lines):
        if unfinished:
            first_note = next((place for place in range(start, end) if lines[place].role is LineRole.NOTE), end)
            for place in range(_rest_start(lines, start, first_note, widths), first_note):
                lines[place] = lines[place].as_role(LineRole.NOTE)
        notes = [line for line in lines[start:end] if line.role is LineRole.NOTE]
        unfinished = bool(notes) and not ends_sentence(notes[-1].text)


def _rest_start(lines: Sequence[PrintedLine], start: int, end: int, widths: Widths) -> int:
    """Where the rest of a note begins in `lines[start:end]`, or `end`.

    It goes on in lower case: after a finished sentence of the prose, or in smaller type than the prose above it.
    Its lines are single ones, since a converter that puts two lines on one does so in the prose.
    """
    small_type = end - 1
    for place in range(end - 1, max(end - _LONGEST_REST, start), -1):
        line, before = lines[place], lines[place - 1]
        if line.role is not LineRole.TEXT or before.role is not LineRole.TEXT or not widths.is_single(line):
            break
        # A note's mark may follow the full stop of the prose above.
        if line.text[0].islower() and ends_sentence(before.text.rstrip("0123456789")):
            return place
        if small_type == place + 1 and widths.is_small_type(line):
            small_type = place
    return small_type if small_type < end - 1 and lines[small_type].text[0].islower() else end


def _pages(lines: Sequence[PrintedLine]) -> list[tuple[int, int]]:
    """The ranges of lines on each page, its closing page number left out."""
    turns = [0, *(index for index in range(1, len(lines)) if lines[index].page != lines[index - 1].page), len(lines)]
    return [(start, end) for start, end in pairwise(turns) if end > start]


def without_marks(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines with the marks of their page's footnotes removed, one mark for each note."""
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
    # Marks follow punctuation most surely, then a word that goes on, then a word that ends.
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
