r"""Finds the names of people in the text of an author block, in which `title_block` marks what separates them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from alignqa.papers.parsing.manuscript.writer import clean

NEXT_AUTHOR = "\ue010"
r"""Represents `\and` in the text of an author block."""

NEXT_LINE = "\ue011"
"""Represents a line break in the text of an author block."""

NOTE_MARK = "\ue012"
"""Represents a raised mark or a note's number, whatever it looks like."""

WIDE_SPACE = "\ue013"
r"""Represents `\quad` and other wide spaces, which separate names."""

# Marks that are typed as they are: daggers, suits, and digits attached to a name or following it.
_MARKS = re.compile(
    rf"\^(?:\([^()]*\)|\S)|[*∗⋆★†‡§¶‖#♠♣♥♦♡♢✉{NOTE_MARK}]+"
    r"|(?<=[^\W\d])\d+(?:,\d+)*|\s\d+(?:,\d+)*(?=\s*(?:,|;|$))"
)
_ORDINAL = re.compile(rf"^\s*\d+\s*(?:{NOTE_MARK}|st|nd|rd|th)\s+")
_MARK_BEFORE_NAME = re.compile(rf"{NOTE_MARK}\s*(?!and\b)(?=[^\W\d_])")
_BETWEEN_NAMES = re.compile(rf"\s*(?:,\s*(?:and\b)?|[;&·•|{WIDE_SPACE}]|\band\b|\s{{3,}})\s*")
_MEMBERSHIP = re.compile(
    r",?\s{0,60}\b(?:(?:Senior|Life|Student|Graduate|Associate|Honorary)\s+){0,4}(?:Member|Fellow)\b(?:\s{0,60},\s{0,60}(?:IEEE|ACM|OSA|SIAM|IET|SPIE))*"
)
_DEGREE = re.compile(
    r"(?:Ph\.?\s?D|D\.?\s?Phil|M\.?\s?D|M\.?\s?Sc|B\.?\s?Sc|M\.?\s?Eng|M\.?\s?A|B\.?\s?A|J\.?\s?D|MBA|MPH|RN|P\.?\s?E|IEEE|ACM|OSA)\.?",
)
_GENERATION = re.compile(r"(?:Jr|Sr|I{2,3}|IV)\.?")
_TITLE = re.compile(r"^(?:Dr|Prof|Professor|Mr|Mrs|Ms)\b\.?\s+")
_IN_BRACKETS = re.compile(r"\s{0,60}\([^()]*\)\s*+$")
_NOT_A_NAME = re.compile(
    r"@|https?:|\d|\b(?:universit|institut|department|dept|laborator|school|college|research|inc\b|corp|google|deepmind|abstract|"
    r"equal|correspond|e-?mail|anonymous|contribut|facult|cent(?:er|re)\b|academy|hospital|ltd\b|gmbh|microsoft|openai|anthropic)",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\b(?:team|collaboration|consortium|(?:working )?group|initiative|community)\b", re.IGNORECASE)
_UNNAMED = re.compile(r"@|https?:|\d|\b(?:anonymous|author|blind|abstract|e-?mail)", re.IGNORECASE)
_ENDS_OPEN = re.compile(r"(?:[,&]|\band)\s*$")
_BEGINS_OPEN = re.compile(r"^\s*(?:[,&]|and\b)")
# Enough for two initials and a three-part family name, or for an institution's short name.
_MAX_WORDS = 6


def names_in(blocks: Sequence[str]) -> tuple[str, ...]:
    """The authors in the author blocks, each once; if there is no name of a person, the name in the first line."""
    names = [name for block in blocks for part in block.split(NEXT_AUTHOR) for name in _names(part)]
    if not names:
        lines = (clean(_MARKS.sub("", line)) for block in blocks for line in re.split(f"[{NEXT_AUTHOR}{NEXT_LINE}]", block))
        first = next(filter(None, lines), "")
        names = [first] if first and not _UNNAMED.search(first) and len(first.split()) <= _MAX_WORDS + 2 else []
    return tuple(dict.fromkeys(names))


def _names(part: str) -> Iterator[str]:
    """The names in the first line, and in the lines that continue it."""
    lines = [line for line in part.split(NEXT_LINE) if clean(_MARKS.sub("", line))]
    if len(lines) > 2 and all(_is_line_of_one_name(line) for line in lines):
        yield from (name for line in lines for name in _candidates(line))
        return
    for number, line in enumerate(lines):
        if number and not _continues(lines[number - 1], line):
            break
        yield from (name for name in _candidates(line) if _is_name(name) or _GROUP.search(name))


def _continues(before: str, line: str) -> bool:
    """Checks whether a line goes on with names: the one before it is not finished, or all in it bear marks as authors do."""
    if line.lstrip().startswith(NOTE_MARK):
        return False
    if _ENDS_OPEN.search(_MARKS.sub("", before)) or _BEGINS_OPEN.search(_MARKS.sub("", line)):
        return True
    names = _candidates(line)
    marked = len(re.findall(rf"(?<=[^\W\d_.]){NOTE_MARK}|(?<=[^\W\d_])[*†‡§¶]", line.replace(" " + NOTE_MARK, NOTE_MARK)))
    return bool(names) and marked >= len(names) and all(_is_name(name) and len(name.split()) > 1 for name in names)


def _is_line_of_one_name(line: str) -> bool:
    names = _candidates(line)
    return len(names) == 1 and "," not in line and _is_name(names[0]) and 1 < len(names[0].split()) <= 4


def _candidates(line: str) -> list[str]:
    """The parts of a line that stand where names stand, without marks, degrees and memberships."""
    line = _MEMBERSHIP.sub("", _MARK_BEFORE_NAME.sub(";", _ORDINAL.sub("", line)))
    names: list[str] = []
    for part in map(clean, _BETWEEN_NAMES.split(_MARKS.sub("", line))):
        if names and _GENERATION.fullmatch(part):
            names[-1] += f" {part}"
        elif part and not _DEGREE.fullmatch(part):
            names.append(_IN_BRACKETS.sub("", _TITLE.sub("", _ORDINAL.sub("", part))))
    return names


def _is_name(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= _MAX_WORDS and any(char.isalpha() for char in text) and not _NOT_A_NAME.search(text)
