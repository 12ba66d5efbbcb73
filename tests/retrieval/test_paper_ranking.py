"""Papers by the words of their whole texts and by their best passages."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from alignqa.retrieval.paper_ranking import RankedPaper, find_papers, rank_papers
from alignqa.retrieval.retriever import RankedPassage
from alignqa.retrieval.snapshots import OpenIndex
from alignqa.retrieval.weights import Parts
from choosing_worlds import HALF, PLAIN, ByHand, Given, add_paper, asked, opened, passage, retriever

WEIGHTS = replace(PLAIN, paper_dense=0.6, paper_sentence=0.2)


def ranked(lexical: Mapping[str, float], *passages: tuple[str, Parts]) -> list[RankedPaper]:
    found = [
        RankedPassage(passage(at, "Some text.", paper=paper), 0.0, parts=parts) for at, (paper, parts) in enumerate(passages)
    ]
    return rank_papers(lexical, found, weights=WEIGHTS)


def test_a_paper_counts_by_its_words_and_the_best_of_its_passages() -> None:
    found = ranked(
        {"ash": 4.0, "birch": 2.0, "yew": 3.0},  # 1, 0 and 0.5 of the whole part
        ("birch", Parts(dense=0.5, sentence=1.0)),
        ("birch", Parts(dense=1.0, sentence=0.0)),
        ("ash", Parts(dense=0.25, sentence=0.5)),
        ("elm", Parts(dense=0.75, sentence=0.25)),
    )
    # ash 1 + 0.6 * 0.25 + 0.2 * 0.5; birch 0 + 0.6 * 1 + 0.2 * 1, of two passages; yew 0.5; elm 0.45 + 0.05.
    assert found == [RankedPaper("ash", 1.25), RankedPaper("birch", 0.8), RankedPaper("elm", 0.5), RankedPaper("yew", 0.5)]


def test_many_passages_are_no_better_than_one() -> None:
    one, many = ("one", Parts(dense=0.5)), ("many", Parts(dense=0.5))
    assert {paper.score for paper in ranked({}, one, *[many] * 20)} == {0.3}


def test_a_paper_is_found_by_words_that_stand_in_different_passages(tmp_path: Path) -> None:
    add_paper(tmp_path, "both", Given("A wick."), Given("A jar."))
    add_paper(tmp_path, "wick", Given("A wick."), Given("A door."))
    add_paper(tmp_path, "near", Given("A tower.", HALF))
    with closing(opened(tmp_path)) as catalogue:
        index = OpenIndex(catalogue, retriever(catalogue, WEIGHTS), ByHand())
        with index.snapshot() as snapshot:
            found = find_papers(asked("jar wick"), snapshot)
    assert [paper.paper_id for paper in found] == ["both", "near", "wick"]
    # The least of the two that the words find has nothing of their part; the tower is nearest by far.
    assert [paper.score for paper in found] == pytest.approx([1.0, 0.8, 0.0])
