"""Has a child process find passages on the pages of a PDF, and draw those pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from alignqa.papers.document import Manuscript, Page, Span
from alignqa.papers.page_views.wire import SoughtPassage, ViewReport, decode_report, encode_task
from alignqa.papers.parsing.pdf.child.child_process import crashed, limits_for, report_of_child

_CHILD = "alignqa.papers.page_views.child.view_main"
_CONTEXT = 80  # code points on either side, which tell a passage from another of the same words
_MOST_PAGES = 4  # of one passage; a longer one is a section, and is shown from its beginning


def read_views(data: bytes, path: Path, passages: Sequence[SoughtPassage], *, width: int) -> ViewReport:
    """Finds `passages` in the PDF `data`, which came from `path`; raises UnreadablePaper if that costs too much or crashes."""
    task = encode_task(tuple(passages), width, data)
    wire = report_of_child(_CHILD, (), task, path, limits=limits_for(len(data)))
    try:
        report = decode_report(wire)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise crashed(path) from error
    if len(report.passages) != len(passages):
        raise crashed(path)
    return report


def sought(manuscript: Manuscript, span: Span) -> SoughtPassage:
    """The passage at `span`, with the text around it and its pages."""
    text = manuscript.text
    return SoughtPassage(
        text=span.of(text),
        before=text[max(0, span.start - _CONTEXT) : span.start],
        after=text[span.end : span.end + _CONTEXT],
        pages=tuple(page.number for page in pages_of(manuscript, span)),
    )


def pages_of(manuscript: Manuscript, span: Span) -> tuple[Page, ...]:
    """The first pages that a span is printed on, each once, in reading order."""
    found = {page.number: page for page in reversed(manuscript.pages) if page.span.overlaps(span)}
    in_order = sorted(found.values(), key=lambda page: page.span.start)
    return tuple(in_order[:_MOST_PAGES])
