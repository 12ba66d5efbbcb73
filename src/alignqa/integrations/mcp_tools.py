"""Tools for the Model Context Protocol, which only read one index.

A tool is a public method of `Tools` named in `TOOLS`; a model reads its docstring and the descriptions of its arguments,
and the type behind `CallToolResult` is the schema of its structured content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import PurePath
from typing import Annotated

import anyio.from_thread
from pydantic import Field

from alignqa.answers import attribution
from alignqa.answers.answer import Answer, OutcomeDict, citation_dict
from alignqa.answers.assistant import Assistant
from alignqa.answers.choosing.chooser import MAX_QUOTES
from alignqa.audits.auditor import Auditor
from alignqa.audits.drafts.draft import draft_of
from alignqa.audits.occurrences.finder import MAX_OCCURRENCES, OccurrenceFinder
from alignqa.audits.occurrences.occurrence import OccurrencesDict
from alignqa.audits.reports.report import ReportDict, report_dict
from alignqa.bundled import find
from alignqa.errors import UsageError
from alignqa.extras import needs
from alignqa.fitted import FittedNumbers, load_fitted
from alignqa.index.library import unknown_paper
from alignqa.integrations.mcp_results import links, links_of, result
from alignqa.integrations.mcp_schemas import (
    Authors,
    CheckedQuote,
    CheckedQuotes,
    ClaimText,
    Definitions,
    DraftName,
    DraftText,
    FoundPassages,
    Key,
    Keys,
    Query,
    Question,
    QuotedText,
    SectionText,
    SentenceText,
    Term,
    Years,
)
from alignqa.papers.document import Paper, Span
from alignqa.papers.identity.literature import Literature, read_literature
from alignqa.papers.sections import find_section
from alignqa.render.audit import audit_blocks
from alignqa.render.blocks import overview_blocks, passage_blocks
from alignqa.render.debates.debate import debate_blocks
from alignqa.render.json_text import OutlineDict, locator_dict, outline_dict, passage_dict, span_dict
from alignqa.render.ledger import ledger_blocks
from alignqa.render.markdown import outcome_markdown
from alignqa.render.occurrences import occurrence_blocks
from alignqa.render.plain import to_plain
from alignqa.render.printable import one_line, printable
from alignqa.render.wording import cited
from alignqa.retrieval.filters import Filters, parse_years
from alignqa.summaries.debates.debate import DebateDict
from alignqa.summaries.debates.moderator import Moderator
from alignqa.summaries.ledger import LedgerKeeper

with needs("The MCP SDK", extra="mcp"):
    from mcp_types import CallToolResult, ResourceLink

TOOLS = ("ask", "search_passages", "get_paper", "get_section", "verify_quotes", "find", "define", "debate", "audit_text")
LONG = frozenset({"audit_text"})
"""The tools whose calls may take many seconds."""
_MAX_TEXT = 20_000  # code points of a section per call, about 5,000 tokens


class Tools:
    """The tools; each call gets the assistant anew from `assistant`.

    `max_quotes` and `minimum` limit what `ask` shows, like the settings of a home.
    `literature` reads the list of works for audits, by default the bundled one.
    The server calls the tools in its worker threads.
    """

    def __init__(
        self,
        assistant: Callable[[], Assistant],
        *,
        max_quotes: int = MAX_QUOTES,
        minimum: float | None = None,
        literature: Callable[[], Literature] = lambda: read_literature(find("corpus/papers.toml")),
        numbers: FittedNumbers | None = None,
    ) -> None:
        self._assistant = assistant
        self._max_quotes = max_quotes
        self._minimum = minimum
        self._literature = literature
        self._numbers = numbers or load_fitted()

    def ask(
        self,
        question: Question,
        papers: Keys = (),
        authors: Authors = (),
        years: Years = "",
        quotes: Annotated[int, Field(description="The maximum number of quotes.", ge=1, le=MAX_QUOTES)] = MAX_QUOTES,
    ) -> Annotated[CallToolResult, OutcomeDict]:
        """Answers a question about the papers with verbatim quotes, each proven to be in its source, or says why it cannot.

        Cite its results by key, section and page, and change no word of a quote.
        """
        outcome = self._assistant().ask(
            question,
            papers=papers,
            authors=authors,
            years=_years(years),
            quotes=min(quotes, self._max_quotes),
            min_confidence=self._minimum,
        )
        citations = outcome.citations if isinstance(outcome, Answer) else outcome.nearest
        return result(outcome_markdown(outcome), outcome.to_dict(), links_of(citations))

    def search_passages(
        self,
        query: Query,
        papers: Keys = (),
        authors: Authors = (),
        years: Years = "",
        count: Annotated[int, Field(description="How many passages.", ge=1, le=50)] = 8,
    ) -> Annotated[CallToolResult, FoundPassages]:
        """Lists the passages nearest to a query, nearest first, even if they do not answer it."""
        with self._assistant().pinned() as assistant:
            found = assistant.search(query, papers=papers, authors=authors, years=_years(years), count=count)
            known = {key: assistant.paper(key) for key in dict.fromkeys(item.passage.paper_id for item in found)}
        papers_found = {key: _without_folder(paper) for key, paper in known.items() if paper is not None}
        linked = links((key, paper.metadata.title) for key, paper in papers_found.items())
        structured: FoundPassages = {"passages": [passage_dict(item, papers_found) for item in found]}
        return result(to_plain(passage_blocks(found, papers_found)), structured, linked)

    def get_paper(self, paper_id: Key) -> Annotated[CallToolResult, OutlineDict]:
        """Shows the metadata of a paper (title, authors, year, address) and lists its sections."""
        paper = self._paper(paper_id)
        linked = links([(paper.paper_id, paper.metadata.title)])
        return result(to_plain(overview_blocks(paper)), outline_dict(paper), linked)

    def get_section(
        self,
        paper_id: Key,
        section: Annotated[str, Field(description="Its number or its title, as get_paper lists them.", max_length=500)],
        start: Annotated[int, Field(description="Where to continue: next_start of an earlier call.", ge=0)] = 0,
    ) -> Annotated[CallToolResult, SectionText]:
        """Returns the text of a section of a paper, a long one in parts."""
        paper = self._paper(paper_id)
        found = find_section(paper, section)
        first = max(start, found.span.start)
        if first >= found.span.end:
            raise UsageError(
                f"The section ends before character {start}.", hint="Start at next_start of an earlier call, or at 0"
            )
        span = Span(first, min(first + _MAX_TEXT, found.span.end))
        structured: SectionText = {
            "paper_id": paper.paper_id,
            "section": found.heading,
            "span": span_dict(span),
            "locator": locator_dict(paper.manuscript.locate(first)),
            "text": span.of(paper.text),
            "text_sha256": paper.manuscript.text_sha256,
            "next_start": span.end if span.end < found.span.end else None,
        }
        more = f"\n\n(The section continues: start={span.end}.)" if span.end < found.span.end else ""
        return result(printable(structured["text"]) + more, structured, links([(paper.paper_id, paper.metadata.title)]))

    def verify_quotes(
        self,
        quotes: Annotated[tuple[QuotedText, ...], Field(description="The quotations to check.", min_length=1, max_length=20)],
    ) -> Annotated[CallToolResult, CheckedQuotes]:
        """Checks, word for word, whether quotations are in the papers, and returns the whole sentences around them.

        Case, white space, quotation marks, dashes and ligatures may differ, but no word.
        With a paper_id, all of that paper is searched; without one, only the passages nearest to the quotation.
        """
        with self._assistant().pinned() as assistant:
            return _checked(assistant, quotes)

    def find(
        self,
        sentence: SentenceText,
        papers: Keys = (),
        authors: Authors = (),
        years: Years = "",
        count: Annotated[int, Field(description="How many places of each kind.", ge=1, le=MAX_OCCURRENCES)] = 5,
    ) -> Annotated[CallToolResult, OccurrencesDict]:
        """Tells which papers say a sentence: verbatim, nearly verbatim (with what differs), in other words, or its opposite.

        Each place has a proven quote. Passages of the same subject are listed last: they need not agree.
        """
        assistant = self._assistant()
        finder = OccurrenceFinder(
            assistant.index,
            weights=self._numbers.window,
            thresholds=self._numbers.audit,
            reader=assistant.reader,
            literature=self._literature(),
        )
        found = finder.find(sentence, filters=Filters(papers, authors, _years(years)), count=count)
        shown = [item.citation for item in (*found.found, *found.nearest)]
        return result(to_plain(occurrence_blocks(found)), found.to_dict(), links_of(shown))

    def define(
        self, term: Term, papers: Keys = (), authors: Authors = (), years: Years = ""
    ) -> Annotated[CallToolResult, Definitions]:
        """Shows how the papers define a term: verbatim quotes with year and section, oldest first, grouped by sense.

        Reports of others' definitions are listed separately; sentences that only use the term are counted.
        """
        with self._assistant().index.snapshot() as index:
            keeper = LedgerKeeper(index.catalogue, index.embedder.identity, index_name=index.name)
            ledgers = keeper.ledgers(term, filters=Filters(papers, authors, _years(years)))
        structured: Definitions = {"ledgers": [ledger.to_dict() for ledger in ledgers]}
        shown = [citation for ledger in ledgers for citation in (*(entry.citation for entry in ledger.entries), *ledger.nearest)]
        return result(to_plain(ledger_blocks(ledgers)), structured, links_of(shown))

    def debate(
        self, claim: ClaimText, papers: Keys = (), authors: Authors = (), years: Years = ""
    ) -> Annotated[CallToolResult, DebateDict]:
        """Shows who in the papers holds a claim and who denies it, each with verbatim quotes, and apart from them who reports it.

        A sentence whose side is unclear is not shown, so that nothing found does not mean that nobody holds it.
        """
        with self._assistant().index.snapshot() as index:
            moderator = Moderator(index.catalogue, index.embedder.identity, index_name=index.name, literature=self._literature())
            found = moderator.debate(claim, filters=Filters(papers, authors, _years(years)))
        shown = [*(one.citation for one in found.entries), *found.nearest]
        return result(to_plain(debate_blocks(found)), found.to_dict(), links_of(shown))

    def audit_text(self, text: DraftText, name: DraftName = "draft.md") -> Annotated[CallToolResult, ReportDict]:
        """Checks a draft against the papers that it cites: each citation, each quotation, each statement with a citation.

        It reports what to correct (wrong authors, years, titles and sections, altered quotations, statements that a cited
        paper does not make) with quotes from the papers; what could not be judged is in the structured content.
        It reads and writes no file.
        """
        auditor = Auditor(
            self._assistant().index, self._literature(), weights=self._numbers.window, thresholds=self._numbers.audit
        )
        audit = auditor.audit(draft_of(text, name), before_each=anyio.from_thread.check_cancelled)
        shown = [citation for finding in audit.findings for citation in finding.evidence]
        return result(to_plain(audit_blocks(audit)), report_dict([audit]), links_of(shown))

    def papers(self) -> list[ResourceLink]:
        """Returns links to the texts of all papers."""
        return links((record.paper_id, record.metadata.title) for record in self._assistant().papers())

    def text(self, paper_id: str) -> str:
        """Returns the canonical text of a paper, of which every quote is a slice."""
        return self._paper(paper_id).text

    def _paper(self, paper_id: str) -> Paper:
        with self._assistant().pinned() as assistant:
            if (paper := assistant.paper(paper_id)) is None:
                raise unknown_paper(paper_id, [record.paper_id for record in assistant.papers()])
        return _without_folder(paper)


def _checked(assistant: Assistant, quotes: Iterable[QuotedText]) -> CallToolResult:
    metadata = {record.paper_id: record.metadata for record in assistant.papers()}
    results: list[CheckedQuote] = []
    lines: list[str] = []
    cited_papers: list[tuple[str, str | None]] = []
    for number, item in enumerate(quotes, start=1):
        anyio.from_thread.check_cancelled()  # no client waits for the rest of a cancelled call
        found = assistant.locate(item.text, paper=item.paper_id or None)
        if found is None:
            results.append({"text": item.text, "stands": False, "citation": None})
            where = f"in {item.paper_id}" if item.paper_id else "in the passages nearest to it"
            lines.append(one_line(f"{number}. Not found word for word {where}: {item.text[:80]}"))
            continue
        (citation,) = attribution.cite([found], {found.paper_id: metadata[found.paper_id]})
        results.append({"text": item.text, "stands": True, "citation": citation_dict(citation)})
        lines.append(one_line(f"{number}. Found in {cited(citation)}: {found.exact}"))
        cited_papers.append((found.paper_id, citation.title))
    structured: CheckedQuotes = {"results": results}
    return result("\n".join(lines), structured, links(cited_papers))


def _without_folder(paper: Paper) -> Paper:
    """Returns the paper without the folder of its file, which clients need not know."""
    return replace(paper, source=PurePath(paper.source).name)


def _years(text: str) -> tuple[int | None, int | None] | None:
    return parse_years(text) if text.strip() else None
