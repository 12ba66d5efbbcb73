"""Plain text: paragraphs, headings, lists, pages, and what it costs to read much of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.errors import UnreadablePaper
from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing.plain_text.parser import parse


def _read(text: str) -> Manuscript:
    return parse(text.encode("utf-8"), Path("tides.txt"))


def _of_kind(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


TIDES = """\
The Habits of Tides
===================

By Nora Quay

Abstract

Tides come twice. They are well under-
stood, and their understanding is old
and goal-directed.

1. Introduction

A list of reasons:
- the moon pulls,
  and the sun too
- the sea yields

1.1 The Moon

It is round. A share of 2.5 percent
is visible, as goal-
directed observers say.

METHODS AND TOOLS

Day     Height   Depth
Mon     2.0      1
Tue     2.1      3

References

[1] N. Quay. Tides and
    moons. 2001.
[2] P. Pier. Ebb. 2002.

Appendix A: Tables

Nothing here.
"""


def test_the_whole_text_of_a_small_paper() -> None:
    manuscript = _read(TIDES)
    assert manuscript.text == (
        "The Habits of Tides\n\nBy Nora Quay\n\nAbstract\n\n"
        "Tides come twice. They are well understood, and their understanding is old and goal-directed.\n\n"
        "1 Introduction\n\nA list of reasons:\nthe moon pulls, and the sun too\nthe sea yields\n\n"
        "1.1 The Moon\n\nIt is round. A share of 2.5 percent is visible, as goal-directed observers say.\n\n"
        "METHODS AND TOOLS\n\nDay     Height   Depth\nMon     2.0      1\nTue     2.1      3\n\n"
        "References\n\n[1] N. Quay. Tides and moons. 2001.\n\n[2] P. Pier. Ebb. 2002.\n\n"
        "Appendix A: Tables\n\nNothing here."
    )
    assert manuscript.metadata.title == "The Habits of Tides"
    assert manuscript.metadata.authors == ("Nora Quay",)
    assert manuscript.pages == ()


def test_sections_and_regions_of_a_small_paper() -> None:
    manuscript = _read(TIDES)
    assert [(s.level, s.number, s.title) for s in manuscript.sections] == [
        (1, "", "Abstract"),
        (1, "1", "Introduction"),
        (2, "1.1", "The Moon"),
        (1, "", "METHODS AND TOOLS"),
        (1, "", "References"),
        (1, "", "Appendix A: Tables"),
    ]
    assert _of_kind(manuscript, RegionKind.FRONT_MATTER) == ["The Habits of Tides", "By Nora Quay"]
    assert _of_kind(manuscript, RegionKind.BIBLIOGRAPHY) == ["[1] N. Quay. Tides and moons. 2001.", "[2] P. Pier. Ebb. 2002."]
    assert _of_kind(manuscript, RegionKind.CODE) == ["Day     Height   Depth\nMon     2.0      1\nTue     2.1      3"]


def test_form_feeds_turn_pages_and_a_sentence_crosses_them_whole() -> None:
    manuscript = _read(
        "A note on ebb.\n\nThis paragraph runs over the end of its page, and it goes\n"
        "\fon after the turn. It ends.\n\nLast one.\n"
    )
    assert "runs over the end of its page, and it goes on after the turn. It ends." in manuscript.text
    start = manuscript.text.index("on after the turn")
    assert [(page.number, page.span.of(manuscript.text)[:10]) for page in manuscript.pages] == [
        (1, "A note on "),
        (2, "on after t"),
    ]
    assert manuscript.locate(start).page == 2
    assert manuscript.locate(start - 3).page == 1


def test_running_heads_are_furniture_and_give_the_labels() -> None:
    words = {7: "one", 8: "two", 9: "three"}
    pages = [
        f"Quay      Ebb and Flow\n\nSentence number {word} stands here.\n\nQuay      [Page {n}]" for n, word in words.items()
    ]
    manuscript = _read("\n\f".join(pages))
    head = "Quay Ebb and Flow"
    assert _of_kind(manuscript, RegionKind.FURNITURE) == [head, "Quay [Page 7]", head, "Quay [Page 8]", head, "Quay [Page 9]"]
    assert [(page.number, page.label) for page in manuscript.pages if "two" in page.span.of(manuscript.text)] == [(2, "8")]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Moon and Sea\n\nThe sea rises.\n", "Moon and Sea"),
        ("The sea rises when the moon is high.\n\nIt falls later.\n", None),
        ("1. Introduction\n\nThe sea rises.\n", None),
        ("Abstract\n\nThe sea rises.\n", None),
        ("- one\n\nThe sea rises.\n", None),
    ],
)
def test_the_title_is_a_short_first_line_and_is_never_invented(text: str, title: str | None) -> None:
    assert _read(text).metadata.title == title


def test_a_file_with_one_paragraph_a_line_keeps_them_apart() -> None:
    first, second = "The sea rises. " * 15, "The sea falls. " * 15
    assert _read(f"{first}\n{second}\n").text == f"{first.strip()}\n\n{second.strip()}"


def test_headings_may_be_underlined_and_may_stand_directly_above_their_text() -> None:
    manuscript = _read(
        "The first paragraph ends here.\n\nHigh Water\n----------\nIt is high.\n\nLow Water\n---------\n\nIt is low.\n"
    )
    assert [section.title for section in manuscript.sections] == ["High Water", "Low Water"]
    assert manuscript.text.endswith("High Water\n\nIt is high.\n\nLow Water\n\nIt is low.")


@pytest.mark.parametrize(
    "data", ["Ebbe und Größe.".encode("cp1252"), "Ebbe und Größe.".encode("utf-16"), "Ebbe und Größe.".encode()]
)
def test_encodings_are_told_apart(data: bytes) -> None:
    assert parse(data, Path("x.txt")).text == "Ebbe und Größe."


def test_control_characters_never_reach_the_text() -> None:
    assert _read("Red \x1b[31malert\x07 ends.\n").text == "Red [31malert ends."


@pytest.mark.parametrize("text", ["\f\f\f", "\x00\x01", "----\n\n====\n"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(UnreadablePaper, match=r"^tides\.txt holds no text\.$"):
        _read(text)


def test_every_form_feed_and_blank_line_is_survived() -> None:
    assert _read("\n\n\f\n\fOnly words here.\f\n\n").text == "Only words here."
