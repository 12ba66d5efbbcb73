import pytest

from alignqa.answers.choosing import cues
from alignqa.answers.choosing.definitions import defines


@pytest.mark.parametrize(
    ("sentence", "term"),
    [
        ("A mesa-optimizer is a learned model that optimizes.", "mesa-optimizer"),
        ("Mesa-optimizers are learned models that optimize.", "mesa-optimizer"),
        ("Definition: Corrigibility — an agent's willingness to be corrected.", "corrigibility"),
        ("Corrigibility: a tendency not to resist correction.", "corrigibility"),
        ("We call this gap the compliance gap.", "compliance gap"),
        ("Such behaviour is referred to as goal misgeneralisation.", "goal misgeneralization"),
        ("GMG occurs when a capable system pursues another goal.", "gmg"),
        ("By pseudo-alignment we mean agreement on the training data only.", "pseudo-alignment"),
    ],
)
def test_sentences_that_define(sentence: str, term: str) -> None:
    assert defines(sentence, term) >= 0.6


@pytest.mark.parametrize(
    ("sentence", "term"),
    [
        ("Many people worry about mesa-optimizers.", "mesa-optimizer"),
        ("The optimizer is fast.", "mesa-optimizer"),
        ("", "corrigibility"),
        ("Corrigibility is good.", ""),
    ],
)
def test_sentences_that_do_not_define(sentence: str, term: str) -> None:
    assert defines(sentence, term) == 0.0


@pytest.mark.parametrize(
    "sentence",
    ["It complied 14% of the time.", "There were 1,200 episodes.", "About half of them did.", "Three conditions hold."],
)
def test_numbers(sentence: str) -> None:
    assert cues.has_number(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["Claude 3 Opus complied.", "GPT-4 did not.", "See Section 4.2.", "As shown (Stone 2022).", "1. Training goes on."],
)
def test_numbers_of_names_and_references_are_none(sentence: str) -> None:
    assert not cues.has_number(sentence)


@pytest.mark.parametrize(
    ("text", "noun", "says"),
    [
        ("They hired 14 professional writers.", "writers", True),
        ("Two of the writers left.", "writer", True),
        ("The writers earned 14 dollars.", "writers", False),
        ("In 2019 nobody asked the people who came how the writers felt.", "writers", False),
    ],
)
def test_a_number_counts_what_follows_it(text: str, noun: str, says: bool) -> None:
    assert cues.counts(text, noun) is says


def test_sentences_that_lean_on_what_stands_before() -> None:
    assert cues.leans_on_previous("However, this fails.")
    assert not cues.leans_on_previous("Training may fail.")


@pytest.mark.parametrize(
    ("sentence", "good"),
    [("It works.", True), ("and then of the", False), ("14% 12% 0.3 ± 1 4 | 5.", False), ("“Yes,” she said.", True)],
)
def test_well_formed(sentence: str, good: bool) -> None:
    assert cues.well_formed(sentence) is good
