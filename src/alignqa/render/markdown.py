"""An answer as Markdown: block quotes, and a list of sources."""

from __future__ import annotations

import re

from alignqa.answers.answer import Answer, Citation, Outcome
from alignqa.render.printable import printable
from alignqa.render.wording import by_line, sure

# What CommonMark, and its tables and footnotes, would read as something else than the letter that stands there.
_SPECIAL = re.compile(r"[\\`*_\[\]<>~|$]|&(?=#?\w+;)")
_LINE_START = re.compile(r"^(\s*)(?:([-+=#])|(\d{1,9})([.)]))", re.MULTILINE)


def outcome_markdown(outcome: Outcome) -> str:
    """The outcome with its question as heading; quotes read the same when the Markdown is rendered."""
    parts = [f"## {escaped(' '.join(outcome.question.split()))}"]
    if isinstance(outcome, Answer):
        quotes = {citation.marker: citation.quote.exact for citation in outcome.citations}
        for claim in outcome.claims:
            markers = "".join(f" \\[{marker}\\]" for marker in claim.citations)
            if quotes.get(claim.citations[0]) == claim.text:
                parts.append(block_quote(claim.text, claim.citations[0]))
            else:
                parts.append(escaped(claim.text) + markers)
        citations = outcome.citations
        parts.append(sure(outcome.confidence))
        parts.append("### Sources")
    else:
        citations = outcome.nearest
        parts.append(f"**No answer:** {escaped(outcome.message)} ({outcome.reason.value})")
        if citations:
            parts.append("The nearest passages, which do not answer the question:")
            parts.extend(block_quote(citation.quote.exact, citation.marker) for citation in citations)
            parts.append("### Where they stand")
    parts.append("\n".join(source_line(citation) for citation in citations))
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown renders letter by letter."""
    text = _SPECIAL.sub(lambda match: f"\\{match.group()}", printable(text))
    return _LINE_START.sub(lambda match: f"{match[1]}\\{match[2]}" if match[2] else f"{match[1]}{match[3]}\\{match[4]}", text)


def block_quote(text: str, marker: int) -> str:
    """A quote as a block quote that ends with its marker."""
    lines = [f"> {line}".rstrip() for line in escaped(text).split("\n")]
    return "\n".join([*lines[:-1], f"{lines[-1]} \\[{marker}\\]"])


def source_line(citation: Citation) -> str:
    """Where a quote stands, as an item of a numbered list."""
    title = f"*{escaped(' '.join(citation.title.split()))}*" if citation.title else ""
    url = f"<{citation.url}>" if citation.url and re.fullmatch(r"https?://[^\s<>\\]+", printable(citation.url)) else ""
    facts = (escaped(by_line(citation.authors, citation.year)), title, escaped(str(citation.locator)), url)
    return f"{citation.marker}. " + ", ".join(part for part in (*facts, f"key {escaped(citation.paper_id)}") if part)
