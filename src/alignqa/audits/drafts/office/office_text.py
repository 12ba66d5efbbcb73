"""The text of an office document as Markdown, with the number of the paragraph that each line belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_BLANK = re.compile(r"\s+")
_LABEL = re.compile(r"\[?\(?\d{1,20}[.)\]]")
_MAX_LEVEL = 6
_DIGITS = 5  # of a number in an attribute; no level and no count has more


@dataclass(frozen=True, slots=True)
class OfficeParagraph:
    """A paragraph: a heading if it has a `level`, with the `label` that a list gives it and its notes, each with its mark.

    `joined` says that the next paragraph continues it, since the break between them was deleted.
    """

    text: str
    level: int = 0
    label: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    joined: bool = False


@dataclass(frozen=True, slots=True)
class OfficeText:
    """A text, the number of the paragraph of each of its lines, and remarks on what was not read."""

    text: str
    numbers: tuple[int, ...]
    notices: tuple[str, ...]


@dataclass(slots=True)
class OfficeWriter:
    """Collects paragraphs and rows of tables; those that have text are counted, as are the rows."""

    _lines: list[str] = field(default_factory=list)
    _numbers: list[int] = field(default_factory=list)
    _before: OfficeParagraph | None = None
    _count: int = 0

    def add(self, paragraph: OfficeParagraph) -> None:
        """Adds a paragraph, and below it its notes."""
        if before := self._before:
            text, notes = before.text + paragraph.text, (*before.notes, *paragraph.notes)
            paragraph = OfficeParagraph(text, before.level, before.label, notes, paragraph.joined)
        self._before = paragraph if paragraph.joined else None
        text = _one_line(paragraph.text)
        if self._before or not text:
            return
        self._count += 1
        if paragraph.label and not _LABEL.match(text):
            text = f"{paragraph.label} {text}"
        if paragraph.level:
            text = f"{'#' * min(paragraph.level, _MAX_LEVEL)} {text}"
        self._write(text, "")
        for mark, note in paragraph.notes:
            self._write(f"{mark}: {_one_line(note)}", "")

    def add_table(self, rows: Sequence[Sequence[str]]) -> None:
        """Adds a table, row by row."""
        for number, row in enumerate(rows):
            self._count += 1
            self._write(f"| {' | '.join(_one_line(cell).replace('|', '¦') for cell in row)} |")
            if number == 0:
                self._write(f"|{'---|' * len(row)}")
        self._write("")

    def finish(self, *, changes: int, comments: int, hidden: int) -> OfficeText:
        """Returns the text, with remarks on tracked changes, comments and hidden text."""
        if self._before:
            self.add(OfficeParagraph(""))
        notices = []
        if changes:
            notices.append("The document has tracked changes; it was judged as if all of them were accepted.")
        if comments:
            what = "One comment was" if comments == 1 else f"{comments} comments were"
            notices.append(f"{what} not read.")
        if hidden:
            notices.append("Hidden text was not read.")
        return OfficeText("\n".join(self._lines), tuple(self._numbers), tuple(notices))

    def _write(self, *lines: str) -> None:
        self._lines += lines
        self._numbers += [self._count] * len(lines)


def linked(text: str, target: str) -> str:
    """Writes a link; only the text where it names the address itself, or where one of the two would break the link."""
    plain = target in text or {"[", "]"} & set(text) or {"(", ")", " "} & set(target)
    return text if plain or not text.strip() else f"[{text}]({target})"


def number_in(value: str) -> int:
    """Returns the number that an attribute gives; 0 if it is none."""
    return int(value) if value.isdecimal() and len(value) < _DIGITS else 0


def _one_line(text: str) -> str:
    return _BLANK.sub(" ", text).strip()
