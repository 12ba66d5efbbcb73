"""Marks the footnotes: by a rule above them, by their marks, or because the text above breaks off in mid-sentence.

A raised number behind a word is the mark of a note if there is a note of this number whose turn it is, and a power otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, takewhile

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.manuscript.powers import is_in_formula, names_power, powers_behind_words
from alignqa.papers.parsing.pdf.child.printout import Box, Sheet
from alignqa.papers.parsing.pdf.floats import is_unmarked
from alignqa.papers.parsing.pdf.headings import PdfHeading
from alignqa.papers.parsing.pdf.layout.line_text import TakenMark
from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.layout.norms import CAPTION, Norms, is_wordy
from alignqa.papers.section_names import NOTES

_MAX_NOTE_SIZE = 0.93  # times the text size
_MIN_SPACE_ABOVE_NOTES = 1.4  # leadings, where there is no rule
_MIN_SPACE = 1.2  # leadings, where the text above breaks off
_MIN_CELL_GAP = 2.0  # em between the cells of a table
_MAX_INDENT = 4.0  # em; of a note
_MIN_TEXT_LINES = 5  # above a note on the first page
_NOTE_NUMBER = re.compile(r"(?P<mark>\d{1,3}|[*†‡§∗])[.):]?\s+\S")
# Behind a year, a name with a number, a percentage, or the word "in"; "x²", "10²" and "5 in²" are powers.
_RAISED = re.compile(
    r"(?P<before>(?<![\w.,=×*+<>·−])(?<![=×*+<>·−]\s)(?:1[5-9]|20)\d\d|\b[A-Z][^\W\d_]+[\s-]\d+(?:\.\d+)?|[^\W\d_]\sin|\d%)"
    r"(?P<raised>[⁰¹²³⁴-⁹]{1,3})(?!\w)"
)
_RAISED_DIGIT = re.compile("[⁰¹²³⁴-⁹]")
_LEVEL_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED_DIGITS = str.maketrans("23456789", "²³⁴⁵⁶⁷⁸⁹")
_ENTRY_NUMBER = re.compile(r"\[?(?P<number>\d{1,3})(?:\]|[.):]?\s)")  # in a list of notes or references
_NUMBER = re.compile(r"\d{1,3}")
_CITATION = re.compile(r"\[\d{1,3}[\],;–-]")
_NOTES_HEADING = re.compile(NOTES, re.IGNORECASE)
_MIN_SHARE_IN_ORDER = 0.8  # of the marks of notes at the end, unless they are numbered by chapters
_WITH_POWERS = frozenset({RegionKind.BODY, RegionKind.CAPTION, RegionKind.FOOTNOTE, RegionKind.MATH})


def mark_footnotes(page: Sequence[PdfLine], kinds: list[RegionKind], sheet: Sheet, norms: Norms, *, unfinished: bool) -> bool:
    """Marks the footnotes at the foot of each column, and tells whether the last one continues on the next page.

    They begin below a short rule or at a mark, and without either where a sentence or an `unfinished` note shows it.
    """
    for column in sorted({line.column for line in page}):
        places = sorted(
            (at for at, line in enumerate(page) if line.column == column and is_unmarked(page, kinds, at)),
            key=lambda at: page[at].y,
        )
        start = _first_note(page, places, sheet, norms)
        start = _first_without_mark(page, places, start, norms, unfinished=unfinished)
        if start is None:
            continue
        marked = [at for at in places if page[at].y <= page[start].y + 0.1 * norms.size]
        for at in marked:
            kinds[at] = RegionKind.FOOTNOTE
        unfinished = norms.leaves_open(page[marked[0]])
    return unfinished and RegionKind.FOOTNOTE in kinds


def without_note_marks(page: Sequence[PdfLine], kinds: Sequence[RegionKind]) -> list[PdfLine]:
    """The lines of a page without raised digits behind a year or a word that are the numbers of its footnotes, and no powers."""
    notes = [line for line, kind in zip(page, kinds, strict=True) if kind is RegionKind.FOOTNOTE]
    numbers = {line.mark for line in notes} | {match["mark"] for line in notes if (match := _NOTE_NUMBER.match(line.text))}
    if not numbers:
        return list(page)

    found: list[PdfLine] = []
    for line, kind in zip(page, kinds, strict=True):
        raised = kind is not RegionKind.FOOTNOTE and not line.text.isascii() and _RAISED_DIGIT.search(line.text)
        for mark in reversed(list(_RAISED.finditer(line.text)) if raised else []):
            if mark["raised"].translate(_LEVEL_DIGITS) in numbers:
                line = _without(line, *mark.span("raised"))
        found.append(line)
    return found


def _without(line: PdfLine, start: int, end: int) -> PdfLine:
    notes = [replace(note, place=note.place - (end - start)) if note.place >= end else note for note in line.notes]
    taken = TakenMark(line.text[start:end].translate(_LEVEL_DIGITS), start)
    return replace(line, text=line.text[:start] + line.text[end:], notes=(*notes, taken))


def with_powers(
    pages: Sequence[Sequence[PdfLine]], kinds: Sequence[Sequence[RegionKind]], headings: Sequence[PdfHeading]
) -> list[list[PdfLine]]:
    """The lines with the raised digits that were taken for marks, but are powers.

    The mark of a note stands on its page and in the order of the notes, that of a listed work or a note at the end anywhere;
    a digit in a formula is none. Where no note has the number of a mark, `powers_behind_words` decides.
    """
    entries, end_notes = _listed_numbers(pages, kinds, headings)
    on_page = [_note_numbers(page, page_kinds) for page, page_kinds in zip(pages, kinds, strict=True)]
    marks = [list(_digits(page, page_kinds, number)) for number, (page, page_kinds) in enumerate(zip(pages, kinds, strict=True))]
    at_end = [mark for found in marks for mark in found if mark.number in end_notes]
    in_order = _in_order(at_end)
    fits = set(in_order if len(in_order) >= _MIN_SHARE_IN_ORDER * len(at_end) else at_end)
    unknown: list[_RaisedDigit] = []
    powers: list[_RaisedDigit] = []
    for number, found in enumerate(marks):
        next_page = slice(number + 1, number + 2)
        marked_there = {mark.number for page in marks[next_page] for mark in page}
        known = on_page[number] | (set().union(*on_page[next_page]) - marked_there)  # a note may slip to the next page
        fits.update(_in_order([mark for mark in found if mark.number in known]))
        for mark in found:
            if is_in_formula(mark.before, mark.after) or (mark not in fits and mark.number in (known | end_notes) - entries):
                powers.append(mark)
            elif mark not in fits and mark.number not in entries:
                unknown.append(mark)
    numbers = powers_behind_words([(mark.before, mark.number) for mark in unknown], ())
    powers += [mark for mark in unknown if mark.number in numbers]
    return _with_digits(pages, powers)


@dataclass(frozen=True, slots=True)
class _RaisedDigit:
    """A number that was taken for a mark: its line, its place there, and the text before and behind it."""

    line: tuple[int, int]
    place: int
    number: str
    before: str
    after: str


def _digits(page: Sequence[PdfLine], kinds: Sequence[RegionKind], number: int) -> Iterator[_RaisedDigit]:
    """Yields the numbers that were taken from the lines of the page of this `number`; one that stands with others is a mark."""
    for at, (line, kind) in enumerate(zip(page, kinds, strict=True)):
        taken = Counter(note.place for note in line.notes)
        for note in sorted(line.notes, key=lambda note: note.place) if kind in _WITH_POWERS else ():
            if _NUMBER.fullmatch(note.mark) and taken[note.place] == 1:
                yield _RaisedDigit((number, at), note.place, note.mark, line.text[: note.place], line.text[note.place :])


def _in_order(marks: Sequence[_RaisedDigit]) -> list[_RaisedDigit]:
    """The longest run of marks whose numbers rise; one at the end of a sentence or behind a year is more surely a mark."""
    best: dict[int, tuple[int, list[_RaisedDigit]]] = {}  # for each last number
    for mark in marks:
        if is_in_formula(mark.before, mark.after):
            continue
        number = int(mark.number)
        weight, run = max((run for last, run in best.items() if last < number), key=lambda run: run[0], default=(0, []))
        weight += 3 if mark.before[-1:].isalpha() else 4
        if weight > best.get(number, (0, []))[0]:
            best[number] = (weight, [*run, mark])
    return max(best.values(), key=lambda run: run[0], default=(0, []))[1]


def _with_digits(pages: Sequence[Sequence[PdfLine]], powers: Sequence[_RaisedDigit]) -> list[list[PdfLine]]:
    found = [list(page) for page in pages]
    for power in sorted(powers, key=lambda power: power.place, reverse=True):
        page, at = power.line
        if names_power(power.before, power.number, powers=[power.number]):
            text = found[page][at].text
            digit = power.number.translate(_RAISED_DIGITS)
            found[page][at] = replace(found[page][at], text=text[: power.place] + digit + text[power.place :])
    return found


def _note_numbers(page: Sequence[PdfLine], kinds: Sequence[RegionKind]) -> set[str]:
    """The numbers of the notes on a page: raised at the beginning of a line, or plain in a note; not those of affiliations."""
    pairs = [(line, kind) for line, kind in zip(page, kinds, strict=True) if kind is not RegionKind.FRONT_MATTER]
    plain = {match["number"] for line, kind in pairs if kind is RegionKind.FOOTNOTE and (match := _ENTRY_NUMBER.match(line.text))}
    return plain | {part for line, _ in pairs for part in line.mark.replace(",", " ").split()}


def _listed_numbers(
    pages: Sequence[Sequence[PdfLine]], kinds: Sequence[Sequence[RegionKind]], headings: Sequence[PdfHeading]
) -> tuple[set[str], set[str]]:
    """The numbers, counted from 1, of references that the text does not cite in brackets, and of the notes at its end."""
    marked = (pair for page, page_kinds in zip(pages, kinds, strict=True) for pair in zip(page, page_kinds, strict=True))
    in_brackets = any(kind is RegionKind.BODY and _CITATION.search(line.text) for line, kind in marked)
    begins = {(one.page, one.first): _NOTES_HEADING.fullmatch(one.title) is not None for one in headings}
    in_notes = False
    entries: set[str] = set()
    notes: set[str] = set()
    for number, (page, page_kinds) in enumerate(zip(pages, kinds, strict=True)):
        for at, (line, kind) in enumerate(zip(page, page_kinds, strict=True)):
            in_notes = begins.get((number, at), in_notes)
            lists = notes if in_notes else entries if kind is RegionKind.BIBLIOGRAPHY and not in_brackets else None
            if lists is not None:
                entry = _ENTRY_NUMBER.match(line.text)
                lists.add(line.mark or (entry["number"] if entry else ""))
    return _from_one(entries), _from_one(notes)


def _from_one(numbers: set[str]) -> set[str]:
    return set(takewhile(numbers.__contains__, map(str, count(1))))


def _first_without_mark(
    page: Sequence[PdfLine], upward: Sequence[int], start: int | None, norms: Norms, *, unfinished: bool
) -> int | None:
    """The first line of a small block at the foot of a column that is a note although nothing marks it; otherwise `start`.

    The text above it breaks off in mid-sentence, or stands on the first page, or the note before it was `unfinished`.
    """
    small = list(takewhile(lambda at: page[at].size <= _MAX_NOTE_SIZE * norms.size, upward))
    if not small or len(small) == len(upward) or small[-1] == start:
        return start
    above, block = page[upward[len(small)]], [page[at] for at in small]
    first = block[-1]
    is_text = is_wordy(above) and abs(above.size - norms.size) <= 0.07 * norms.size
    apart = above.y - first.y >= _MIN_SPACE * norms.leading
    is_float = any(CAPTION.match(line.text) or line.gap >= _MIN_CELL_GAP for line in block)
    centred = norms.indent(first) > _MAX_INDENT  # as the label of a formula is
    if is_float or centred or not (is_text and apart and is_wordy(first)):
        return start
    text = [at for at in upward[len(small) :] if is_wordy(page[at]) and abs(page[at].size - norms.size) <= 0.07 * norms.size]
    opening = above.page == 0 and len(text) >= max(_MIN_TEXT_LINES, len(block))
    return small[-1] if unfinished or opening or norms.leaves_open(above) else start


def _first_note(page: Sequence[PdfLine], upward: Sequence[int], sheet: Sheet, norms: Norms) -> int | None:
    """The index of the first line of the notes, found from the foot of the column `upward`; None if it has none."""
    start: int | None = None
    upper_limit = float("inf")
    for at in upward:
        line = page[at]
        small = line.size <= _MAX_NOTE_SIZE * norms.size
        rules = sheet.rules if not line.is_aside else ()  # a formula beside the text has rules of its own
        rule = next((r.y0 for r in rules if _is_note_rule(r, line, norms) and not _underlines(r, page)), None)
        if line.y >= upper_limit or not (small or (rule is not None and line.mark)):
            break
        if rule is not None:
            upper_limit = rule
        if rule is not None or line.mark or _begins_notes(page, at, norms):
            start = at
    return start


def _begins_notes(page: Sequence[PdfLine], at: int, norms: Norms) -> bool:
    """Checks whether a small line begins the notes without a rule or a raised mark: a number that is a mark in the text above."""
    line = page[at]
    number = _NOTE_NUMBER.match(line.text)
    if number is None or line.gap >= 1.0 or not any(_refers_to(other, number["mark"]) for other in page if other.y > line.y):
        return False
    above = [other for other in page if other.column == line.column and other.y > line.y and not other.out_of_flow]
    nearest = min(above, key=lambda other: other.y, default=None)
    if nearest is None:
        return False
    is_note = nearest.size <= _MAX_NOTE_SIZE * norms.size
    return not is_note and nearest.y - line.y >= _MIN_SPACE_ABOVE_NOTES * norms.leading


def _refers_to(line: PdfLine, mark: str) -> bool:
    """Checks whether a mark was taken from the words of a line; a star or a dagger may also stand beside a word, unraised."""
    taken = [note.mark for note in line.notes]
    if mark.isdigit():
        return mark in (*taken, *(found["raised"].translate(_LEVEL_DIGITS) for found in _RAISED.finditer(line.text)))
    return mark in taken or re.search(rf"[^\W\d_][.,;)]?{re.escape(mark)}", line.text) is not None


def _is_note_rule(rule: Box, line: PdfLine, norms: Norms) -> bool:
    """Checks whether a rule is the one above footnotes: at the left margin, short, just above the line."""
    margin, right = norms.left(line), norms.right(line)
    beside = abs(rule.x0 - margin) <= 1.5 * norms.size
    short = rule.x1 - rule.x0 <= 0.6 * max(right - margin, 1.0)
    return beside and short and 0 < rule.y0 - line.y <= 2.2 * norms.leading


def _underlines(rule: Box, page: Sequence[PdfLine]) -> bool:
    """Checks whether a rule is drawn right below a line and along it."""
    return any(
        0 <= line.y - rule.y1 <= 0.45 * line.size and abs(line.x0 - rule.x0) <= line.size and abs(line.x1 - rule.x1) <= line.size
        for line in page
    )
