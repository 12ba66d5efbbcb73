"""Writes copies of the PDFs that an answer cites, with its quotes highlighted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from alignqa.answers.quoting.verification import verify
from alignqa.atomic_files import write_file
from alignqa.errors import StorageError, UnreadablePaper, UsageError
from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.library import Library
from alignqa.papers.document import Paper, Span
from alignqa.papers.page_views.highlighting import Highlight, HighlightedCopy, highlighted_copy
from alignqa.papers.page_views.reading import read_views, sought
from alignqa.papers.page_views.wire import MarkedBox
from alignqa.reviews.viewing import is_passage, unchanged_pdf


@dataclass(frozen=True, slots=True)
class AnnotatedQuote:
    """A quote of an answer, and the copy in which it is highlighted, or the reason why it is in none."""

    paper_id: str
    span: Span
    file: Path | None = None
    pages: tuple[int, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class _Cited:
    """The quotes of one paper, with the notes on each, and the text that they are slices of."""

    text_sha256: str
    notes: dict[Span, list[str]] = field(default_factory=dict)


def annotate(
    outcomes: Sequence[Mapping[str, object]], library: Library, folder: Path, *, force: bool = False
) -> list[AnnotatedQuote]:
    """Writes the cited PDFs as `folder`/KEY.pdf, with the question and the claims as notes; returns the fate of each quote.

    `outcomes` are answers as JSON. One that is not proven, or cites nothing, is a UsageError, and nothing is written.
    A highlight is drawn only where the words under it are the quote, and every copy is read back before it is kept.
    A file in the way is a UsageError; `force` overwrites it, but never the file that a paper was read from.
    """
    with closing(library.catalogue()) as live, live.snapshot() as catalogue:
        faults = [check for outcome in outcomes for check in verify(outcome, catalogue) if check.fault]
        if faults:
            raise UsageError(
                f"The answer is not proven: {faults[0].name}: {faults[0].fault}.", hint="See more: alignqa verify FILE"
            )
        cited = _cited(outcomes)
        if not cited:
            raise UsageError("The answer cites nothing, so there is nothing to highlight.", hint="Give an answer with quotes")
        papers = {key: catalogue.paper(key) for key in cited}
        for paper in papers.values():
            _require_free(folder, paper, force=force)
        return [quote for key, of_paper in cited.items() for quote in _annotated(key, papers[key], of_paper, catalogue, folder)]


def _cited(outcomes: Sequence[Mapping[str, object]]) -> dict[str, _Cited]:
    """The quotes of proven answers by paper, in the order of the citations."""
    found: dict[str, _Cited] = {}
    for outcome in outcomes:
        claims: list[dict[str, object]] = outcome["claims"]  # type: ignore[assignment]  # `verify` has looked
        citations: list[dict[str, object]] = outcome["citations"]  # type: ignore[assignment]
        for citation in citations:
            quote: dict[str, object] = citation["quote"]  # type: ignore[assignment]
            said = [str(claim["text"]) for claim in claims if citation["marker"] in claim["citations"]]  # type: ignore[operator]
            claimed = [text for text in said if text != quote["exact"]]
            of_paper = found.setdefault(str(citation["paper_id"]), _Cited(str(citation["text_sha256"])))
            notes = of_paper.notes.setdefault(Span(int(str(quote["start"])), int(str(quote["end"]))), [])
            notes.append("\n".join([str(outcome["question"]), *(f"[{citation['marker']}] {text}" for text in claimed)]))
    return found


def _require_free(folder: Path, paper: Paper | None, *, force: bool) -> None:
    if paper is None:
        return
    target, source = folder / f"{paper.paper_id}.pdf", Path(paper.source)
    if not target.exists():
        return
    if source.exists() and target.samefile(source):
        raise UsageError(f"{target} is the paper itself, not a copy.", hint="Name another folder with --out")
    if not force:
        raise UsageError(f"{target} already exists.", hint="Name another folder with --out, or overwrite it with --force")


def _annotated(key: str, paper: Paper | None, cited: _Cited, catalogue: Catalogue, folder: Path) -> Iterator[AnnotatedQuote]:
    if paper is None or paper.manuscript.text_sha256 != cited.text_sha256:
        reason = f"{key} has since been replaced or removed. Ask the question again."
        yield from (AnnotatedQuote(key, span, reason=reason) for span in cited.notes)
        return
    try:
        data, path = unchanged_pdf(paper, catalogue), Path(paper.source)
        report = read_views(data, path, [sought(paper.manuscript, span) for span in cited.notes], width=0)
        proven = {
            span: marks
            for span, marks in zip(cited.notes, report.passages, strict=True)
            if is_passage(" ".join(mark.text for mark in marks), span.of(paper.text))
        }
        highlights = {span: _highlights(marks, "\n\n".join(dict.fromkeys(cited.notes[span]))) for span, marks in proven.items()}
        if highlights:
            copy = highlighted_copy(data, path, [each for of_span in highlights.values() for each in of_span])
            _require_whole(copy, highlights, paper)
            _write(folder / f"{key}.pdf", copy.data)
    except UnreadablePaper as error:
        yield from (AnnotatedQuote(key, span, reason=f"{error.message} {error.hint}.") for span in cited.notes)
        return
    for span in cited.notes:
        if span in highlights:
            yield AnnotatedQuote(key, span, folder / f"{key}.pdf", tuple(each.page for each in highlights[span]))
        else:
            yield AnnotatedQuote(key, span, reason="The place of these words on the page could not be proven.")


def _highlights(marks: Sequence[MarkedBox], note: str) -> list[Highlight]:
    """One highlight for each page of a quote."""
    pages = dict.fromkeys(mark.page for mark in marks)
    return [Highlight(page, tuple(mark.box for mark in marks if mark.page == page), note) for page in pages]


def _require_whole(copy: HighlightedCopy, highlights: Mapping[Span, Sequence[Highlight]], paper: Paper) -> None:
    """Raises UnreadablePaper unless the copy has all highlights, each with its note and on the words of its quote."""
    read = list(copy.highlights)
    wanted = [(each.page, each.note) for of_span in highlights.values() for each in of_span]
    are_there = [(each.page, each.note) for each in read] == wanted
    for span, of_span in highlights.items():
        own, read = read[: len(of_span)], read[len(of_span) :]
        if not are_there or not is_passage(" ".join(each.text for each in own), span.of(paper.text)):
            raise UnreadablePaper(
                f"The copy of {paper.paper_id} does not show its highlights where they belong, so it was not kept.",
                hint="Open the paper in a PDF viewer, save it again as PDF, and ingest the new file",
            )


def _write(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, data)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be written: {error.strerror}.", hint="Check the folder and the free disk space"
        ) from error
