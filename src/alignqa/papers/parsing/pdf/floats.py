"""Marks the lines that are not running text: cells of tables, labels, code, displayed formulas."""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.pdf.layout.lines import PdfLine
from alignqa.papers.parsing.pdf.layout.norms import ITEM, Norms, is_prose, is_wordy, words

_TAG = re.compile(r"\(\s*[A-Z]?\.?\d+(?:\.\d+)*[a-z]?\s*\)$")
_OPEN_ADDRESS = re.compile(r"(?<!\S)\W?(?:https?:|(?:https?://|www\.)\S{0,500}[\w/_?=&%#~+-])$")
_RELATION = re.compile(r"\s[=<>≤≥≈≡∈∼∝←→]\s")
_OPEN_RELATION = re.compile(r"\s[=≤≥≈≡∼∝]\Z")
_PLAIN_WORD = re.compile(r"(?<![\w{])[A-Za-z]{3,}(?!\w)")  # and no name in a formula: "x_best"
_MIN_CELL_GAP = 2.0  # em between the cells of a table; a heading's number is closer to its title
_MAX_STRETCH = 5.0  # em between the words of a line that is stretched to the margin
_MIN_MONO_SHARE = 0.9  # of the letters in a line of code
_MAX_BLOCK_GAP = 1.45  # leadings between the lines of one block
_MAX_LABEL_SIZE = 0.86  # times the text size; the type of labels and cells
_NUMBER = re.compile(r"[(+±−–-]*\d[\d.,]*[%)k]*|[±–−-]")
_PROOF_END = re.compile(r"[^\s]  [□■∎◻◼▪▢]\Z")
_MAX_FORMULA_STEP = 0.95  # leadings
_MAX_STEP_IN_TEXT = 1.1  # leadings between the lines of a paragraph
_MAX_HANGING_INDENT = 4.0  # em from the mark of an item to the lines below
_MIN_NUMBERS = 5  # in a row of numbers
_Kinds = list[RegionKind]


def mark_cells_and_formulas(page: Sequence[PdfLine], kinds: _Kinds, norms: Norms) -> None:
    """Marks table cells, labels, code and displayed formulas among the lines not marked yet, block by block."""
    for block in _unmarked_blocks(page, kinds, norms):
        lines = [page[at] for at in block]
        line_kinds = _with_parts_of_formulas(lines, [_kind_of(page, at, norms) for at in block], norms)
        plain = [line for line, kind in zip(lines, line_kinds, strict=True) if kind is RegionKind.BODY]
        with_cells = sum(line.gap >= _MIN_CELL_GAP for line in lines)
        if all(line.mono >= _MIN_MONO_SHARE for line in lines):
            line_kinds = [RegionKind.CODE] * len(block)
        elif is_prose(plain):  # sentences with a formula among them, or with a line whose words stand far apart
            line_kinds = [RegionKind.BODY if _runs_on(lines, i, norms) else kind for i, kind in enumerate(line_kinds)]
        elif len(block) >= 2 and with_cells >= 0.5 * len(block):
            line_kinds = [
                kind if kind is RegionKind.MATH or _is_alone_in_text(line, norms) else RegionKind.TABLE
                for line, kind in zip(lines, line_kinds, strict=True)
            ]
        elif _are_labels(lines, norms) or _belongs_to_figure(page, kinds, block, norms):
            line_kinds = [v if v is RegionKind.MATH else RegionKind.TABLE for v in line_kinds]
        for at, kind in zip(block, line_kinds, strict=True):
            kinds[at] = kind


def _with_parts_of_formulas(lines: Sequence[PdfLine], kinds: _Kinds, norms: Norms) -> _Kinds:
    """The kinds of the lines of a block, in which the short parts of a formula are like those above and below them.

    The parts of one formula are closer than lines of text: limits below a sum, the sides of a fraction, its number.
    """
    kinds = list(kinds)
    for way in (range(1, len(lines)), range(len(lines) - 2, -1, -1)):
        step = way.step
        for at in way:
            line, near = lines[at], lines[at - step]
            row = norms.indent(line) >= 4 and not words(line.text)  # of a matrix, which is set like lines of text
            close = abs(line.y - near.y) < (_MAX_STEP_IN_TEXT if row else _MAX_FORMULA_STEP) * norms.leading
            part = (
                close
                and _may_be_formula(line, norms)
                and not (at and kinds[at - 1] is RegionKind.BODY and _follows_text(lines, at, norms))
            )
            if kinds[at - step] is RegionKind.MATH and part:
                kinds[at] = RegionKind.MATH
    return kinds


