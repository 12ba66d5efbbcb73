"""The blocks of a page in reading order, and what belongs together although the page sets it apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from alignqa.papers import section_names as names
from alignqa.papers.document import PROSE, RegionKind
from alignqa.papers.parsing.markdown.entry_lines import entry_starts

_RETURN_ARROW = re.compile(r"(?<!\s)\s*+[↩⤴⏎]\ufe0e?\Z")
_LONE_NUMBER = re.compile(r"(?:chapter |part |section )?(?:\d{1,3}|[ivxl]{1,6})[.:]?", re.IGNORECASE)
_LISTS = re.compile(rf"(?:{names.NOTES}|{names.REFERENCE_LIST})", re.IGNORECASE)
_REFERENCES = re.compile(names.REFERENCE_LIST, re.IGNORECASE)
_NUMBER = re.compile(r"[\[(]?(\d{1,3})(?:[\].):]|\s)")
_DIVISIBLE = PROSE | {RegionKind.FOOTNOTE, RegionKind.BIBLIOGRAPHY}


@dataclass(frozen=True, slots=True)
class ElementBlock:
    """A block of a page; `level` is the level of a heading, and 0 for all other blocks."""

    text: str
    kind: RegionKind = RegionKind.BODY
    level: int = 0
    item: bool = False


def uninterrupted(blocks: Sequence[ElementBlock]) -> list[ElementBlock]:
    """Joins each sentence that continues after a displayed formula, and puts the formula after its paragraph."""
    joined: list[ElementBlock] = []
    blocks = list(_divided(_with_numbers(blocks)))
    last = -1  # index of the paragraph that a formula may have interrupted
    for block in blocks:
        if block.kind in PROSE:
            before = joined[last] if 0 <= last < len(joined) - 1 and joined[last].kind is block.kind else None
            if before and not block.item and block.text[0].islower() and before.text[-1] not in ".!?":
                joined[last] = replace(before, text=f"{before.text} {block.text}")
                continue
            last = len(joined)
        elif block.kind is not RegionKind.MATH:
            last = -1
        joined.append(block)
    return joined


def listed_numbers(blocks: Sequence[ElementBlock]) -> Iterator[str]:
    """Yields the numbers of notes and entries of a reference list, as they are printed before them."""
    in_list = False
    for block in blocks:
        if block.level:
            in_list = _LISTS.fullmatch(block.text.strip(" .:")) is not None
        elif (in_list or block.kind in {RegionKind.FOOTNOTE, RegionKind.BIBLIOGRAPHY}) and (number := _NUMBER.match(block.text)):
            yield number[1]


def _with_numbers(blocks: Sequence[ElementBlock]) -> Iterator[ElementBlock]:
    """Yields the blocks, and a heading that is only a number together with the heading that follows it."""
    number: ElementBlock | None = None
    for block in blocks:
        if number and block.level:
            block = replace(block, text=f"{number.text} {block.text}", level=min(number.level, block.level))
        elif number:
            yield number
        number = block if block.level and _LONE_NUMBER.fullmatch(block.text) else None
        if not number:
            yield block
    if number:
        yield number


def _divided(blocks: Iterable[ElementBlock]) -> Iterator[ElementBlock]:
    """Yields the blocks, and each note and entry that stands on lines of its own in a paragraph as a block."""
    in_references = False
    for block in blocks:
        in_references = _REFERENCES.fullmatch(block.text.strip(" .:")) is not None if block.level else in_references
        lines = block.text.split("\n") if not block.item and block.kind in _DIVISIBLE else [block.text]
        starts = entry_starts(lines, listed=in_references)
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
            yield replace(block, text="\n".join(lines[start:end])) if len(starts) > 1 else block


def without_arrow(text: str) -> str:
    """Removes the arrow that leads from the end of a note back to its mark, where it is no link."""
    return _RETURN_ARROW.sub("", text)
