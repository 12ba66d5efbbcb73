"""Decides where a paragraph or a list item begins, and which lines belong to one block outside the running text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.layout.norms import CAPTION, ITEM, Norms

LIST_MARKS = "•‣◦▪●○■□♦►▶➢✓·∙–—−-*⋆"
"""The marks of list items."""
INDENT = 0.7
"""The distance in ems from which a line counts as indented."""
_DASHES = "∙·–—−-*⋆"  # bullets that are also written between words
_ASIDE = re.compile(r"(?P<dash>[–—−])\s?[^\W\d_A-Z](?P<end>[^–—−]*\s(?P=dash)(?=\s|$))?")
_SENTENCE_ENDS = ".?!:"
_CLOSING_MARKS = "”’\"')]}»"
_PARAGRAPH_GAP = 1.3  # leadings
_MIN_SPACE_BELOW_ITEM = 1.15  # leadings
_MAX_GAP_IN_ENTRY = 1.5  # leadings
_NOTE_NUMBER = re.compile(r"(\d{1,3})[.)]?\s")
_OPEN_LIST = re.compile(r"\s(?:and|or)$")
_LETTER = re.compile(r"[A-Z]\.")
_LABEL = re.compile(r"\[(?=[^\]]*\d)[\w+-]{1,12}\]|\d{1,3}\.\s")  # of an entry of the reference list


def ends_sentence(text: str, ends: str = ".?!") -> bool:
    """Checks whether a text ends with one of the marks `ends`, give or take closing quotes and brackets."""
    return text.rstrip(_CLOSING_MARKS)[-1:] in ends


@dataclass(slots=True)
class PdfBlock:
    """A block under construction."""

    kind: RegionKind
    lines: list[PdfLine] = field(default_factory=list)
    item: bool = False
    in_place: bool = False

    @property
    def last(self) -> PdfLine:
        """The line that the next one may continue."""
        return self.lines[-1]

    @property
    def is_open(self) -> bool:
        """Checks whether the block's last sentence is unfinished."""
        return not ends_sentence(self.last.text, _SENTENCE_ENDS)


def starts_paragraph(body: PdfBlock, line: PdfLine, norms: Norms) -> bool:
    """Checks whether `line` begins a new paragraph after `body`."""
    last = body.last
    if _word_runs_on(last, line, norms):
        return False
    marker = ITEM.match(line.text)
    if marker and _OPEN_LIST.search(last.text) and _LETTER.fullmatch(marker["mark"]) and not _LETTER.match(body.lines[0].text):
        marker = None  # "A, B, and" + "C. The rest"
    if last.group == line.group and norms.gap(last, line) <= 4:
        return _starts_paragraph_below(body, line, norms, marked=marker is not None)
    if marker and not _dash_runs_on(body, line, norms) and (marker["mark"] in LIST_MARKS or not body.is_open):
        return True
    if not _is_of_one_size(last, line, 0.08 * norms.size, inside=body.is_open):
        return True
    if body.is_open:
        return False
    continues = norms.is_full(last) and norms.indent(line) < INDENT and not body.item and last.text[-1] != ":"
    return not (line.text[0].islower() or continues)


def _word_runs_on(last: PdfLine, line: PdfLine, norms: Norms) -> bool:
    """Checks whether a hyphen at the end of a full line breaks a word that `line` goes on with, in whatever column."""
    broken = len(last.text) > 2 and last.text[-1] in "-\u2010\u00ad" and last.text[-2].isalpha()
    goes_on = line.text[:1].islower() or (norms.is_full(last) and line.text[:1].isalpha())
    return broken and goes_on and _is_of_one_size(last, line, 0.08 * norms.size, inside=True)


def _is_of_one_size(one: PdfLine, other: PdfLine, tolerance: float, *, inside: bool) -> bool:
    """Checks whether two lines are set in one size; `inside` a sentence, most of a line may be commands or small capitals."""
    sizes, others = ({line.size, line.tallest} if inside else {line.size} for line in (one, other))
    return any(abs(size - of_other) <= tolerance for size in sizes for of_other in others)


def _starts_paragraph_below(body: PdfBlock, line: PdfLine, norms: Norms, *, marked: bool) -> bool:
    last, em = body.last, norms.size
    if norms.gap(last, line) > _PARAGRAPH_GAP * max(1.0, last.size / norms.size) or not _is_of_one_size(
        last, line, 0.15 * em, inside=body.is_open
    ):
        # Tall inline formulas increase the gap between lines without ending the sentence.
        return not (body.is_open and norms.gap(last, line) <= 1.7 and norms.is_full(last) and line.text[0].islower())
    shift = (line.x0 - last.x0) / em
    lower_case = body.is_open and line.text[:1].islower()  # no paragraph begins like this inside a sentence
    if (
        marked
        and not _dash_runs_on(body, line, norms)
        and (shift < -INDENT or abs(shift) < 0.3 or not norms.is_full(last) or not body.is_open)
        and _is_item_marker(body, line, norms)
    ):
        return True
    if body.item:
        return not lower_case and _leaves_item(body, line, norms)
    if shift > INDENT:
        return not body.is_open or not (norms.is_full(last) or lower_case)
    if shift < -INDENT and len(body.lines) > 1:
        return not body.is_open
    return not norms.is_full(last) and not body.is_open and last.x1 < norms.right(last) - 3 * em and norms.indent(line) > INDENT


