"""Line ends: the document decides which hyphens stay."""

from __future__ import annotations

import pytest

from alignqa.papers.parsing.manuscript.hyphenation import Vocabulary, join_lines, seam, vocabulary

NOTHING = Vocabulary()


def test_vocabulary_counts_words_and_compounds_but_not_broken_line_ends() -> None:
    known = vocabulary(["A gardener-robot waters the gar-", "den, and the Garden thrives", "", "well-tended"])
    assert known.words == {"a": 1, "gardener": 1, "robot": 1, "waters": 1, "the": 2, "and": 1, "garden": 1, "thrives": 1} | {
        "well": 1,
        "tended": 1,
    }
    assert known.compounds == {"gardener-robot": 1, "well-tended": 1}
    assert known.heads == {"gardener": 1, "well": 1}


@pytest.mark.parametrize(
    ("before", "after", "elsewhere", "expected"),
    [
        ("the optimi-", "zation ran", ["an optimization"], "the optimization ran"),
        ("the optimi-", "zation ran", [], "the optimization ran"),
        ("a goal-", "directed robot", ["one goal-directed thing"], "a goal-directed robot"),
        ("a goal-", "directed robot", ["one goal, well directed"], "a goal-directed robot"),
        ("a base-", "line", ["base-line once, baseline here, baseline there"], "a baseline"),
        ("a base-", "line", ["base-line, base-line, baseline"], "a base-line"),
        ("some self-", "watering", ["watering it", "self-made"], "some self-watering"),
        ("the mesa-opti-", "mizer", ["an optimizer"], "the mesa-optimizer"),
        ("the gar-", "dener-robot", ["a gardener-robot"], "the gardener-robot"),
        ("the Kullback-", "Leibler distance", [], "the Kullback-Leibler distance"),
        ("uses GPT-", "4 daily", [], "uses GPT-4 daily"),
        ("in 2019-", "2020", [], "in 2019-2020"),
        ("an RL-", "based robot", [], "an RL-based robot"),
        ("short-", "and long-term", [], "short- and long-term"),
        ("the x-", "axis", [], "the x-axis"),
        ("a wet/non-", "wet year", [], "a wet/non-wet year"),
        ("a non-", "wet/wet year", [], "a non-wet/wet year"),
        ("a wet/non-", "wet year", ["all nonwet years"], "a wet/nonwet year"),
        ("a stable/un-", "stable wall", ["a stable wall"], "a stable/unstable wall"),
        ("a non-", "wet year", ["a wet year"], "a non-wet year"),
        ("a non-", "linear year", ["a linear year"], "a nonlinear year"),
        ("the pre-", "/post-war mill", [], "the pre-/post-war mill"),
        ("the pre-/post-", "war mill", [], "the pre-/post-war mill"),
        ("lays the ground-", "work for", ["the ground, the ground-truth, the work"], "lays the groundwork for"),
        ("an e-", "mail", [], "an e-mail"),
        ("an e-", "mail", ["email, email"], "an email"),
        ("out-of-the-", "way sheds", [], "out-of-the-way sheds"),
        ("a self-", "watering rose", [], "a self-watering rose"),
        ("a self-", "ish rose", [], "a selfish rose"),
        ("a well-", "watered rose", [], "a well-watered rose"),
        ("a short-", "term rose", [], "a short-term rose"),
        ("de-", "termined", [], "determined"),
        ("the anti-", "inflation rose", [], "the anti-inflation rose"),
        ("the mesa-opti-", "mizer", ["mesa-optimizer"], "the mesa-optimizer"),
        ("see https://example.org/rain-", "fall.html", [], "see https://example.org/rain-fall.html"),
        ("soft\u00ad", "ware", [], "software"),
        ("rain—", "and snow", [], "rain—and snow"),
        ("rain", "—and snow", [], "rain—and snow"),
        ("rain —", "and snow", [], "rain — and snow"),
        ("pages 10–", "20", [], "pages 10–20"),
        ("the Kullback–", "Leibler term", [], "the Kullback–Leibler term"),
        ("the input –", "output pair", [], "the input – output pair"),
        ("a risk-", "averse robot", [], "a risk-averse robot"),
        ("the off-", "policy robot", [], "the off-policy robot"),
        ("the off-", "spring of", [], "the offspring of"),
        ("an open-", "ended game", [], "an open-ended game"),
        ("a two-", "player game", [], "a two-player game"),
        ("a two-", "fold game", [], "a twofold game"),
        ("a zero-", "sum game", ["a zerosum game"], "a zerosum game"),
        ("a zero-", "sum game", [], "a zero-sum game"),
        ("a post-", "hoc claim", [], "a post-hoc claim"),
        ("the left-", "hand side", [], "the left-hand side"),
        ("a time-", "consuming cost-", [], "a time-consuming cost-"),
        ("it is con-", "suming", [], "it is consuming"),
        ("the cost-", "benefit table", [], "the cost-benefit table"),
        ("and/", "or", [], "and/or"),
        ("plain", "lines", [], "plain lines"),
        ("a minus -", "sign", [], "a minus - sign"),
        ("the \ufb01eld-", "work", ["fieldwork"], "the \ufb01eldwork"),
        ("a reasoning-", "intensive task", [], "a reasoning-intensive task"),
        ("a reasoning-", "intensive task", ["reasoningintensive"], "a reasoningintensive task"),
        ("a knowledge-", "enabled agent", [], "a knowledge-enabled agent"),
        ("a black-", "box model", [], "a black-box model"),
        ("by red-", "teaming it", [], "by red-teaming it"),
        ("in real-", "time", [], "in real-time"),
        ("a sand-", "box", [], "a sandbox"),
        ("to dis-", "like it", [], "to dislike it"),
        ("for some-", "time now", [], "for sometime now"),
        ("a mis-", "aligned model", [], "a misaligned model"),
        ("each action/s-", "tates pair", [], "each action/states pair"),
        ("the input/out-", "put pair", [], "the input/output pair"),
        ("see https://a.example/s-", "tates", [], "see https://a.example/s-tates"),
        ("see https:", "//a.example/b", [], "see https://a.example/b"),
        ("see https://www.", "rain.example/b", [], "see https://www.rain.example/b"),
        ("see https://a.example", "/b", [], "see https://a.example/b"),
        ("see https://a.example/b?c=", "7", [], "see https://a.example/b?c=7"),
        ("see https://a.example/b_", "c/d", [], "see https://a.example/b_c/d"),
        ("see https://a.example.", "The rest", [], "see https://a.example. The rest"),
        ("see https://a.example.", "e.g. there", [], "see https://a.example. e.g. there"),
        ("see https://a.example/b", "where it is", [], "see https://a.example/b where it is"),
        ("the rain_gauge_-", "reading", [], "the rain_gauge_reading"),
        ("ON SELECTED AR-", "EAS IN", [], "ON SELECTED AREAS IN"),
        ("THE GPT-", "NEO", ["GPT is"], "THE GPT-NEO"),
    ],
)
def test_a_line_end(before: str, after: str, elsewhere: list[str], expected: str) -> None:
    kept, separator = seam(before, after, vocabulary(elsewhere))
    assert kept + separator + after == expected


def test_lines_become_one_text() -> None:
    assert join_lines(["  The robot wa-", "", "ters a well-", "tended", "rose. "], vocabulary(["well-tended"])) == (
        "The robot waters a well-tended rose."
    )
    assert join_lines([], NOTHING) == ""


def test_empty_sides_are_left_alone() -> None:
    assert seam("", "rose", NOTHING) == ("", "")
    assert seam("rose-", "", NOTHING) == ("rose-", "")
