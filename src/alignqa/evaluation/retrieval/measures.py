"""Measures rankings with ir-measures, and compares two runs query by query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType

from alignqa.errors import AlignqaError
from alignqa.evaluation.collections.collection import Qrels
from alignqa.evaluation.retrieval.runs import Run
from alignqa.evaluation.statistics import Figure, paired_p_value, ratio

RETRIEVAL_MEASURES = {
    "nDCG@10": "normalised discounted cumulative gain of the first ten",
    "R@5": "share of the relevant documents among the first five",
    "R@10": "share of the relevant documents among the first ten",
    "R@100": "share of the relevant documents among the first hundred",
    "RR": "reciprocal rank of the first relevant document; its mean is the MRR",
}

PerQuery = Mapping[str, Mapping[str, float]]
"""Values, by measure and then by query."""


@dataclass(frozen=True, slots=True)
class RunComparison:
    """One measure of two runs over the same queries.

    `value` and `other` are the means; `better` and `worse` are the numbers of queries on which the first run is so.
    """

    name: str
    value: float
    other: float
    better: int
    worse: int
    p_value: float


def library() -> ModuleType:
    """Loads ir-measures; AlignqaError, which names the extra, if it is not installed."""
    try:
        import ir_measures
    except ModuleNotFoundError as error:
        raise AlignqaError("ir-measures is not installed.", hint="Install it: pip install 'alignqa[eval]'") from error
    module: ModuleType = ir_measures
    return module


def per_query(qrels: Qrels, run: Run) -> PerQuery:
    """Returns every measure on every judged query; a query for which nothing was found counts as 0."""
    ir_measures = library()
    measures = [ir_measures.parse_measure(name) for name in RETRIEVAL_MEASURES]
    # The negated rank replaces the score, so that the order of the run counts and not how another tool breaks ties.
    scored = {query: {document: float(-place) for place, document in enumerate(run.get(query, ()))} for query in qrels}
    values: dict[str, dict[str, float]] = {name: dict.fromkeys(qrels, 0.0) for name in RETRIEVAL_MEASURES}
    plain = {query: dict(judged) for query, judged in qrels.items()}
    for metric in ir_measures.iter_calc(measures, plain, {query: found for query, found in scored.items() if found}):
        values[str(metric.measure)][metric.query_id] = round(metric.value, 6)
    return values


def figures(values: PerQuery) -> tuple[Figure, ...]:
    """Returns the mean of every measure over the queries."""
    return tuple(ratio(name, list(of_query.values())) for name, of_query in values.items())


def compare(values: PerQuery, others: PerQuery) -> tuple[RunComparison, ...]:
    """Compares every measure of two runs that were judged by the same qrels."""
    found = []
    for name, of_query in values.items():
        pairs = [(value, others[name][query]) for query, value in of_query.items()]
        one, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        found.append(
            RunComparison(
                name,
                round(sum(one) / len(one), 6),
                round(sum(other) / len(other), 6),
                sum(a > b for a, b in pairs),
                sum(a < b for a, b in pairs),
                round(paired_p_value(one, other), 6),
            )
        )
    return tuple(found)


def to_table(values: PerQuery) -> str:
    """Returns the values as a tab-separated table: one line per query, one column per measure."""
    queries = list(next(iter(values.values())))
    lines = ["\t".join(["query", *values])]
    lines += ["\t".join([query, *(f"{of_query[query]:.6f}" for of_query in values.values())]) for query in queries]
    return "\n".join(lines) + "\n"
