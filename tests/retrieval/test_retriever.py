"""The score of a passage: words, meaning, the nearest sentence, the neighbours, and one round of feedback."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from math import log
from pathlib import Path

import pytest

from alignqa.errors import IndexUnavailable
from alignqa.papers.document import RegionKind
from alignqa.retrieval.retriever import RankedPassage, Retriever
from alignqa.retrieval.weights import Parts, RetrievalWeights
from choosing_worlds import (
    AGAINST,
    AWAY,
    HALF,
    IDENTITY,
    PLAIN,
    SAME,
    Given,
    Nowhere,
    Vector,
    add_paper,
    asked,
    opened,
    retriever,
    texts,
)

WICK, OIL, GLOW, DARK, NONE = (
    "The wick and its glow.",
    "Oil is in the jar.",
    "Some glow is seen there.",
    "Nobody was in the tower.",
    "All was still by then.",
)
QUESTION = asked("wick oil glow")
MEANING = replace(PLAIN, dense=1.0, sentence=0.0)  # the vectors of whole passages, and nothing else
DOWN: Vector = (0.0, -1.0, 0.0, 0.0)  # cosine 0, opposite to AWAY


@pytest.fixture
def tower(tmp_path: Path) -> Path:
    """Five papers of one passage each, all of five words."""
    for text, whole, sentence in (
        (WICK, AWAY, AGAINST),
        (OIL, HALF, SAME),
        (GLOW, SAME, HALF),
        (DARK, AGAINST, AWAY),
        (NONE, AWAY, AWAY),
    ):
        add_paper(tmp_path, text.split()[0].lower(), Given(text, whole, (sentence,)))
    return tmp_path


def by_text(found: list[RankedPassage]) -> dict[str, RankedPassage]:
    return {item.passage.text: item for item in found}


def searched(folder: Path, weights: RetrievalWeights, question=QUESTION, count: int = 10, **options) -> list[RankedPassage]:
    vectors = options.pop("vectors", None)
    with closing(opened(folder)) as catalogue:
        return retriever(catalogue, weights, vectors).retrieve(question, count=count, **options)


def test_each_part_is_stretched_over_the_candidates(tower: Path) -> None:
    found = by_text(searched(tower, PLAIN))
    # Passages of equal length that have a word once: BM25 is the word's ln((5 - n + 0.5) / (n + 0.5)),
    # ln 3 for `wick` and `oil`, ln 1.4 for `glow`. So b = (ln 3 - ln 1.4) / (ln 3 + ln 1.4 - ln 1.4).
    between = log(3 / 1.4) / log(3)
    # Cosines from -0.5 to 1, so each is (cosine + 0.5) / 1.5.
    expected = {
        WICK: Parts(1.0, 1 / 3, 0.0),
        OIL: Parts(between, 2 / 3, 1.0),
        GLOW: Parts(0.0, 1.0, 2 / 3),
        DARK: Parts(0.0, 0.0, 1 / 3),
        NONE: Parts(0.0, 1 / 3, 1 / 3),
    }
    assert found.keys() == expected.keys()
    for text, parts in expected.items():
        shown = found[text].parts
        assert (shown.lexical, shown.dense, shown.sentence) == pytest.approx(
            (parts.lexical, parts.dense, parts.sentence), abs=1e-6
        )


def test_the_score_is_the_weighted_mean_of_the_parts_and_the_best_come_first(tower: Path) -> None:
    found = searched(tower, PLAIN)
    # Half of the words' part, a quarter of the passage's and of the sentence's: for OIL 0.346865 + 0.166667 + 0.25.
    assert [(item.passage.text, item.score) for item in found] == [
        (OIL, pytest.approx(0.763532, abs=2e-6)),
        (WICK, pytest.approx(0.583333, abs=2e-6)),
        (GLOW, pytest.approx(0.416667, abs=2e-6)),
        (NONE, pytest.approx(0.166667, abs=2e-6)),
        (DARK, pytest.approx(0.083333, abs=2e-6)),
    ]


@pytest.mark.parametrize(
    ("dense", "sentence", "first"), [(0.0, 0.5, WICK), (1.0, 0.0, GLOW), (1.0, 1.0, OIL)], ids=["words", "meaning", "sentence"]
)
def test_the_weights_say_what_counts(tower: Path, dense: float, sentence: float, first: str) -> None:
    assert texts(searched(tower, replace(PLAIN, dense=dense, sentence=sentence)))[0] == first


def test_cosines_and_bm25_are_reported_unscaled(tower: Path) -> None:
    found = by_text(searched(tower, replace(PLAIN, feedback=0.5)))
    assert (found[OIL].similarity, found[OIL].nearest_sentence, found[OIL].bm25) == (0.5, 1.0, pytest.approx(log(3)))
    assert (found[DARK].similarity, found[DARK].nearest_sentence, found[DARK].bm25) == (-0.5, 0.0, None)


def test_of_several_sentences_the_nearest_counts(tmp_path: Path) -> None:
    add_paper(tmp_path, "two", Given("Far away. Very near.", AWAY, (AGAINST, SAME)), Given("Quite near.", AWAY, (HALF,)))
    found = by_text(searched(tmp_path, replace(PLAIN, dense=1.0, sentence=1.0)))
    assert {text: (item.nearest_sentence, item.score) for text, item in found.items()} == {
        "Far away. Very near.": (1.0, 1.0),
        "Quite near.": (0.5, 0.0),
    }


def test_neighbours_of_a_section_lend_a_share_of_their_own_scores(tmp_path: Path) -> None:
    add_paper(
        tmp_path,
        "stairs",
        *(Given(text, whole, heading="1 Up") for text, whole in (("First.", SAME), ("Second.", AWAY), ("Third.", HALF))),
        Given("Fourth.", AGAINST, heading="2 Down"),
    )
    found = by_text(searched(tmp_path, replace(MEANING, neighbours=0.4)))
    # Own parts: 1, 1/3, 2/3, 0. Each neighbour lends a half of 0.4; the fourth stands in another section.
    assert {text: item.score for text, item in found.items()} == pytest.approx(
        {"First.": 1 + 0.2 / 3, "Second.": 1 / 3 + 0.2 * (1 + 2 / 3), "Third.": 2 / 3 + 0.2 / 3, "Fourth.": 0.0}, abs=2e-6
    )


@pytest.mark.parametrize("difference", ["section", "kind", "paper"])
def test_what_does_not_belong_together_lends_nothing(tmp_path: Path, difference: str) -> None:
    heading = "2 Down" if difference == "section" else "1 Up"
    kind = RegionKind.CAPTION if difference == "kind" else RegionKind.BODY
    before, after = Given("Before.", SAME, heading="1 Up"), Given("After.", AWAY, heading=heading, kind=kind)
    if difference == "paper":
        add_paper(tmp_path, "one", before)
        add_paper(tmp_path, "other", after)
    else:
        add_paper(tmp_path, "one", before, after)
    found = by_text(searched(tmp_path, replace(MEANING, neighbours=1.0)))
    assert {text: item.score for text, item in found.items()} == {"Before.": 1.0, "After.": 0.0}


def test_a_neighbour_that_was_not_found_lends_nothing(tmp_path: Path) -> None:
    add_paper(tmp_path, "one", Given("A wick.", SAME), Given("A tower.", SAME), Given("A wick too.", SAME))
    found = searched(tmp_path, replace(MEANING, neighbours=1.0), vectors=Nowhere())
    assert [(item.passage.text, item.score) for item in found] == [("A wick.", 1.0), ("A wick too.", 1.0)]


@pytest.mark.parametrize(
    ("feedback", "passages", "second", "third"),
    [
        # Parts before: 1, 0.5, 0, 0. Two passages count by their scores, 2/3 and 1/3, so the question becomes
        # (1, 0, 0, 0) + 2/3 (1, 0, 0, 0) + 1/3 (½, ½, ½, ½) = (11, 1, 1, 1) / 6, and the cosines 11, 7, 1, -1 over 12.
        (1.0, 2, 8 / 12, 2 / 12),
        (0.5, 2, 5.5 / 9, 1 / 9),  # half as far: (17, 1, 1, 1) / 12, and 17, 10, 1, -1
        (1.0, 1, 0.5, 0.0),  # only the first: (2, 0, 0, 0)
        (0.0, 2, 0.5, 0.0),
    ],
)
def test_the_question_moves_towards_the_first_passages(
    tmp_path: Path, feedback: float, passages: int, second: float, third: float
) -> None:
    for text, whole in (("First.", SAME), ("Second.", HALF), ("Third.", AWAY), ("Fourth.", DOWN)):
        add_paper(tmp_path, text.lower(), Given(text, whole))
    found = by_text(searched(tmp_path, replace(MEANING, feedback=feedback, feedback_passages=passages)))
    dense = {text: item.parts.dense for text, item in found.items()}
    assert dense == pytest.approx({"First.": 1.0, "Second.": second, "Third.": third, "Fourth.": 0.0}, abs=1e-6)
    assert found["Third."].similarity == 0.0  # the reported cosine stays that of the question
    assert found["Second."].parts.sentence == 0.5  # and so does the part of the sentences


def test_nothing_to_learn_from_moves_nothing(tmp_path: Path) -> None:
    add_paper(tmp_path, "b", Given("Nothing.", HALF))
    add_paper(tmp_path, "a", Given("Nought.", AWAY))
    found = searched(tmp_path, replace(PLAIN, dense=0.0, feedback=1.0))  # words alone count, and no passage has any
    assert [(item.passage.text, item.score, item.parts.dense) for item in found] == [
        ("Nought.", 0.0, 0.0),
        ("Nothing.", 0.0, 1.0),
    ]


def test_equal_scores_are_ordered_by_paper_and_place(tmp_path: Path) -> None:
    add_paper(tmp_path, "zinc", Given("A lamp."))
    add_paper(tmp_path, "brass", Given("A lamp."), Given("A lamp."), Given("A lamp."), last_first=True)
    add_paper(tmp_path, "iron", Given("A lamp."))
    found = searched(tmp_path, PLAIN)
    assert len({item.score for item in found}) == 1
    places = [(item.passage.paper_id, item.passage.span.start) for item in found]
    assert places == [("brass", 0), ("brass", 9), ("brass", 18), ("iron", 0), ("zinc", 0)]


def test_as_many_as_asked_for_are_given_and_they_are_the_best(tower: Path) -> None:
    assert texts(searched(tower, PLAIN, count=2)) == [OIL, WICK]


def test_more_than_a_hundred_can_be_asked_for(tmp_path: Path) -> None:
    add_paper(tmp_path, "many", *(Given(f"Wick {number}.") for number in range(130)))
    assert len(searched(tmp_path, PLAIN, count=120, vectors=Nowhere())) == 120


def test_an_empty_index_gives_nothing(tmp_path: Path) -> None:
    add_paper(tmp_path, "draft", Given(WICK), commit=False)
    assert searched(tmp_path, PLAIN) == []


def test_only_the_papers_that_are_asked_for_are_searched(tower: Path) -> None:
    assert texts(searched(tower, PLAIN, paper_ids=frozenset({"oil", "all"}))) == [OIL, NONE]
    assert searched(tower, PLAIN, paper_ids=frozenset()) == []


def test_the_parts_are_relative_to_the_papers_that_are_asked_for(tower: Path) -> None:
    found = by_text(searched(tower, PLAIN, paper_ids=frozenset({"the", "nobody"})))
    assert (found[WICK].parts, found[DARK].parts) == (Parts(1.0, 1.0, 0.0), Parts(0.0, 0.0, 1.0))


def test_what_the_vector_index_holds_beyond_the_catalogue_is_left_out(tower: Path) -> None:
    add_paper(tower, "draft", Given("Half written.", SAME), commit=False)  # passage 6
    found = searched(tower, PLAIN, vectors=Nowhere([(6, 1.0), (77, 0.9), (4, 0.1)]))
    assert texts(found) == [OIL, WICK, GLOW, DARK]


def test_a_retriever_over_a_snapshot_does_not_see_what_is_added_later(tower: Path) -> None:
    with closing(opened(tower)) as catalogue, catalogue.snapshot() as before:
        live = retriever(catalogue)
        add_paper(tower, "later", Given("A wick, later.", SAME))
        assert len(live.over(before).retrieve(QUESTION, count=10)) == 5
        assert len(live.retrieve(QUESTION, count=10)) == 6


def test_vectors_of_another_embedder_are_not_compared(tower: Path) -> None:
    class Other:
        identity = replace(IDENTITY, model="another")

    with closing(opened(tower)) as catalogue, pytest.raises(IndexUnavailable):
        Retriever(catalogue, Nowhere([(1, 1.0)]), Other(), weights=PLAIN).retrieve(QUESTION, count=10)
