from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Span


def split(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    "expected",
    [
        ["The lamp is lit.", "The door is shut."],
        ["Dr. Lark wrote to Mr. Finch.", "He replied."],
        ["J. Finch and A. B. Lark agree.", "We do not."],
        ["Lark et al. (2019) say so.", "Others doubt it."],
        ["It was shown by Lark et al. [3] that lamps fail.", "They do."],
        ["It was shown by Lark et al.", "Others doubt it."],
        ["The rate was 3.14 per lamp.", "It rose to 4.5 in 2.5 days."],
        ["She asked, “Is it lit?”", "Nobody knew."],
        ['She asked, "Is it lit?"', "Nobody knew."],
        ["“Is it lit?” she asked.", "Nobody knew."],
        ["It is lit (so they say).", "We looked."],
        ["(It is lit.)", "We looked."],
        ["It went on… and on.", "Then it stopped…", "Nobody knew."],
        ["The […] Finch lamp […] Lark saw is lit.", "Nobody knew […] then."],
        ["It is lit [...] Lark says.", "It is. […]", "Then it stopped."],
        ["See Fig. 3 and Eq. 2 for lamps.", "See Sec. 4 for doors."],
        ["The ship left St. John's at dusk.", "It rained."],
        ["They saw Mt. Elbrus from Ft. Lark.", "Gov. Finch did not."],
        ["In 1904 St. Louis had a fair.", "The lamps were lit."],
        ["The shop is on Main St.", "The lamp is lit."],
        ["He lives on 42nd St.", "Trams pass by."],
        ["The tower is 300 ft.", "Lamps burn in it."],
        ["They asked Gen. Lark and Sen. Finch.", "Ste. Marie is near."],
        ["Some lamps, e.g. Red ones, fail.", "Others, i.e. Blue ones, last."],
        ["Use oil, wax, etc. in lamps.", "Use oil, wax, etc.", "They burn."],
        ["It failed vs. Finch's lamp.", "It lasted."],
        ["Is it lit?", "Yes!", "Good."],
        ["Lamps burn oil.[4]", "Doors do not.[5, 6]", "Cats sleep."],
        ["We call this the U.S. model of lamps.", "It is old."],
        ["The U.S. Lamp Office is in the U.S.", "The door is shut."],
        ["Lamps fail. (Lark et al., 2019)", "Doors do not. (Finch, 2020b)", "(Cats sleep.)", "So it goes. (Lark, 2021)"],
        ['They said, "Use lamp Z."', "We did."],
        ["Lamps fail (see Lark et al.).", "Doors do not (see Finch, p. 4)."],
        ["Version 2.0 of the lamp.", "It is new."],
        ["The answer is no.", "The lamp is out."],
        ["It is as Lark says in vol. 2, p. 14.", "We agree."],
        ["Das ist gut.", "Être ou ne pas être."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(expected: list[str]) -> None:
    assert split(" ".join(expected)) == expected


_MARKS = ["- ", "• ", "* ", "– ", "• - ", "3. ", "(b) ", "iv) ", "12) ", "(iii) ", "a. ", "• 1. ", "2. (a) "]


@pytest.mark.parametrize("mark", _MARKS)
def test_a_list_mark_is_no_part_of_its_sentence(mark: str) -> None:
    assert split(f"{mark}The lamp is lit. It burns.") == ["The lamp is lit.", "It burns."]


@pytest.mark.parametrize("text", ["(a) The lamp is lit. (b) The door is shut.", "1. The lamp is lit. 2. The door is shut."])
def test_the_mark_of_a_later_item_of_a_paragraph_is_no_part_of_its_sentence(text: str) -> None:
    assert split(text) == ["The lamp is lit.", "The door is shut."]


@pytest.mark.parametrize(
    "text",
    [
        "A. Smith lit the lamp.",
        "I. Introduction",
        "e. g. lamps burn.",
        "i. e. lamps burn.",
        "a. B. Smith lit it.",
        "2019. It was cold.",
        "1999 lamps burned.",
        "3.5 lamps burned.",
        "p. 14 says so.",
        "(a) and (b) are equivalent.",
        "(2) implies (3).",
        "mix. of lamps",
        "1.",
        "•",
    ],
)
def test_what_only_looks_like_a_list_mark_stays(text: str) -> None:
    assert " ".join(split(text)) == text


def test_a_block_without_an_end_is_one_sentence() -> None:
    assert split("a heading without a full stop") == ["a heading without a full stop"]
    assert split("   ") == []


def test_spans_are_over_the_whole_text() -> None:
    text = "Before. The lamp is lit. It burns. After."
    block = Span(8, 34)
    assert [(span.start, span.end) for span in sentences(text, block)] == [(8, 24), (25, 34)]


_MARK = re.compile(r"[•*–-]|\(?(?:\d{1,3}|[a-z])[.)]")
_ALPHABET = st.sampled_from("aB1 .!?…()[]\"'“”’-•*–éß中 \t")


@given(st.text(_ALPHABET, max_size=120), st.integers(0, 10), st.integers(0, 10))
def test_spans_are_ordered_disjoint_inside_the_block_and_cover_it(text: str, cut_start: int, cut_end: int) -> None:
    block = Span(min(cut_start, len(text)), max(min(cut_start, len(text)), len(text) - cut_end))
    found = sentences(text, block)
    covered = set()
    last = block.start
    for span in found:
        assert block.covers(span)
        assert span.start >= last
        assert len(span) > 0
        assert span.of(text) == span.of(text).strip()
        covered.update(range(span.start, span.end))
        last = span.end
    left_out = "".join(" " if at in covered else text[at] for at in range(block.start, block.end))
    assert all(_MARK.fullmatch(word) for word in left_out.split())


@pytest.mark.parametrize(
    "piece", ["a", ". ", "\"'“", "e.g. ", ".", "- ", "et al. (", "A. ", "1. ", " ", "?”", "(((", "…]*", ".) a"]
)
def test_a_megabyte_of_anything_takes_linear_time(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.perf_counter()
    sentences(text, Span(0, len(text)))
    assert time.perf_counter() - began < 6.0
