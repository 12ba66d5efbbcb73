"""The page of a passage that is marked in the text around it, for papers that have no pages to show it on."""

from __future__ import annotations

from alignqa.papers.document import Paper, Span
from alignqa.render.html.templating import render_page
from alignqa.render.wording import by_line

_AROUND = 4_000  # code points on either side


def passage_page(paper: Paper, span: Span) -> str:
    """Writes the passage at `span` as a page, with the text of its section around it."""
    section = paper.manuscript.section_at(span.start)
    whole = section.span if section and section.span.covers(span) else Span(0, len(paper.text))
    around = Span(max(whole.start, span.start - _AROUND), max(span.end, min(whole.end, span.end + _AROUND)))
    known = paper.metadata
    parts = (by_line(known.authors, known.year), str(paper.manuscript.locate(span.start)))
    return render_page(
        "passage.html",
        title=known.title or paper.paper_id,
        paper_id=paper.paper_id,
        place=", ".join(part for part in parts if part),
        before=paper.text[around.start : span.start],
        passage=span.of(paper.text),
        after=paper.text[span.end : around.end],
    )
