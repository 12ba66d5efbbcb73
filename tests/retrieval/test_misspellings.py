"""A slip of the pen is read as the word of the papers; a word that the papers lack, and which is none, stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from alignqa.index.catalogue.reading import Catalogue
from alignqa.retrieval.questions.misspellings import Mended, mend
from choosing_worlds import Given, add_paper, opened

PASSAGE = "The {} pseudo-harbour kept deceptive technology, gradient, quotes and wheels."


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """Three passages with the same words, and one with a word of its own, "wharfage"."""
    add_paper(tmp_path, "moss2021", *(Given(PASSAGE.format(name)) for name in ("first", "second", "third")), Given("A wharfage."))
    with closing(opened(tmp_path)) as found:
        yield found


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("what is a psuedo-harbour?", "what is a pseudo-harbour?"),  # neighbours swapped
        ("decpetive", "deceptive"),
        ("qoutes", "quotes"),
        ("wheells", "wheels"),  # a letter doubled
        ("gradiant", "gradient"),  # another vowel in a long word
        ("technolgy", "technology"),  # a letter too few in a long word
        ("technologgy", "technology"),
    ],
)
def test_a_slip_is_mended(catalogue: Catalogue, written: str, read: str) -> None:
    assert mend(written, catalogue).text == read


@pytest.mark.parametrize(
    "question",
    [
        "what are quotas?",  # another vowel in a short word
        "what are wheals?",
        "what is a pharbour?",
        "what does Qoutes say?",  # a name
        "what is a wharfege?",  # one passage is too few: its word may be the wrong one
        "harbours and technologies",  # other forms of known words
        "a pseudo-harbor",  # the other spelling
        "hwo si it?",
        "qoutes" * 300,
        "qoutes und vieles andere welches hierher gehört",  # another language
    ],
)
def test_other_words_stay_as_they_are(catalogue: Catalogue, question: str) -> None:
    assert mend(question, catalogue) == Mended(question)


def test_each_change_is_said(catalogue: Catalogue) -> None:
    assert mend("decpetive qoutes, decpetive wheels", catalogue) == Mended(
        "deceptive quotes, deceptive wheels", (("decpetive", "deceptive"), ("qoutes", "quotes"))
    )
    assert mend("qoutes", catalogue).notices == ("No paper here has “qoutes”; it was read as “quotes”.",)
