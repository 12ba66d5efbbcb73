"""A question is understood once, in one state of an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from math import log
from pathlib import Path

import numpy as np
import pytest

from alignqa.errors import UsageError
from alignqa.retrieval.questions.form import Kind
from alignqa.retrieval.questions.understanding import understand
from alignqa.retrieval.snapshots import OpenIndex, Snapshot
from choosing_worlds import SAME, ByHand, Given, add_paper, array, opened, retriever


@pytest.fixture
def embedder() -> ByHand:
    return ByHand()


@pytest.fixture
def index(tmp_path: Path, embedder: ByHand) -> Iterator[Snapshot]:
    """Two papers with three passages, one of which has a wick."""
    add_paper(tmp_path, "report7", Given("A wick."), Given("A jar."))
    add_paper(tmp_path, "moss2021", Given("A tower."))
    with closing(opened(tmp_path)) as catalogue, OpenIndex(catalogue, retriever(catalogue), embedder).snapshot() as snapshot:
        yield snapshot


def test_a_question_knows_its_form_and_its_vector(index: Snapshot, embedder: ByHand) -> None:
    question = understand("  What is\na RLHF? ", index)
    assert (question.text, question.kind) == ("What is a RLHF?", Kind.DEFINITION)
    assert np.array_equal(question.vector, array(SAME))
    assert embedder.questions == ["What is a RLHF?"]
    assert question.terms == ("RLHF", "reinforcement learning human feedback")


def test_topic_words_are_weighed_by_their_rarity_in_the_index(index: Snapshot) -> None:
    question = understand("Does a wick burn?", index)
    assert question.topic == ("wick", "burn")
    # One of three passages has a wick, none burns.
    weights = {word.word: weight for word, weight in question.topic_words.items()}
    assert weights == pytest.approx({"wick": log(8 / 3), "burn": log(8)})


def test_words_name_papers_only_where_they_may(index: Snapshot) -> None:
    text = "What does report7 say of wicks and jars?"
    named = understand(text, index, naming_papers=True)
    assert (named.mentions.papers, named.topic) == ({"report7": 1.0}, ("wicks", "jars"))
    plain = understand(text, index)
    assert (plain.mentions.papers, plain.topic) == ({}, ("report7", "wicks", "jars"))


def test_an_empty_question_is_refused_before_anything_is_embedded(index: Snapshot, embedder: ByHand) -> None:
    with pytest.raises(UsageError):
        understand(" ?", index)
    assert embedder.questions == []
