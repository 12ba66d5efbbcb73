"""Whole pages as files: an answer, definitions, a summary, a table, an audit, an evaluation.

Each is one file with nothing from elsewhere. Those that quote carry a receipt that `alignqa verify` proves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from alignqa.answers.answer import Answer, Citation, Outcome
from alignqa.answers.quoting.surroundings import Surroundings
from alignqa.audits.drafts.draft import Draft
from alignqa.audits.findings import Audit
from alignqa.papers.page_views.views import PassageView
from alignqa.render.audit import change_line, not_judged, said, summary
from alignqa.render.html.marked_drafts import lines_of, tone_of
from alignqa.render.html.receipts import sealed
from alignqa.render.html.templating import render_page
from alignqa.render.json_text import to_json
from alignqa.render.ledger import USES, count_line, parts_of_ledger
from alignqa.render.tables import Table
from alignqa.render.wording import confidence_line, count_of, own_claims
from alignqa.summaries.ledger import Ledger, LedgerDict
from alignqa.summaries.pages import SummaryPage, file_name
from alignqa.summaries.tables.shown_cells import ShownCell

if TYPE_CHECKING:
    from alignqa.evaluation.answers.measures import WrongAnswer
    from alignqa.evaluation.statistics import Figure


def answer_document(
    outcome: Outcome,
    *,
    views: Mapping[int, PassageView] | None = None,
    surroundings: Mapping[int, Surroundings] | None = None,
    receipt: str = "",
) -> str:
    """Writes an answer, or an abstention with the nearest passages, as a page.

    `views` and `surroundings` go to the quotes by their markers; `receipt` is the outcome as JSON, made here if it is empty.
    """
    declined = not isinstance(outcome, Answer)
    citations = outcome.citations if isinstance(outcome, Answer) else outcome.nearest
    page = render_page(
        "answer.html",
        outcome=outcome,
        declined=declined,
        claims=own_claims(outcome) if isinstance(outcome, Answer) else (),
        citations=citations,
        about=_about(outcome, citations),
        views=views or {},
        leaved=any(view.pages for view in (views or {}).values()),
        surroundings=surroundings or {},
        receipt_text=receipt or to_json(outcome.to_dict()),
    )
    return sealed(page)


def definitions_document(ledgers: Sequence[Ledger]) -> str:
    """Writes the ledgers of terms as a page: who defined each, when, and in which words."""
    told: list[LedgerDict] = [ledger.to_dict() for ledger in ledgers]
    citations = [citation for ledger in ledgers for citation in _of_ledger(ledger)]
    page = render_page(
        "definitions.html",
        title=", ".join(ledger.term for ledger in ledgers),
        groups=[group for ledger in ledgers for group in _groups(ledger, named=len(ledgers) > 1)],
        citations=citations,
        receipt_text=to_json(told[0] if len(told) == 1 else told) if citations else "",
        trace=ledgers[0].trace,
    )
    return sealed(page)


def page_document(page: SummaryPage, *, existing: Collection[str] = ()) -> str:
    """Writes the page on a paper, a concept or a row of a table; related concepts among the `existing` pages are links."""
    links = [(name, f"{file_name(name)}.html" if file_name(name) in existing else "") for name in page.links]
    return sealed(
        render_page("summary.html", page=page, links=links, citations=page.citations(), receipt_text=to_json(page.to_dict()))
    )


def listing_document(title: str, pages: Sequence[tuple[str, str]]) -> str:
    """Writes the index of a folder, with a link to each page by its file's name and its title."""
    return sealed(
        render_page("listing.html", title=title, pages=[(shown or name, f"{file_name(name)}.html") for name, shown in pages])
    )


def table_document(table: Table, *, about: str = "", links: Sequence[str] = (), cells: Sequence[Sequence[ShownCell]] = ()) -> str:
    """Writes a table whose columns sort; `links` are the files, in the same folder, that belong to the rows.

    Of the `cells` after the first of each row, those that have a value open their quotes.
    """
    return sealed(render_page("table.html", script="sort.js", given=table, about=about, links=links, cells=cells))


def evaluation_document(
    title: str,
    *,
    about: str,
    tables: Sequence[Table],
    figures: Sequence[Figure],
    curve: Sequence[tuple[float, float]] = (),
    failures: Sequence[WrongAnswer] = (),
    remarks: Sequence[str] = (),
) -> str:
    """Writes an evaluation: its figures between 0 and 1 and the risk over coverage as plots, and everything as tables."""
    shares = [figure for figure in figures if figure.value is not None and 0 <= figure.value <= 1]
    page = render_page(
        "evaluation.html",
        script="sort.js",
        title=title,
        about=about,
        tables=tables,
        shares=shares,
        curve=curve if len(curve) > 1 else (),
        highest=max([risk for _, risk in curve] + [0.05]),
        failures=failures,
        remarks=remarks,
    )
    return sealed(page)


def audit_document(audited: Sequence[tuple[Draft, Audit]]) -> str:
    """Writes drafts line by line, with the words marked that were judged and each finding beside its line."""
    drafts = [_draft(draft, audit, f"draft-{number}") for number, (draft, audit) in enumerate(audited, start=1)]
    names = [audit.name for _, audit in audited]
    title = names[0] if len(names) == 1 else count_of(len(names), "draft")
    return sealed(render_page("audit.html", title=title, drafts=drafts, tone_of=tone_of, said=said, change_line=change_line))


def _about(outcome: Outcome, citations: Sequence[Citation]) -> str:
    if not isinstance(outcome, Answer):
        return f"The papers were asked and do not answer ({outcome.reason.value})."
    if outcome.facts and not citations:
        return "The metadata of the papers answer; nothing is quoted."
    papers = len({citation.paper_id for citation in citations})
    parts = [f"{count_of(len(citations), 'quote')} from {count_of(papers, 'paper')}"]
    if outcome.trace.generator:
        parts.insert(0, f"Written by {outcome.trace.generator}, each sentence resting on quotes")
    return ". ".join(part for part in (*parts, confidence_line(outcome.confidence)) if part) + "."


def _draft(draft: Draft, audit: Audit, prefix: str) -> dict[str, object]:
    lines = lines_of(draft, audit, prefix=prefix)
    return {
        "audit": audit,
        "summary": summary(audit),
        "lines": lines,
        "problems": [(line.place, finding) for line in lines for finding in line.findings if finding.is_problem],
        "not_judged": [line.removeprefix("- ") for line in not_judged(audit)[1:]],
    }


def _of_ledger(ledger: Ledger) -> Sequence[Citation]:
    return [entry.citation for entry in ledger.entries] or ledger.nearest


def _groups(ledger: Ledger, *, named: bool) -> Iterator[tuple[str, list[tuple[Citation, tuple[str, ...]]], str]]:
    """Yields a heading, its quotes and a remark: for each sense, then the reports, or what only uses the term."""
    parts = [(title, [(entry.citation, entry.also_in) for entry in entries]) for title, entries in parts_of_ledger(ledger)]
    if ledger.nearest or not parts:
        parts.append((USES.rstrip(":") if ledger.nearest else "", [(citation, ()) for citation in ledger.nearest]))
    for place, (title, quoted) in enumerate(parts):
        heading = ", ".join(part for part in (ledger.term if named else "", title) if part)
        yield heading or "Definitions", quoted, "" if place else count_line(ledger)
