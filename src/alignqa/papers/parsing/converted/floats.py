"""Separates figures, tables and their captions from the prose that they interrupt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from alignqa.papers.parsing.converted.printed_lines import LineRole, PrintedLine

_CAPTION = re.compile(r"\[?(?:Figure|Fig\.|Table|Algorithm|Listing|Box)\s+[A-Z]?\d+(?:\.\d+)*\s?(?::|\.\s|\||[–—]\s|- )")
_CONTINUED_TABLE = re.compile(r"(?:Table\s+\d+\s*[–—-]\s*)?continued (?:on next|from previous) page", re.IGNORECASE)
_LEADERS = re.compile(r"(?:\.\s){4,}|\.{6,}")
_ABBREVIATED = re.compile(r"(?:\bal|\be\.g|\bi\.e|\betc|\bvs|\bcf|\bFig|\bSec|\bApp|\bEq|\bresp|\bapprox)\.\Z")
_STOP = re.compile(r"[.!?…][\"'”’)\]]*\Z")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’)\]]*\Z")
BULLETS = "•●▪◦"
_ITEM = re.compile(
    rf"(?:[{BULLETS}]\s?|[–—−-]\s?(?=[A-Z“\"'])|[-–−]\s|\(?(?:\d{{1,2}}|[ivx]{{1,4}}|[a-z])\)\s?|\d{{1,2}}\.(?!\d)\s?|[a-z]\.\s)(?=\S)"
)
_NUMBER = re.compile(r"[-+−±<>~]?\d+(?:[.,]\d+)*(?:±\d+(?:\.\d+)*)?[%k]?(?:±\S+)?")
_USUAL_WIDTH = 90
_LABEL_WIDTH = 60
_PROSE_WIDTH = 75
_LOWER_SHARE = 0.5
_FIGURE_SHARE = 0.2
_LONGEST_FIGURE = 150
_FEWEST_LABELS = 3
_NUMERIC_SHARE = 0.4


class Widths:
    """The usual width of a text's lines, by which the last line of a paragraph differs from those before it.

    A converter may have put two printed lines on one; such a line is short if its last printed line is.
    """

    def __init__(self, lines: Sequence[PrintedLine]) -> None:
        bins = [0] * 40
        for line in lines:
            if line.role is LineRole.TEXT and 50 <= line.width < 400:
                bins[line.width // 10] += 1
        maximum = max(bins)
        # The narrowest bin that is nearly as full as the fullest is one printed line, not two.
        peak = next(
            (
                index
                for index in range(len(bins) - 1)
                if maximum and bins[index] >= maximum / 2 and bins[index] >= bins[index + 1]
            ),
            8,
        )
        around = sorted(
            line.width for line in lines if line.role is LineRole.TEXT and peak * 10 - 10 <= line.width < peak * 10 + 20
        )
        self.full = around[len(around) // 2] if around else _USUAL_WIDTH

    def is_full(self, line: PrintedLine) -> bool:
        """Checks whether the line reaches the margin, so that a sentence that ends with it may do so by chance."""
        return 0.93 * self.full <= line.width <= 1.06 * self.full

    def is_small_type(self, line: PrintedLine) -> bool:
        """Checks whether the line holds more than a line of the prose, as a footnote's does."""
        return 1.03 * self.full < line.width < 1.3 * self.full

    def is_short(self, line: PrintedLine) -> bool:
        """Checks whether the line ends well before the margin."""
        return line.width < 0.85 * self.full or 1.3 * self.full < line.width < 1.72 * self.full


def ends_sentence(text: str) -> bool:
    """Checks whether a sentence may end with the line; an abbreviation such as "et al." does not end one."""
    return _SENTENCE_END.search(text) is not None and _ABBREVIATED.search(text) is None


def begins_item(text: str) -> bool:
    """Checks whether the line begins like an item of a list."""
    return _ITEM.match(text) is not None


def begins_caption(text: str) -> bool:
    """Checks whether the line begins like the caption of a figure or a table."""
    return _CAPTION.match(text) is not None


def mark_floats(lines: Sequence[PrintedLine], widths: Widths) -> list[PrintedLine]:
    """Returns the lines with their roles set for captions and for the labels and rows of figures and tables."""
    marked = [_in_role_of_its_text(line) for line in lines]
    for index, line in enumerate(marked):
        if line.role is LineRole.TEXT and begins_caption(line.text):
            _mark_caption(marked, index, widths)
            _mark_figure_above(marked, index)
    _mark_label_runs(marked)
    return marked


