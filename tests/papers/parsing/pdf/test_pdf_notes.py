"""Footnotes that nothing marks: the sentence above them breaks off, they stand on the first page, or they continue a note."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing import pdf
from pdf_samples import Put, document, lines, page

pytestmark = pytest.mark.real

NAME = Path("mill.pdf")
FIRST = [
    "The mill at the end of the road was built for a river that has moved since. The miller says that it",
    "will come back, and he keeps the wheel in good order for the day on which it does. His neighbours,",
    "who have fields where the river was, hope that he is wrong, but they lend him the grease all the same.",
    "Nobody has asked the river, which is now a mile to the east and grinds the corn of another village.",
]
SECOND = [
    "There was a meeting about the wheel in the spring. It was decided that a wheel without a river is a",
    "monument, and that a monument needs no grease. The miller did not vote, because he had not been told",
    "that there was a vote, and he was greasing the wheel at the time. He has been told about it since then.",
]
BREAKS_OFF = "The wheel was painted in the summer by a man who came for the purpose from the other side of the"
GOES_ON = "valley, and who had never seen a wheel that did not turn."
JOINED = f"{BREAKS_OFF} {GOES_ON}"


def _pages(
    note: list[str], *, size: float = 8, y: float = 100, following: list[str] | None = None, paper: bool = True
) -> Manuscript:
    """Two pages with one sentence across them and a note at the foot of the first; `following` is at the foot of the second."""
    text = [*FIRST, *SECOND, *FIRST, *SECOND] if paper else []
    one = [*lines(72, 720, [*text, BREAKS_OFF]), *lines(80, y, note, size=size, leading=9.5)]
    two = [*lines(72, 720, [GOES_ON, *SECOND, *FIRST]), *lines(72, y, following or [], size=size, leading=9.5)]
    return pdf.parse(document([page(one), page(two)]), NAME)


def _notes(manuscript: Manuscript) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is RegionKind.FOOTNOTE]


@pytest.mark.parametrize(
    "note",
    [
        ["* The man says that it did turn."],
        ["† The man is no painter by trade, and he says so."],
        ["The authors are with the Mill Society, where they may be found on most days of the week."],
        [
            "Manuscript received May 4, 2001; revised June 5, 2002. This work was supported by the Mill",
            "Society under its wheel.",
        ],
        ["Permission to copy this page is granted to all those who have a mill of their own."],
    ],
    ids=["star", "dagger", "affiliation", "dates of the manuscript", "permission"],
)
def test_a_sentence_goes_on_below_a_note_without_a_mark_in_the_text(note: list[str]) -> None:
    manuscript = _pages(note)
    assert _notes(manuscript) == [" ".join(note)]
    assert JOINED in manuscript.text


def test_the_rest_of_a_note_at_the_foot_of_the_next_page_is_no_text() -> None:
    note = [
        "1 The man came back in the autumn, when he had heard that the wheel had turned once in a storm, and he stood beside it",
        "for a whole day. The miller gave him tea, and told him of the river as it was when they were young, and of all the",
    ]
    rest = ["others who had come to look at it."]
    one = [
        *lines(72, 720, [*FIRST, *SECOND]),
        Put(72, 636, "The wheel was painted", note="1", after=" in the summer by a man who came"),
    ]
    one += [Put(72, 624, "for the purpose. " + SECOND[0]), *lines(80, 100, note, size=8, leading=9.5)]
    two = [*lines(72, 720, [*SECOND[1:], *FIRST, *FIRST]), *lines(72, 100, rest, size=8)]
    manuscript = pdf.parse(document([page(one), page(two)]), NAME)
    assert _notes(manuscript) == [" ".join(note), *rest]
    assert "monument needs no grease. The miller did not vote" in manuscript.text


def test_a_note_on_the_first_page_needs_no_broken_sentence() -> None:
    puts = [
        *lines(72, 720, [*FIRST, *SECOND]),
        *lines(80, 300, ["Ada Reed is with the Mill Society, and Ben Rush is its wheel."], size=8),
    ]
    assert _notes(pdf.parse(document([page(puts)]), NAME)) == ["Ada Reed is with the Mill Society, and Ben Rush is its wheel."]


def test_a_quotation_in_small_type_at_the_foot_of_a_later_page_is_text() -> None:
    said = ["The wheel will turn again, and I shall be there to see it, with grease on my hands and corn in the",
            "loft, as my father was and his father before him."]  # fmt: skip
    puts = [
        *lines(72, 720, [*FIRST, *SECOND]),
        Put(72, 610, "The miller has this to say:"),
        *lines(90, 590, said, size=9, leading=11),
    ]
    manuscript = pdf.parse(document([page(lines(72, 720, FIRST)), page(puts)]), NAME)
    assert _notes(manuscript) == []
    assert " ".join(said) in manuscript.text


def test_each_of_two_numbered_notes_is_a_note() -> None:
    found = _notes(_pages(["1. The man says that it did turn.", "2. He was there in the year 2001."]))
    assert found == ["1. The man says that it did turn.", "2. He was there in the year 2001."]


def test_the_second_line_of_a_note_may_begin_with_a_number() -> None:
    found = _notes(_pages(["1 The man says that it did turn at the end of", "2 days in the year of the great flood."]))
    assert found == ["1 The man says that it did turn at the end of 2 days in the year of the great flood."]
