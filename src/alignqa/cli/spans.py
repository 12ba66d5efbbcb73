"""The option `--span A:B`: a span of a paper's text."""

from __future__ import annotations

import re

from alignqa.errors import UsageError
from alignqa.papers.document import Paper, Span


def parse_span(text: str, paper: Paper) -> Span:
    """Parses the span "A:B" of the paper's text; UsageError if it is malformed or runs past the end."""
    match = re.fullmatch(r"\s*([0-9]{1,12})\s*:\s*([0-9]{1,12})\s*", text)
    if match is None:
        raise UsageError(f"{text!r} is not a span.", hint="Give two character positions, such as --span 0:1000")
    start, end = int(match[1]), int(match[2])
    if not start < end <= len(paper.text):
        raise UsageError(
            f"{paper.paper_id} has no characters {start}:{end}; its text has {len(paper.text)} characters.",
            hint=f"Give A:B with A < B, both from 0 to {len(paper.text)}",
        )
    return Span(start, end)
