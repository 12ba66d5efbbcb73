import re

from alignqa.answers.choosing.proving import prove
from alignqa.answers.choosing.windows import continuation, stretches, windows
from alignqa.index.catalogue.records import PassageRecord
from alignqa.papers.document import Manuscript, RegionKind, Span

TEXT = "One is here. Two is here.\n\nThree is here. Four is here."
FIRST = PassageRecord(7, "a", Span(0, 25), RegionKind.BODY, "1 Start", TEXT[0:25], (Span(0, 12), Span(13, 25)))
SECOND = PassageRecord(8, "a", Span(27, 56), RegionKind.BODY, "1 Start", TEXT[27:56], (Span(27, 41), Span(42, 56)))


def _texts(*passages: PassageRecord, wanted: set[int]) -> list[str]:
    runs = stretches(passages)
    return [window.span.of(TEXT) for run in runs for window in windows(run, dict.fromkeys(wanted, 1.0))]


def test_windows_have_one_to_three_sentences() -> None:
    assert _texts(FIRST, wanted={7}) == ["One is here.", "One is here. Two is here.", "Two is here."]


def test_windows_reach_into_the_next_passage_of_the_section_for_whole_paragraphs() -> None:
    one = PassageRecord(8, "a", Span(27, 41), RegionKind.BODY, "1 Start", TEXT[27:41], (Span(27, 41),))
    assert "One is here. Two is here.\n\nThree is here." in _texts(FIRST, one, wanted={7})
    assert "Two is here.\n\nThree is here." not in _texts(FIRST, one, wanted={7})


def test_each_window_has_a_sentence_of_a_wanted_passage() -> None:
    assert "Four is here." not in _texts(FIRST, SECOND, wanted={7})


def test_passages_of_other_sections_are_not_joined() -> None:
    other = PassageRecord(8, "a", SECOND.span, RegionKind.BODY, "2 Next", SECOND.text, SECOND.sentences)
    assert len(stretches([FIRST, other])) == 2


def test_what_is_no_body_text_makes_no_window() -> None:
    note = PassageRecord(9, "a", FIRST.span, RegionKind.FOOTNOTE, "1 Start", FIRST.text, FIRST.sentences)
    assert stretches([note]) == []


def test_a_window_is_no_longer_than_a_quote() -> None:
    text = "A" + "b" * 400 + ". " + "C" + "d" * 400 + "."
    passage = PassageRecord(1, "a", Span(0, len(text)), RegionKind.BODY, "", text, (Span(0, 402), Span(403, len(text))))
    assert [len(window.sentences) for window in windows(stretches([passage])[0], {1: 1.0})] == [1, 1]


ITEMS = tuple(f"{number}. It is of kind {number}." for number in range(1, 10))
LIST = "\n".join(("These conditions hold:", *ITEMS)) + "\n\nMore follows."


def _listed(text: str) -> PassageRecord:
    """A passage of one sentence a line, without the marks of its items."""
    lines = re.finditer(r"^(?:\d\. )?(.+)$", text, re.MULTILINE)
    return PassageRecord(1, "a", Span(0, len(text)), RegionKind.BODY, "", text, tuple(Span(*line.span(1)) for line in lines))


def test_a_long_list_goes_on_after_the_window_that_introduces_it() -> None:
    found = list(windows(stretches([_listed(LIST)])[0], {1: 1.0}))
    introducing = next(window for window in found if len(window.sentences) == 3 and window.span.start == 0)
    following = continuation(introducing)
    assert following is not None
    assert following.span.of(LIST) == "It is of kind 3.\n4. It is of kind 4.\n5. It is of kind 5."


def test_a_window_without_an_introduction_has_no_rest() -> None:
    found = list(windows(stretches([_listed(LIST)])[0], {1: 1.0}))
    assert all(window.rest == () for window in found if window.span.start)


def test_a_long_list_goes_on_after_a_window_that_begins_before_its_introduction() -> None:
    text = f"Now the terms.\n\n{LIST}"
    run = stretches([_listed(text)])[0]
    before = next(window for window in windows(run, {1: 1.0}) if len(window.sentences) == 3 and window.span.start == 0)
    following = continuation(before)
    assert following is not None
    assert following.span.of(text) == "It is of kind 2.\n3. It is of kind 3.\n4. It is of kind 4."


def test_a_short_list_is_quoted_whole_with_the_marks_between_its_items() -> None:
    text = "\n".join(("Now the terms. These conditions hold:", *ITEMS[:4]))
    starts = [0, text.index("These"), *(text.index(item) + 3 for item in ITEMS[:4])]
    ends = [14, *(text.index("\n", start) for start in starts[1:-1]), len(text)]
    spans = tuple(Span(start, end) for start, end in zip(starts, ends, strict=True))
    record = PassageRecord(1, "a", Span(0, len(text)), RegionKind.BODY, "", text, spans)
    whole = [window for window in windows(stretches([record])[0], {1: 1.0}) if window.text.startswith("These")]
    assert {window.span.of(text) for window in whole} == {text[15:]}
    assert {quote.exact for window in whole if (quote := prove(window, Manuscript(text)))} == {text[15:]}
