from alignqa.answers.windows import stretches, windows
from alignqa.index.records import PassageRecord
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


def test_paragraphs_are_counted() -> None:
    run = stretches([FIRST, SECOND])[0]
    counts = {window.span.of(TEXT): window.paragraphs for window in windows(run, {7: 1.0, 8: 1.0})}
    assert counts["Two is here.\n\nThree is here."] == 2
    assert counts["Three is here. Four is here."] == 1


def test_a_window_is_no_longer_than_a_quote() -> None:
    text = "A" + "b" * 400 + ". " + "C" + "d" * 400 + "."
    passage = PassageRecord(1, "a", Span(0, len(text)), RegionKind.BODY, "", text, (Span(0, 402), Span(403, len(text))))
    assert [len(window.sentences) for window in windows(stretches([passage])[0], {1: 1.0})] == [1, 1]
