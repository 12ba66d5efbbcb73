"""Bylines and author names as sites and exporters write them."""

from __future__ import annotations

import pytest

from alignqa.papers.parsing.manuscript.author_names import author_names
from alignqa.papers.parsing.manuscript.bylines import Byline, is_button, is_source_line, read_byline


@pytest.mark.parametrize(
    ("text", "authors", "year"),
    [
        ("By Ada Roe | 9th Jul 2019 | 14 comments", ("Ada Roe",), 2019),
        ("Posted on February 3, 2020 by Ada Roe", ("Ada Roe",), 2020),
        ("by Ada Roe, 5th May 2021", ("Ada Roe",), 2021),
        ("Written by Ada Roe and Bob van der Berg", ("Ada Roe", "Bob van der Berg"), None),
        ("by adaroe 9th Jul 2019 14 comments", ("adaroe",), 2019),
        ("By Sam Poe, Jr. · May 2020 · 5 min read", ("Sam Poe, Jr.",), 2020),
        ("Authors: Ada Roe, Bob Okafor", ("Ada Roe", "Bob Okafor"), None),
        ("by J. R. Roe in Windy Notes", ("J. R. Roe",), None),
        ("Last updated: 2021-03-04", (), 2021),
        ("12 min read", (), None),
    ],
)
def test_a_byline_tells_who_and_when(text: str, authors: tuple[str, ...], year: int | None) -> None:
    assert read_byline(text) == Byline(authors, year)


@pytest.mark.parametrize(
    "text",
    [
        "Tin is soft.",
        "By Monday we will have it.",
        "By Ada Roe in the winter of 1990 the tin was pressed",
        "By induction we get",
        "By design",
        "A paper by Ada Roe",
        "In May 2020 the tin was gone",
        "It was published on May 3, 2020, and forgotten",
        "",
    ],
)
def test_other_text_is_no_byline(text: str) -> None:
    assert read_byline(text) is None


def test_buttons_and_lines_about_sources() -> None:
    assert all(map(is_button, ("45", "Share this post", "14 comments", "Subscribe now", "3 min read")))
    assert not any(map(is_button, ("Share prices fell.", "1998", "Comments on tin")))
    assert all(map(is_source_line, ("Source: Roe (2019)", "Image credit: Bob Okafor", "Photo courtesy of: Ada")))
    assert not any(map(is_source_line, ("Sources differ.", "Source code is text", "Source: " + "a word " * 30)))


def test_a_line_that_says_where_the_text_was_before_is_no_sentence_of_it() -> None:
    moved = (
        "This essay has been adapted from a book.",
        "Cross-posted from my blog.",
        "This post was originally published at The Lamp.",
    )
    kept = ("This essay has been criticised for its lamps.", "Taken together, lamps burn.", "The post was adapted to the storm.")
    assert all(map(is_source_line, moved))
    assert not any(map(is_source_line, kept))


@pytest.mark.parametrize(
    ("entries", "names"),
    [
        (("Roe, Ada and Okafor, Bob",), ("Ada Roe", "Bob Okafor")),
        (("Roe, A.; Okafor, B. C.",), ("A. Roe", "B. C. Okafor")),
        (("van der Berg, Ada & Garcia Lopez, Maria",), ("Ada van der Berg", "Maria Garcia\u00a0Lopez")),
        (("Roe, Ada",), ("Ada Roe",)),
        (("Roe, Ada", "Okafor, Bob"), ("Ada Roe", "Bob Okafor")),
        (("Ada Roe, Bob Okafor and Cy Moreau",), ("Ada Roe", "Bob Okafor", "Cy Moreau")),
        (("adaroe, Bob Okafor",), ("adaroe", "Bob Okafor")),
        (("adaroe, bob_o",), ("adaroe", "bob_o")),
        (("Sam Poe, Jr., Ada Roe",), ("Sam Poe, Jr.", "Ada Roe")),
        (("[[people/roe|Ada Roe]]",), ("Ada Roe",)),
    ],
)
def test_names_are_given_name_first(entries: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert author_names(entries) == names
