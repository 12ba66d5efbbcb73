"""Rankings, and run files in the TREC format."""

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
    """Returns a ranking as a JSON object."""
    return {"query": ranking.query, "documents": [list(pair) for pair in ranking.documents]}


def from_record(data: Mapping[str, Any]) -> Ranking:
    """Restores a ranking from the object that `to_record` made."""
    return Ranking(data["query"], tuple((str(document), float(score)) for document, score in data["documents"]))


def run_of(rankings: Iterable[Ranking]) -> Run:
    """Returns the order alone: measures follow it and never break ties of scores again."""
    return {ranking.query: tuple(document for document, _ in ranking.documents) for ranking in rankings}


def to_trec(rankings: Iterable[Ranking]) -> str:
    """Returns the text of a run file: query, Q0, document, rank, score and the name of the run."""
    return "".join(
        f"{ranking.query} Q0 {document} {rank} {score:.6f} alignqa\n"
        for ranking in rankings
        for rank, (document, score) in enumerate(ranking.documents, start=1)
    )


def read_trec(text: str, *, name: str) -> Run:
    """Reads the order of a run file, by score and then by rank; all malformed lines are one UsageError with their numbers."""
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
    faults.raise_any(hint="Give a run file of six columns, such as the run.trec that alignqa eval retrieval writes to --out")
    return {query: tuple(document for _, _, document in sorted(rows)) for query, rows in found.items()}
