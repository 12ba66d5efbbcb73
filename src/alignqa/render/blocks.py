"""What is to be shown, before it is known where: blocks of text with a role, made of results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from alignqa.answers.answer import Answer, Citation, Claim, Outcome
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.works import Copies
from alignqa.papers.document import Locator, Paper, Section
from alignqa.render.wording import by_line, cited, copied, count_of, reservation, sure
from alignqa.retrieval.retriever import RankedPassage


class BlockStyle(StrEnum):
    """What a block is; a terminal gives each role a look."""

    PLAIN = "plain"
    HEADING = "heading"
    QUOTE = "quote"
    SOURCE = "source"
    ASIDE = "aside"
    WARNING = "warning"
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of text: `label` hangs before the first one, the others are indented by `indent` columns.

    `gap` is whether an empty line goes before.
    """

    text: str
    role: BlockStyle = BlockStyle.PLAIN
    label: str = ""
    indent: int = 0
    gap: bool = False


def outcome_blocks(outcome: Outcome, *, told: bool = False) -> Iterator[Block]:
    """An answer as numbered quotes with their sources; an abstention with its reason and the nearest passages.

    `told` leaves out the claims of a generator that were shown as they came.
    """
    if isinstance(outcome, Answer):
        yield from _answer_blocks(outcome, told=told)
        return
    yield Block(f"No answer: {outcome.message} ({outcome.reason.value})", BlockStyle.WARNING)
    if outcome.nearest:
        yield Block("The nearest passages, which do not answer the question:", BlockStyle.ASIDE, gap=True)
        for citation in outcome.nearest:
            yield from quote_blocks(citation, BlockStyle.ASIDE)
    yield from notice_blocks(outcome)


def claim_block(claim: Claim) -> Block:
    """A claim of a generator with its markers, and with a warning where it goes further than its quotes."""
    markers = "".join(f"[{marker}]" for marker in claim.citations)
    text = " ".join(part for part in (claim.text, markers, reservation(claim)) if part)
    return Block(text, BlockStyle.WARNING if reservation(claim) else BlockStyle.PLAIN, gap=True)


def notice_blocks(outcome: Outcome) -> Iterator[Block]:
    """What else is to be known of how an outcome came about."""
    for notice in outcome.trace.notices:
        yield Block(f"Note: {notice}", BlockStyle.WARNING, gap=True)


def _answer_blocks(answer: Answer, *, told: bool) -> Iterator[Block]:
    quotes = {citation.marker: citation.quote.exact for citation in answer.citations}
    # A claim that only repeats its quote would be read twice.
    for claim in answer.claims:
        if not told and quotes.get(claim.citations[0]) != claim.text:
            yield claim_block(claim)
    for citation in answer.citations:
        yield from quote_blocks(citation, BlockStyle.QUOTE)
    yield from notice_blocks(answer)
    if line := sure(answer.confidence):
        yield Block(line, BlockStyle.ASIDE, gap=True)


def quote_blocks(citation: Citation, role: BlockStyle) -> Iterator[Block]:
    """A numbered quote with its source."""
    yield Block(citation.quote.exact, role, label=f"[{citation.marker}] ", indent=4, gap=True)
    yield Block(cited(citation), BlockStyle.SOURCE, label="    - ", indent=6)


def citation_blocks(citation: Citation) -> Iterator[Block]:
    """Where a quote stands: its source, the address of its paper, and how to print it again."""
    span = citation.quote.span
    yield Block(cited(citation), BlockStyle.SOURCE, label=f"[{citation.marker}] ", indent=4)
    if citation.url:
        yield Block(citation.url, indent=4)
    yield Block(f"alignqa show {citation.paper_id} --span {span.start}:{span.end}", BlockStyle.ASIDE, indent=4)


def surroundings_blocks(citation: Citation, *, before: str, after: str) -> Iterator[Block]:
    """A quote, marked, between the text before and after it."""
    yield Block(cited(citation), BlockStyle.SOURCE)
    if before.strip():
        yield Block(before.strip(), BlockStyle.ASIDE, indent=4, gap=True)
    yield Block(citation.quote.exact, BlockStyle.MARKED, label=f"[{citation.marker}] ", indent=4, gap=True)
    if after.strip():
        yield Block(after.strip(), BlockStyle.ASIDE, indent=4, gap=True)


def paper_blocks(papers: Sequence[PaperRecord], copies: Mapping[str, Copies]) -> Iterator[Block]:
    """One paper after the other: its key, then authors, year and title, and what it is a copy of."""
    for record in papers:
        metadata = record.metadata
        about = ", ".join(part for part in (by_line(metadata.authors, metadata.year), metadata.title) if part)
        yield Block(record.paper_id, BlockStyle.HEADING)
        if about:
            yield Block(about, indent=4)
        if record.paper_id in copies:
            yield Block(copied(copies[record.paper_id]), BlockStyle.ASIDE, indent=4)


def passage_blocks(found: Sequence[RankedPassage], papers: Mapping[str, Paper]) -> Iterator[Block]:
    """Ranked passages with where they stand and their scores."""
    for number, ranked in enumerate(found, start=1):
        passage = ranked.passage
        paper = papers[passage.paper_id]
        metadata, locator = paper.metadata, paper.manuscript.locate(passage.span.start)
        about = ", ".join(part for part in (by_line(metadata.authors, metadata.year), metadata.title, str(locator)) if part)
        head = f"{about} [{passage.paper_id}]".strip()
        yield Block(head, BlockStyle.SOURCE, label=f"{number}. ", indent=4, gap=number > 1)
        place = f"{passage.span.start}:{passage.span.end}"
        kind = "" if passage.kind == "body" else f"{passage.kind.value}, "
        yield Block(f"{kind}score {ranked.score:.3f}, span {place}", BlockStyle.ASIDE, indent=4)
        yield Block(passage.text, indent=4)


def overview_blocks(paper: Paper) -> Iterator[Block]:
    """What is known of a paper and the outline of its sections."""
    metadata = paper.metadata
    yield Block(metadata.title or paper.paper_id, BlockStyle.HEADING)
    facts = {
        "key": paper.paper_id,
        "authors": ", ".join(metadata.authors),
        "year": str(metadata.year or ""),
        "url": metadata.url or "",
        "licence": metadata.licence or "",
        "source": paper.source,
        "text": f"{len(paper.text):,} characters, sha256 {paper.manuscript.text_sha256}",
    }
    for name, value in facts.items():
        if value:
            yield Block(value, label=f"{name}: ".ljust(10), indent=10)
    if paper.manuscript.sections:
        yield Block(count_of(len(paper.manuscript.sections), "section") + ":", BlockStyle.ASIDE, gap=True)
        for section in paper.manuscript.sections:
            depth = 2 * section.level
            yield Block(_outline(paper, section), label=" " * depth, indent=depth + 2)


def _outline(paper: Paper, section: Section) -> str:
    locator = paper.manuscript.locate(section.span.start)
    page = str(Locator(page=locator.page, page_label=locator.page_label))
    return f"{section.heading} ({page})" if page else section.heading