def _in_role_of_its_text(line: PrintedLine) -> PrintedLine:
    if line.role is LineRole.HEADING and _is_row(line.text):
        return line.as_role(LineRole.TABLE)
    if line.role is not LineRole.TEXT:
        return line
    if _LEADERS.search(line.text):
        return line.as_role(LineRole.FRONT_MATTER)
    if line.text.startswith("|") or _is_row(line.text) or _CONTINUED_TABLE.fullmatch(line.text.strip("[] ")):
        return line.as_role(LineRole.TABLE)
    return line


def _is_row(text: str) -> bool:
    """Checks whether the line consists of numbers: at least two of them, and no sentence around them."""
    numbers = _NUMBER.findall(text)
    words = text.split()
    if len(numbers) < 2 or (ends_sentence(text) and len(words) > 4):
        return False
    numeric = sum(1 for word in words if any(char.isdigit() for char in word))
    return numeric >= _NUMERIC_SHARE * len(words)


def _mark_caption(lines: list[PrintedLine], start: int, widths: Widths) -> None:
    """Marks the lines of a caption: it ends with a sentence on a short line, or where another block or page begins."""
    first = lines[start]
    text = first.text
    if text.startswith("["):
        text = text[1:].removesuffix("]")
    lines[start] = replace(first, text=text, role=LineRole.CAPTION, starts=True)
    for index in range(start + 1, len(lines)):
        before, line = lines[index - 1], lines[index]
        if line.role is not LineRole.TEXT or begins_caption(line.text) or begins_item(line.text):
            return
        ended = _STOP.search(before.text) is not None and ends_sentence(before.text)
        if ended and (not widths.is_full(before) or line.text[0].islower()):
            return
        if not ended and widths.is_short(before) and not line.text[0].islower() and len(before.text) < 0.6 * widths.full:
            return
        lines[index] = line.as_role(LineRole.CAPTION)


def _mark_figure_above(lines: list[PrintedLine], caption: int) -> None:
    """Marks the labels of a figure, which lie between the prose above it and its caption."""
    for index in range(caption - 1, max(caption - _LONGEST_FIGURE, -1), -1):
        line = lines[index]
        if line.page != lines[caption].page or line.role not in {LineRole.TEXT, LineRole.TABLE}:
            return
        # A long row of labels looks like prose, but it follows another label and does not end a sentence.
        among_labels = index and _is_label_or_row(lines[index - 1]) and not ends_sentence(line.text)
        if line.role is LineRole.TEXT and is_prose(line.text) and not among_labels:
            return
        if line.role is LineRole.TEXT and begins_item(line.text) and len(line.text) >= _LABEL_WIDTH:
            return
        lines[index] = line.as_role(LineRole.TABLE)


def _mark_label_runs(lines: list[PrintedLine]) -> None:
    """Marks runs of short lines without a sentence, and what is left of a table between its rows."""
    run: list[int] = []
    for index, line in enumerate((*lines, PrintedLine("", 0, LineRole.FURNITURE))):
        if line.role is LineRole.TABLE or (line.role is LineRole.TEXT and _is_label(line.text)):
            run.append(index)
            continue
        rows = sum(1 for place in run if lines[place].role is LineRole.TABLE)
        # The first label after unfinished prose may be the prose's own last words.
        if len(run) - rows >= _FEWEST_LABELS or rows >= _FEWEST_LABELS:
            first = run[0]
            if first and rows < len(run) and _continues(lines[first - 1], lines[first]):
                run = run[1:]
            for place in run:
                lines[place] = lines[place].as_role(LineRole.TABLE)
        run = []


def _continues(before: PrintedLine, line: PrintedLine) -> bool:
    return before.role is LineRole.TEXT and not ends_sentence(before.text) and line.role is LineRole.TEXT


def _is_label_or_row(line: PrintedLine) -> bool:
    return line.role is LineRole.TABLE or (line.role is LineRole.TEXT and _is_label(line.text))


def _is_label(text: str) -> bool:
    return (
        len(text) < _LABEL_WIDTH
        and not ends_sentence(text)
        and not begins_item(text)
        and not text.startswith(("<", "[", "{", "“", '"'))
    )


def is_prose(text: str) -> bool:
    """Checks whether a line reads like part of a paragraph: long, mostly lower-case words; or the end of a sentence."""
    words = text.split()
    if ends_sentence(text) and len(words) >= 3 and not text.endswith((":", ";")):
        return True
    lower = sum(1 for word in words if word[0].islower())
    figures = sum(1 for word in words if any(char.isdigit() for char in word))
    return len(text) >= _PROSE_WIDTH and lower >= _LOWER_SHARE * len(words) and figures <= _FIGURE_SHARE * len(words)
