"""Names that may be one person's, and words that a topic is searched by."""

from __future__ import annotations

import pytest

from alignqa.watching.watches import is_author, terms_of


@pytest.mark.parametrize(
    ("wanted", "name", "same"),
    [
        ("Evan Hubinger", "Evan Hubinger", True),
        ("Evan Hubinger", "E. Hubinger", True),
        ("E. Hubinger", "Evan Hubinger", True),
        ("Hubinger", "Evan Hubinger", True),
        ("Hubinger, Evan", "Evan Hubinger", True),
        ("evan hubinger", "Evan Hubinger", True),
        ("Evan Hubinger", "Erika Hubinger", False),
        ("Evan Hubinger", "Hubinger", False),
        ("Evan Hubinger", "Evan Hubing", False),
        ("Paul Christiano", "Paul F. Christiano", True),
        ("Samuel R. Bowman", "Samuel L. Bowman", False),
        ("Chris van Merwijk", "Chris van Merwijk", True),
        ("Merwijk", "Chris van Merwijk", True),
        ("Jérémy Scheurer", "Jeremy Scheurer", True),
        ("Wang", "Wang Lei", False),
    ],
)
def test_one_person_or_not(wanted: str, name: str, same: bool) -> None:
    assert is_author(wanted, name) is same


@pytest.mark.parametrize(
    ("topic", "terms"),
    [
        ("deceptive alignment", ("deceptive", "alignment")),
        ('the "inner alignment" of models', ("inner alignment", "models")),
        ("mesa-optimizers) OR all:x", ("mesa", "optimizers", "x")),
        ('"unclosed phrase', ("unclosed", "phrase")),
        ('""', ()),
        ("of the", ()),
    ],
)
def test_words_and_phrases_of_a_topic(topic: str, terms: tuple[str, ...]) -> None:
    assert terms_of(topic) == terms
