"""Questions are split and stemmed as SQLite splits and stems the papers: else a word is asked for that no passage can have."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from alignqa.retrieval.questions.abbreviations import SHORT_FORMS
from alignqa.retrieval.terms import STOP_WORDS, content_words, stem, stems, words


def _as_indexed(text: str) -> list[str]:
    """The terms that the tokeniser of the catalogue makes of a text, in order."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE kept USING fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2')")
        database.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (kept, 'instance')")
        database.execute("INSERT INTO kept VALUES (?)", (text,))
        return [term for (term,) in database.execute("SELECT term FROM terms ORDER BY offset")]


@pytest.mark.parametrize(
    "text",
    [
        "Optimisers generalize, misgeneralising RELATIONAL hopefulness.",
        "Technology, psychology and analogies; geology, theology, zoology",
        "possibly corrigibly assembly, doubly stably",
        "grokking argmaxxed hopping falling; unappealing overrated",
        "is as of ms",
        "Naïve co-operation, Gödel, Erdős and Ångström",
        "e\u0301tude",  # a letter and a combining accent
        "Łukasz Øyvind",  # letters that are not made of a letter and an accent
        "snake_case GPT-4 3.5% don’t",
        "α-level Ω",
        "日本語 text",
    ],
)
def test_a_text_has_the_same_terms_in_a_question_as_in_the_index(text: str) -> None:
    assert stems(text) == _as_indexed(text)


def test_words_are_small_and_without_accents() -> None:
    assert words("Löb’s THEOREM, x_1") == ["lob", "s", "theorem", "x", "1"]


def test_content_words_come_once_in_order_without_function_words() -> None:
    assert content_words("The reward of the model is a reward to an x in 2 models") == ["reward", "model", "2", "models"]


def test_short_forms_can_be_met_in_a_text() -> None:
    for short, long in SHORT_FORMS.items():
        assert words(short) == [short]
        assert short not in STOP_WORDS
        assert words(long) == long.split()
        assert len({stem(word) for word in words(long)} - STOP_WORDS) >= 2
