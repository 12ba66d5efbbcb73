"""Runs the queries of a collection through the index and the retriever of alignqa."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass

from alignqa.evaluation.answers.asking import Progress
from alignqa.evaluation.collections.collection import Collection, Document
from alignqa.evaluation.journal import Journal
from alignqa.evaluation.retrieval.runs import Ranking
from alignqa.index.library import Library
from alignqa.index.preparation import NamedManuscript
from alignqa.index.reports import IngestOutcome
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter
from alignqa.retrieval.paper_ranking import find_papers
from alignqa.retrieval.questions.understanding import understand
from alignqa.retrieval.retriever import Retriever
from alignqa.retrieval.snapshots import OpenIndex
from alignqa.retrieval.weights import RetrievalWeights

DEPTH = 100
"""Documents kept of each ranking, as many as R@100 needs."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """The documents that each paper of the scratch index stands for; those in `left_out` have no prose and cannot be found."""

    documents: Mapping[str, tuple[str, ...]]
    left_out: tuple[str, ...]


def index_documents(documents: Sequence[Document], library: Library, *, progress: Progress | None = None) -> Indexed:
    """Ingests the documents into the library, one paper each; documents with identical text share a paper."""
    items = [NamedManuscript(document.id, manuscript_of(document, number)) for number, document in enumerate(documents)]
    report = library.ingest_manuscripts(items, progress=lambda done, total, _: progress(done, total) if progress else None)
    found: dict[str, tuple[str, ...]] = {}
    left_out = []
    for document, taken in zip(documents, report.files, strict=True):
        if taken.outcome is IngestOutcome.REFUSED:
            left_out.append(document.id)
        else:
            found[taken.paper_id] = (*found.get(taken.paper_id, ()), document.id)
    return Indexed(found, tuple(left_out))


def manuscript_of(document: Document, number: int) -> Manuscript:
    """Returns a manuscript of one block of body text, with the title as metadata.

    Its key is the position in the collection, by which ties are broken.
    """
    writer = ManuscriptWriter()
    writer.block(document.text)
    return writer.finish(Metadata(title=document.title or None, key=f"d{number:07}"))


def retrieve_all(
    collection: Collection,
    library: Library,
    indexed: Indexed,
    *,
    weights: RetrievalWeights,
    journal: Journal[Ranking],
    progress: Progress | None = None,
) -> list[Ranking]:
    """Returns a ranking of at most DEPTH documents for every judged query, in order.

    Queries that have a result in `journal` are not run again.
    """
    done = {ranking.query: ranking for ranking in journal.results}
    with ExitStack() as stack:
        catalogue = stack.enter_context(closing(library.catalogue()))
        search = stack.enter_context(closing(library.search(catalogue)))
        retriever = Retriever(catalogue, search, library.embedder, weights=weights)
        index = stack.enter_context(OpenIndex(catalogue, retriever, library.embedder).snapshot())
        for number, query in enumerate(collection.queries, start=1):
            if query.id not in done:
                papers = find_papers(understand(query.text, index), index)
                found = [(document, paper.score) for paper in papers for document in indexed.documents.get(paper.paper_id, ())]
                done[query.id] = Ranking(query.id, tuple(found[:DEPTH]))
                journal.add(done[query.id])
            if progress is not None:
                progress(number, len(collection.queries))
    return [done[query.id] for query in collection.queries]
