"""What `--section` and `--span` mean in a paper."""

from __future__ import annotations

import difflib
import re

from alignqa.errors import UsageError
from alignqa.papers.citation_keys import fold_title
from alignqa.papers.document import Paper, Section, Span


def find_section(paper: Paper, wanted: str) -> Section:
    """The section of that number, title or heading, folded; the only one that begins so will do, too.

    UsageError offers the nearest headings.
    """
    sections = paper.manuscript.sections
    number = wanted.strip().rstrip(".").casefold()
    for section in sections:
        if number and section.number.rstrip(".").casefold() == number:
            return section
    folded = fold_title(wanted)
    for section in sections:
        if folded and folded in (fold_title(section.title), fold_title(section.heading)):
            return section
    begin = [section for section in sections if folded and fold_title(section.title).startswith(folded)]
    if len(begin) == 1:
        return begin[0]
    headings = {fold_title(section.heading): section.heading for section in sections}
    titles = {fold_title(section.title): section.heading for section in sections}
    near = difflib.get_close_matches(folded, [*titles, *headings], n=3, cutoff=0.5)
    offered = dict.fromkeys([*(section.heading for section in begin[:3]), *((titles | headings)[name] for name in near)])
    if not sections:
        hint = f"It has no sections; print a span: alignqa show {paper.paper_id} --span 0:1000"
    elif offered:
        hint = f"Did you mean {'; '.join(offered)}?"
    else:
        hint = f"See its sections: alignqa show {paper.paper_id}"
    raise UsageError(f"{paper.paper_id} has no section {wanted!r}.", hint=hint)


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
