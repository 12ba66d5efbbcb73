"""Repairs the catalogue, and makes the vector index again from it."""

from __future__ import annotations

from dataclasses import replace

from alignqa.errors import IndexUnavailable
from alignqa.index import integrity
from alignqa.index.catalogue.database import START_AGAIN
from alignqa.index.catalogue.records import SourceRecord
from alignqa.index.catalogue.writing import NewPaper, WritableCatalogue
from alignqa.index.interfaces import Embedder, VectorIndex
from alignqa.index.passages.splitting import PassagePolicy
from alignqa.index.passages.vectors import embed_passages
from alignqa.index.preparation import PaperPreparer
from alignqa.index.upkeep import verification
from alignqa.papers.document import Paper
from alignqa.papers.identity.literature import Literature

_EMBEDDED_AT_ONCE = 512


def rebuild(catalogue: WritableCatalogue, vectors: VectorIndex, *, embedder: Embedder, policy: PassagePolicy) -> None:
    """Repairs the catalogue, and fills the vector index with its vectors, never with damaged ones.

    Only what is damaged is computed again. Papers whose text or record is damaged are taken out, with their files named by
    `catalogue.unread`. An interrupted rebuild is noticed when the index is next opened, and is simply run again.
    """
    identity = embedder.identity
    try:
        catalogue.upgrade(identity)
        found = list(catalogue.faults(identity))
        damaged = catalogue.repair(found, identity)
        catalogue.begin_rebuild()
        for key in damaged:
            if paper := catalogue.paper(key):
                _make_again(catalogue, paper, embedder, policy)
        if found:
            verification.require_sound(catalogue, embedder=identity)
    except IndexUnavailable as error:
        raise IndexUnavailable(f"The catalogue cannot be repaired. {error.message}", hint=START_AGAIN) from error
    refill(catalogue, vectors, embedder=embedder)
    catalogue.keep_marks()


def refill(catalogue: WritableCatalogue, vectors: VectorIndex, *, embedder: Embedder) -> None:
    """Clears the vector index and fills it with the catalogue's vectors; readers are refused meanwhile."""
    catalogue.begin_rebuild()
    vectors.clear()
    for page in catalogue.stored():
        integrity.upsert(catalogue, vectors, page, embedder.identity)
    integrity.finish_pending(catalogue, vectors, embedder=embedder.identity)
    catalogue.end_rebuild()


def _make_again(catalogue: WritableCatalogue, paper: Paper, embedder: Embedder, policy: PassagePolicy) -> None:
    """Splits a paper's text and embeds what is not stored; the paper takes its own place."""
    text = replace(paper.manuscript, metadata=paper.metadata, parser=catalogue.parsers().get(paper.paper_id) or "")
    read = PaperPreparer(policy, Literature()).split(text)
    by_hash = {passage.sha256: passage for passage in read.texts()}
    known = catalogue.vectors(by_hash, embedder.identity)
    missing = [(digest, passage) for digest, passage in by_hash.items() if digest not in known]
    for first in range(0, len(missing), _EMBEDDED_AT_ONCE):
        hashes, passages = zip(*missing[first : first + _EMBEDDED_AT_ONCE], strict=True)
        catalogue.keep_vectors(hashes, embed_passages(passages, embedder), embedder.identity)
    hashes = tuple(passage.sha256 for passage in read.texts())
    file = catalogue.source(paper.source) or SourceRecord(paper.source, paper.paper_id, -1, 0, "")
    catalogue.commit_paper(catalogue.begin_paper(NewPaper(replace(paper, manuscript=text), read.passages, hashes, file)))
