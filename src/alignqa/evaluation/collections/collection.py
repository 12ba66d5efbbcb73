"""A test collection: documents, queries, and judgements of which documents are relevant to which query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Qrels = Mapping[str, Mapping[str, int]]
"""Relevance (0 is none), by query and then by document."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a collection; it becomes one paper of a scratch index."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """One query."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """One line of the qrels."""

    line: int
    query: str
    document: str
    relevance: int


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection on which retrieval is measured; `queries` are those with judgements.

    `problems` has a line for each judgement of a query or a document that does not exist.
    `inputs` pairs the name of each file with its SHA-256.
    """

    documents: tuple[Document, ...]
    queries: tuple[Query, ...]
    qrels: Qrels
    problems: tuple[str, ...] = ()
    inputs: tuple[tuple[str, str], ...] = ()

    @property
    def judgements(self) -> int:
        """The number of pairs of a query and a relevant document."""
        return sum(1 for judged in self.qrels.values() for relevance in judged.values() if relevance > 0)


def assembled(
    documents: Sequence[Document],
    queries: Sequence[Query],
    judgements: Sequence[Judgement],
    *,
    inputs: tuple[tuple[str, str], ...] = (),
) -> Collection:
    """Assembles a collection.

    A judgement of an unknown query is left out; one of an unknown document stays, though it can never be found.
    Both are among the problems.
    """
    known_documents, known_queries = {document.id for document in documents}, {query.id for query in queries}
    qrels: dict[str, dict[str, int]] = {}
    problems: list[str] = []
    for judgement in judgements:
        if judgement.document not in known_documents:
            problems.append(f"qrels, line {judgement.line}: there is no document {judgement.document}")
        if judgement.query in known_queries:
            qrels.setdefault(judgement.query, {})[judgement.document] = judgement.relevance
        else:
            problems.append(f"qrels, line {judgement.line}: there is no query {judgement.query}")
    judged = tuple(query for query in queries if query.id in qrels)
    return Collection(tuple(documents), judged, qrels, tuple(problems), inputs)
