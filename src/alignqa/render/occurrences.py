"""The occurrences of a sentence as blocks."""

from __future__ import annotations

from collections.abc import Iterator

from alignqa.audits.occurrences.occurrence import Likeness, Occurrence, Occurrences
from alignqa.render.audit import change_line
from alignqa.render.blocks import Block, BlockStyle, quote_blocks

_HEADINGS = {
    Likeness.VERBATIM: "Verbatim:",
    Likeness.NEARLY_VERBATIM: "Nearly verbatim:",
    Likeness.SAME_CLAIM: "The same claim in other words:",
    Likeness.OPPOSITE_CLAIM: "The opposite, or another number:",
    Likeness.SAME_SUBJECT: "The same subject; read whether it says so:",
}


def occurrence_blocks(found: Occurrences) -> Iterator[Block]:
    """Yields the places under a heading for each likeness, and those of the same subject last."""
    if not found.found:
        yield Block("No paper in the index was found to say this or its opposite.", BlockStyle.WARNING)
    before: Likeness | None = None
    for item in (*found.found, *found.nearest):
        if item.likeness is not before:
            yield Block(_HEADINGS[item.likeness], BlockStyle.HEADING, gap=before is not None or not found.found)
        before = item.likeness
        yield from _item_blocks(item)


def _item_blocks(item: Occurrence) -> Iterator[Block]:
    yield from quote_blocks(item.citation, BlockStyle.ASIDE if item.likeness is Likeness.SAME_SUBJECT else BlockStyle.QUOTE)
    if item.also_in:
        yield Block(f"the same words: {', '.join(item.also_in)}", BlockStyle.ASIDE, indent=6)
    for change in item.changes:
        yield Block(change_line(change), indent=6)
    if item.message:
        yield Block(item.message, BlockStyle.ASIDE if item.likeness is Likeness.VERBATIM else BlockStyle.WARNING, indent=6)
