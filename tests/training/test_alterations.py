import random

import pytest

from training.alterations import altered, with_other

SENTENCES = [
    "The larger lamp burns longer.",
    "It was lit in 1987 by nobody.",
    "Keepers do not sleep.",
    "The wick is dry.",
    "It cannot be seen from 30 miles away.",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_falsehood_differs_from_its_sentence_in_one_point(sentence: str) -> None:
    for seed in range(30):
        found = altered(sentence, random.Random(seed))
        assert found is not None and found != sentence
        old, new = set(sentence.rstrip(".").split()), set(found.rstrip(".").split())
        assert len(old - new) <= 1 and len(new - old) <= 1, found


def test_every_way_of_altering_is_used() -> None:
    found = {altered("More than 12 lamps are not lit.", random.Random(seed)) for seed in range(60)}
    assert "Less than 12 lamps are not lit." in found
    assert "More than 12 lamps are lit." in found
    assert any("12" not in (one or "") for one in found)


def test_years_stay_years() -> None:
    years = {altered("It began in 1987", random.Random(seed)) for seed in range(40)} - {"It ended in 1987"}
    assert years and all(one is not None and 1970 < int(one.rsplit(" ", 1)[1]) < 2000 for one in years), years


def test_what_has_nothing_to_change_is_left_alone() -> None:
    assert altered("Lamps!", random.Random(1)) is None


def test_a_name_is_exchanged_for_another_that_is_not_there() -> None:
    others = ["Ann", "ann", "Bo", "Cy"]
    assert {with_other("Ann met Bo", "Ann", others, random.Random(seed)) for seed in range(9)} == {"Cy met Bo"}
    assert with_other("Ann", "Ann", ["ANN"], random.Random(1)) is None
