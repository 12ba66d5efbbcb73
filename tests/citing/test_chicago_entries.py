"""Entries in the style of Chicago, where only the first name is inverted, and works that have no year yet."""

from __future__ import annotations

import pytest

from alignqa.citing.entries import CitedEntry, entries_of
from alignqa.papers.document import Manuscript, Region, RegionKind, Span


def read(printed: str) -> CitedEntry:
    (entry,) = entries_of(Manuscript(printed, regions=(Region(Span(0, len(printed)), RegionKind.BIBLIOGRAPHY),)))
    return entry


@pytest.mark.parametrize(
    ("printed", "authors"),
    [
        ("Lark, U., and C. Field. 1902. Quiet wicks. Nord: Lamp House.", ("U. Lark", "C. Field")),
        ("Lark, U. B., and C. D. van Moor. 1902. “Quiet wicks.” Lamps 3 (2): 1–9.", ("U. B. Lark", "C. D. van Moor")),
        ("Lark, U., & C. Field, eds. 1902. Quiet wicks. Lamp House.", ("U. Lark", "C. Field")),
        ("Lark, U., and Nord Lamp Institute. 1902. Quiet wicks. Lamp House.", ("U. Lark", "Nord Lamp Institute")),
        ("Lark, Ulla, Bo Field, and Min Wu. 1902. “Quiet wicks.” Lamps 3 (2): 1–9.", ("Ulla Lark", "Bo Field", "Min Wu")),
        ("van den Moor, J. 1902. Quiet wicks. Lamp House.", ("J. van den Moor",)),
        ("ten Moor, J. 1902. Quiet wicks. Lamp House.", ("J. ten Moor",)),
        ("Ulla Lark & 李明: Quiet wicks, arXiv:2101.00001v2, 1902.", ("Ulla Lark", "李明")),
        ("李明, Иван Петров and Ulla Lark: Quiet wicks, arXiv:2101.00001v2, 1902.", ("李明", "Иван Петров", "Ulla Lark")),
    ],
)
def test_every_author_and_the_title_are_read(printed, authors):
    known = read(printed).metadata
    assert (known.authors, known.title) == (authors, "Quiet wicks")
    assert known.year in {1902, None}


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        ("Lark, Ulla. Forthcoming. Lamps of 1984. Lamp House.", None),
        ("Lark, U. n.d. Lamps of 1984. Lamp House.", None),
        ("Lark, U. Lamps of 1984. Lamp House, forthcoming.", None),
        ("Ulla Lark. “Lamps of 1984.” Wicks, in press.", None),
        ("Lark, U. Lamps of 1984. To appear in Proc. of Wicks 2021.", 2021),
        ("Lark, U. Lamps of 1984. Wicks, 2021 (in press).", 2021),
    ],
)
def test_a_number_in_the_title_is_no_year_of_what_is_still_to_appear(printed, year):
    known = read(printed).metadata
    assert (known.title, known.year) == ("Lamps of 1984", year)
