"""Collects the text of a LaTeX paper as drafts of blocks, and resolves its references once all labels are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from alignqa.papers.document import RegionKind
from alignqa.papers.parsing.latex.counters import CleverefOptions, Label, printed_reference
from alignqa.papers.parsing.manuscript.omissions import PUT_IN, with_omissions
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter
from alignqa.papers.parsing.markdown.headings import runs_in

# References may point forward, so until the end each is represented by a number between private-use characters.
_REFERENCE_MARK = "\ue000{}\ue001"
_REFERENCE_MARKS = re.compile("\ue000(\\d+)\ue001")
GAP = "\ue002"
"""Stands where something was left out without which the sentence is whole."""
# With the comma before it if punctuation follows, and with brackets around it.
_AT_GAP = re.compile(rf"\s{{0,60}}\({GAP}+\)|[,;]?\s{{0,60}}{GAP}[\s{GAP}]{{0,60}}(?=[.,;:!?)])|{GAP}")

# What ends the sentence around a quotation that stands apart.
_LOOSE_STOP = re.compile(r"\A\s*[.,;:!?](?=\s|\Z)")


@dataclass(frozen=True, slots=True)
class BlockDraft:
    """A heading (with a `level`) or a block, whose text may contain the marks of references."""

    text: str
    kind: RegionKind = RegionKind.BODY
    item: bool = False
    level: int = 0
    number: str = ""


class BlockCollector:
    r"""Collects running text in paragraphs, and other blocks; `label` is the target of a `\label` at this point."""

    def __init__(self) -> None:
        self.label = Label()
        self._labels: dict[str, Label] = {}
        self._references: list[tuple[str, tuple[str, ...]]] = []
        self._drafts: list[BlockDraft] = []
        self._inline: list[str] = []
        self._kind = RegionKind.BODY
        self._item = False
        self._captured = False
        self._after_display = self._after_quotation = False
        self._bold = ""
        self._level = 0

    def begin_bold(self, text: str) -> None:
        """Takes note of bold `text` that is about to be written: at the start of a paragraph it may be a heading that runs in."""
        if not self._captured and not "".join(self._inline).strip():
            self._bold = text.strip()

    def write(self, text: str) -> None:
        """Adds to the current paragraph."""
        if self._after_quotation and text.strip():
            self._after_quotation = False
            text = _LOOSE_STOP.sub("", text)
        if self._after_display and text.strip():
            self._after_display = False
            if text.lstrip()[0].isupper():
                self.end_paragraph()
        self._inline.append(text)

    def trim(self) -> None:
        """Takes back the white space at the end of the current paragraph."""
        while self._inline:
            if kept := self._inline.pop().rstrip():
                self._inline.append(kept)
                break

    def display_math(self, text: str) -> None:
        """Adds displayed mathematics, which may end a sentence: a capital letter after it begins a new paragraph."""
        self.add_block(text, RegionKind.MATH)
        self._inline.append(" ")
        self._after_display = not self._captured

    def end_paragraph(self) -> None:
        """Ends the paragraph; inside a caption, a title or a note it only adds a space."""
        if self._captured:
            self._inline.append(" ")
            return
        text = "".join(self._inline)
        self._inline.clear()
        bold, self._bold = self._bold, ""
        rest = text.lstrip().removeprefix(bold)
        if bold and not self._item and self._kind is RegionKind.BODY and rest != text.lstrip() and runs_in(bold, rest):
            self._drafts.append(BlockDraft(bold, level=self._level + 1))
            text = rest
        if text.strip():
            self._drafts.append(BlockDraft(text, self._kind, item=self._item))
            self._item = False

    def begin_item(self, mark: str) -> None:
        """Ends the paragraph; the next one is a list item that begins with `mark`."""
        self.end_paragraph()
        self._item = not self._captured
        if mark:
            self.write(f"{mark} ")

    def end_list(self) -> None:
        """Ends the paragraph and its list item."""
        self.end_paragraph()
        self._item = False

    def add_heading(self, text: str, *, level: int, number: str = "", at: int | None = None) -> None:
        """Ends the paragraph and begins a section; `at` is the `position` from before the notes of the heading were written."""
        self.end_paragraph()
        self._level = level
        self._drafts.insert(len(self._drafts) if at is None else at, BlockDraft(text, level=level, number=number))

    def position(self) -> int:
        """The index of the next block."""
        return len(self._drafts)

    def add_block(self, text: str, kind: RegionKind) -> None:
        """Adds a block without interrupting the paragraph."""
        self._drafts.append(BlockDraft(text, kind))

    @contextmanager
    def captured(self) -> Iterator[list[str]]:
        """Collects the text written inside in the list that it yields, and not in the paragraph."""
        saved = self._inline, self._captured, self._after_display
        self._inline, self._captured, self._after_display = [], True, False
        try:
            yield self._inline
        finally:
            self._inline, self._captured, self._after_display = saved

    @property
    def preceding(self) -> str:
        """The end of the text that was written so far in this paragraph."""
        return "".join(self._inline[-3:]).replace(PUT_IN, "")

    @contextmanager
    def region(self, kind: RegionKind) -> Iterator[None]:
        """Gives paragraphs written inside the `kind`, without interrupting the paragraph around them."""
        saved = self._inline, self._captured, self._kind, self._item
        self._inline, self._captured, self._kind, self._item = [], False, kind, False
        try:
            yield
            self.end_paragraph()
        finally:
            self._inline, self._captured, self._kind, self._item = saved

    @contextmanager
    def quotation(self) -> Iterator[None]:
        """Makes the paragraphs written inside a quotation, which begins and ends paragraphs as any environment does."""
        self.end_paragraph()
        saved, self._kind = self._kind, RegionKind.QUOTATION if self._kind is RegionKind.BODY else self._kind
        try:
            yield
            self.end_paragraph()
        finally:
            self._kind = saved
            self._after_quotation = not self._captured

    @contextmanager
    def label_scope(self) -> Iterator[None]:
        """Restores `label` afterwards, as at the end of a LaTeX environment."""
        saved = self.label
        try:
            yield
        finally:
            self.label = saved

    def add_label(self, key: str) -> None:
        """Records that `key` points to the current `label`; of several labels with one key the first counts."""
        self._labels.setdefault(key.strip(), self.label)

    def add_reference(self, command: str, keys: str) -> None:
        r"""Adds the text that `\command{keys}` will print, once it is known."""
        label_keys = tuple(name for key in keys.split(",") if (name := key.strip()))
        self._references.append((command, label_keys))
        self.write(_REFERENCE_MARK.format(len(self._references) - 1))

    def finish(self, writer: ManuscriptWriter, cleveref: CleverefOptions) -> None:
        """Passes the drafts to `writer`, with references resolved."""
        self.end_paragraph()
        for draft in self._drafts:
            text = self.resolved(draft.text, cleveref)
            if draft.level:
                writer.heading(text, level=draft.level, number=draft.number)
            else:
                writer.block(text, kind=draft.kind, item=draft.item)

    def resolved(self, text: str, cleveref: CleverefOptions) -> str:
        r"""The text with its references and its omissions printed; the title that `\nameref` prints is without references."""

        def printed(found: re.Match[str]) -> str:
            command, label_keys = self._references[int(found[1])]
            labels: Sequence[Label] = [self._labels.get(name, Label()) for name in label_keys]
            return _REFERENCE_MARKS.sub("", printed_reference(command, labels, cleveref))

        text = with_omissions(_REFERENCE_MARKS.sub(printed, text), gap=GAP)
        return _AT_GAP.sub("", text)
