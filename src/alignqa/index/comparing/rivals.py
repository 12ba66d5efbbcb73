"""Weighs a new text against papers of the index that are said to be the same work: shared sentences prove it or refute it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from alignqa.index.catalogue.reading import Catalogue
from alignqa.index.catalogue.records import PaperRecord
from alignqa.index.catalogue.sentence_marks import Overlap, mark
from alignqa.index.preparation import ReadPaper
from alignqa.index.works import is_another_text
from alignqa.papers.document import PROSE
from alignqa.papers.identity.evidence import shared_identifier
from alignqa.papers.identity.identification import LISTED

_KEY = "key"


def weighed(paper: ReadPaper, source: str, catalogue: Catalogue) -> tuple[ReadPaper, list[PaperRecord]]:
    """Returns a paper with the facts that its text bears out, and the papers that it shows not to be the work it is.

    A paper that was taken for a listed work by its signs is not that work if its text is another than that of a paper
    that is; of two different texts the longer is the work, unless the user said which is: notes on a work are shorter.
    One that was taken for notes on a work is an excerpt of it if most of its sentences stand in a paper that is that work.
    `source` is the paper's own file, which is not compared with itself.
    """
    own = _marks(paper)
    if paper.noted and any(_is_excerpt(own, record, catalogue) for record in catalogue.taken_for(paper.noted)):
        paper = paper.as_excerpt()
    if not paper.work and not paper.manuscript.metadata.arxiv_id and not paper.manuscript.metadata.doi:
        return paper, []
    doubtful: list[PaperRecord] = []
    for record in catalogue.taken_for(paper.work) if paper.work else ():
        overlap = _overlap(own, record, catalogue)
        if record.source == source or not is_another_text(overlap):
            continue
        named = record.metadata.origins.get(_KEY, LISTED) != LISTED
        if paper.work and (named or overlap.size_of_one <= overlap.size_of_other):
            notice = f"Its text is another than that of {record.paper_id}, which is the same listed work: it is not taken for it."
            return _differing(paper.without_work(notice), own, source, catalogue), []
        doubtful.append(record)
    return _differing(paper, own, source, catalogue, but=frozenset(record.paper_id for record in doubtful)), doubtful


def _differing(
    paper: ReadPaper, own: set[int], source: str, catalogue: Catalogue, but: frozenset[str] = frozenset()
) -> ReadPaper:
    """Adds a notice for each paper of the index that has the same arXiv number or DOI but another text."""
    metadata = paper.manuscript.metadata
    notices = [
        f"It has the {shared_identifier(record.metadata, metadata)} of {record.paper_id}, but another text: "
        "the two are not called versions of one work."
        for record in catalogue.identified_by(metadata)
        if record.source != source and record.paper_id not in but and is_another_text(_overlap(own, record, catalogue))
    ]
    return replace(paper, manuscript=replace(paper.manuscript, notices=(*paper.manuscript.notices, *notices)))


def _is_excerpt(own: set[int], record: PaperRecord, catalogue: Catalogue) -> bool:
    """Checks whether most sentences of a text stand in a paper; of notes that quote it, fewer do."""
    return 2 * _overlap(own, record, catalogue).shared > len(own)


def _overlap(own: set[int], record: PaperRecord, catalogue: Catalogue) -> Overlap:
    passages = catalogue.passages_of(record.paper_id)
    spans = ((span, passage) for passage in passages if passage.kind in PROSE for span in passage.sentences)
    others = _distinct(passage.text[span.start - passage.span.start : span.end - passage.span.start] for span, passage in spans)
    return Overlap("", record.paper_id, len(own & others), len(own), len(others))


def _marks(paper: ReadPaper) -> set[int]:
    prose = (passage for passage in paper.passages if passage.kind in PROSE)
    return _distinct(span.of(paper.manuscript.text) for passage in prose for span in passage.sentences)


def _distinct(sentences: Iterable[str]) -> set[int]:
    return {found for sentence in sentences if (found := mark(sentence)) is not None}
