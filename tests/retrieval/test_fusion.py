import pytest

from alignqa.retrieval.fusion import min_max, reciprocal_ranks, weighted_sum


def test_scores_are_stretched_to_the_unit_interval() -> None:
    assert min_max([(7, 6.0), (8, 4.0), (9, 2.0)]) == {7: 1.0, 8: 0.5, 9: 0.0}


def test_equal_scores_count_fully() -> None:
    assert min_max([(7, 3.0), (8, 3.0)]) == {7: 1.0, 8: 1.0}
    assert min_max([]) == {}


def test_what_a_list_lacks_counts_nothing() -> None:
    assert weighted_sum([(0.5, {1: 1.0, 2: 0.5}), (0.5, {2: 1.0})]) == {1: 0.5, 2: 0.75}


def test_reciprocal_ranks_add_up() -> None:
    found = reciprocal_ranks([[(1, 9.0), (2, 8.0)], [(2, 0.3)]], constant=60)
    assert found == pytest.approx({1: 1 / 61, 2: 1 / 62 + 1 / 61})
