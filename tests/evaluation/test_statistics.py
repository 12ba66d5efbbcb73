import pytest

from alignqa.evaluation.statistics import Figure, paired_p_value, ratio, risk_coverage


def test_a_share_has_its_interval_and_is_the_same_every_time() -> None:
    found = ratio("any", [True] * 6 + [False] * 4)
    assert found == ratio("any", [True] * 6 + [False] * 4)
    assert (found.name, found.value, found.count) == ("any", 0.6, 10)
    # The binomial with n = 10 and p = 0.6 has its 2.5% and 97.5% quantiles at 3 and 9.
    assert (found.low, found.high) == (0.3, 0.9)


def test_a_ratio_weighs_members_by_their_wholes() -> None:
    # Two quotes of one answer right, one of another one wrong: 2 of 3. Drawn are answers: 2/2, 2/3 or 0/1.
    found = ratio("section", [2, 0], [2, 1])
    assert (found.value, found.low, found.high, found.count) == (0.666667, 0.0, 1.0, 3)


def test_a_share_of_nothing_has_no_value() -> None:
    assert ratio("page", []) == Figure("page", None)
    assert ratio("page", [0, 0], [0, 0]) == Figure("page", None)


def test_few_pairs_are_tested_exactly() -> None:
    # Differences 1, 1, 1: of the eight sign patterns two have a sum as large as 3.
    assert paired_p_value([1, 1, 1], [0, 0, 0]) == 0.25
    assert paired_p_value([1, 0], [0, 1]) == 1.0
    assert paired_p_value([0.5], [0.5]) == 1.0


def test_many_pairs_are_tested_by_draws_that_are_the_same_every_time() -> None:
    better, worse = [0.9] * 40, [0.1] * 40
    assert paired_p_value(better, worse) == pytest.approx(1 / 10_001)
    mixed = [0.1 * (number % 5) for number in range(40)]
    assert paired_p_value(mixed, mixed[::-1]) == paired_p_value(mixed, mixed[::-1])
    assert paired_p_value(mixed, mixed[::-1]) > 0.5


def test_risk_grows_with_coverage() -> None:
    # Surest first: right, wrong, right, and one without confidence that is wrong. Risks 0, 1/2, 1/3, 1/2.
    curve = risk_coverage([0.7, 0.9, 0.5, None], [False, True, True, False])
    assert curve.points == ((0.25, 0.0), (0.5, 0.5), (0.75, 0.333333), (1.0, 0.5))
    assert curve.area == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4, abs=1e-6)


def test_questions_of_equal_confidence_count_in_no_order() -> None:
    one, other = risk_coverage([0.5, 0.5], [True, False]), risk_coverage([0.5, 0.5], [False, True])
    assert one == other
    assert one.points == ((1.0, 0.5),)
    assert one.area == 0.5


def test_no_questions_have_no_curve() -> None:
    curve = risk_coverage([], [])
    assert (curve.points, curve.area) == ((), None)
