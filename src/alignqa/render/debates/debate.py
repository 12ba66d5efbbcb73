"""A debate as blocks and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from alignqa.render.blocks import Block, BlockStyle, quote_blocks
from alignqa.render.markdown import block_quote, escaped, source_line
from alignqa.render.printable import one_line
from alignqa.render.wording import by_line
from alignqa.summaries.debates.debate import NO_SIDE, Debate, DebateEntry
from alignqa.summaries.subjects.sides import Side

NEAREST = "The nearest passages, which take no side:"
"""The heading above passages that take no side."""
_TITLES = {
    (Side.FOR, True): "For",
    (Side.AGAINST, True): "Against",
    (Side.FOR, False): "Reports of others who are for it",
    (Side.AGAINST, False): "Reports of others who are against it",
}
_NOBODY = "No paper in the index was found to hold it."


def debate_blocks(debate: Debate) -> Iterator[Block]:
    """Yields the claim, the quotes of each side, and then those that report others."""
    yield Block(debate.claim, BlockStyle.HEADING)
    for title, entries in parts_of_debate(debate):
        yield Block(title, BlockStyle.HEADING, gap=True)
        if not entries:
            yield Block(_NOBODY, BlockStyle.ASIDE)
        for one in entries:
            yield from quote_blocks(one.citation, BlockStyle.QUOTE)
            if one.label:
                yield Block(one.label, BlockStyle.ASIDE, indent=6)
    if not debate.entries:
        yield Block(NO_SIDE, BlockStyle.WARNING, gap=True)
    if debate.nearest:
        yield Block(NEAREST, BlockStyle.ASIDE, gap=True)
        for citation in debate.nearest:
            yield from quote_blocks(citation, BlockStyle.ASIDE)


def debate_markdown(debate: Debate) -> str:
    """Writes a debate as a page: author, year and label before each quote, and the sources at the end."""
    parts = [f"## {escaped(one_line(debate.claim))}"]
    for title, entries in parts_of_debate(debate):
        parts.append(f"### {title}")
        parts.extend([_entry(one) for one in entries] or [_NOBODY])
    if not debate.entries:
        parts.append(NO_SIDE)
    if debate.nearest:
        parts.append(NEAREST)
        parts.extend(block_quote(citation.quote.exact, citation.marker) for citation in debate.nearest)
    if citations := [one.citation for one in debate.entries] or list(debate.nearest):
        parts.append("### Sources")
        parts.append("\n".join(source_line(citation) for citation in citations))
    return "\n\n".join(parts) + "\n"


def parts_of_debate(debate: Debate) -> Iterator[tuple[str, tuple[DebateEntry, ...]]]:
    """Yields the quotes of each group under its title; both sides, even an empty one, unless nothing takes a side."""
    for side, own, entries in debate.groups() if debate.entries else ():
        yield _TITLES[side, own], entries


def _entry(one: DebateEntry) -> str:
    citation = one.citation
    who = escaped(by_line(citation.authors, citation.year) or citation.title or citation.paper_id)
    label = f": *{escaped(one_line(one.label))}*" if one.label else ""
    return f"**{who}**{label}\n\n{block_quote(citation.quote.exact, citation.marker)}"
