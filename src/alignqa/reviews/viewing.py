"""Shows passages on their pages, marked only where the words under the marks are proven to be the passage."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from alignqa.answers.quoting.folding import fold
from alignqa.errors import UnreadablePaper
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.library import Library, unknown_paper
from alignqa.papers.document import Paper, Span
from alignqa.papers.page_views.reading import pages_of, read_views, sought
from alignqa.papers.page_views.views import PageView, PassageView
from alignqa.papers.page_views.wire import MarkedBox, ViewReport
from alignqa.papers.parsing.files import read_bytes
from alignqa.papers.parsing.signatures import Format, sniff

_UNPROVEN = "The place of these words on the page could not be proven, so nothing is marked."
# The canonical text writes powers, indices and fractions with "^_{}/", and many files print accents as signs of their own.
_SET_APART = frozenset(" ^_{}/⁄ˆˇˉˊˋ˘˙˚˜˝")


def view_passages(library: Library, passages: Sequence[tuple[str, Span]], *, width: int = 900) -> tuple[PassageView, ...]:
    """Returns one view per passage, given by its paper's key and its span; images are `width` pixels wide.

    Boxes are drawn only where the words under them, read anew from the file, are the passage.
    A file that moved, changed, vanished or is no PDF raises nothing: the view has no pages then, and a reason.
    An unknown key is an UnknownPaper.
    """
    spans: dict[str, list[Span]] = {}
    for key, span in passages:
        spans.setdefault(key, []).append(span)
    found: dict[tuple[str, Span], PassageView] = {}
    with closing(library.catalogue()) as live, live.snapshot() as catalogue:
        for key, of_paper in spans.items():
            paper = catalogue.paper(key)
            if paper is None:
                raise unknown_paper(key, [record.paper_id for record in catalogue.papers()])
            distinct = list(dict.fromkeys(of_paper))
            views = _views_of(paper, distinct, catalogue, width)
            found.update(((key, span), view) for span, view in zip(distinct, views, strict=True))
    return tuple(found[passage] for passage in passages)


def unchanged_pdf(paper: Paper, catalogue: Catalogue) -> bytes:
    """Returns the PDF that a paper was read from; UnreadablePaper if it is no PDF, is not there, or has changed since."""
    path, to_text = Path(paper.source), f"Read its text: alignqa show {paper.paper_id}"
    source = catalogue.source(paper.source)
    if source is None or not path.is_absolute():
        raise UnreadablePaper(f"{paper.paper_id} was not read from a file of its own, so it has no pages.", hint=to_text)
    if not path.exists():
        raise UnreadablePaper(
            f"{path} is no longer there.",
            hint=f"Put it back, or ingest it from where it is now; meanwhile: alignqa show {paper.paper_id}",
        )
    data = read_bytes(path)
    if sniff(data, path) is not Format.PDF:
        raise UnreadablePaper(f"{path.name} is no PDF and has no pages.", hint=to_text)
    if hashlib.sha256(data).hexdigest() != source.file_sha256:
        raise UnreadablePaper(f"{path} has changed since it was ingested.", hint=f"Ingest it again: alignqa ingest {path}")
    return data


def _views_of(paper: Paper, spans: Sequence[Span], catalogue: Catalogue, width: int) -> list[PassageView]:
    passages = [sought(paper.manuscript, span) for span in spans]
    try:
        report = read_views(unchanged_pdf(paper, catalogue), Path(paper.source), passages, width=width)
    except UnreadablePaper as error:
        return [PassageView(reason=f"{error.message} {error.hint}.")] * len(spans)
    return [_view(paper, span, marks, report) for span, marks in zip(spans, report.passages, strict=True)]


def _view(paper: Paper, span: Span, marks: Sequence[MarkedBox], report: ViewReport) -> PassageView:
    is_proven = is_passage(" ".join(mark.text for mark in marks), span.of(paper.text))
    pages = [(page, report.pages[page.number]) for page in pages_of(paper.manuscript, span) if page.number in report.pages]
    views = tuple(
        PageView(
            page=page.number,
            page_label=page.label,
            width=drawn.width,
            height=drawn.height,
            image=drawn.image,
            boxes=tuple(mark.box for mark in marks if is_proven and mark.page == page.number),
        )
        for page, drawn in pages
    )
    return PassageView(views, None if is_proven else _UNPROVEN if views else f"{paper.paper_id} has no page with these words.")


def is_passage(found: str, passage: str) -> bool:
    """Checks whether the words found on a page are those of a passage."""
    return bool(found) and _compared(found) == _compared(passage)


def _compared(text: str) -> str:
    """The text folded as the gate folds, without what the page and the canonical text write in ways of their own.

    That is white space, which most files leave to the reader, and the signs of powers, indices, fractions and accents.
    """
    decomposed = unicodedata.normalize("NFKD", fold(text).text)
    return "".join(char for char in decomposed if char not in _SET_APART and not unicodedata.combining(char))
