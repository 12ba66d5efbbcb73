"""Sentences that follow each other, the length of a window, and lists that go on after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from alignqa.answers.choosing.windows import Window, continuation, stretches, windows
from alignqa.answers.quoting.gate import MAX_QUOTE_CHARACTERS
from alignqa.index.catalogue.records import PassageRecord
from alignqa.index.passages.lists import MAX_LIST_CHARACTERS
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import RegionKind, Span
from choosing_worlds import passage

ONE = passage(7, "One is here.", "Two is here.", heading="1 Start")
NEXT = passage(8, "Three is here.", "Four is here.", heading="1 Start", start=ONE.span.end + 2)


def texts(*records: PassageRecord, wanted: tuple[int, ...] | None = None) -> list[str]:
    """The texts of all windows; all passages are wanted unless some are named."""
    ids = dict.fromkeys(wanted or [record.passage_id for record in records], 1.0)
    return [window.text for run in stretches(records) for window in windows(run, ids)]


def opening(record: PassageRecord, *more: PassageRecord, sentences: int) -> Window:
    """The window of so many sentences at the beginning."""
    run = stretches([record, *more])[0]
    return next(w for w in windows(run, {record.passage_id: 1.0}) if len(w.sentences) == sentences and w.sentences[0] == run[0])


def lines(*written: str) -> PassageRecord:
    """A passage of lines, each an item of a list, whose sentences end in a full stop."""
    text = "\n".join(written)
    return PassageRecord(1, "lamps", Span(0, len(text)), RegionKind.BODY, "", text, tuple(sentences(text, Span(0, len(text)))))


def _moved(record: PassageRecord, by: int) -> tuple[Span, ...]:
    return tuple(Span(span.start + by, span.end + by) for span in record.sentences)


# what follows what


def test_passages_are_joined_in_the_order_of_the_catalogue() -> None:
    (run,) = stretches([NEXT, ONE])
    assert [sentence.text for sentence in run] == ["One is here.", "Two is here.", "Three is here.", "Four is here."]


@pytest.mark.parametrize(
    "other",
    [
        replace(NEXT, paper_id="other"),
        replace(NEXT, heading="2 Next"),
        replace(NEXT, passage_id=9),
        passage(8, "Three is here.", heading="1 Start", start=ONE.span.end + 3),
    ],
    ids=["paper", "section", "something retired between", "code between"],
)
def test_no_window_leaps(other: PassageRecord) -> None:
    assert len(stretches([ONE, other])) == 2
    assert not [text for text in texts(ONE, other) if "Two is here. Three" in text]


def test_a_note_between_two_passages_separates_them() -> None:
    note = passage(8, "A note.", heading="1 Start", kind=RegionKind.FOOTNOTE, start=ONE.span.end + 2)
    after = passage(9, "Three is here.", heading="1 Start", start=note.span.end + 2)
    assert texts(ONE, note, after) == ["One is here.", "One is here. Two is here.", "Two is here.", "Three is here."]


def test_a_window_of_three_may_lie_in_two_passages_and_needs_only_one_of_them() -> None:
    found = texts(ONE, replace(NEXT, span=Span(ONE.span.end + 1, NEXT.span.end - 1), sentences=_moved(NEXT, -1)), wanted=(8,))
    assert "One is here. Two is here. Three is here." in found
    assert "One is here. Two is here." not in found


def test_no_window_ends_in_the_opening_of_a_paragraph_that_goes_on() -> None:
    one = passage(7, "One is here.", heading="1 Start")
    found = texts(one, replace(NEXT, span=Span(14, 14 + len(NEXT.span)), sentences=_moved(NEXT, 14 - NEXT.span.start)))
    assert [text for text in found if text.endswith("Three is here.")] == ["Three is here."]
    assert "One is here. Three is here. Four is here." in found


def test_a_window_has_the_beginning_of_a_paragraph_that_it_leaves() -> None:
    found = texts(ONE, passage(8, "Three is here.", heading="1 Start", start=NEXT.span.start))
    assert [text for text in found if text.endswith("Three is here.")] == [
        "One is here. Two is here. Three is here.",
        "Three is here.",
    ]


def test_what_begins_inside_an_item_ends_in_it() -> None:
    found = texts(lines("Oil is burned.", "Wicks are cut. They are cheap.", "Lenses are ground. They are heavy."))
    assert [text for text in found if text.startswith("They are cheap.")] == ["They are cheap."]
    assert "Wicks are cut. They are cheap." in found


@pytest.mark.parametrize("name", ["Lamp oil", "Open wick theory"])
def test_the_name_of_something_is_no_quote(name: str) -> None:
    found = texts(lines("Lamps are lit at dusk.", name))
    assert name not in found
    assert f"Lamps are lit at dusk. {name}" in found


# how long


def test_a_window_has_at_most_three_sentences() -> None:
    assert texts(passage(1, "A one.", "B two.", "C three.", "D four.")) == [
        *("A one.", "A one. B two.", "A one. B two. C three."),
        *("B two.", "B two. C three.", "B two. C three. D four."),
        *("C three.", "C three. D four.", "D four."),
    ]


@pytest.mark.parametrize(("characters", "sentences"), [(MAX_QUOTE_CHARACTERS, 2), (MAX_QUOTE_CHARACTERS + 1, 1)])
def test_two_sentences_fit_up_to_the_length_of_a_quote(characters: int, sentences: int) -> None:
    first = f"A{'b' * 298}."
    second = f"C{'d' * (characters - len(first) - 3)}."
    record = passage(1, first, second)
    assert len(record.text) == characters
    assert max(text.count(".") for text in texts(record)) == sentences


def test_a_sentence_longer_than_a_quote_is_in_no_window() -> None:
    long = f"L{'o' * MAX_QUOTE_CHARACTERS}ng."
    assert texts(passage(1, "It is before.", long, "After.")) == ["It is before.", "After."]


@pytest.mark.parametrize(
    "title", ["Limitations.", "Coordinated Pausing.", "Instruction following.", "Related Work:", "Lamp Services.[11]"]
)
def test_no_window_ends_in_the_title_of_a_paragraph(title: str) -> None:
    text = f"We went on.\n\n{title} We tried it once. It failed."
    parts = ("We went on.", title, "We tried it once.", "It failed.")
    spans = tuple(Span(text.index(part), text.index(part) + len(part)) for part in parts)
    found = texts(PassageRecord(1, "lamps", Span(0, len(text)), RegionKind.BODY, "", text, spans))
    assert f"We went on. {title}" not in found and title not in found
    assert f"{title} We tried it once." in found


@pytest.mark.parametrize("short", ["It burns.", "Lamps burn.", "This is failing.", "Nobody knows."])
def test_a_short_sentence_is_no_title(short: str) -> None:
    assert short in texts(passage(1, short, "We tried it once."))


# lists

MANY = tuple(f"It is item {number}." for number in range(1, 10))
"""One item more than a list may have that is quoted as a whole."""


def items(*lines: str, start: int = 0, passage_id: int = 1) -> PassageRecord:
    return passage(passage_id, *lines, between="\n", start=start)


def rest_of(window: Window) -> list[str]:
    return [sentence.text for sentence in window.rest]


def test_a_list_goes_on_in_the_next_passage_of_the_section() -> None:
    first = items("These hold:", "It is new.", "It is odd.")
    second = items("It is old.", "It is red.", start=first.span.end + 1, passage_id=2)
    assert rest_of(opening(first, second, sentences=2)) == ["It is odd.", "It is old.", "It is red."]


def test_a_list_ends_at_the_next_paragraph() -> None:
    first = items("These hold:", *MANY)
    second = items("Now to something else.", start=first.span.end + 2, passage_id=2)
    assert rest_of(opening(first, second, sentences=1)) == list(MANY)
    blank = passage(1, "These hold:", "It is new.", between="\n\n")
    assert rest_of(opening(blank, sentences=2)) == []


def test_only_what_is_introduced_is_a_list() -> None:
    assert rest_of(opening(items("These hold.", "It is new.", "It is odd."), sentences=1)) == []


def test_a_list_goes_on_three_items_at_a_time() -> None:
    parts, window = [], continuation(opening(items("These hold:", *MANY), sentences=1))
    while window is not None:
        parts.append([sentence.text[-2] for sentence in window.sentences])
        window = continuation(window)
    assert parts == [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]


def test_long_items_go_on_as_far_as_a_quote_reaches() -> None:
    long = [f"{letter}{'o' * 398}." for letter in "ABCD"]
    following = continuation(opening(items("These hold:", *long), sentences=1))
    assert following is not None
    assert [len(following.sentences), len(following.rest)] == [1, 3]


def test_an_item_longer_than_a_quote_ends_what_is_quoted() -> None:
    window = opening(items("These hold:", "It is new.", f"L{'o' * MAX_LIST_CHARACTERS}ng.", "It is old."), sentences=2)
    assert len(window.rest) == 2
    assert continuation(window) is None


@pytest.mark.parametrize("count", [2, 8])
def test_a_window_that_begins_a_short_list_is_quoted_with_all_of_it(count: int) -> None:
    lines = ("These hold:", *MANY[:count])
    record = items(*lines)
    # Whatever begins the list is quoted as the whole; its items may be quoted alone.
    found = [window for run in stretches([record]) for window in windows(run, {1: 1.0})]
    assert {window.span.of(record.text) for window in found if window.text.startswith("These")} == {record.text}
    assert {MANY[0], f"{MANY[0]}\n{MANY[1]}"} < {window.span.of(record.text) for window in found}


def test_a_list_of_more_than_eight_items_or_1500_characters_is_not_quoted_whole() -> None:
    long = [f"{letter}{'o' * 398}." for letter in "ABCD"]
    for lines in (MANY, long):
        (run,) = stretches([items("These hold:", *lines)])
        assert all(len(window.span) <= MAX_QUOTE_CHARACTERS and not window.listed for window in windows(run, {1: 1.0}))


def test_a_sentence_without_a_colon_may_introduce_a_list() -> None:
    text = "We went on. Lamps meet three conditions.\n\n1. It is lit. It burns.\n2. It is new.\n3. It is odd.\n\nMore."
    parts = ("We went on.", "Lamps meet three conditions.", "It is lit.", "It burns.", "It is new.", "It is odd.", "More.")
    spans = tuple(Span(text.index(part), text.index(part) + len(part)) for part in parts)
    (run,) = stretches([PassageRecord(1, "lamps", Span(0, len(text)), RegionKind.BODY, "", text, spans)])
    found = [window.span.of(text) for window in windows(run, {1: 1.0})]
    assert {one for one in found if one.startswith("Lamps")} == {text[text.index("Lamps") : text.index("\n\nMore")]}
    # No window that begins before the list ends in it.
    assert {one for one in found if one.startswith("We")} == {"We went on.", "We went on. Lamps meet three conditions."}


def test_a_list_that_goes_on_in_another_passage_is_not_quoted_whole() -> None:
    first = items("These hold:", "It is new.", "It is odd.", "It is red.")
    second = items("It is old.", start=first.span.end + 1, passage_id=2)
    (run,) = stretches([first, second])
    assert not any(window.listed for window in windows(run, {1: 1.0, 2: 1.0}))


def test_quoted_matter_makes_windows_but_none_with_the_authors_words() -> None:
    quotation = replace(NEXT, kind=RegionKind.QUOTATION)
    assert texts(ONE, quotation) == [*texts(ONE), *texts(quotation)]
    assert texts(quotation)


def test_a_window_is_a_slice_only_of_the_text_that_it_came_from() -> None:
    window = opening(ONE, NEXT, sentences=2)
    assert window.is_slice_of(ONE.text)
    assert not window.is_slice_of(ONE.text.replace("Two", "Ten"))
    assert not window.is_slice_of(f" {ONE.text}")
