"""Which paper says this? Verbatim, nearly verbatim, in other words or the opposite, each with a proven quote."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import alignqa
from alignqa.audits.occurrences.finder import OccurrenceFinder
from alignqa.errors import UsageError
from alignqa.wiring import assistant_of, open_home
from invoked import invoked

pytestmark = pytest.mark.real

VERBATIM, NEARLY, SAME, OPPOSITE = (
    alignqa.Likeness.VERBATIM,
    alignqa.Likeness.NEARLY_VERBATIM,
    alignqa.Likeness.SAME_CLAIM,
    alignqa.Likeness.OPPOSITE_CLAIM,
)


@pytest.fixture(scope="module")
def find(cited_home: Path):
    assistant = assistant_of(open_home(cited_home))
    return lambda sentence, **options: alignqa.find(sentence, home=cited_home, assistant=assistant, **options)


@pytest.mark.parametrize(
    ("sentence", "likeness", "begins", "message"),
    [
        (
            "Lanterns that were given a second wick did not become nocturnal in any of our runs.",
            VERBATIM,
            "Lanterns that were given",
            "",
        ),
        ("LANTERNS that were given a  second wick", VERBATIM, "Lanterns that were given", "a part of a longer sentence"),
        ("“a shade test tells little about their habits”", VERBATIM, "Some lanterns learn", "a part of a longer sentence"),
        ("Lanterns, that were given a second wick: did not become nocturnal", NEARLY, "Lanterns that were given", "punctuation"),
        ("Lanterns that were given another wick did not become nocturnal", NEARLY, "Lanterns that were given", ""),
        ("Shade tests decrease the detection of nocturnal lanterns", OPPOSITE, "Shade tests increase", "“decrease”"),
        (
            "We trained 40 lanterns on a wick signal for a month, and 41% of them moved away from windows",
            OPPOSITE,
            "We trained 40",
            "41% where the paper says 14%",
        ),
        (
            "Lanterns that were given a second wick did become nocturnal in any of our runs",
            OPPOSITE,
            "Lanterns that were given",
            "no negation",
        ),
    ],
)
def test_a_sentence_is_found_with_its_whole_sentence_and_what_differs(find, sentence, likeness, begins, message):
    first = find(sentence).found[0]
    assert first.likeness is likeness
    assert first.citation.quote.exact.startswith(begins)
    assert message in first.message


def test_what_differs_is_shown_word_by_word(find):
    first = find("Lanterns that were given another wick did not become nocturnal").found[0]
    assert [(change.quoted, change.source) for change in first.changes] == [("another", "a second")]


def test_a_part_of_a_word_is_no_word(find):
    assert find("terns that were given a second wick did not become nocturnal").found[0].likeness is not VERBATIM


def test_the_same_claim_in_other_words_needs_the_reader(cited_home: Path, find):
    sentence = "If a lantern gets a reward for its glow, it may begin to like the dark, since glow is only seen there."
    assert [item.likeness for item in find(sentence).found][:1] == [SAME]
    home = open_home(cited_home)
    finder = OccurrenceFinder(assistant_of(home).index, weights=home.fitted.window, thresholds=home.fitted.audit)
    assert finder.find(sentence).found == ()
    assert finder.find(sentence).nearest


def test_being_near_is_not_agreeing(find):
    found = find("A shade test covers the keeper with oil and measures how soon the mirror dims its flame.")
    assert not any(item.likeness is SAME for item in found.found)
    assert all(item.likeness is alignqa.Likeness.SAME_SUBJECT for item in found.nearest)


def test_copies_are_one_place_and_the_others_are_named(lantern_home: Path):
    found = alignqa.find("a lantern comes to prefer the night that it was trained to end", home=lantern_home)
    (first,) = [item for item in found.found if item.likeness is VERBATIM]
    assert len(first.also_in) == 1
    assert first.also_in[0] != first.citation.paper_id


def test_every_place_of_a_phrase_is_found_and_a_filter_limits_them(find):
    everywhere = {item.citation.paper_id for item in find("a shade test").found}
    assert everywhere == {"lark2020why", "field2021quiet"}
    assert {item.citation.paper_id for item in find("a shade test", authors=["Lark"]).found} == {"lark2020why"}
    assert len(find("a shade test", count=1).found) <= 4


@pytest.mark.parametrize(
    ("sentence", "message"), [(" . ", "is empty"), ("lantern", "One word"), ("a lantern " * 300, "at most 2,000")]
)
def test_what_is_no_sentence_is_refused(find, sentence, message):
    with pytest.raises(UsageError, match=message):
        find(sentence)


@pytest.mark.parametrize(
    "sentence", ['" OR "a', "NEAR(a b) AND * -", "a\x1b[31m b\x00 c", "\ud800 a b", "((((a b))))" * 90, "… …x y"]
)
def test_odd_text_is_searched_for_like_any_other(find, sentence):
    assert find(sentence).found == ()


def run(home: Path, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    return invoked("--home", home, *arguments, said=said)


def test_the_command_shows_the_proof_and_its_json_can_be_verified(cited_home: Path):
    shown = run(cited_home, "find", "-", said="Shade tests decrease the detection of nocturnal lanterns\n")
    assert shown.returncode == 0, shown.stderr
    assert "The opposite, or another number:" in shown.stdout
    assert "“decrease” instead of “increase”" in shown.stdout
    assert "Lark et al. 2020" in shown.stdout
    result = run(cited_home, "find", "a shade test", "--json")
    data = json.loads(result.stdout)
    assert [item["likeness"] for item in data["occurrences"]][:2] == ["verbatim", "verbatim"]
    assert [item["marker"] for item in data["occurrences"]] == [item["marker"] for item in data["citations"]]
    proven = run(cited_home, "verify", "-", said=result.stdout)
    assert proven.returncode == 0
    assert "proven" in proven.stdout


def test_the_command_ends_with_three_if_nothing_says_it(cited_home: Path, tmp_path: Path):
    nothing = run(cited_home, "find", "The tax on harbour bread rose twice in the spring.", "--json")
    assert nothing.returncode == 3
    assert json.loads(nothing.stdout)["outcome"] == "abstained"
    assert run(cited_home, "verify", "-", said=nothing.stdout).returncode == 0
    assert run(cited_home, "find", "a b", "--paper", "nobody").returncode == 2
    assert run(tmp_path, "find", "a shade test").returncode == 4
