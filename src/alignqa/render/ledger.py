"""The ledger of a term's definitions, as blocks and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alignqa.render.blocks import Block, BlockStyle, quote_blocks
from alignqa.render.markdown import block_quote, escaped, source_line
from alignqa.render.wording import by_line, count_of
from alignqa.summaries.ledger import Ledger, LedgerEntry

_REPORTED = "Reports of others' definitions"
USES = "Sentences that use the term:"
"""The heading above sentences that use a term which nothing defines."""


def ledger_blocks(ledgers: Sequence[Ledger]) -> Iterator[Block]:
    """Yields each ledger with its senses and then the reports; sentences that only use the term are counted."""
    for number, ledger in enumerate(ledgers):
        yield Block(ledger.term, BlockStyle.HEADING, gap=number > 0)
        for title, entries in parts_of_ledger(ledger):
            if title:
                yield Block(title, BlockStyle.HEADING, gap=True)
            for entry in entries:
                yield from quote_blocks(entry.citation, BlockStyle.QUOTE)
                if entry.also_in:
                    yield Block(_also(entry), BlockStyle.ASIDE, indent=6)
        yield Block(count_line(ledger), BlockStyle.ASIDE if ledger.entries else BlockStyle.WARNING, gap=True)
        if ledger.nearest:
            yield Block(USES, BlockStyle.ASIDE, gap=True)
            for citation in ledger.nearest:
                yield from quote_blocks(citation, BlockStyle.ASIDE)


def ledger_markdown(ledgers: Sequence[Ledger]) -> str:
    """Writes the ledgers as a page: author and year before each quote, and the sources at the end."""
    parts: list[str] = []
    for ledger in ledgers:
        parts.append(f"## {escaped(ledger.term)}")
        for title, entries in parts_of_ledger(ledger):
            if title:
                parts.append(f"### {title}")
            parts.extend(entry_markdown(entry) for entry in entries)
        parts.append(count_line(ledger))
        if ledger.nearest:
            parts.append(USES)
            parts.extend(block_quote(citation.quote.exact, citation.marker) for citation in ledger.nearest)
        if citations := [entry.citation for entry in ledger.entries] or list(ledger.nearest):
            parts.append("### Sources")
            parts.append("\n".join(source_line(citation) for citation in citations))
    return "\n\n".join(parts) + "\n"


def entry_markdown(entry: LedgerEntry) -> str:
    """Writes author and year, the quote, and the other papers that have it."""
    citation = entry.citation
    who = escaped(by_line(citation.authors, citation.year) or citation.title or citation.paper_id)
    undated = "" if citation.year else ", undated"
    also = f"\n\n{escaped(_also(entry))}" if entry.also_in else ""
    return f"**{who}{undated}**\n\n{block_quote(citation.quote.exact, citation.marker)}{also}"


def parts_of_ledger(ledger: Ledger) -> Iterator[tuple[str, Sequence[LedgerEntry]]]:
    """Yields each sense under its heading, which is empty if it is the only one, and the reports under theirs."""
    for number, sense in enumerate(ledger.senses, start=1):
        yield (f"Sense {number}" if len(ledger.senses) > 1 else "", sense)
    if ledger.reports:
        yield _REPORTED, ledger.reports


def _also(entry: LedgerEntry) -> str:
    return f"Also in {', '.join(entry.also_in)}"


def count_line(ledger: Ledger) -> str:
    """Counts the sentences that use a term without defining it."""
    uses = f"{count_of(ledger.uses, 'other sentence')} in {count_of(ledger.used_in, 'paper')}"
    verb = "uses" if ledger.uses == 1 else "use"
    if ledger.entries:
        return f"{uses} {verb} the term without defining it."
    return (
        f"No paper in the index defines this term; {uses} {verb} it." if ledger.uses else "No paper in the index uses this term."
    )
