"""Answers, quotes, papers and tables as HTML for a notebook; no text of a paper becomes markup, mathematics or a link."""

from __future__ import annotations

import html
import re

from alignqa.answers.answer import Abstention, Answer, Citation, Outcome, Quote
from alignqa.papers.document import Paper
from alignqa.render.markdown import WEB_ADDRESS
from alignqa.render.printable import one_line, printable
from alignqa.render.tables import Table
from alignqa.render.wording import by_line, cited, confidence_line, count_of, overclaim_warning

# Dollar signs and backslashes begin mathematics in a notebook, but not when each is alone in an element.
_MATH = re.compile(r"[$\\]")
_QUOTE = "margin:.6em 0 .2em;padding-left:.8em;border-left:3px solid #888"


def as_html(value: object) -> str:
    """Renders a value of this library as HTML; TypeError for any other value."""
    match value:
        case Answer() | Abstention():
            return outcome_html(value)
        case Quote():
            return quote_html(value)
        case Paper():
            return paper_html(value)
        case Table():
            return table_html(value)
    raise TypeError(f"There is no HTML for {type(value).__name__}.")


def outcome_html(outcome: Outcome) -> str:
    """Renders the question, the quotes with their sources and the confidence, or an abstention with the nearest passages."""
    parts = [f"<p><strong>{escaped(one_line(outcome.question))}</strong></p>"]
    parts.extend(f"<p><small>Note: {escaped(notice)}</small></p>" for notice in outcome.trace.notices)
    if isinstance(outcome, Answer):
        quotes = {citation.marker: citation.quote.exact for citation in outcome.citations}
        # A claim that only repeats its quote would appear twice.
        for claim in outcome.claims:
            if quotes.get(claim.citations[0]) != claim.text:
                markers = "".join(f"[{marker}]" for marker in claim.citations)
                warning = f" <em>{overclaim_warning(claim)}</em>" if overclaim_warning(claim) else ""
                parts.append(f"<p>{escaped(claim.text)} {markers}{warning}</p>")
        parts.extend(_cited_quote(citation) for citation in outcome.citations)
        if line := confidence_line(outcome.confidence):
            parts.append(f"<p><small>{line}</small></p>")
    else:
        parts.append(f"<p>No answer: {escaped(outcome.message)} ({outcome.reason.value})</p>")
        if outcome.nearest:
            parts.append("<p>The nearest passages, which do not answer the question:</p>")
            parts.extend(_cited_quote(citation) for citation in outcome.nearest)
    return _framed(parts)


def quote_html(quote: Quote) -> str:
    """Renders a quote and its place."""
    place = "quoted in " * quote.quoted + ", ".join(part for part in (quote.paper_id, str(quote.locator)) if part)
    return _framed([_block(quote.exact), f"<p><small>{escaped(place)}</small></p>"])


def paper_html(paper: Paper) -> str:
    """Renders the metadata of a paper and its sections."""
    known = paper.metadata
    about = by_line(known.authors, known.year)
    size = f"{len(paper.text):,} characters"
    parts = [
        f"<p><strong>{_linked(known.title or paper.paper_id, known.url)}</strong></p>",
        f"<p>{escaped(', '.join(part for part in (about, paper.paper_id, size) if part))}</p>",
    ]
    if sections := paper.manuscript.sections:
        items = "".join(
            f'<div style="padding-left:{section.level - 1}em">{escaped(one_line(section.heading))}</div>' for section in sections
        )
        parts.append(f"<details><summary>{count_of(len(sections), 'section')}</summary>{items}</details>")
    return _framed(parts)


def table_html(table: Table) -> str:
    """Renders a table with its title above the rows; columns of numbers are aligned to the right."""
    sides = ["right" if name.startswith("#") else "left" for name in table.columns]

    def row(cells: tuple[str, ...], element: str) -> str:
        inside = (
            f'<{element} style="text-align:{side}">{escaped(one_line(cell))}</{element}>'
            for cell, side in zip(cells, sides, strict=True)
        )
        return f"<tr>{''.join(inside)}</tr>"

    names = row(tuple(name.removeprefix("#") for name in table.columns), "th")
    rows = "".join(row(cells, "td") for cells in table.rows)
    return _framed([f"<table><caption>{escaped(one_line(table.title))}</caption>{names}{rows}</table>"])


def escaped(text: str) -> str:
    """Escapes text so that a browser, and the mathematics of a notebook, show every character as it is."""
    shown = html.escape(printable(text)).replace("\n", "<br>")
    return _MATH.sub(lambda found: f"<span>{found.group()}</span>", shown)


def _cited_quote(citation: Citation) -> str:
    return f"{_block(citation.quote.exact, citation.marker)}<p><small>{_linked(cited(citation), citation.url)}</small></p>"


def _block(text: str, marker: int | None = None) -> str:
    label = f"[{marker}] " if marker is not None else ""
    return f'<blockquote style="{_QUOTE}">{label}{escaped(text)}</blockquote>'


def _linked(text: str, url: str | None) -> str:
    """Renders the text, as a link if the address is a web address."""
    if url is None or not re.fullmatch(WEB_ADDRESS, printable(url)):
        return escaped(one_line(text))
    address = html.escape(url, quote=True)
    return f'<a href="{address}" rel="noopener noreferrer" target="_blank">{escaped(one_line(text))}</a>'


def _framed(parts: list[str]) -> str:
    return f'<div class="alignqa">{"".join(parts)}</div>'
