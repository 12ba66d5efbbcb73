"""The pages of one paper: what is known of it, its contents, its text with marks, and the pages of its PDF."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from alignqa.errors import UsageError
from alignqa.index.works import Copies
from alignqa.papers.document import Manuscript, Paper, RegionKind, Section, Span
from alignqa.papers.page_views.views import PageBox, PassageView
from alignqa.web.arguments import read_number, read_spans
from alignqa.web.desk import Desk
from alignqa.web.pages import page
from alignqa.web.shelf import known_facts

_PART = 20_000  # code points of the text that are shown at once, about


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a paper's text: its kind, its pieces and whether each is marked, and the section that begins with it."""

    kind: str
    pieces: tuple[tuple[str, bool], ...]
    section: Section | None = None
    first_mark: bool = False


async def read_paper(desk: Desk, request: Request) -> Response:
    """Shows what is known of a paper, and the part of its text that the address names."""
    query, key = request.query_params, request.path_params["key"]
    paper, copies = await desk.turns.call(request.receive, functools.partial(_paper_and_copies, desk, key))
    marks = read_spans(query, paper)
    at = read_number(query, "at", default=marks[0].start + 1 if marks else 1, most=len(paper.text) + 1) - 1
    parts = text_parts(paper.manuscript)
    number = next((place for place, part in enumerate(parts) if at < part.end), len(parts) - 1)
    locator = paper.manuscript.locate(marks[0].start) if marks else None
    return page(
        "paper.html",
        paper=paper,
        facts=known_facts(paper.metadata),
        copies=copies,
        lines=list(marked_lines(paper.manuscript, parts[number], marks)),
        before=parts[number - 1] if number else None,
        after=parts[number + 1] if number + 1 < len(parts) else None,
        part=number,
        parts=len(parts),
        marks=marks,
        locator=locator,
        first_page=paper.manuscript.pages[0].number if paper.manuscript.pages else None,
        pdf=is_pdf(paper),
        read_only=desk.read_only,
    )


async def read_page(desk: Desk, request: Request) -> Response:
    """Shows a page of a paper's PDF, with the spans of the address boxed if the words under the boxes are theirs."""
    key, number = request.path_params["key"], request.path_params["number"]
    paper = await desk.turns.call(request.receive, functools.partial(desk.paper, key))
    numbers = sorted({known.number for known in paper.manuscript.pages})
    if number not in numbers:
        if not numbers:
            raise UsageError(f"{key} has no pages.", hint="Read its text instead")
        raise UsageError(f"{key} has no page {number}.", hint=f"Give a number from {numbers[0]} to {numbers[-1]}")
    marks = read_spans(request.query_params, paper)[:1]
    beginning = _beginning(paper.manuscript, number)
    reason, seen, boxes = None, None, tuple[PageBox, ...]()
    for span in (*marks, beginning):  # the page may be another than that of the passage
        view = await desk.turns.call(request.receive, functools.partial(_view, desk, paper, span))
        reason = reason or view.reason
        if seen := next((one for one in view.pages if one.page == number), None):
            boxes = seen.boxes if span in marks else ()
            break
    place = numbers.index(number)
    return page(
        "page.html",
        paper=paper,
        number=number,
        last=numbers[-1],
        before=numbers[place - 1] if place else None,
        after=numbers[place + 1] if place + 1 < len(numbers) else None,
        seen=seen,
        boxes=boxes,
        reason=reason if marks or seen is None else None,
        marks=marks,
        quote=marks[0].of(paper.text) if marks else "",
        start=(*marks, beginning)[0].start,
    )


def text_parts(manuscript: Manuscript) -> list[Span]:
    """Cuts a text into parts to be shown one at a time: at headings where there are some, else at the ends of lines."""
    starts = sorted({section.span.start for section in manuscript.sections})
    parts: list[Span] = []
    begin = 0
    while len(manuscript.text) - begin > _PART:
        limit = begin + _PART
        headings = [start for start in starts if begin + _PART // 4 < start <= limit]
        newline = manuscript.text.rfind("\n", begin + _PART // 4, limit)
        end = headings[-1] if headings else newline + 1 if newline > begin else limit
        parts.append(Span(begin, end))
        begin = end
    return [*parts, Span(begin, len(manuscript.text))]


def marked_lines(manuscript: Manuscript, part: Span, marks: Sequence[Span]) -> Iterator[TextLine]:
    """Yields the lines of a part that are not empty, with the marked spans as pieces of their own."""
    sections = {section.span.start: section for section in manuscript.sections}
    start, marked = part.start, False
    for text in part.of(manuscript.text).split("\n"):
        line = Span(start, start + len(text))
        start = line.end + 1
        if not text.strip():
            continue
        inside = [Span(max(mark.start, line.start), min(mark.end, line.end)) for mark in marks if mark.overlaps(line)]
        kind = manuscript.kind_at(line.start + len(text) - len(text.lstrip()))
        section = sections.get(line.start) if kind is RegionKind.HEADING else None
        yield TextLine(kind.name.lower(), tuple(_pieces(manuscript.text, line, inside)), section, bool(inside) and not marked)
        marked = marked or bool(inside)


def _pieces(text: str, line: Span, marks: Sequence[Span]) -> Iterator[tuple[str, bool]]:
    done = line.start
    for mark in marks:
        if mark.start > done:
            yield text[done : mark.start], False
        if mark.end > done:
            yield text[max(done, mark.start) : mark.end], True
            done = mark.end
    if done < line.end:
        yield text[done : line.end], False


def is_pdf(paper: Paper) -> bool:
    """Checks whether a paper has pages that can be shown."""
    return bool(paper.manuscript.pages) and paper.source.casefold().endswith(".pdf")


def _paper_and_copies(desk: Desk, key: str) -> tuple[Paper, Copies]:
    return desk.paper(key), desk.library.copies().get(key, Copies())


def _beginning(manuscript: Manuscript, number: int) -> Span:
    """Returns the first word of a page, by which the page is found."""
    span = next(known.span for known in manuscript.pages if known.number == number)
    text = span.of(manuscript.text)
    first = span.start + len(text) - len(text.lstrip())
    return Span(first, min(span.end, first + len(text.split(maxsplit=1)[0]))) if text.strip() else span


def _view(desk: Desk, paper: Paper, span: Span) -> PassageView:
    key = (paper.paper_id, paper.manuscript.text_sha256, span)
    if (kept := desk.views.get(key)) is not None:
        return kept  # type: ignore[no-any-return]
    from alignqa.reviews.viewing import view_passages

    (view,) = view_passages(desk.library, [(paper.paper_id, span)])
    if view.pages:
        desk.views.keep(key, view)
    return view
