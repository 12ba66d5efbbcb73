"""A collection of four small documents through the product's index, with the figures worked out beside it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from alignqa.adapters.scripted.index import MemoryIndex, ScriptedEmbedder
from alignqa.errors import StorageError, UsageError
from alignqa.evaluation.collections.collection import Collection, Document, Judgement, Query, assembled
from alignqa.evaluation.journal import Journal
from alignqa.evaluation.retrieval.measures import RunComparison, compare, figures, per_query, to_table
from alignqa.evaluation.retrieval.retrieving import Indexed, index_documents, retrieve_all
from alignqa.evaluation.retrieval.runs import Ranking, from_record, run_of, to_record
from alignqa.evaluation.statistics import Figure
from alignqa.evaluation.thresholds import missed, parse_thresholds
from alignqa.index.catalogue.records import PassageRecord
from alignqa.index.library import Library
from alignqa.papers.document import RegionKind, Span
from alignqa.retrieval.paper_ranking import rank_papers
from alignqa.retrieval.retriever import RankedPassage
from alignqa.retrieval.weights import Parts
from assistants import FITTED

COLLECTION = assembled(
    (
        Document("lamp", "Lamps", "A lamp burns oil through the night."),
        Document("wick", "Wicks", "A wick draws oil upwards."),
        Document("copy", "Wicks again", "A wick draws oil upwards."),
        Document("void", "Nothing", ""),
        Document("rye", "Bread", "Rye bread bakes for an hour."),
    ),
    (Query("q1", "Which wick draws oil?"), Query("q2", "How long does rye bread bake?")),
    (Judgement(1, "q1", "wick", 1), Judgement(2, "q2", "rye", 1)),
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    vectors = MemoryIndex()
    return Library(tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)


def journal(path: Path) -> Journal[Ranking]:
    return Journal(path / "rankings.jsonl", fingerprint="one", encode=to_record, decode=from_record)


def ranked(collection: Collection, library: Library, path: Path) -> list[Ranking]:
    indexed = index_documents(collection.documents, library)
    return retrieve_all(collection, library, indexed, weights=FITTED.retrieval, journal=journal(path))


def test_documents_become_papers_once(library: Library) -> None:
    told: list[tuple[int, int]] = []
    found = index_documents(COLLECTION.documents, library, progress=lambda done, total: told.append((done, total)))
    # Keys are places in the collection; equal texts share a paper, and a document without prose has none.
    assert found == Indexed({"d0000000": ("lamp",), "d0000001": ("wick", "copy"), "d0000004": ("rye",)}, ("void",))
    assert told == [(number, 5) for number in range(1, 6)]
    assert [record.metadata.title for record in library.papers()] == ["Lamps", "Wicks", "Bread"]
    assert library.verify() == []
    assert isinstance(library.embedder, ScriptedEmbedder)
    library.embedder.embedded.clear()
    assert index_documents(COLLECTION.documents, library) == found
    assert library.embedder.embedded == []


def test_a_document_that_changed_is_taken_anew(library: Library) -> None:
    index_documents([Document("lamp", "Lamps", "A lamp burns oil.")], library)
    index_documents([Document("lamp", "Lamps", "A lamp burns gas.")], library)
    assert [library.paper(record.paper_id).text for record in library.papers()] == ["A lamp burns gas."]


def test_what_a_broken_off_indexing_left_is_finished_by_the_next(tmp_path: Path) -> None:
    vectors = MemoryIndex(fails_at=2)  # the second batch of texts, before the duplicate
    library = Library(tmp_path / "index", embedder=ScriptedEmbedder(), open_vectors=lambda _: vectors)
    with pytest.raises(StorageError):
        index_documents(COLLECTION.documents, library)
    assert [record.paper_id for record in library.papers()] == ["d0000000", "d0000001"]
    vectors.fails_at = None
    assert index_documents(COLLECTION.documents, library).documents == {
        "d0000000": ("lamp",),
        "d0000001": ("wick", "copy"),
        "d0000004": ("rye",),
    }
    assert library.verify() == []


def test_queries_rank_documents_through_the_product(library: Library, tmp_path: Path) -> None:
    first, second = ranked(COLLECTION, library, tmp_path)
    assert (first.query, [document for document, _ in first.documents][:2]) == ("q1", ["wick", "copy"])
    assert (second.query, second.documents[0][0]) == ("q2", "rye")


def test_an_interrupted_run_goes_on_where_it_stopped(library: Library, tmp_path: Path) -> None:
    whole = ranked(COLLECTION, library, tmp_path)
    path = tmp_path / "rankings.jsonl"
    kept = path.read_bytes()
    path.write_bytes(kept[:-9])
    assert isinstance(library.embedder, ScriptedEmbedder)
    library.embedder.embedded.clear()
    assert ranked(COLLECTION, library, tmp_path) == whole
    assert library.embedder.embedded == ["How long does rye bread bake?"]
    assert path.read_bytes() == kept


def passage(paper_id: str, number: int, parts: Parts) -> RankedPassage:
    record = PassageRecord(number, paper_id, Span(0, 1), RegionKind.BODY, "", "x", (Span(0, 1),))
    return RankedPassage(record, score=0.0, parts=parts)


def test_a_paper_is_as_good_as_its_words_and_its_best_passages() -> None:
    passages = [
        passage("a", 1, Parts(dense=0.5, sentence=0.1)),
        passage("a", 2, Parts(dense=0.1, sentence=0.5)),
        passage("b", 3, Parts(dense=0.5, sentence=0.5)),
        passage("c", 4, Parts(dense=0.2)),
    ]
    found = rank_papers({"c": 8.0, "d": 6.0, "e": 4.0}, passages, weights=FITTED.retrieval)
    assert [(paper.paper_id, paper.score) for paper in found] == [("c", 1.14), ("a", 0.7), ("b", 0.7), ("d", 0.5), ("e", 0.0)]
    assert rank_papers({}, [], weights=FITTED.retrieval) == []


QRELS = {"q1": {"a": 1, "b": 1}, "q2": {"c": 1}, "q3": {"d": 1}}
RUN = {"q1": ("x", "a", "y", "z", "w", "b"), "q2": ("c",)}


def test_measures_are_those_of_the_literature() -> None:
    values = per_query(QRELS, RUN)
    # q1: relevant at places 2 and 6 of two relevant ones; q2: the only one first; q3: nothing was found.
    gain = (1 / math.log2(3) + 1 / math.log2(7)) / (1 + 1 / math.log2(3))
    assert values == {
        "nDCG@10": {"q1": pytest.approx(gain, abs=1e-6), "q2": 1.0, "q3": 0.0},
        "R@5": {"q1": 0.5, "q2": 1.0, "q3": 0.0},
        "R@10": {"q1": 1.0, "q2": 1.0, "q3": 0.0},
        "R@100": {"q1": 1.0, "q2": 1.0, "q3": 0.0},
        "RR": {"q1": 0.5, "q2": 1.0, "q3": 0.0},
    }
    found = {figure.name: (figure.value, figure.count) for figure in figures(values)}
    assert found["R@5"] == (0.5, 3)
    assert found["RR"] == (0.5, 3)
    assert to_table(values).splitlines()[0] == "query\tnDCG@10\tR@5\tR@10\tR@100\tRR"
    assert to_table(values).splitlines()[2] == "q2\t1.000000\t1.000000\t1.000000\t1.000000\t1.000000"


def test_the_order_counts_and_not_how_ties_of_scores_are_broken() -> None:
    tied = run_of([Ranking("q2", (("x", 0.5), ("c", 0.5)))])
    assert per_query({"q2": {"c": 1}}, tied)["RR"] == {"q2": 0.5}


def test_two_runs_are_compared_query_by_query() -> None:
    other = {"q1": ("a", "b"), "q2": ("x", "c"), "q3": ("x", "d")}
    found = {one.name: one for one in compare(per_query(QRELS, RUN), per_query(QRELS, other))}
    # Differences of RR: -0.5, 0.5, -0.5; a sum of 0.5 or more, either way, has every pattern of signs.
    assert found["RR"] == RunComparison("RR", 0.5, pytest.approx(2 / 3, abs=1e-6), 1, 2, 1.0)
    # Differences of R@5: -0.5, 0, -1; of the eight patterns all but those with signs against each other reach 1.5.
    assert found["R@5"] == RunComparison("R@5", 0.5, 1.0, 0, 2, 0.5)


def test_thresholds_are_read_and_held() -> None:
    thresholds = parse_thresholds(["nDCG@10 = 0.5", "RR=1", "R@5=0.2"], known=("nDCG@10", "RR", "R@5"))
    found = (Figure("nDCG@10", 0.5), Figure("RR", 0.75), Figure("R@5", None))
    assert missed(thresholds, found) == [
        "RR is 0.7500 and should be at least 1.",
        "R@5 could not be measured and should be at least 0.2.",
    ]


@pytest.mark.parametrize("text", ["nDCG=0.5", "RR", "RR=", "RR=high", "RR=1.5", "RR=nan", ""])
def test_thresholds_that_mean_nothing_are_errors(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_thresholds([text], known=("RR",))
    assert caught.value.exit_code == 2
