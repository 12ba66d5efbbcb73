from alignqa.answers.choosing.windows import continuation, stretches, windows
from alignqa.index.catalogue.records import PassageRecord
from alignqa.papers.document import RegionKind, Span

TEXT = "One is here. Two is here.\n\nThree is here. Four is here."
FIRST = PassageRecord(7, "a", Span(0, 25), RegionKind.BODY, "1 Start", TEXT[0:25], (Span(0, 12), Span(13, 25)))
SECOND = PassageRecord(8, "a", Span(27, 56), RegionKind.BODY, "1 Start", TEXT[27:56], (Span(27, 41), Span(42, 56)))


def _texts(*passages: PassageRecord, wanted: set[int]) -> list[str]:
    runs = stretches(passages)
    return [window.span.of(TEXT) for run in runs for window in windows(run, dict.fromkeys(wanted, 1.0))]


def test_windows_have_one_to_three_sentences() -> None:
    assert _texts(FIRST, wanted={7}) == ["One is here.", "One is here. Two is here.", "Two is here."]


def test_windows_reach_into_the_next_passage_of_the_section() -> None:
    assert "Two is here.\n\nThree is here." in _texts(FIRST, SECOND, wanted={7})


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


LIST = "These conditions hold:\n1. It is new.\n2. It is odd.\n3. It is old.\n4. It is red.\n\nMore follows."


def _list() -> PassageRecord:
    starts = [LIST.index(part) for part in ("These", "1.", "2.", "3.", "4.", "More")]
    ends = [*(LIST.rindex("\n", 0, start) if LIST[start - 2] != "\n" else start - 2 for start in starts[1:]), len(LIST)]
    spans = tuple(Span(start, end) for start, end in zip(starts, ends, strict=True))
    return PassageRecord(1, "a", Span(0, len(LIST)), RegionKind.BODY, "", LIST, spans)


def test_a_list_goes_on_after_the_window_that_introduces_it() -> None:
    found = list(windows(stretches([_list()])[0], {1: 1.0}))
    introducing = next(window for window in found if len(window.sentences) == 3 and window.span.start == 0)
    following = continuation(introducing)
    assert following is not None
    assert following.span.of(LIST) == "3. It is old.\n4. It is red."
    assert continuation(following) is None


def test_a_window_without_an_introduction_has_no_rest() -> None:
    found = list(windows(stretches([_list()])[0], {1: 1.0}))
    assert all(window.rest == () for window in found if window.span.start)


def test_a_list_goes_on_after_a_window_that_begins_before_its_introduction() -> None:
    text = "Now the terms.\n\nThese conditions hold:\n1. It is new.\n2. It is odd."
    starts = [text.index(part) for part in ("Now", "These", "1.", "2.")]
    spans = tuple(Span(start, end) for start, end in zip(starts, (14, 38, 52, len(text)), strict=True))
    run = stretches([PassageRecord(1, "a", Span(0, len(text)), RegionKind.BODY, "", text, spans)])[0]
    before = next(window for window in windows(run, {1: 1.0}) if len(window.sentences) == 3 and window.span.start == 0)
    following = continuation(before)
    assert following is not None
    assert following.span.of(text) == "2. It is odd."
