"""Finds raised and lowered runs as large as the text by their baselines, and gives them the size of other scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from alignqa.papers.parsing.pdf.child.printout import CharacterRun
from alignqa.papers.parsing.pdf.layout.scripts import MAX_SCRIPT_SIZE, SAME_BASELINE

_SCRIPT_SIZE = 0.65  # em; the size that these scripts get, by which all further steps know them
_MAX_SIZE = 1.02  # times the type size of the text
_MIN_RISE, _MAX_RISE = 0.16, 0.6  # em; the rows of a matrix and the parts of a fraction are further apart
_DROP = 0.4  # em; the lowest that these scripts are left
_MIN_RISE_AT_START = 0.25  # em; a scan may have the number of a heading a little higher than its words
_MAX_OVERLAP, _MAX_GAP = 0.1, 0.12  # em; a script touches its word
_MAX_GAP_BEHIND = 0.6  # em; between the mark that begins a line and its first word
_RAISED = re.compile(r"[+−–-]?\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,9}|\d?[+−–-]|[∗*†‡§¶]{1,3}|[^\W\d_]{1,3}")
_LOWERED = re.compile(r"\d{1,3}")
_MARK = re.compile(r"\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,9}|[∗*†‡§¶]{1,3}")
_OPENING = tuple("([{|⌊⌈⟨√")  # what stands behind these is a row of a matrix


def with_small_scripts(runs: Sequence[CharacterRun]) -> list[CharacterRun]:
    """The runs, which stand in drawing order, with all scripts in the size of scripts."""
    found: list[CharacterRun] = []
    base: CharacterRun | None = None  # the last run on the baseline of its line
    for at, run in enumerate(runs):
        size, y = run.size, run.y
        if base is not None and _touches(found[-1], run, base):
            if _is_script(run, base):
                size, y = _SCRIPT_SIZE * base.size, max(y, base.y - _DROP * base.size)
            elif abs(run.y - base.y) <= SAME_BASELINE * base.size:
                base = run
        else:
            following = runs[at + 1] if at + 1 < len(runs) else None
            if following is not None and not _goes_on(found, run) and _is_mark_before(run, following):
                size = _SCRIPT_SIZE * following.size
            base = run if size == run.size else following
        found.append(run if size == run.size else replace(run, size=round(size, 2), y=y))
    return found


def _touches(last: CharacterRun, run: CharacterRun, base: CharacterRun) -> bool:
    """Checks whether `run` begins right where the last run ends, within the height of a line."""
    em = base.size
    near = -_MAX_OVERLAP * em <= run.x0 - last.x1 <= _MAX_GAP * em and abs(run.y - base.y) <= _MAX_RISE * em
    return near and not last.text[-1:].isspace() and not last.text.endswith(_OPENING)


def _is_script(run: CharacterRun, base: CharacterRun) -> bool:
    text = run.text.strip()
    if text.isalpha() and base.text.strip().isalpha() and len(base.text.strip()) == 1:
        return False  # a letter of TeX's own name
    shift = (run.y - base.y) / max(base.size, 1.0)
    pattern = _RAISED if shift > 0 else _LOWERED
    is_large = MAX_SCRIPT_SIZE * base.size < run.size <= _MAX_SIZE * base.size
    return is_large and _MIN_RISE <= abs(shift) <= _MAX_RISE and pattern.fullmatch(text) is not None


def _goes_on(found: Sequence[CharacterRun], run: CharacterRun) -> bool:
    """Checks whether `run` stands on the baseline of the run before it, not far from it."""
    return bool(found) and abs(found[-1].y - run.y) <= SAME_BASELINE * run.size and 0 <= run.x0 - found[-1].x1 <= 2 * run.size


def _is_mark_before(run: CharacterRun, following: CharacterRun) -> bool:
    """Checks whether `run` is a raised mark at the beginning of a line, whose first words follow."""
    em = max(following.size, 1.0)
    is_large = MAX_SCRIPT_SIZE * em < run.size <= _MAX_SIZE * em
    beside = -_MAX_OVERLAP * em <= following.x0 - run.x1 <= _MAX_GAP_BEHIND * em
    rise = (run.y - following.y) / em
    return is_large and beside and _MIN_RISE_AT_START <= rise <= _MAX_RISE and _MARK.fullmatch(run.text.strip()) is not None