def _leaves_item(item: PdfBlock, line: PdfLine, norms: Norms) -> bool:
    """Checks whether a line below a list item is no part of it: it begins further left, or below space and a short last line."""
    second = item.lines[1] if len(item.lines) > 1 else None
    last = item.last
    ended = last.x1 < norms.right(last) - 3 * norms.size and line.text[:1].isupper()
    further_left = second is not None and norms.indent(line) < norms.indent(second) - INDENT
    return further_left or (ended and norms.gap(last, line) >= _MIN_SPACE_BELOW_ITEM)


def _dash_runs_on(body: PdfBlock, line: PdfLine, norms: Norms) -> bool:
    """Checks whether a dash at the beginning of a line is part of the running sentence and no list mark.

    The sentence above is open, and its line full, or long enough for a dash and a small letter below it, or of any length
    if a second dash ends the aside; the paragraph is not a list item with the same mark.
    """
    first = body.lines[0]
    same_list = body.item and first.text[0] == line.text[0] and abs(first.x0 - line.x0) <= 0.3 * norms.size
    indented = line.x0 - body.last.x0 > INDENT * norms.size and line.group == body.last.group
    aside = _ASIDE.match(line.text)
    long_enough = norms.is_full(body.last) or (aside is not None and (norms.leaves_open(body.last) or bool(aside["end"])))
    return line.text[0] in _DASHES and body.is_open and long_enough and not same_list and not indented


def _is_item_marker(body: PdfBlock, line: PdfLine, norms: Norms) -> bool:
    """Checks whether a marker at the beginning of a line belongs to a list item and not to the running text."""
    bullet = line.text[0] in LIST_MARKS
    return bullet or body.item or norms.indent(line) > INDENT or not body.is_open


def continues_aside(aside: PdfBlock, line: PdfLine, kind: RegionKind, norms: Norms) -> bool:
    """Checks whether `line` belongs to the block of notes, cells or references before it."""
    last = aside.last
    if kind is not aside.kind or kind in (RegionKind.FURNITURE, RegionKind.HEADING) or last.out_of_flow != line.out_of_flow:
        return False
    if kind in (RegionKind.TABLE, RegionKind.MATH, RegionKind.CODE):
        return last.page == line.page
    if line.mark or (kind is RegionKind.CAPTION and CAPTION.match(line.text)):
        return False
    if kind is RegionKind.BIBLIOGRAPHY:
        return _continues_entry(aside, line, norms)
    if kind is RegionKind.FOOTNOTE and _is_next_note(aside, line, norms):
        return False
    if last.group != line.group:
        return kind is not RegionKind.CAPTION and aside.is_open and kind is not RegionKind.FRONT_MATTER
    return norms.gap(last, line) <= _PARAGRAPH_GAP


def _is_next_note(note: PdfBlock, line: PdfLine, norms: Norms) -> bool:
    """Checks whether a line begins with the number after that of the note before it, at the same margin."""
    first = note.lines[0]
    numbers = [_NOTE_NUMBER.match(one.text) for one in (first, line)]
    counts = [int(number[1]) for number in numbers if number]
    same_margin = first.group != line.group or abs(first.x0 - line.x0) <= INDENT * norms.size
    return len(counts) == 2 and counts[1] == counts[0] + 1 and same_margin and not note.is_open


def _continues_entry(entry: PdfBlock, line: PdfLine, norms: Norms) -> bool:
    """Checks whether a line goes on with an entry of the reference list, whose lines below the first may be indented."""
    first, last = entry.lines[0], entry.last
    if _LABEL.match(first.text) and _LABEL.match(line.text):
        return False
    hanging = norms.indent(line) > 0.5
    if last.group != line.group:
        return entry.is_open or (hanging and norms.indent(first) < 0.5)
    indented = line.x0 > first.x0 + 0.5 * norms.size if first.group == line.group else hanging
    gap = norms.gap(last, line)
    goes_on = entry.is_open or (norms.is_full(last) and line.text[:1].islower())
    return (indented and gap <= _MAX_GAP_IN_ENTRY) or (gap <= 1.15 and goes_on)
