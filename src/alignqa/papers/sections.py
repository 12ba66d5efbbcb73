"""Finds the section of a paper that a user names by number, title or heading."""

from __future__ import annotations

import difflib

from alignqa.errors import UsageError
from alignqa.papers.bibliography.citation_keys import fold_title
from alignqa.papers.document import Paper, Section


def find_section(paper: Paper, wanted: str) -> Section:
    """Returns the section whose number, title or heading is `wanted`; case and punctuation do not matter.

    If there is none, a title that begins with `wanted` is enough, provided that only one does.
    Raises UsageError, whose hint offers the nearest headings.
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
        hint = f"Print a span, since the paper has no sections: alignqa show {paper.paper_id} --span 0:1000"
    elif offered:
        hint = f"Did you mean {'; '.join(offered)}?"
    else:
        hint = f"See its sections: alignqa show {paper.paper_id}"
    raise UsageError(f"{paper.paper_id} has no section {wanted!r}.", hint=hint)
