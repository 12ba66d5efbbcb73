"""The order of windows, and the choice of those that are quoted beside each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from alignqa.answers.choosing.candidates import CHOSEN_FROM, Candidate, choose, find_candidates
from alignqa.retrieval.snapshots import OpenIndex, Snapshot
from choosing_worlds import (
    AWAY,
    HALF,
    SAME,
    ByHand,
    Given,
    add_paper,
    asked,
    candidate,
    of_sentences,
    opened,
    passage,
    retriever,
    scored,
    weights,
)

TOPIC = asked("wick oil", rarity={"wick": 3.0, "oil": 1.0}.__getitem__)
# Ten words each, none in common with another.
TEN = (
    "Keepers climbed narrow stairs carrying heavy jars before stormy nights.",
    "Inspectors wrote long reports about every broken mirror they saw.",
    "Fishermen sold cheap herring beside harbour walls after Sunday church.",
)


def alike(_: str) -> tuple[int, ...]:
    return (0,)


def chosen(candidates: Sequence[Candidate], count: int = 5, **options: float) -> list[str]:
    return [found.window.text for found in choose(candidates, count=count, better=alike, **options)]


def separate(*scores: float) -> list[Candidate]:
    """Candidates with these scores, each of a paper of its own, with no word in common."""
    return [
        candidate(passage(5 * n, text, paper=f"paper{n}"), score)
        for n, (text, score) in enumerate(zip(TEN, scores, strict=False))
    ]


# in which order


def test_the_better_window_comes_first() -> None:
    record = passage(1, "The wick burned.", "The oil burned.")
    found = scored(TOPIC, record, by=weights(coverage=1.0))
    assert [(one.window.text, one.score) for one in found] == [
        ("The wick burned. The oil burned.", 1.0),
        ("The wick burned.", 0.75),
        ("The oil burned.", 0.25),
    ]
    assert found[1].features.coverage == 0.75


def test_equal_windows_are_ordered_by_paper_and_place() -> None:
    records = [passage(3, "A one.", "B two.", "C three.", paper="brass"), passage(1, "E five.", paper="zinc")]
    found = scored(TOPIC, *records, passage(5, "D four.", paper="brass", start=40))
    assert {one.score for one in found} == {0.0}
    assert [one.window.text for one in found] == [
        *("A one.", "A one. B two.", "A one. B two. C three.", "B two.", "B two. C three.", "C three.", "D four."),
        "E five.",
    ]


# which are quoted


def test_what_is_less_than_half_as_good_as_the_best_is_not_quoted() -> None:
    assert chosen(separate(2.0, 1.0, 0.99)) == [TEN[0], TEN[1]]
    assert chosen(separate(2.0, 1.0, 0.99), floor=0.4) == list(TEN)
    assert chosen(separate(2.0, 1.0, 0.99), floor=0.6) == [TEN[0]]


def test_as_many_as_asked_for_are_quoted() -> None:
    assert chosen(separate(1.0, 1.0, 1.0), count=2) == [TEN[0], TEN[1]]
    assert chosen([]) == []


def test_a_place_is_quoted_once() -> None:
    record = passage(1, TEN[0], "So it was.", TEN[1])
    overlapping = [of_sentences(record, 0, 1, 1.0), of_sentences(record, 1, 2, 0.9), of_sentences(record, 2, 2, 0.8)]
    assert chosen(overlapping) == [f"{TEN[0]} So it was.", TEN[1]]


def test_the_same_place_in_another_paper_is_another_place() -> None:
    assert chosen([candidate(passage(1, TEN[0]), 1.0), candidate(passage(5, TEN[1], paper="other"), 0.9)]) == [TEN[0], TEN[1]]


@pytest.mark.parametrize(
    ("other", "repeats"),
    [
        ("KEEPER CLIMBING narrow stair CARRIES heavy jars for fun alone.", True),  # seven of ten stems
        ("KEEPER CLIMBING narrow stair CARRIES heavy things for fun alone.", False),  # six
        ("Stormy nights.", True),  # all of a short sentence
    ],
)
def test_what_says_the_same_in_nearly_the_same_words_is_not_quoted_again(other: str, repeats: bool) -> None:
    found = [*separate(1.0), candidate(passage(50, other, paper="other"), 0.9)]
    assert chosen(found) == ([TEN[0]] if repeats else [TEN[0], other])


# lists

LINES = (
    "These hold:",
    *(f"{word} is item {word.lower()}." for word in ["Alpha", "Beta", "Gamma", "Delta", "Eta", "Theta", "Iota", "Kappa", "Mu"]),
)


def listed(score: float = 1.0) -> Candidate:
    """The introduction of a list of nine items."""
    return of_sentences(passage(1, *LINES, between="\n"), 0, 0, score)


def test_a_list_is_quoted_with_two_further_parts() -> None:
    assert chosen([listed()]) == [LINES[0], " ".join(LINES[1:4]), " ".join(LINES[4:7])]


def test_the_parts_of_a_list_count_among_those_asked_for() -> None:
    assert chosen([listed()], count=2) == [LINES[0], " ".join(LINES[1:4])]
    assert chosen([listed()], count=1) == [LINES[0]]
    assert chosen([listed(), *separate(0.9, 0.8)], count=4)[3:] == [TEN[0]]


def test_the_parts_of_a_list_are_as_good_as_its_introduction() -> None:
    assert {found.score for found in choose([listed(0.7)], count=5, better=alike)} == {0.7}


def test_an_item_that_is_quoted_with_its_list_is_not_quoted_again() -> None:
    item = of_sentences(passage(1, *LINES, between="\n"), 5, 5, 0.9)
    assert chosen([listed(), item]) == [LINES[0], " ".join(LINES[1:4]), " ".join(LINES[4:7])]


# from a question to the windows


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    """A tower of thirty floors, one passage each, all in one section; the question is nearest to the tenth, then to 5 to 20."""
    vectors = [SAME if floor == 10 else HALF if 5 <= floor <= 20 else AWAY for floor in range(30)]
    add_paper(tmp_path, "tower", *(Given(f"Floor {floor} is here.", vector) for floor, vector in enumerate(vectors)))
    add_paper(tmp_path, "hut", Given("The hut has one floor.", SAME))
    with closing(opened(tmp_path)) as catalogue, OpenIndex(catalogue, retriever(catalogue), ByHand()).snapshot() as snapshot:
        yield snapshot


def test_windows_reach_into_the_neighbours_of_what_was_retrieved(snapshot: Snapshot) -> None:
    found = find_candidates(asked("stairs"), snapshot, weights=weights(similarity=1.0), paper_ids=frozenset({"tower"}))
    assert len(found.ranked) == CHOSEN_FROM == 16
    assert {item.passage.text for item in found.ranked} == {f"Floor {floor} is here." for floor in range(5, 21)}
    # Quotes may begin on floor 4 or end on floor 21, but not lie there alone.
    quotable = [sentence.text for one in found.candidates for sentence in one.window.sentences]
    assert set(quotable) == {f"Floor {floor} is here." for floor in range(4, 22)}
    assert not {"Floor 4 is here.", "Floor 21 is here."} & {one.window.text for one in found.candidates}
    assert (found.candidates[0].score, found.candidates[0].features.similarity) == (1.0, 1.0)
    assert "Floor 10 is here." in found.candidates[0].window.text


def test_retrieval_is_done_when_it_is_said_to_be(snapshot: Snapshot) -> None:
    done: list[str] = []
    find_candidates(asked("stairs"), snapshot, weights=weights(), retrieved=lambda: done.append("retrieved"))
    assert done == ["retrieved"]


def test_all_papers_are_looked_through_unless_some_are_asked_for(snapshot: Snapshot) -> None:
    found = find_candidates(asked("stairs"), snapshot, weights=weights())
    assert {item.passage.paper_id for item in found.ranked} == {"tower", "hut"}
    found = find_candidates(asked("stairs"), snapshot, weights=weights(), paper_ids=frozenset({"hut"}))
    assert [one.window.text for one in found.candidates] == ["The hut has one floor."]
