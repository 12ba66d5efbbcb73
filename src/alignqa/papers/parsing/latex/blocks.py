"""Collects the text of a LaTeX paper as drafts of blocks, and resolves its references once all labels are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.latex.counters import Label, Naming, reference
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter

# References may point forward, so a private-use mark with a number stands for each of them until the end.
_MARK = "\ue000{}\ue001"
_MARKS = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True, slots=True)
class BlockDraft:
    """A heading (with a `level`) or a block, whose text may hold the marks of references."""

    text: str
    kind: RegionKind = RegionKind.BODY
    item: bool = False
    level: int = 0
    number: str = ""


class Pen:
    r"""Writes running text into paragraphs; `label` is what a `\label` here would point to."""

    def __init__(self) -> None:
        self.label = Label()
        self._labels: dict[str, Label] = {}
        self._references: list[tuple[str, tuple[str, ...]]] = []
        self._drafts: list[BlockDraft] = []
        self._inline: list[str] = []
        self._kind = RegionKind.BODY
        self._item = False
        self._captured = False
        self._after_display = False

    def write(self, text: str) -> None:
        """Adds to the paragraph that is being written."""
        if self._after_display and text.strip():
            self._after_display = False
            if text.lstrip()[0].isupper():
                self.paragraph()
        self._inline.append(text)

    def display(self, text: str) -> None:
        """Adds displayed mathematics, which may end a sentence: if a capital follows, that begins a paragraph."""
        self.aside(text, RegionKind.MATH)
        self._inline.append(" ")
        self._after_display = not self._captured

    def paragraph(self) -> None:
        """Ends the paragraph; inside a caption, a title or a note it is only a space."""
        if self._captured:
            self._inline.append(" ")
            return
        text = "".join(self._inline)
        self._inline.clear()
        if text.strip():
            self._drafts.append(BlockDraft(text, self._kind, item=self._item))
            self._item = False

    def begin_item(self, mark: str) -> None:
        """Ends the paragraph; the next one is an item of a list that begins with `mark`."""
        self.paragraph()
        self._item = not self._captured
        if mark:
            self.write(f"{mark} ")

    def end_list(self) -> None:
        """Ends the paragraph and the item it belongs to."""
        self.paragraph()
        self._item = False

    def heading(self, text: str, *, level: int, number: str = "", at: int | None = None) -> None:
        """Ends the paragraph and begins a section; `at` is a `position` taken before the notes of the heading were written."""
        self.paragraph()
        self._drafts.insert(len(self._drafts) if at is None else at, BlockDraft(text, level=level, number=number))

    def position(self) -> int:
        """Where the next block will stand."""
        return len(self._drafts)

    def aside(self, text: str, kind: RegionKind) -> None:
        """Adds a block that does not interrupt the paragraph."""
        self._drafts.append(BlockDraft(text, kind))

    @contextmanager
    def captured(self) -> Iterator[list[str]]:
        """What is written inside goes into the list and not into the paragraph."""
        outer = self._inline, self._captured, self._after_display
        self._inline, self._captured, self._after_display = [], True, False
        try:
            yield self._inline
        finally:
            self._inline, self._captured, self._after_display = outer

    @contextmanager
    def region(self, kind: RegionKind) -> Iterator[None]:
        """Paragraphs written inside are of `kind` and do not interrupt the paragraph around them."""
        outer = self._inline, self._captured, self._kind, self._item
        self._inline, self._captured, self._kind, self._item = [], False, kind, False
        try:
            yield
            self.paragraph()
        finally:
            self._inline, self._captured, self._kind, self._item = outer

    @contextmanager
    def scope(self) -> Iterator[None]:
        """What labels point to inside is forgotten behind it, as at the end of a LaTeX environment."""
        outer = self.label
        try:
            yield
        finally:
            self.label = outer

    def name(self, key: str) -> None:
        """Gives `key` to what a label here points to; the first label of that name counts."""
        self._labels.setdefault(key.strip(), self.label)

    def refer(self, command: str, keys: str) -> None:
        r"""Writes what `\command{keys}` will print."""
        names = tuple(name for key in keys.split(",") if (name := key.strip()))
        self._references.append((command, names))
        self.write(_MARK.format(len(self._references) - 1))

    def finish(self, writer: ManuscriptWriter, naming: Naming) -> None:
        """Hands the drafts to `writer`, references resolved."""
        self.paragraph()
        for draft in self._drafts:
            text = self.resolved(draft.text, naming)
            if draft.level:
                writer.heading(text, level=draft.level, number=draft.number)
            else:
                writer.block(text, kind=draft.kind, item=draft.item)

    def resolved(self, text: str, naming: Naming) -> str:
        """The text with its references printed; a reference inside a title that is referred to is left out."""

        def printed(found: re.Match[str]) -> str:
            command, names = self._references[int(found[1])]
            labels: Sequence[Label] = [self._labels.get(name, Label()) for name in names]
            return _MARKS.sub("", reference(command, labels, naming))

        return _MARKS.sub(printed, text)
