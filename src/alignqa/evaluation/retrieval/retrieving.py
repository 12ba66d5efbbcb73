"""The queries of a collection put to the product's own index and retriever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

from alignqa.evaluation.answers.asking import Progress
from alignqa.evaluation.collections.collection import Collection, Document
from alignqa.evaluation.journal import Journal
from alignqa.evaluation.retrieval.runs import Ranking
from alignqa.index.ingestion import IngestOutcome, NamedManuscript
from alignqa.index.library import Library
from alignqa.papers.document import Manuscript, Metadata
from alignqa.papers.parsing.manuscript.writer import ManuscriptWriter
from alignqa.retrieval.paper_ranking import find_papers
from alignqa.retrieval.question import analyse
from alignqa.retrieval.retriever import Retriever
from alignqa.retrieval.weights import RetrievalWeights

DEPTH = 100
"""Documents kept of each ranking: R@100 needs no more."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """Which documents each paper of the scratch index stands for; `left_out` have no prose and cannot be found."""

    documents: Mapping[str, tuple[str, ...]]
    left_out: tuple[str, ...]


def index_documents(documents: Sequence[Document], library: Library, *, progress: Progress | None = None) -> Indexed:
    """Takes the documents into the library, one paper each; documents of the very same text share a paper."""
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
    """One block of body text, with the title as metadata; the key is the place in the collection, by which ties are broken."""
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
    """A ranking of at most DEPTH documents for every judged query, in order; what `journal` holds is not asked again."""
    done = {ranking.query: ranking for ranking in journal.results}
    with closing(library.catalogue()) as catalogue, closing(library.search(catalogue)) as search:
        retriever = Retriever(catalogue, search, library.embedder, weights=weights)
        for number, query in enumerate(collection.queries, start=1):
            if query.id not in done:
                papers = find_papers(analyse(query.text), catalogue, retriever)
                found = [(document, paper.score) for paper in papers for document in indexed.documents.get(paper.paper_id, ())]
                done[query.id] = Ranking(query.id, tuple(found[:DEPTH]))
                journal.add(done[query.id])
            if progress is not None:
                progress(number, len(collection.queries))
    return [done[query.id] for query in collection.queries]
