"""Each feature of a window, in two windows of which one has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from math import sqrt

import pytest

from alignqa.answers.choosing.features import WindowFeatures
from alignqa.retrieval.questions.mentions import Mentions
from choosing_worlds import AWAY, HALF, SAME, asked, features, passage, vectors_of, weights

TOPIC = asked("wick oil", rarity={"wick": 3.0, "oil": 1.0}.__getitem__)
WICK, OIL, TOWER = "The wick burned.", "The oil burned.", "The tower stood."


# meaning

FAR_NEAR = passage(1, TOWER, WICK)
THEIRS = {1: vectors_of(AWAY, SAME)}


def test_similarity_is_the_cosine_of_the_nearest_sentence() -> None:
    assert features(TOPIC, f"{TOWER} {WICK}", FAR_NEAR, vectors=THEIRS).similarity == 1.0
    assert features(TOPIC, TOWER, FAR_NEAR, vectors=THEIRS).similarity == 0.0


def test_beginning_is_the_cosine_of_the_first_sentence() -> None:
    assert features(TOPIC, f"{TOWER} {WICK}", FAR_NEAR, vectors=THEIRS).beginning == 0.0
    assert features(TOPIC, WICK, FAR_NEAR, vectors=THEIRS).beginning == 1.0


def test_whole_is_the_cosine_of_the_mean_sentence() -> None:
    # (1, 1, 0, 0) has the length √2, and its product with the question is 1.
    assert features(TOPIC, f"{TOWER} {WICK}", FAR_NEAR, vectors=THEIRS).whole == pytest.approx(1 / sqrt(2))
    assert features(TOPIC, TOWER, FAR_NEAR, vectors=THEIRS).whole == 0.0


def test_sentences_without_a_vector_have_no_part_in_the_cosines() -> None:
    after = passage(2, OIL, start=FAR_NEAR.span.end + 1)
    shown = features(TOPIC, f"{WICK} {OIL}", FAR_NEAR, after, vectors={1: vectors_of(AWAY, HALF)})
    assert (shown.similarity, shown.beginning, shown.whole) == (0.5, 0.5, 0.5)
    none = features(TOPIC, OIL, FAR_NEAR, after, vectors=THEIRS)
    assert (none.similarity, none.beginning, none.whole) == (0.0, 0.0, 0.0)


# words


def test_coverage_is_the_share_of_the_weighted_topic_words() -> None:
    both = passage(1, WICK, OIL, TOWER)
    found = {text: features(TOPIC, text, both).coverage for text in (WICK, OIL, TOWER, f"{WICK} {OIL}")}
    assert found == {WICK: 0.75, OIL: 0.25, TOWER: 0.0, f"{WICK} {OIL}": 1.0}


def test_coverage_knows_the_other_forms_of_a_word() -> None:
    question = asked("optimiser rlhf")
    text = "Optimizers use reinforcement learning from human feedback."
    assert features(question, text, passage(1, text)).coverage == 1.0
    assert features(question, "Reinforcement learning.", passage(1, "Reinforcement learning.")).coverage == 0.0


def test_context_counts_what_the_passage_and_its_heading_have() -> None:
    assert features(TOPIC, OIL, passage(1, OIL)).context == 0.25
    assert features(TOPIC, OIL, passage(1, OIL, heading="2 Wicks")).context == 1.0
    assert features(TOPIC, OIL, passage(1, OIL, TOWER, WICK)).context == 1.0
    assert features(TOPIC, OIL, passage(1, OIL, TOWER, WICK)).coverage == 0.25


def test_context_counts_what_the_window_has_in_another_passage() -> None:
    assert features(TOPIC, f"{WICK} {OIL}", FIRST, SECOND, scores={2: 0.4}).context == 1.0


def test_words_are_bm25_of_the_window() -> None:
    usual = f"Wick {'and so on and on ' * 8}there in the dark."
    assert len(usual.split()) == 45
    question = asked("wick")
    # k1 = 1.2 and b = 0.75: for 3 of 45 words the penalty is 1.2 * (0.25 + 0.75 * 3 / 45) = 0.36.
    expected = {usual: 1.0, WICK: 2.2 / (1 + 0.36), "Wick by wick.": 2 * 2.2 / (2 + 0.36), TOWER: 0.0}
    found = {text: features(question, text, passage(1, text)).words for text in expected}
    assert found == pytest.approx(expected)


def test_a_term_of_several_words_is_as_often_there_as_the_rarest_of_them() -> None:
    question, text = asked("gmg"), "Goal misgeneralization makes a goal of another goal."  # eight words
    assert features(question, text, passage(1, text)).words == pytest.approx(2.2 / (1 + 1.2 * (0.25 + 0.75 * 8 / 45)))


def test_rare_words_count_more_in_bm25() -> None:
    found = {text: features(TOPIC, text, passage(1, text)).words for text in (WICK, OIL)}
    assert found == pytest.approx({WICK: 0.75 * 2.2 / 1.36, OIL: 0.25 * 2.2 / 1.36})


# where it stands

FIRST, SECOND = passage(1, TOWER, WICK), passage(2, OIL, start=FAR_NEAR.span.end + 1)
OTHER = passage(9, "The keeper slept.", paper="keepers")


def test_passage_is_the_score_of_the_best_passage() -> None:
    scores = {2: 0.8, 1: 0.3}
    assert features(TOPIC, WICK, FIRST, SECOND, scores=scores).passage == 0.3
    assert features(TOPIC, OIL, FIRST, SECOND, scores=scores).passage == 0.8
    for better in ({2: 0.8, 1: 0.3}, {1: 0.8, 2: 0.3}):
        assert features(TOPIC, f"{WICK} {OIL}", FIRST, SECOND, scores=better).passage == 0.8


def test_rank_is_that_of_the_best_passage() -> None:
    scores = {9: 0.9, 2: 0.8, 1: 0.3}
    assert features(TOPIC, "The keeper slept.", FIRST, SECOND, OTHER, scores=scores).rank == 1.0
    assert features(TOPIC, f"{WICK} {OIL}", FIRST, SECOND, OTHER, scores=scores).rank == 1 / 2
    assert features(TOPIC, WICK, FIRST, SECOND, OTHER, scores=scores).rank == 1 / 3


def test_a_neighbour_that_was_not_retrieved_changes_neither_score_nor_rank() -> None:
    shown = features(TOPIC, f"{WICK} {OIL}", FIRST, SECOND, scores={2: 0.4})
    assert (shown.passage, shown.rank, shown.paper) == (0.4, 1.0, 1.0)


def test_paper_is_its_sum_of_scores_beside_the_greatest() -> None:
    scores = {1: 0.6, 9: 0.45, 2: 0.3}
    assert features(TOPIC, WICK, FIRST, SECOND, OTHER, scores=scores).paper == 1.0
    assert features(TOPIC, "The keeper slept.", FIRST, SECOND, OTHER, scores=scores).paper == pytest.approx(0.45 / 0.9)


def test_mentioned_is_the_certainty_with_which_the_question_names_the_paper() -> None:
    question = asked("wick oil", mentioned=Mentions({"keepers": 0.9}))
    assert features(question, "The keeper slept.", FIRST, OTHER).mentioned == 0.9
    assert features(question, WICK, FIRST, OTHER).mentioned == 0.0


def test_apparatus_is_a_section_about_the_text() -> None:
    assert features(TOPIC, WICK, passage(1, WICK, heading="5 End > Acknowledgements")).apparatus == 1.0
    assert features(TOPIC, WICK, passage(1, WICK, heading="References > 5 End")).apparatus == 0.0


# the form that is asked for

SHEARS = "A wick trimmer is a small pair of shears."
WHAT = asked("What is a wick trimmer?")


def test_definition_is_a_sentence_that_defines_the_term_and_counts_most_at_the_beginning() -> None:
    record = passage(1, SHEARS, TOWER, SHEARS.replace("small", "light"))
    assert features(WHAT, SHEARS, record).definition == 1.0
    assert features(WHAT, f"{SHEARS} {TOWER}", record).definition == 1.0
    assert features(WHAT, f"{TOWER} {SHEARS.replace('small', 'light')}", record).definition == 0.7
    assert features(WHAT, TOWER, record).definition == 0.0


def test_a_definition_may_use_the_long_form() -> None:
    text = "Goal misgeneralization is a failure of capable systems."
    assert features(asked("What is GMG?"), text, passage(1, text)).definition == 1.0


def test_number_is_a_quantity_where_one_is_asked_for() -> None:
    record = passage(1, "We counted lamps.", "We counted 14 lamps.")
    question = asked("How many lamps are there?")
    assert features(question, "We counted 14 lamps.", record).number == 1.0
    assert features(question, "We counted lamps. We counted 14 lamps.", record).number == 1.0
    assert features(question, "We counted lamps.", record).number == 0.0


def test_reason_is_a_cause_where_one_is_asked_for() -> None:
    record = passage(1, TOWER, "It fell because of the storm.")
    question = asked("Why did the tower fall?")
    assert features(question, "It fell because of the storm.", record).reason == 1.0
    assert features(question, TOWER, record).reason == 0.0


LAMPS = asked("Which kinds of lamps are there?")


@pytest.mark.parametrize(
    ("sentence", "listing"),
    [
        ("There are oil lamps, gas lamps, and arc lamps.", 1.0),
        ("There are oil lamps, or gas.", 0.5),
        ("Two kinds stand there.", 0.5),
        (TOWER, 0.0),
    ],
)
def test_listing_is_an_enumeration_where_one_is_asked_for(sentence: str, listing: float) -> None:
    assert features(LAMPS, sentence, passage(1, sentence)).listing == listing


def test_listing_counts_the_items_of_a_list_with_its_introduction() -> None:
    lines = ("Lamps are of these kinds:", "Oil lamps.", "Gas lamps.", "Arc lamps.")
    record = passage(1, *lines, between="\n")
    expected = {3: 1.0, 2: 2 / 3, 1: 0.0}
    assert {count: features(LAMPS, " ".join(lines[:count]), record).listing for count in expected} == pytest.approx(expected)
    assert features(LAMPS, "Gas lamps. Arc lamps.", record).listing == pytest.approx(2 / 3)
    assert features(LAMPS, "Gas lamps. Arc lamps.", passage(1, *lines)).listing == 0.0  # of one paragraph: no list


def test_what_one_kind_of_question_wants_counts_in_no_other() -> None:
    text = "A wick trimmer is 14 cm long, because of the oil, the wick, and the lamp."
    shown = {
        question: features(asked(question), text, passage(1, text))
        for question in ("What is a wick trimmer?", "How long is it?", "Why is it long?", "Which kinds of lamps are there?")
    }
    expected = [(1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0)]
    assert [(one.definition, one.number, one.reason, one.listing) for one in shown.values()] == expected
    compared = asked("How does a snuffer differ from a wick trimmer?")
    assert compared.terms  # the sides are no terms to define
    assert features(compared, SHEARS, passage(1, SHEARS)).definition == 0.0
    listed = passage(1, "Lamps are of these kinds:", "Oil lamps.", between="\n")
    assert features(WHAT, "Lamps are of these kinds: Oil lamps.", listed).listing == 0.0


# a form that cannot stand alone


def test_question_is_the_share_of_sentences_that_ask() -> None:
    record = passage(1, WICK, "Does the wick burn?")
    assert features(TOPIC, "Does the wick burn?", record).question == 1.0
    assert features(TOPIC, f"{WICK} Does the wick burn?", record).question == 0.5
    assert features(TOPIC, WICK, record).question == 0.0


def test_malformed_is_the_share_of_sentences_that_are_no_prose() -> None:
    record = passage(1, "and then of the", WICK)
    assert features(TOPIC, "and then of the", record).malformed == 1.0
    assert features(TOPIC, f"and then of the {WICK}", record).malformed == 0.5
    assert features(TOPIC, WICK, record).malformed == 0.0


def test_thin_is_what_says_little_beyond_the_question() -> None:
    nine = "Keepers climb narrow stairs, carry heavy jars, trim wicks."
    found = {text: features(TOPIC, text, passage(1, text)).thin for text in (WICK, nine, "What of the wick and oil?")}
    # `burned` is one of nine words that the question does not have; climb, narrow, … nine of nine.
    assert found == pytest.approx({WICK: 1 - 1 / 9, nine: 0.0, "What of the wick and oil?": 1.0})


def test_thin_counts_a_word_of_several_sentences_once() -> None:
    shown = features(TOPIC, f"{WICK} {OIL}", passage(1, WICK, OIL))
    assert shown.thin == pytest.approx(1 - 1 / 9)


def test_leaning_is_a_beginning_that_points_back() -> None:
    record = passage(1, TOWER, "However, it burned.")
    assert features(TOPIC, "However, it burned.", record).leaning == 1.0
    assert features(TOPIC, f"{TOWER} However, it burned.", record).leaning == 0.0


def test_dangling_is_an_end_that_announces_more() -> None:
    record = passage(1, "There are two wicks:", TOWER)
    assert features(TOPIC, "There are two wicks:", record).dangling == 1.0
    assert features(TOPIC, f"There are two wicks: {TOWER}", record).dangling == 0.0


def test_length_is_a_share_of_the_longest_quote() -> None:
    short, long = f"A{'b' * 68}.", f"C{'d' * 278}."
    record = passage(1, short, long)
    found = [features(TOPIC, text, record).length for text in (short, long, f"{short} {long}")]
    assert found == pytest.approx([70 / 700, 280 / 700, 351 / 700])


def test_more_sentences_counts_those_after_the_first() -> None:
    record = passage(1, WICK, OIL, TOWER)
    found = [features(TOPIC, text, record).more_sentences for text in (WICK, f"{WICK} {OIL}", f"{WICK} {OIL} {TOWER}")]
    assert found == [0, 1, 2]


# the score


@pytest.mark.parametrize("name", [field.name for field in fields(WindowFeatures)])
def test_each_feature_counts_by_its_own_weight(name: str) -> None:
    shown: Mapping[str, float] = {name: 0.25}
    assert weights(**{name: -2.0}).score(WindowFeatures(**shown)) == -0.5


def test_the_score_is_the_sum_of_what_the_features_count() -> None:
    shown = WindowFeatures(coverage=0.5, rank=0.25, thin=0.125, length=1.0)
    assert weights(coverage=2.0, rank=3.0, thin=-1.0).score(shown) == 1.0 + 0.75 - 0.125
