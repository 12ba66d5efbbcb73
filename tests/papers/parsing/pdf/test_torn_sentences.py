"""A line that goes on with a sentence stays in it, whatever it consists of; of a sentence that is torn no piece is text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing import pdf
from alignqa.papers.parsing.pdf.child.printout import CharacterRun, Printout, Sheet
from alignqa.papers.parsing.pdf.parser import manuscript_of
from pdf_samples import Put, document, lines, page

pytestmark = pytest.mark.real

NAME = Path("mill.pdf")
TEXT = [
    "The mill on the hill grinds what it is given, and it has been given a good many things that were no",
    "grain. The miller keeps a list of them, which he reads aloud on the first day of the year. Those who",
    "have come to hear it bring their own chairs, since there are none in the mill but that of the miller.",
]
OPEN = "The stone is turned by the wind alone, and by the miller himself on all days of the year on which"
LAST = "there is no wind, as he says."
TEXT_FONT, SYMBOLS, LARGE = 0, 1, 2
FONTS = ("Helvetica", "ABCDEF+CMMI10", "ABCDEF+CMEX10")

_Part = tuple[str, int, float, float]  # text, font, size, height above the line


def _of(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def _body(manuscript: Manuscript) -> str:
    text = manuscript.text
    for region in manuscript.regions:
        text = text.replace(region.span.of(manuscript.text), "")
    return text


def _row(x: float, y: float, *parts: _Part) -> list[CharacterRun]:
    runs = []
    for text, font, size, rise in parts:
        width = 0.45 * size * len(text)
        runs.append(CharacterRun(text, x, x + width, y + rise, size, font))
        x += width
    return runs


def _set(*rows: list[CharacterRun]) -> Manuscript:
    runs = [run for row in rows for run in row]
    return manuscript_of(Printout((Sheet(612, 792, "", tuple(runs)),), fonts=FONTS), NAME)


def _paragraph(x: float, y: float, rows: Sequence[str]) -> list[CharacterRun]:
    return [run for at, row in enumerate(rows) for run in _row(x, y - 12 * at, (row, TEXT_FONT, 10, 0))]


def _symbols(name: str, index: str) -> tuple[_Part, ...]:
    return (f"{name} > {name}", SYMBOLS, 10, 0), (index, TEXT_FONT, 7, -1.5), (".", TEXT_FONT, 10, 0)


@pytest.mark.parametrize(("x", "index"), [(72, "recover"), (72, "k"), (98, "recover"), (98, "k")], ids=["long", "short"] * 2)
def test_the_last_line_of_a_sentence_may_be_a_formula(x: float, index: str) -> None:
    above = [*TEXT, "(M1) The wind.  It blows at the speed of v, and the stone turns when it is faster than that, if only"]
    manuscript = _set(_paragraph(72, 700, above), _row(x, 652, *_symbols("v", index)), _paragraph(72, 600, TEXT))
    assert f"than that, if only v > v_{index}." in manuscript.text
    assert _of(manuscript, RegionKind.MATH) == []


def test_a_formula_in_the_middle_of_the_column_is_no_line_of_the_sentence() -> None:
    above = [*TEXT, "It blows at the speed of the air, and the stone turns when the speed of the air is as follows, where"]
    manuscript = _set(_paragraph(72, 700, above), _row(250, 640, *_symbols("v", "recover")), _paragraph(72, 612, TEXT))
    assert _of(manuscript, RegionKind.MATH) == ["v > v_recover."]


def test_the_large_signs_of_a_formula_make_no_cells_of_the_word_before_it() -> None:
    formula = [_row(220, 647, ("W(v) = 3v + 2u", SYMBOLS, 10, 0))]
    signs = _row(250, 664, ('"', LARGE, 10, 0), ("X", LARGE, 10, 0), ("#", LARGE, 10, 0))
    manuscript = _set(
        _paragraph(72, 712, [*TEXT, OPEN]),
        _row(72, 664, ("grain:", TEXT_FONT, 10, 0)),
        signs,
        *formula,
        _paragraph(72, 620, TEXT),
    )
    assert f"{OPEN} grain:" in manuscript.text
    assert _of(manuscript, RegionKind.TABLE) == []


@pytest.mark.parametrize("apart", [True, False], ids=["side by side", "each below its part"])
def test_the_names_of_parts_far_above_a_caption_tear_no_sentence(apart: bool) -> None:
    names = [Put(150, 560, "(a) The old mill", 9), Put(400, 560 if apart else 480, "(b) The new mill", 9)]
    cells = [
        Put(x, y, f"{row}.5{x}", 7)
        for top in ((620,) if apart else (620, 540))
        for row, y in enumerate(range(top, top - 45, -9))
        for x in (130, 180, 400, 450)
    ]
    caption = Put(72, 400, "Table 4: What the two mills have ground.")
    first = page(lines(72, 700, [*TEXT * 17, OPEN]))
    second = page([*cells, *names, caption, *lines(72, 360, [LAST, *TEXT])])
    manuscript = pdf.parse(document([first, second]), NAME)
    assert f"{OPEN} {LAST}" in manuscript.text
    assert "(a) The old mill (b) The new mill" in " ".join(_of(manuscript, RegionKind.CAPTION))


def test_items_with_letters_below_each_other_are_no_names_of_parts() -> None:
    puts = [*lines(72, 700, TEXT), Put(90, 655, "(a) the old mill"), Put(90, 643, "(b) the new mill"), *lines(72, 620, TEXT)]
    assert "the old mill" in _body(pdf.parse(document([page(puts)]), NAME))


def test_small_capitals_in_a_line_make_no_paragraph_of_it() -> None:
    rows = [
        Put(72, 664, "THE MILLER OF THE HILL AND ALL OF HIS FRIENDS IN THE YEARS OF THE LONG WIND", 8),
        Put(412, 664, "or later MIL-"),
    ]
    puts = [*lines(72, 712, [*TEXT, OPEN]), *rows, *lines(72, 652, ["LERS have read it, which is a long list of names."])]
    manuscript = pdf.parse(document([page([*puts, *lines(72, 620, TEXT)])]), NAME)
    assert f"{OPEN} THE MILLER OF" in manuscript.text
    assert "or later MILLERS have read it" in manuscript.text


def test_the_name_of_a_command_is_broken_without_a_hyphen() -> None:
    puts = [*lines(72, 700, TEXT), Put(72, 664, "The miller says that he starts the stone on each day of the year by means of")]
    puts += [
        Put(420, 664, "\\turnt", font="F4"),
        Put(72, 652, "hestone", font="F4"),
        Put(118, 652, "and by nothing else at all."),
    ]
    assert "by means of \\turnthestone and by" in pdf.parse(document([page([*puts, *lines(72, 620, TEXT)])]), NAME).text


def test_an_address_that_goes_on_in_typewriter_type_is_no_code() -> None:
    puts = [
        Put(72, 664, "The list is at"),
        Put(140, 664, "https://mill.example/", font="F4"),
        Put(72, 652, "list/of-things", font="F4"),
    ]
    manuscript = pdf.parse(document([page([*lines(72, 700, TEXT), *puts, *lines(72, 620, TEXT)])]), NAME)
    assert "The list is at https://mill.example/list/of-things" in _body(manuscript)


def test_cells_of_prose_below_each_other_are_a_table() -> None:
    rows = [
        ("What it was", ["The miller was given a shoe and a", "hat. He has ground both."]),
        ("What it is", ["Which one of the things on the", "list is it?"]),
        ("Wind", ["None."]),
    ]
    puts: list[Put] = []
    y = 600
    for name, cell in rows:
        puts += [Put(76, y, name, 7), *lines(180, y, cell, size=7, leading=8)]
        y -= 8 * len(cell) + 6
    rules = [(72, 612, 300), (72, y + 4, 300)]
    caption = Put(72, y - 16, "Table 5: Things that were given to the mill.")
    puts = [*lines(72, 720, TEXT), *puts, caption, *lines(72, y - 50, TEXT)]
    manuscript = pdf.parse(document([page(puts, rules=rules)]), NAME)
    assert "hat. He has ground both." in _of(manuscript, RegionKind.TABLE)[0]
    assert "list is it?" not in _body(manuscript)


def test_of_a_sentence_that_is_torn_by_cells_no_piece_is_text() -> None:
    cells = [
        put
        for row in range(3)
        for put in (Put(72, 650 - 12 * row, "the grain of this mill"), Put(330, 650 - 12 * row, "goes to all of them"))
    ]
    puts = [*lines(72, 700, [*TEXT, OPEN]), *cells, *lines(72, 600, [LAST, *TEXT])]
    body = _body(pdf.parse(document([page([*puts])]), NAME))
    assert OPEN not in body and LAST not in body
    assert " ".join(TEXT) in body


def test_verses_without_full_stops_are_not_torn() -> None:
    verses = [f"the mill has heard the song of the wind, and the song of all the birds of the hill in year {n}" for n in range(4)]
    puts = [Put(72, 730, "1 Introduction", 12, "F2"), *(Put(72, 700 - 30 * n, verse) for n, verse in enumerate(verses))]
    assert all(verse in _body(pdf.parse(document([page(puts)]), NAME)) for verse in verses)


@pytest.mark.parametrize(
    ("said", "note", "kept"),
    [
        ("The mill was built in 1998", "3", "in 1998 and"),
        ("It was what they believed in", "3", "believed in and"),
        ("The stone is called Stone-4", "3", "called Stone-4 and"),
        ("The mill was built in 1998", "3,4", "in 1998 and"),
        ("The mill was built in 1998", "2", "in 1998² and"),
        ("The number of grains is 10", "3", "is 10³ and"),
        ("A grain has the size of 5 in", "3", "of 5 in³ and"),
    ],
)
def test_a_raised_number_is_the_mark_of_a_note_that_stands_at_the_foot_of_the_page(said: str, note: str, kept: str) -> None:
    foot = [Put(76, 80, "The book of the village has it.", 8, lead="3")]
    puts = [*lines(72, 700, TEXT), Put(72, 664, said, note=note, after=" and nobody knows by whom."), *foot]
    manuscript = pdf.parse(document([page(puts, rules=[(72, 92, 150)])]), NAME)
    assert kept in manuscript.text
    assert _of(manuscript, RegionKind.FOOTNOTE) == ["3 The book of the village has it."]
