"""What `--span` means in a paper."""

from __future__ import annotations

import re

from alignqa.errors import UsageError
from alignqa.papers.document import Paper, Span


def parse_span(text: str, paper: Paper) -> Span:
    """The span "A:B" of the paper's text; UsageError where it is none or runs past the end."""
    match = re.fullmatch(r"\s*([0-9]{1,12})\s*:\s*([0-9]{1,12})\s*", text)
    if match is None:
        raise UsageError(f"{text!r} is not a span.", hint="Write two numbers of characters, such as 0:1000")
    start, end = int(match[1]), int(match[2])
    if not start < end <= len(paper.text):
        raise UsageError(
            f"{paper.paper_id} has no characters {start}:{end}; its text has {len(paper.text)}.",
            hint=f"Write A:B with A < B, both from 0 to {len(paper.text)}",
        )
    return Span(start, end)