def _may_be_formula(line: PdfLine, norms: Norms) -> bool:
    """Checks whether a short line can be a part of a formula: it is indented or holds symbols, and is no item of a list."""
    indent = norms.indent(line)
    few_words = len([word for word in words(line.text) if len(word) >= 3 and word.isascii()]) < (3 if indent < 4 else 5)
    few_words |= line.size <= _MAX_LABEL_SIZE * norms.size and indent >= 4  # the name of a part
    signs = line.maths >= 0.3 or _OPEN_RELATION.search(line.text) is not None
    return few_words and len(line.text) <= 60 and (indent >= 1.0 or signs) and not ITEM.match(line.text)


def _follows_text(lines: Sequence[PdfLine], at: int, norms: Norms) -> bool:
    """Checks whether a line at the margin continues the words of the line above it."""
    above = lines[at - 1]
    return is_wordy(above) and norms.gap(above, lines[at]) <= 1.25 and norms.indent(lines[at]) < 1.0


def _is_alone_in_text(line: PdfLine, norms: Norms) -> bool:
    """Checks whether a line among cells or formulas is text: words at the margin, in the type of the text, without cells."""
    is_text = is_wordy(line) and line.gap < 1.0 and abs(line.size - norms.size) <= 0.07 * norms.size
    return is_text and abs(norms.indent(line)) < 0.5 and line.font == norms.font and line.text[-1] in ".:,;"


def _runs_on(lines: Sequence[PdfLine], at: int, norms: Norms) -> bool:
    """Checks whether a line of words stands inside a sentence, whatever its gaps: no sentence has a table inside."""
    above, line = lines[at - 1] if at else None, lines[at]
    inside = above is not None and norms.leaves_open(above) and norms.gap(above, line) <= 1.25
    # A line that is stretched to the margin has wide gaps all along it, and one beside a label has a single one.
    stretched = line.text.count("  ") >= 2 and line.gap <= _MAX_STRETCH and norms.is_full(line)
    return inside and is_wordy(line) and (stretched or "  " not in line.text)


def _unmarked_blocks(page: Sequence[PdfLine], kinds: _Kinds, norms: Norms) -> list[list[int]]:
    blocks: list[list[int]] = []
    for at, line in enumerate(page):
        if not is_unmarked(page, kinds, at):
            continue
        last = page[blocks[-1][-1]] if blocks else None
        alike = last and ((last.mono >= _MIN_MONO_SHARE) == (line.mono >= _MIN_MONO_SHARE) or _runs_into(last, line, norms))
        if last and alike and blocks[-1][-1] == at - 1 and norms.gap(last, line) <= _MAX_BLOCK_GAP:
            blocks[-1].append(at)
        else:
            blocks.append([at])
    return blocks


def _is_inside_sentence(above: PdfLine, line: PdfLine, norms: Norms) -> bool:
    """Checks whether a line at the margin continues the sentence of a line without gaps: no sentence has a table inside."""
    plain = norms.leaves_open(above) and above.gap < 1.0 and is_wordy(line)
    return plain and abs(norms.indent(line)) < 0.5 and abs(line.size - above.size) <= 0.07 * norms.size


def _runs_into(last: PdfLine, line: PdfLine, norms: Norms) -> bool:
    """Checks whether `last` may go on in other type, with a command or an address; below a colon or space, a display begins."""
    broken = _OPEN_ADDRESS.search(last.text) is not None
    address = broken or line.text.startswith(("http://", "https://"))
    near = norms.gap(last, line) <= _MAX_STEP_IN_TEXT
    return broken or (norms.is_full(last) and (address or (near and last.text[-1:] != ":")))


def _kind_of(page: Sequence[PdfLine], at: int, norms: Norms) -> RegionKind:
    line = page[at]
    if _is_formula(page, at, norms):
        return RegionKind.MATH
    above = page[at - 1] if at else None
    near = above is not None and norms.gap(above, line) <= 1.25
    runs_on = near and above is not None and norms.is_full(above)
    if _PROOF_END.search(line.text) and len(words(line.text)) >= 1:
        return RegionKind.BODY
    if _is_row_of_numbers(line) and not runs_on:
        return RegionKind.TABLE
    if above is not None and near and _is_inside_sentence(above, line, norms):
        return RegionKind.BODY
    if line.gap >= _MIN_CELL_GAP and not (ITEM.match(line.text) and "  " not in line.text[6:]):
        return RegionKind.MATH if _TAG.search(line.text) else RegionKind.TABLE
    return RegionKind.BODY


def _is_relation(line: PdfLine) -> bool:
    return _RELATION.search(line.text) is not None


def _continues_item(page: Sequence[PdfLine], at: int, norms: Norms) -> bool:
    """Checks whether an indented line goes on with the sentence of a full line: at its spacing, and where other lines begin.

    A displayed formula has more space above it, and stands in the middle of the column.
    """
    above, line = page[at - 1], page[at]
    inside = norms.is_full(above) and norms.leaves_open(above) and norms.gap(above, line) <= _MAX_STEP_IN_TEXT
    beginnings = (other.x0 for other in page if other is not line and is_wordy(other) and other.column == line.column)
    at_margin = line.x0 - above.x0 <= _MAX_HANGING_INDENT * norms.size
    at_margin |= any(abs(x0 - line.x0) <= 0.3 * norms.size for x0 in beginnings)
    return inside and at_margin and line.gap < _MIN_CELL_GAP and abs(line.size - above.size) <= 0.07 * norms.size


