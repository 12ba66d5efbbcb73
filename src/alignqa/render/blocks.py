"""Results as blocks of text, each with a role; terminal and plain text print the same blocks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from alignqa.answers.answer import Answer, Citation, Claim, Outcome
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.works import Copies
from alignqa.papers.document import Locator, Paper, Section
from alignqa.papers.person_names import plain_names
from alignqa.render.wording import (
    FROM_METADATA,
    by_line,
    cited,
    confidence_line,
    copy_line,
    count_of,
    fact_lines,
    named_line,
    overclaim_warning,
    own_claims,
)
from alignqa.retrieval.retriever import RankedPassage


class BlockStyle(StrEnum):
    """The role of a block, from which a terminal derives its style."""

    PLAIN = "plain"
    HEADING = "heading"
    QUOTE = "quote"
    SOURCE = "source"
    ASIDE = "aside"
    WARNING = "warning"
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of text: `label` stands before the first line, and the other lines are indented by `indent` columns.

    With `gap`, an empty line comes before the block. `link` is the web address that a click on the text opens.
    """

    text: str
    role: BlockStyle = BlockStyle.PLAIN
    label: str = ""
    indent: int = 0
    gap: bool = False
    link: str | None = None


def outcome_blocks(outcome: Outcome, *, claims_shown: bool = False, quotes_shown: int | None = None) -> Iterator[Block]:
    """Yields an answer as numbered quotes with their sources, or an abstention with its reason and the nearest passages.

    `claims_shown` omits the claims of a generator, which have already been shown.
    After the first `quotes_shown` quotes, only the sources follow.
    """
    for notice in outcome.trace.notices:
        yield Block(f"Note: {notice}", BlockStyle.WARNING, gap=True)
    if isinstance(outcome, Answer):
        yield from _answer_blocks(outcome, claims_shown=claims_shown, quotes_shown=quotes_shown)
        return
    yield Block(f"No answer: {outcome.message} ({outcome.reason.value})", BlockStyle.WARNING, gap=True)
    if outcome.nearest:
        yield Block("The nearest passages, which do not answer the question:", BlockStyle.ASIDE, gap=True)
        yield from _cited_blocks(outcome.nearest, BlockStyle.ASIDE, quotes_shown)


def claim_block(claim: Claim) -> Block:
    """Builds a block of a generator's claim with its markers, and with a warning if it goes further than its quotes."""
    markers = "".join(f"[{marker}]" for marker in claim.citations)
    text = " ".join(part for part in (claim.text, markers, overclaim_warning(claim)) if part)
    return Block(text, BlockStyle.WARNING if overclaim_warning(claim) else BlockStyle.PLAIN, gap=True)


def _answer_blocks(answer: Answer, *, claims_shown: bool, quotes_shown: int | None) -> Iterator[Block]:
    if not claims_shown:
        yield from map(claim_block, own_claims(answer))
    yield from _cited_blocks(answer.citations, BlockStyle.QUOTE, quotes_shown)
    if answer.facts:
        yield Block(FROM_METADATA, BlockStyle.ASIDE, gap=True)
    yield from (Block(line, label="  - ", indent=4) for line in fact_lines(answer.facts))
    if line := confidence_line(answer.confidence):
        yield Block(line, BlockStyle.ASIDE, gap=True)


def _cited_blocks(citations: Sequence[Citation], role: BlockStyle, quotes_shown: int | None) -> Iterator[Block]:
    shown = len(citations) if quotes_shown is None else quotes_shown
    for citation in citations[:shown]:
        yield from quote_blocks(citation, role)
    for at, citation in enumerate(citations[shown:]):
        yield Block(cited(citation), BlockStyle.SOURCE, label=f"[{citation.marker}] ", indent=4, gap=at == 0, link=citation.url)


def quote_blocks(citation: Citation, role: BlockStyle) -> Iterator[Block]:
    """Yields a numbered quote and its source, and the works that it cites, each with the passage that has its words."""
    yield Block(citation.quote.exact, role, label=f"[{citation.marker}] ", indent=4, gap=True)
    yield Block(cited(citation), BlockStyle.SOURCE, label="    - ", indent=6, link=citation.url)
    if line := named_line(citation):
        yield Block(line, BlockStyle.ASIDE, indent=6)
    for original in dict.fromkeys(work.original for work in citation.named if work.original):
        place = ", ".join(part for part in (f"[{original.paper_id}]", str(original.locator)) if part)
        yield Block(f"there: “{original.exact}” ({place})", BlockStyle.ASIDE, indent=6)


def citation_blocks(citation: Citation) -> Iterator[Block]:
    """Yields the source of a quote, the address of its paper, and the command that prints it again."""
    span = citation.quote.span
    yield Block(cited(citation), BlockStyle.SOURCE, label=f"[{citation.marker}] ", indent=4)
    if citation.url:
        yield Block(citation.url, indent=4)
    yield Block(f"alignqa show {citation.paper_id} --span {span.start}:{span.end}", BlockStyle.ASIDE, indent=4)


def surroundings_blocks(citation: Citation, *, before: str, after: str) -> Iterator[Block]:
    """Yields a quote, highlighted, between the text before and after it."""
    yield Block(cited(citation), BlockStyle.SOURCE)
    if before.strip():
        yield Block(before.strip(), BlockStyle.ASIDE, indent=4, gap=True)
    yield Block(citation.quote.exact, BlockStyle.MARKED, label=f"[{citation.marker}] ", indent=4, gap=True)
    if after.strip():
        yield Block(after.strip(), BlockStyle.ASIDE, indent=4, gap=True)


def paper_blocks(papers: Sequence[PaperRecord], copies: Mapping[str, Copies]) -> Iterator[Block]:
    """Yields each paper with its key, its authors, year and title, and its copies."""
    for record in papers:
        metadata = record.metadata
        about = ", ".join(part for part in (by_line(metadata.authors, metadata.year), metadata.title) if part)
        yield Block(record.paper_id, BlockStyle.HEADING)
        if about:
            yield Block(about, indent=4)
        if record.paper_id in copies:
            yield Block(copy_line(copies[record.paper_id]), BlockStyle.ASIDE, indent=4)


def passage_blocks(found: Sequence[RankedPassage], papers: Mapping[str, Paper]) -> Iterator[Block]:
    """Yields ranked passages with their places and scores."""
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
    """Yields the metadata of a paper and an outline of its sections."""
    metadata = paper.metadata
    yield Block(metadata.title or paper.paper_id, BlockStyle.HEADING)
    facts = {
        "key": paper.paper_id,
        "title": metadata.title or "",
        "authors": ", ".join(plain_names(metadata.authors)),
        "year": str(metadata.year or ""),
        "url": metadata.url or "",
        "licence": metadata.licence or "",
        "part of": ", ".join(metadata.wholes),
        "source": paper.source,
        "text": f"{len(paper.text):,} characters, sha256 {paper.manuscript.text_sha256}",
    }
    for name, value in facts.items():
        if value:
            told = metadata.origins.get(name)
            yield Block(f"{value} ({told})" if told else value, label=f"{name}: ".ljust(10), indent=10)
    if paper.manuscript.sections:
        yield Block(count_of(len(paper.manuscript.sections), "section") + ":", BlockStyle.ASIDE, gap=True)
        for section in paper.manuscript.sections:
            depth = 2 * section.level
            yield Block(_outline(paper, section), label=" " * depth, indent=depth + 2)


def _outline(paper: Paper, section: Section) -> str:
    locator = paper.manuscript.locate(section.span.start)
    page = str(Locator(page=locator.page, page_label=locator.page_label))
    return f"{section.heading} ({page})" if page else section.heading
