from dataclasses import replace

import pytest

from alignqa.retrieval.fusion import min_max
from alignqa.retrieval.weights import Parts
from assistants import FITTED


def test_scores_are_stretched_to_the_unit_interval() -> None:
    assert min_max({7: 6.0, 8: 4.0, 9: 2.0}) == {7: 1.0, 8: 0.5, 9: 0.0}


def test_equal_scores_count_fully() -> None:
    assert min_max({7: 3.0, 8: 3.0}) == {7: 1.0, 8: 1.0}
    assert min_max({}) == {}


def test_words_meaning_and_nearest_sentence_are_mixed() -> None:
    weights = replace(FITTED.retrieval, dense=0.4, sentence=0.25)
    assert weights.fuse(Parts(1.0, 1.0, 1.0)) == pytest.approx(1.0)
    assert weights.fuse(Parts(lexical=1.0)) == pytest.approx(0.6)
    assert weights.fuse(Parts(dense=1.0)) == pytest.approx(0.3)
    assert weights.fuse(Parts(sentence=1.0)) == pytest.approx(0.1)