def _is_row_of_numbers(line: PdfLine) -> bool:
    """Checks whether most of a line is numbers: a row of a table whose cells are close together."""
    tokens = line.text.split()
    return sum(_NUMBER.fullmatch(token) is not None for token in tokens) >= max(_MIN_NUMBERS, 0.6 * len(tokens))


def _is_formula(page: Sequence[PdfLine], at: int, norms: Norms) -> bool:
    line = page[at]
    if line.is_aside and line.maths >= 0.9 and not words(line.text):
        return True
    long_words = [word for word in words(line.text) if len(word) >= 3 and word.isascii()]
    above = page[at - 1] if at else None
    # A long formula leaves no wide gap before its number.
    alone = norms.gap(above, line) > 1.25 and norms.is_full(line) and len(_PLAIN_WORD.findall(line.text)) <= 1
    tagged = _TAG.search(line.text) is not None and (line.gap >= _MIN_CELL_GAP or (alone and _is_relation(line)))
    if (
        above is not None
        and norms.gap(above, line) <= 1.25
        and is_wordy(above)
        and norms.indent(line) < 1.0
        and line.size > _MAX_LABEL_SIZE * norms.size
        and not (tagged and _is_relation(line))
    ):
        return False  # the last line of a paragraph, even if it consists of symbols
    if above is not None and not tagged and _continues_item(page, at, norms):
        return False
    if (tagged and len(long_words) < 8) or _is_equation_alone(page, at, norms):
        return True
    indented = norms.indent(line) >= 1.2 or line.size <= _MAX_LABEL_SIZE * norms.size
    if not indented or ITEM.match(line.text):
        return False
    if (line.maths >= 0.3 and len(long_words) < 6) or (line.maths >= 0.2 and norms.indent(line) >= 4 and len(long_words) < 4):
        return True
    beside = [page[near] for near in (at - 1, at + 1) if 0 <= near < len(page) and page[near].group == line.group]
    formula_near = any(other.maths >= 0.3 and abs(other.y - line.y) <= 1.6 * norms.leading for other in beside)
    return formula_near and len(long_words) < 3 and len(line.text) <= 24


def _is_equation_alone(page: Sequence[PdfLine], at: int, norms: Norms) -> bool:
    """Checks whether a line away from lines of words is an equation without words, or the left side of one."""
    line = page[at]
    beside = (page[at - 1] if at else None, page[at + 1] if at + 1 < len(page) else None)
    gaps = (norms.gap(beside[0], line), norms.gap(line, beside[1]) if beside[1] else float("inf"))
    if any(gap <= 1.25 and len(_PLAIN_WORD.findall(other.text)) >= 3 for gap, other in zip(gaps, beside, strict=True) if other):
        return False
    plain = len(_PLAIN_WORD.findall(line.text))
    return (_is_relation(line) and not plain) or (_OPEN_RELATION.search(line.text) is not None and plain <= 3)


def _are_labels(lines: Sequence[PdfLine], norms: Norms) -> bool:
    """Checks whether a block consists of short fragments, or is too small to be text and does not read as sentences."""
    if any(ITEM.match(line.text) for line in lines):
        return False
    small = all(line.size <= _MAX_LABEL_SIZE * norms.size for line in lines)
    if small:
        return not is_prose(lines)
    fragments = not any(is_wordy(line) for line in lines)
    first = lines[0]
    at_margin = abs(norms.indent(first)) < 2.5 and abs(first.size - norms.size) <= 0.07 * norms.size
    return fragments and not at_margin


def _belongs_to_figure(page: Sequence[PdfLine], kinds: _Kinds, block: Sequence[int], norms: Norms) -> bool:
    """Checks whether a block is an axis label or the like: indented, without end punctuation, next to a caption or to cells."""
    lines = [page[at] for at in block]
    if len(lines) > 2 or any(norms.is_full(line) or norms.indent(line) < 2 or ITEM.match(line.text) for line in lines):
        return False
    beside = [kinds[at] for at in (block[0] - 1, block[-1] + 1) if 0 <= at < len(page) and not page[at].out_of_flow]
    return lines[-1].text[-1] not in ".?!:,;" and (RegionKind.CAPTION in beside or RegionKind.TABLE in beside)


def is_unmarked(page: Sequence[PdfLine], kinds: _Kinds, at: int) -> bool:
    """Checks whether a line of the running text has no kind of its own yet."""
    return kinds[at] is RegionKind.BODY and not page[at].out_of_flow
