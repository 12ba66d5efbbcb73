"""Rankings, and run files in the format of TREC."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from alignqa.evaluation.fields import Faults

Run = Mapping[str, tuple[str, ...]]
"""The documents found for each query, best first."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The documents found for one query with their scores, best first."""

    query: str
    documents: tuple[tuple[str, float], ...]


def to_record(ranking: Ranking) -> dict[str, object]:
    """A ranking as a JSON object."""
    return {"query": ranking.query, "documents": [list(pair) for pair in ranking.documents]}


def from_record(data: Mapping[str, Any]) -> Ranking:
    """The ranking that `to_record` wrote down."""
    return Ranking(data["query"], tuple((str(document), float(score)) for document, score in data["documents"]))


def run_of(rankings: Iterable[Ranking]) -> Run:
    """The order alone: measures follow it, and never break ties of scores anew."""
    return {ranking.query: tuple(document for document, _ in ranking.documents) for ranking in rankings}


def to_trec(rankings: Iterable[Ranking]) -> str:
    """A run file: query, Q0, document, rank, score and the name of the run."""
    return "".join(
        f"{ranking.query} Q0 {document} {rank} {score:.6f} alignqa\n"
        for ranking in rankings
        for rank, (document, score) in enumerate(ranking.documents, start=1)
    )


def read_trec(text: str, *, name: str) -> Run:
    """The order of a run file, by score and then by rank; malformed lines are one UsageError with their numbers."""
    faults = Faults(name)
    found: dict[str, list[tuple[float, int, str]]] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            query, _, document, rank, score, _ = line.split()
            found.setdefault(query, []).append((-float(score), int(rank), document))
        except ValueError:
            faults.add(number, f"is not query, Q0, document, rank, score and name: {line.strip()[:60]!r}")
    faults.raise_any(hint="A run file has six columns; alignqa eval retrieval writes one, run.trec, into its --out folder")
    return {query: tuple(document for _, _, document in sorted(rows)) for query, rows in found.items()}
