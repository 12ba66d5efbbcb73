"""Answers, quotes and papers as Markdown: block quotes, and a list of sources."""

from __future__ import annotations

import re

from alignqa.answers.answer import Abstention, Answer, Citation, Outcome, Quote
from alignqa.papers.document import Paper
from alignqa.render.printable import one_line, printable
from alignqa.render.tables import Table, table_markdown
from alignqa.render.wording import FROM_METADATA, by_line, confidence_line, fact_lines, in_wholes, overclaim_warning, quoted_in

# Characters that CommonMark, or its extensions for tables and footnotes, would not show as they are.
_SPECIAL_SIGNS = r"[\\`*_\[\]<>~|$]|&(?=#?\w+;)"
_SPECIAL = re.compile(_SPECIAL_SIGNS)
WEB_ADDRESS = r"https?://[^\s<>\\]+"
_LINE_START = re.compile(r"^(\s{0,99})(?:([-+=#])|(\d{1,9})([.)]))", re.MULTILINE)


def as_markdown(value: object) -> str:
    """Renders a value of this library as Markdown; TypeError for any other value."""
    match value:
        case Answer() | Abstention():
            return outcome_markdown(value)
        case Quote():
            return quote_markdown(value)
        case Paper():
            return paper_markdown(value)
        case Table():
            return table_markdown([value])
    raise TypeError(f"There is no Markdown for {type(value).__name__}.")


def outcome_markdown(outcome: Outcome) -> str:
    """Renders an outcome with its question as the heading; rendered quotes read exactly as in their sources."""
    parts = [f"## {escaped(' '.join(outcome.question.split()))}"]
    parts.extend(f"Note: {escaped(notice)}" for notice in outcome.trace.notices)
    if isinstance(outcome, Answer):
        quotes = {citation.marker: citation.quote.exact for citation in outcome.citations}
        for claim in outcome.claims:
            markers = "".join(f" \\[{marker}\\]" for marker in claim.citations)
            if quotes.get(claim.citations[0]) == claim.text:
                parts.append(block_quote(claim.text, claim.citations[0]))
            else:
                warning = f" *{overclaim_warning(claim)}*" if overclaim_warning(claim) else ""
                parts.append(escaped(claim.text) + markers + warning)
        citations = outcome.citations
        if outcome.trace.generator is not None:  # show the quotes below its sentences
            parts.extend(block_quote(citation.quote.exact, citation.marker) for citation in citations)
        if outcome.facts:
            parts.extend((FROM_METADATA, "\n".join(f"- {escaped(line)}" for line in fact_lines(outcome.facts))))
        parts.append(confidence_line(outcome.confidence))
        if citations:
            parts.append("### Sources")
    else:
        citations = outcome.nearest
        parts.append(f"**No answer:** {escaped(outcome.message)} ({outcome.reason.value})")
        if citations:
            parts.append("The nearest passages, which do not answer the question:")
            parts.extend(block_quote(citation.quote.exact, citation.marker) for citation in citations)
            parts.append("### Sources")
    parts.append("\n".join(source_line(citation) for citation in citations))
    return "\n\n".join(part for part in parts if part) + "\n"


def quote_markdown(quote: Quote) -> str:
    """Renders a quote and its place."""
    place = "quoted in " * quote.quoted + ", ".join(part for part in (quote.paper_id, str(quote.locator)) if part)
    return f"{block_quote(quote.exact)}\n\n{escaped(place)}\n"


def paper_markdown(paper: Paper) -> str:
    """Renders the metadata of a paper and its sections."""
    known = paper.metadata
    about = (by_line(known.authors, known.year), paper.paper_id, f"{len(paper.text):,} characters")
    sections = (f"{'  ' * (section.level - 1)}- {escaped(one_line(section.heading))}" for section in paper.manuscript.sections)
    head = f"**{escaped(one_line(known.title or paper.paper_id))}**\n\n{escaped(', '.join(part for part in about if part))}\n"
    return "\n".join([head, *sections]).rstrip() + "\n"


def special_with(signs: str) -> re.Pattern[str]:
    """Returns a pattern of what is special in Markdown, and of the further `signs` of a dialect of it."""
    return re.compile(f"{_SPECIAL_SIGNS}|{signs}")


def escaped(text: str, *, special: re.Pattern[str] = _SPECIAL) -> str:
    """Escapes text so that Markdown shows every character as it is; each character of what is `special` gets a backslash."""
    text = special.sub(lambda match: "".join(f"\\{char}" for char in match.group()), printable(text))
    return _LINE_START.sub(lambda match: f"{match[1]}\\{match[2]}" if match[2] else f"{match[1]}{match[3]}\\{match[4]}", text)


def block_quote(text: str, marker: int | None = None) -> str:
    """Renders a quote as a block quote that ends with its marker, if it has one."""
    label = f" \\[{marker}\\]" if marker is not None else ""
    return "\n".join(f"> {line}".rstrip() for line in escaped(text).split("\n")) + label


def source_line(citation: Citation) -> str:
    """Renders the source of a quote as an item of a numbered list."""
    title = f"*{escaped(' '.join(citation.title.split()))}*" if citation.title else ""
    url = f"<{citation.url}>" if citation.url and re.fullmatch(WEB_ADDRESS, printable(citation.url)) else ""
    whole = escaped(in_wholes(citation))
    facts = (escaped(by_line(citation.authors, citation.year)), title, whole, escaped(str(citation.locator)), url)
    source = ", ".join(part for part in (*facts, f"key {escaped(citation.paper_id)}") if part)
    return " ".join(part for part in (f"{citation.marker}.", quoted_in(citation), source) if part)
