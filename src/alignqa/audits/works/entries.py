"""The entries and notes of a draft itself, which its numbers, keys and marks of notes point to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from alignqa.audits.drafts.blocks import DraftBlock
from alignqa.audits.drafts.draft import Draft
from alignqa.audits.drafts.mention import Mention
from alignqa.audits.works.citations import Cited

_LABEL = re.compile(r"\s{0,60}(?:\[(?P<bracketed>\d{1,3})\]|(?P<listed>\d{1,3})[.)])[ \t]")
_BRACKETED = re.compile(r"\s*\[\d{1,3}\][ \t]+\S.*(?:19|20)\d\d", re.DOTALL)
_BIBITEM = re.compile(r"\s{0,60}\\bibitem(?:\s*+\[(?:[^\[\]{}]|\{(?:[^{}]|\{[^{}]*\})*+\})*+\])?\s*+\{([^{}]+)\}")
_NOTE = re.compile(r"\s{0,60}(\[\^[^\]\s]{1,40}\]):")


@dataclass(frozen=True, slots=True)
class OwnEntries:
    """The citations in the entries and notes of a draft, by mark ("[3]", "[^a]") and by key."""

    by_mark: dict[str, tuple[Cited, ...]] = field(default_factory=dict)
    by_key: dict[str, tuple[Cited, ...]] = field(default_factory=dict)
    repeated: frozenset[str] = frozenset()

    @property
    def numbered(self) -> bool:
        """Tells whether the draft has a numbered list of references."""
        return any(mark[1:-1].isdigit() for mark in self.by_mark)


def is_entry(draft: Draft, block: DraftBlock) -> bool:
    """Checks whether a block is an entry of a list of references; one with a number in brackets and a year is, anywhere."""
    return not block.heading and (block.listing or _BRACKETED.match(block.span.of(draft.text)) is not None)


def own_entries(blocks: Iterable[tuple[Draft, DraftBlock, Sequence[Cited]]]) -> OwnEntries:
    """Collects the entries and notes of a draft, each with what it cites; else the entry is an unknown work."""
    by_mark: dict[str, tuple[Cited, ...]] = {}
    by_key: dict[str, tuple[Cited, ...]] = {}
    repeated: set[str] = set()
    last = 0
    for draft, block, items in blocks:
        text = block.span.of(draft.read)
        if note := _NOTE.match(text):
            by_mark.setdefault(note[1], tuple(items))
        elif is_entry(draft, block):
            cited = tuple(items) or (Cited(Mention(block.span, formal=True)),)
            if item := _BIBITEM.match(text):
                repeated |= {item[1].strip()} & by_key.keys()
                by_key.setdefault(item[1].strip(), cited)
            label = _LABEL.match(text)
            if label or item:
                number = int((label["bracketed"] or label["listed"]) if label else last + 1)
                # A list of Markdown may number all its items "1.".
                last = last + 1 if label and label["listed"] and number <= last else number
                by_mark.setdefault(f"[{last}]", cited)
    return OwnEntries(by_mark, by_key, frozenset(repeated))
