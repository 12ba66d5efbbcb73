from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignqa.answers.quoting.folding import fold
from example_budget import USUAL

_TRICKY = "aBzßİıﬁﬃſΣς中한ᄒ\u1161éé\u0301\u0308'’`´\"“«-‐‑−–—―…  \t\n\u00a0\u00ad\u200b\u200d\ufeff12½²℃ǆⅣ･ﾊﾞ.,!?¨"
_TEXT = st.one_of(st.text(st.sampled_from(_TRICKY), max_size=60), st.text(max_size=60))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("The Lamp", "the lamp"),
        ("  the \n\t lamp ", "the lamp"),
        ("oﬃce ﬁre", "office fire"),
        ("Straße", "strasse"),
        ("İzmir", "i̇zmir"),
        ("cafe\u0301", "café"),
        ("“it’s” ‘lit’", "\"it's\" 'lit'"),
        ("lamp—door", "lamp–door"),
        ("lamp – door", "lamp–door"),
        ("lamp -- door", "lamp–door"),
        ("lamp---door", "lamp–door"),
        ("lamp - door", "lamp–door"),
        ("lamp - – door", "lamp–door"),
        ("mesa-\noptimizer", "mesaoptimizer"),
        ("mesa-optimizer", "mesaoptimizer"),
        ("mesa‐optimizer", "mesaoptimizer"),
        ("mesa\u00adoptimizer", "mesaoptimizer"),
        ("mesa\u00ad\noptimizer", "mesaoptimizer"),
        ("lamp\u00ad", "lamp"),
        ("1-2", "1-2"),
        ("1-\n2", "1- 2"),
        ("−1", "-1"),
        ("x²", "x2"),
        ("中文 文本", "中文 文本"),
        ("a…b", "a...b"),
        ("Lark´s", "lark's"),
        ("a\u200bb\ufeff", "ab"),
        ("", ""),
        (" \n", ""),
        ("- lamp", "- lamp"),
    ],
)
def test_forms_fold_to_one(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_every_folded_character_knows_its_source() -> None:
    text = "A ﬁre—\n lit-\nup"
    folded = fold(text)
    assert folded.text == "a fire–litup"
    sources = [text[start:end] for start, end in zip(folded.starts, folded.ends, strict=True)]
    assert sources == ["A", " ", "ﬁ", "ﬁ", "r", "e", "—\n ", "l", "i", "t", "u", "p"]
    assert folded.source(2, 12).of(text) == "ﬁre—\n lit-\nup"


@given(_TEXT)
@settings(max_examples=5 * USUAL, deadline=None)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(_TEXT)
@settings(max_examples=5 * USUAL, deadline=None)
def test_the_source_index_is_monotone_and_inside(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


@given(st.text(st.characters(max_codepoint=127), max_size=80))
@settings(max_examples=3 * USUAL, deadline=None)
def test_the_fast_way_for_ascii_is_the_same_way(text: str) -> None:
    mark = "中"  # takes the whole text the other way
    assert fold(text + f" {mark}").text == f"{fold(text + ' x').text[:-1]}{mark}"


@pytest.mark.parametrize("piece", ["a", "-", "- ", " ", "—", "\u00ad", "é\u0301", "a-", "ﬁ"])
def test_half_a_megabyte_of_anything_takes_linear_time(piece: str) -> None:
    text = piece * (500_000 // len(piece))
    began = time.perf_counter()
    fold.__wrapped__(text)
    assert time.perf_counter() - began < 6.0


def test_a_passage_folds_in_about_a_millisecond() -> None:
    text = ("The lamp’s flame — so they say — burns mid-night oil. " * 20)[:1000]
    began = time.perf_counter()
    for _ in range(50):
        fold.__wrapped__(text)
    assert (time.perf_counter() - began) / 50 < 0.01
