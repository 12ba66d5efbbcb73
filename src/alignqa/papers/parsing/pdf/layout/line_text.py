"""Writes the text of a line: raised digits stay powers, accents join their letters, footnote marks leave their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from alignqa.papers.parsing.manuscript.powers import lowered
from alignqa.papers.parsing.pdf.child.characters import EXTENSION_FONT
from alignqa.papers.parsing.pdf.child.printout import CharacterRun
from alignqa.papers.parsing.pdf.layout.scripts import (
    MIN_SPACE,
    ScriptGroup,
    fraction,
    in_braces,
    is_above,
    is_fraction,
    is_starred,
    power,
    script_groups,
)

_BOLD = re.compile(r"bold|black|heavy|demi|medi(?!um)|(?:CM|SF)B|bx\d|-?BX|XBd|Bd(?:$|[-,])", re.IGNORECASE)
_MATHS = re.compile(
    r"math|symbol|^(?:\w{6}\+)?(?:CM(?:MI|SY|EX|BSY)|MS[AB]M|EU[FSR]M|tx[sm][yi]|tx[em]|px[sm]|rsfs|wasy|stmary)", re.IGNORECASE
)
_MONO = re.compile(r"mono|courier|typewriter|consol|menlo|code|NimbusMon|(?:CM|SF|LM|EC)[A-Z]{0,12}TT|-TT\b", re.IGNORECASE)
_NOTE_MARK = re.compile(r"[\d,∗*†‡§¶‖#⋆★♯\s]+|\s*\d{1,3}(?:\s?[,;‐–-]\s?\d{1,3})+,?\s*")
_RANGE = re.compile(r"(?P<first>\d{1,3})\s?[‐–-]\s?(?P<last>\d{1,3})")
_BEFORE_NOTE_MARK = re.compile(r"(?:[^\W\d_]{2}|[.,;:!?)\]”’\"'»…—–])$")
_YEAR = re.compile(r"(?<![\w.,])(?:1[5-9]|20)\d\d$")
_OPENING = {")": "(", "]": "["}
_CITED = re.compile(r"(?:19|20)\d\d[a-z]?|\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*")
_OPERATOR = re.compile(r"\s[=<>≤≥≈+−×·∑√]\s|[=∑√]")
_PLAIN_WORD = re.compile(r"(?<![^\W_])[A-Za-z]{3,}(?![^\W_])")
_RATIO = re.compile(r"(?<![\w/])(?!(?:and/or|s?he/s?he|his/hers?|him/her)$)[^\W\d_]{2,}[²³¹]?/[^\W\d_]{2,}$", re.IGNORECASE)
_VALUE = re.compile(r"(?<![\w])[^\W\d_][′'_]?\w{0,3}\([^()\s]{1,12}\)$")  # of a function: "f(0)"
_UNIT = re.compile(r"(?:^|[\W\d])(?:[kcmnµ]?m|km|[mnµ]?s|k?g|Hz|ft|in)$")
# TeX's large signs, by the codes that they have in its fonts; parts of braces and wide accents are no text.
_LARGE_SIGNS = str.maketrans(
    {**dict(zip('PXQYRZSTpqrshinojklm!"#', "∑∑∏∏∫∫⋃⋂√√√√[]{}⌊⌋⌈⌉)[]", strict=True)), **dict.fromkeys("z{|}bcdefg", "")}
)
_HANGING = frozenset("√∑∏∫")
_ACCENTS = {
    "\u02c6": "\u0302", "\u02c7": "\u030c", "\u02d8": "\u0306", "\u02d9": "\u0307", "\u02da": "\u030a", "\u02dc": "\u0303",
    "\u02dd": "\u030b", "\u00af": "\u0304", "\u00a8": "\u0308", "\u00b4": "\u0301", "`": "\u0300",
}  # fmt: skip
_TYPED = str.maketrans("\u02c6\u02dc", "^~")  # how these signs are read where a typewriter prints them
_ACCENTED_SIGNS = frozenset("∇∂")
_SLASH = "\u0338"  # TeX strikes a relation out with it: "≠" is drawn as a slash and "="


@dataclass(frozen=True, slots=True)
class FontStyles:
    """The bold, mathematical and typewriter fonts of a document, by index.

    `extension` are the mathematical fonts whose large signs hang from a line instead of standing on it.
    """

    bold: frozenset[int]
    maths: frozenset[int]
    mono: frozenset[int]
    extension: frozenset[int]

    @classmethod
    def of(cls, fonts: Sequence[str]) -> FontStyles:
        """Recognises the styles by the names of the `fonts`."""
        named = [(index, name) for index, name in enumerate(fonts)]
        return cls(
            *(frozenset(i for i, name in named if pattern.search(name)) for pattern in (_BOLD, _MATHS, _MONO, EXTENSION_FONT))
        )


@dataclass(frozen=True, slots=True)
class TakenMark:
    """A footnote mark that was taken from the words of a line, and the `place` in its text where it stood."""

    mark: str
    place: int


def is_accent(run: CharacterRun) -> bool:
    """Checks whether a run is nothing but accents, which are drawn separately over the letters that they belong to."""
    return all(char in _ACCENTS or unicodedata.combining(char) for char in run.text.strip())


def as_sign(accent: CharacterRun, before: CharacterRun | None, after: CharacterRun) -> CharacterRun | None:
    """The sign that an accent is where it stands over no letter, such as the tilde of a path; None if it is over one."""
    beside = [run for run in (before, after) if run is not None and abs(run.y - accent.y) <= run.size]
    tolerance = 0.1 * accent.size
    if not _ACCENTS.keys() >= set(accent.text.strip()) or any(
        run.x0 < accent.x1 - tolerance and run.x1 > accent.x0 + tolerance for run in beside
    ):
        return None
    return replace(accent, text=accent.text.translate(_TYPED))


def hangs(run: CharacterRun, font_styles: FontStyles) -> bool:
    """Checks whether a run is a large sign whose origin is above the line."""
    return run.font in font_styles.extension or run.text.strip() in _HANGING


def with_accent(run: CharacterRun, accent: CharacterRun, *, last: bool) -> CharacterRun | None:
    """The run with an accent on its last (or first) letter, or a slash through that relation; None if it is not there."""
    text = run.text.rstrip()
    place = len(text) if last else 1
    reach = (run.x1 - run.size, run.x1 + 0.3 * run.size) if last else (run.x0 - 0.3 * run.size, run.x0 + run.size)
    drawn, bearer = accent.text.strip(), text[place - 1 : place]
    sign = drawn if drawn == _SLASH else _ACCENTS.get(drawn)
    fits = unicodedata.category(bearer) == "Sm" if drawn == _SLASH else bearer.isalpha() or bearer in _ACCENTED_SIGNS
    if sign is None or not fits or not reach[0] <= (accent.x0 + accent.x1) / 2 <= reach[1]:
        return None
    blank = " " if last and accent.text[-1].isspace() else ""
    return replace(run, text=unicodedata.normalize("NFC", text[:place] + sign) + run.text[place:] + blank)


def text_and_marks(
    runs: Sequence[CharacterRun], main: CharacterRun, font_styles: FontStyles
) -> tuple[str, str, tuple[TakenMark, ...]]:
    """The text of a line, the footnote mark that it begins with, and those that left its words."""
    text, mark = "", ""
    notes: list[TakenMark] = []
    before: CharacterRun | None = None
    last: CharacterRun | None = None
    groups = [*script_groups(runs, main), None]
    lower: ScriptGroup | None = None  # what stands below the last group
    for group, following in pairwise(groups):
        if group is None or group is lower:
            continue
        raised = group.level > 0
        if raised and not text and _NOTE_MARK.fullmatch(group.text):
            mark += group.text.strip()
            last = group.runs[-1]
            continue
        stacked = is_above(group, following, main)
        in_ratio = following is not None and following.text.startswith("/")
        if raised and before is not None and not (stacked or in_ratio) and _is_note_mark(text, group, before, font_styles):
            place = len(" ".join(text.split()))
            text += " " if group.text[-1].isspace() else ""
            notes.extend(TakenMark(taken, place) for taken in _single_marks(group.text))
            last = group.runs[-1]
            continue
        spaced = last is not None and group.x0 - last.x1 > MIN_SPACE * main.size and not text.endswith(" ")
        if spaced and not (lower is not None and group.text[0] in ",.;:)]"):
            text += " "
        if group.level and before is not None and _touches(before, group, main, font_styles):
            text = text.rstrip()
        lower = following if stacked else None
        if lower is not None:
            text += _stacked(text, (group, lower), before, main, font_styles)
            group = lower
        elif raised and (exponent := _power(text, group, before, font_styles)) is not None:
            text += exponent + _blank_at_end(group)
        elif group.level < 0 and not text.endswith(" "):
            text += lowered(text, group.text.strip()) + _blank_at_end(group)
        else:
            text = _plain(text, group.runs, main, font_styles)
        before = last = max(group.runs, key=lambda run: run.x1)
    return " ".join(text.split()), mark, tuple(notes)


def _single_marks(text: str) -> list[str]:
    """The marks that a raised group names, each of them where it names a range."""
    text = _RANGE.sub(lambda found: " ".join(map(str, range(int(found["first"]), int(found["last"]) + 1))) or found[0], text)
    return re.sub("[,;]", " ", text).split()


def _touches(before: CharacterRun, group: ScriptGroup, main: CharacterRun, font_styles: FontStyles) -> bool:
    """Checks whether a script in a formula stands right behind its sign, whatever blank the file has between them."""
    return group.x0 - before.x1 <= MIN_SPACE * main.size and not font_styles.maths.isdisjoint((before.font, group.runs[0].font))


def _stacked(
    text: str, pair: tuple[ScriptGroup, ScriptGroup], before: CharacterRun | None, main: CharacterRun, font_styles: FontStyles
) -> str:
    """Two groups above each other, as they continue the `text`: a fraction, or both scripts of a sign."""
    upper, lower = pair
    blank = _blank_at_end(lower)
    if is_fraction(text, upper, lower, before, main):
        return fraction(upper, lower) + blank
    exponent = _power(text, upper, before, font_styles)
    if exponent is not None:
        return f"{exponent}_{in_braces(lower.text.strip())}{blank}"
    above = upper.text.strip()
    return f"{above}{' ' if len(above) >= 2 and not above.isdigit() else ''}{lower.text.strip()}{blank}"


def _power(text: str, group: ScriptGroup, before: CharacterRun | None, font_styles: FontStyles) -> str | None:
    stripped = group.text.strip()
    if group.runs[0].font in font_styles.maths and set(stripped) == {"0"}:
        return "′" * len(stripped)  # TeX's prime has the code of a zero
    return power(text, group, before, font_styles.maths) if before is not None else None


def _plain(text: str, runs: Sequence[CharacterRun], main: CharacterRun, font_styles: FontStyles) -> str:
    """The text with runs after it, and with spaces where the page has gaps."""
    last: CharacterRun | None = None
    for run in runs:
        if last is not None and run.x0 - last.x1 > MIN_SPACE * main.size and not text.endswith(" "):
            text += " "
        signs = _LARGE_SIGNS if run.font in font_styles.extension else _TYPED if run.font in font_styles.mono else None
        text += run.text.translate(signs) if signs else run.text
        last = run
    return text


def _blank_at_end(group: ScriptGroup) -> str:
    return " " if group.runs[-1].text[-1:].isspace() else ""


def _is_note_mark(text: str, group: ScriptGroup, before: CharacterRun, font_styles: FontStyles) -> bool:
    """Checks whether a raised group is a footnote mark and not an exponent: it follows a word or punctuation, not a symbol."""
    preceding = text.rstrip()
    if not _NOTE_MARK.fullmatch(group.text) or not preceding:
        return False
    if not any(char.isdigit() for char in group.text):
        return not is_starred(preceding, group.text.strip(), before, font_styles.maths)
    if not group.text.strip().isdigit() and _YEAR.search(preceding):
        return True  # "1998" with the marks 3 and 4
    if before.font in font_styles.maths or not _BEFORE_NOTE_MARK.search(preceding) or _UNIT.search(preceding):
        return False
    if _RATIO.search(preceding) or _VALUE.search(preceding):
        return False
    return preceding[-1] not in _OPENING or not _is_factor(_in_braces(preceding))


def _in_braces(text: str) -> str:
    """The content of the brackets that close at the end of `text`; empty if they open on an earlier line."""
    depth = 0
    for at in range(len(text) - 1, -1, -1):
        depth += (text[at] == text[-1]) - (text[at] == _OPENING[text[-1]])
        if depth == 0:
            return text[at + 1 : -1]
    return ""


def _is_factor(content: str) -> bool:
    """Checks whether brackets hold a formula, of which there are powers, and not a remark, a year or a citation."""
    if _CITED.fullmatch(content.strip()):
        return False
    return bool(content) and (_OPERATOR.search(content) is not None or _PLAIN_WORD.search(content) is None)
