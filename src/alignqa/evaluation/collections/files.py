"""Reads a collection from its files, in the given format or in the one that the ending of the corpus file indicates."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from alignqa.errors import UsageError
from alignqa.evaluation.collections import beir, qasper, scifact
from alignqa.evaluation.collections.collection import Collection, assembled
from alignqa.papers.document import sha256_of

_BY_ENDING = {"jsonl": "beir", "csv": "scifact", "json": "qasper"}


class CollectionFormat(StrEnum):
    """The file formats of collections; AUTO chooses by the ending of the corpus file."""

    AUTO = "auto"
    BEIR = "beir"
    SCIFACT = "scifact"
    QASPER = "qasper"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's bare name and its text."""

    name: str
    text: str


def read_collection(
    corpus: TextFile,
    *,
    queries: TextFile | None = None,
    qrels: TextFile | None = None,
    layout: CollectionFormat = CollectionFormat.AUTO,
) -> Collection:
    """Reads the collection in some files; UsageError for a missing, superfluous or malformed file, or an empty collection."""
    layout = _format_of(corpus.name) if layout is CollectionFormat.AUTO else layout
    given = tuple(file for file in (corpus, queries, qrels) if file is not None)
    inputs = tuple((file.name, sha256_of(file.text)) for file in given)
    if layout is CollectionFormat.QASPER:
        if queries or qrels:
            raise UsageError("A QASPER file has its own queries and relevant paragraphs.", hint="Omit --queries and --qrels")
        collection = assembled(*qasper.read_questions(corpus.text, name=corpus.name), inputs=inputs)
    else:
        if queries is None or qrels is None:
            raise UsageError(f"A collection in the format {layout} needs queries and qrels.", hint="Give --queries and --qrels")
        read = scifact.read_documents if layout is CollectionFormat.SCIFACT else beir.read_documents
        collection = assembled(
            read(corpus.text, name=corpus.name),
            beir.read_queries(queries.text, name=queries.name),
            beir.read_qrels(qrels.text, name=qrels.name),
            inputs=inputs,
        )
    if not collection.documents or not collection.queries:
        lacking = "documents" if not collection.documents else "queries with judgements"
        raise UsageError(f"The collection has no {lacking}.", hint="Check that the files belong together")
    return collection


def _format_of(name: str) -> CollectionFormat:
    ending = name.rpartition(".")[2].lower()
    if ending not in _BY_ENDING:
        raise UsageError(
            f"The format of {name} cannot be recognised by its name.", hint="Name it with --format beir, scifact or qasper"
        )
    return CollectionFormat(_BY_ENDING[ending])
