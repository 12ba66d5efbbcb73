"""Leads and headings: what begins a paragraph and belongs to the text after it."""

from __future__ import annotations

import pytest

from alignqa.answers.choosing.leads import UNKNOWN_BREAKS, belongs_to_the_next, is_heading
from alignqa.answers.choosing.windows import stretches, windows
from alignqa.index.catalogue.records import PassageRecord
from alignqa.papers.document import RegionKind, Span

BEFORE, AFTER = "Keepers trim the wick every day.", "The oil is poured at dusk, and the glass is cleaned with a cloth of wool."


def quotable(text: str, *parts: str) -> set[str]:
    """The texts that windows of `text` could quote; it is made of the sentences `parts`."""
    spans, at = [], 0
    for part in parts:
        start = text.index(part, at)
        spans.append(Span(start, start + len(part)))
        at = spans[-1].end
    record = PassageRecord(1, "lamps", Span(0, len(text)), RegionKind.BODY, "", text, tuple(spans))
    return {window.span.of(text) for window in windows(stretches([record])[0], {1: 1.0})}


LEADS = [
    "What does the lamp mean for ships?",
    "Why this might arise at sea.",
    "Cleaner lamp glass.",
    "Enhanced nautical and maritime oil.",
    "Trimming technique: long-term wick studies.",
    "Types of Lamps.",
    "Limitations.",
]


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("between", ["\n\n", "\n"], ids=["paragraph", "item"])
def test_no_quote_ends_with_a_lead(lead: str, between: str) -> None:
    found = quotable(f"{BEFORE}{between}{lead} {AFTER}", BEFORE, lead, AFTER)
    assert not [text for text in found if text.endswith(lead)]
    assert {BEFORE, AFTER, f"{lead} {AFTER}", f"{BEFORE}{between}{lead} {AFTER}"} <= found


@pytest.mark.parametrize(
    "sentence",
    [
        "The lamp burned.",
        "Lamps burn.",
        "Nobody slept.",
        "Keepers trimmed wicks.",
        "Oil isn't cheap.",
        "It is cold.",
        "Wicks: none.",
    ],
)
def test_a_short_sentence_that_says_something_is_no_lead(sentence: str) -> None:
    assert sentence in quotable(f"{sentence} {AFTER}", sentence, AFTER)


def test_what_ends_a_paragraph_or_the_text_is_no_lead() -> None:
    assert not belongs_to_the_next([BEFORE, "Cleaner lamp glass."], [0, 1], 1)
    assert not belongs_to_the_next(["Cleaner lamp glass.", "Better lamp oil."], [0, 1], 0)
    assert not belongs_to_the_next([BEFORE, "Cleaner lamp glass.", AFTER], [0, 0, 0], 1)


def test_a_question_of_its_own_goes_with_its_answer() -> None:
    lead = LEADS[0]
    assert belongs_to_the_next([BEFORE, lead, AFTER], [0, 2, 2], 1)
    assert not belongs_to_the_next([BEFORE, lead], [0, 2], 1)


def test_the_questions_of_a_run_stay_together_and_those_of_a_list_need_not() -> None:
    run = ["We ask: what burns?", "What smokes?", AFTER]
    assert [belongs_to_the_next(run, [0, 0, 0], at) for at in range(3)] == [True, False, False]
    assert not belongs_to_the_next(["What burns?", "What smokes?"], [0, 1], 0)


@pytest.mark.parametrize("between", ["\n\n", "\n"], ids=["its own paragraph", "the title of a box"])
@pytest.mark.parametrize(
    "title", ["Observational Methods: Looking Without Touching", "Definition: Lamp Oil", "The Keeper’s Hypothesis (Lark, 2020)"]
)
def test_no_quote_takes_in_a_heading(title: str, between: str) -> None:
    found = quotable(f"{BEFORE}\n\n{title}{between}{AFTER}", BEFORE, title, AFTER)
    assert found == {BEFORE, AFTER}


def test_the_title_of_a_long_item_is_a_heading_and_a_short_item_is_none() -> None:
    assert is_heading(["Preference model:", "Model of kind two", AFTER], [0, 1, 1], 1)
    assert not is_heading(["Three things are needed:", "Oil", "Wick", AFTER], [0, 1, 1, 1], 2)
    assert not is_heading([BEFORE, "Oil", "Wick"], [0, 1, 1], 1)


@pytest.mark.parametrize("line", ["the oil of the lamp", "Lamps are lit at dusk", "We say that", "There are three kinds:"])
def test_a_line_that_goes_on_is_no_heading(line: str) -> None:
    assert not is_heading([BEFORE, line, AFTER], [0, 2, 2], 1)


def test_a_quote_that_begins_in_a_list_stays_in_it() -> None:
    item = "The glass is cleaned with wool."
    found = quotable(f"{BEFORE}\n{item}\n\n{AFTER}", BEFORE, item, AFTER)
    assert item in found
    assert f"{item}\n\n{AFTER}" not in found


def test_a_lead_that_begins_a_passage_is_one_although_it_is_not_known_if_it_begins_a_line() -> None:
    texts = [BEFORE, "Enhanced nautical and maritime oil.", AFTER]
    assert belongs_to_the_next(texts, [0, UNKNOWN_BREAKS, 0], 1)
    spans = [Span(0, len(BEFORE)), Span(len(BEFORE) + 1, len(BEFORE) + 36), Span(len(BEFORE) + 37, len(BEFORE) + 37 + len(AFTER))]
    text = f"{BEFORE}\n{texts[1]} {AFTER}"
    records = [
        PassageRecord(1, "lamps", spans[0], RegionKind.BODY, "", BEFORE, (spans[0],)),
        PassageRecord(2, "lamps", Span(spans[1].start, len(text)), RegionKind.BODY, "", text[spans[1].start :], tuple(spans[1:])),
    ]
    found = {window.span.of(text) for window in windows(stretches(records)[0], {1: 1.0, 2: 1.0})}
    assert found == {BEFORE, AFTER, f"{texts[1]} {AFTER}", text}


def test_what_announces_a_paragraph_is_not_told_without_it() -> None:
    assert belongs_to_the_next(["Oil is kept in two ways:", AFTER], [0, 2], 0)
    assert not belongs_to_the_next(["Oil is kept in two ways:", "In jars."], [0, 1], 0)
    assert belongs_to_the_next(["Default completion:"], [0], 0)


def test_no_part_of_a_list_is_a_lead_or_the_paragraph_after_it() -> None:
    said = ("Lark says of oil:", AFTER, "Finch says of oil:", "It burns.")
    text = f"{said[0]}\n\n{said[1]} {said[2]}\n\n{said[3]}"
    spans = tuple(Span(text.index(part), text.index(part) + len(part)) for part in said)
    record = PassageRecord(1, "lamps", Span(0, len(text)), RegionKind.BODY, "", text, spans)
    assert not [window.rest for window in windows(stretches([record])[0], {1: 1.0}) if window.rest]


def test_a_title_may_end_with_a_plural() -> None:
    assert is_heading([BEFORE, "Misspecified lamps", AFTER], [0, 2, 2], 1)
    assert is_heading([BEFORE, "Examples of various lamps", "Old lamps.", AFTER], [0, UNKNOWN_BREAKS, 1, 0], 1)
