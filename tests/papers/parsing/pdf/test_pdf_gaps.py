"""What stands between two parts of a sentence or two sentences: what a sentence runs over, and what no quote leaps over."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.answers.quoting.gate import Offered, take
from alignqa.index.passages.sentences import sentences
from alignqa.papers.document import Manuscript, RegionKind, Span
from alignqa.papers.parsing import pdf
from alignqa.papers.parsing.pdf.child.printout import CharacterRun, Printout, Sheet
from alignqa.papers.parsing.pdf.parser import manuscript_of
from pdf_samples import Put, document, lines, page

pytestmark = pytest.mark.real

NAME = Path("well.pdf")
TEXT = [
    "The well in the square gives water to those who ask for it, and it gives nothing to those who do",
    "not. The keeper of the well says that this is the rule of all wells, and that people only notice",
    "it here because here the asking is done aloud. There is a second well, which is said to be deaf,",
]
LAST = "and which gives its water to everybody who has brought a rope."
SECOND = [
    "Nobody knows who dug the wells. The keeper has a paper that names his grandfather, but the paper",
    "is about a wall, and it has been read as a paper about a well for as long as anyone can remember.",
]


def _of(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is kind]


def _parsed(*puts: Put) -> Manuscript:
    return pdf.parse(document([page(puts)]), NAME)


def _quotable(manuscript: Manuscript, first: str, last: str) -> bool:
    """Whether one quote can run from one sentence to another."""
    start, end = manuscript.text.index(first), manuscript.text.index(last) + len(last)
    found = sentences(manuscript.text, Span(start, end))
    return take(Span(start, end), Offered("well", manuscript, tuple(found))) is not None


@pytest.mark.parametrize(
    ("line", "x"),
    [
        (("which has, as the paper of the keeper says in its third line, a depth of", "forty fathoms and a half,"), 400),
        (("which has its own address,", "https://wells.example/square/third-well"), 230),
    ],
)
def test_a_line_inside_a_sentence_is_no_table(line: tuple[str, str], x: float) -> None:
    puts = [Put(72, 664, line[0]), Put(x, 664, line[1])]
    manuscript = _parsed(*lines(72, 700, TEXT), *puts, *lines(72, 652, ["by those who asked.", *SECOND]), *lines(72, 600, SECOND))
    assert f"said to be deaf, {' '.join(line)} by those who asked." in manuscript.text
    assert _of(manuscript, RegionKind.TABLE) == []


def test_the_sign_at_the_end_of_a_proof_makes_no_table_of_its_line() -> None:
    rows = [*TEXT, "and which has no end.", *SECOND]
    runs = [CharacterRun(row, 72, 72 + 4.5 * len(row), 700 - 12.0 * at, 10, 0) for at, row in enumerate(rows)]
    runs.append(CharacterRun("□", 500, 507, 700 - 12.0 * len(TEXT), 10, 0))
    manuscript = manuscript_of(Printout((Sheet(612, 792, "", tuple(runs)),), fonts=("Helvetica",)), NAME)
    assert "said to be deaf, and which has no end. □" in manuscript.text


def test_a_sentence_above_a_formula_is_no_table() -> None:
    formula = [
        Put(x, y, part) for y, parts in ((602, "uvw"), (588, "xyz")) for x, part in zip((200, 260, 320), parts, strict=True)
    ]
    said = "Proof. The depth of the well follows from the length of its rope as:"
    manuscript = _parsed(*lines(72, 700, [*TEXT, LAST]), Put(72, 618, said), *formula, *lines(72, 550, SECOND))
    assert manuscript.kind_at(manuscript.text.index("Proof. The depth")) is RegionKind.BODY


def test_a_sentence_runs_on_over_a_float_and_its_small_words() -> None:
    figure = [
        Put(80, 640, "Ask: I should like to have some water, and so would", 7),
        Put(80, 632, "all of my friends, who have come a long way for it.", 7),
    ]
    caption = [Put(72, 612, "Figure 1: What one says to the well, and what it says."), *lines(72, 580, [LAST, *SECOND])]
    manuscript = _parsed(*lines(72, 700, TEXT), *figure, *caption)
    assert f"{TEXT[-1]} {LAST}" in manuscript.text
    assert _of(manuscript, RegionKind.CAPTION) == ["Figure 1: What one says to the well, and what it says."]


def test_the_names_of_the_parts_of_a_figure_belong_to_its_caption() -> None:
    parts = [Put(150, 650, "(a) The first well"), Put(150, 632, "(b) The second well")]
    caption = [Put(72, 612, "Figure 1: Two wells."), *lines(72, 580, [LAST, *SECOND])]
    manuscript = _parsed(*lines(72, 700, TEXT), *parts, *caption)
    assert f"{TEXT[-1]} {LAST}" in manuscript.text
    assert "The second well" not in manuscript.text[: manuscript.text.index(SECOND[0])]


def test_the_names_of_parts_may_be_sentences_in_small_type() -> None:
    parts = [Put(150, 650, "(a) The first well.", 8), Put(350, 650, "(b) The second well.", 8)]
    caption = [Put(72, 632, "Figure 1: Two wells."), *lines(72, 600, [LAST, *SECOND])]
    manuscript = _parsed(*lines(72, 700, TEXT), *parts, *caption)
    assert f"{TEXT[-1]} {LAST}" in manuscript.text


def test_names_of_parts_that_take_several_lines_belong_to_the_caption() -> None:
    names = [Put(72, 660, "(a) The first well, as it was seen", 8), Put(72, 651, "by the keeper (b) The second well", 8)]
    caption = [Put(72, 636, "Figure 1: Two wells."), *lines(72, 600, [LAST, *SECOND])]
    manuscript = _parsed(*lines(72, 710, TEXT), *names, *caption)
    assert f"{TEXT[-1]} {LAST}" in manuscript.text
    assert manuscript.kind_at(manuscript.text.index("(a) The first")) is RegionKind.CAPTION


def test_notes_below_a_table_in_smaller_type_are_part_of_it() -> None:
    cells = [Put(x, 640 - 12 * row, f"{row}{x}") for row in range(3) for x in (100, 220, 340)]
    notes = [Put(100, 600, "Rope: of hemp, with its weight.", 8), Put(100, 590, "Water: as it is drawn.", 8)]
    caption = Put(72, 660, "Table 1: Wells, ropes and water.")
    manuscript = _parsed(*lines(72, 720, [*TEXT, LAST]), caption, *cells, *notes, *lines(72, 560, SECOND))
    assert manuscript.kind_at(manuscript.text.index("Rope: of hemp")) is RegionKind.TABLE
    assert manuscript.kind_at(manuscript.text.index("Water: as it")) is RegionKind.TABLE


def test_text_in_smaller_type_that_goes_on_below_a_table_is_text() -> None:
    cells = [Put(x, 640 - 12 * row, f"{row}{x}") for row in range(3) for x in (100, 220, 340)]
    small = [*lines(72, 598, TEXT, size=8, leading=9), *lines(72, 560, SECOND, size=8, leading=9), Put(72, 500, LAST)]
    manuscript = _parsed(*lines(72, 720, [*TEXT, LAST]), *cells, *small)
    assert manuscript.kind_at(manuscript.text.rindex(TEXT[0])) is RegionKind.BODY


FORMULA = [Put(200, 630, "d = w + r", font="F3"), Put(460, 630, "(1)")]


def test_a_formula_inside_a_sentence_parts_it_and_both_parts_can_be_quoted() -> None:
    puts = [*lines(72, 700, TEXT), Put(72, 664, "and its depth is given by the equation"), *FORMULA]
    manuscript = _parsed(*puts, Put(72, 600, "where w is the water and r is the rope."), *lines(72, 560, SECOND))
    assert _of(manuscript, RegionKind.MATH) == ["d = w + r (1)"]
    assert _quotable(manuscript, "and its depth is given by the equation", "where w is the water and r is the rope.")


@pytest.mark.parametrize("formula", ["d = 5 + 7 + 9 + 11", "y = a - b", "depth of the well (a, b) ="])
def test_an_equation_at_the_margin_is_no_beginning_of_a_sentence(formula: str) -> None:
    manuscript = _parsed(*lines(72, 700, [*TEXT, LAST]), Put(72, 622, formula), *lines(72, 590, SECOND))
    assert _of(manuscript, RegionKind.MATH) == [formula]


def test_no_quote_leaps_over_a_formula_that_is_a_sentence_of_its_own() -> None:
    puts = [*lines(72, 700, TEXT), Put(72, 664, LAST), *FORMULA]
    manuscript = _parsed(*puts, Put(72, 600, "The rope is not counted by the keeper."), *lines(72, 560, SECOND))
    assert _of(manuscript, RegionKind.MATH) == ["d = w + r (1)"]
    assert not _quotable(manuscript, LAST, "The rope is not counted by the keeper.")


def test_no_quote_leaps_over_lines_that_may_be_text_even_in_mid_sentence() -> None:
    cells = [
        put
        for row in range(3)
        for put in (Put(72, 650 - 12 * row, "the water of this well"), Put(330, 650 - 12 * row, "goes to those who ask"))
    ]
    manuscript = _parsed(*lines(72, 700, TEXT), *cells, *lines(72, 600, [LAST, *SECOND]))
    torn = "There is a second well, which is said to be deaf,"
    assert [text for text in _of(manuscript, RegionKind.TABLE) if "goes to those" not in text] == [torn, LAST]
    assert TEXT[-1] + " " + LAST not in manuscript.text
    assert manuscript.text.index("goes to those who ask") < manuscript.text.index(LAST)


COLUMN = ["The keeper has a list of all who", "have asked, and a second list of", "those who have only thought of it,"]


def test_an_item_of_a_list_and_a_broken_word_go_on_in_the_first_column_of_the_next_page() -> None:
    item = ["is a long one, and it holds a very", "large part of the village, and a re-"]
    one = [*lines(72, 700, COLUMN * 5), *lines(330, 700, COLUMN * 4), Put(330, 552, "• The list of those who have asked")]
    one += lines(340, 540, item)
    two = [
        *lines(82, 700, ["markable part of the other villages", "in the valley, whose wells are dry."]),
        *lines(72, 664, COLUMN * 4),
    ]
    text = pdf.parse(document([page(one), page([*two, *lines(330, 700, COLUMN * 5)])]), NAME).text
    assert "and a remarkable part of the other villages in the valley, whose wells are dry." in text


def test_a_lower_case_line_inside_a_sentence_begins_no_paragraph() -> None:
    centred = [
        Put(130, 640, "Those who have asked the well for water must drink all"),
        Put(160, 628, "of the water that it gives to them."),
    ]
    text = _parsed(*lines(72, 700, [*TEXT, LAST]), *centred, *lines(72, 600, SECOND)).text
    assert "must drink all of the water that it gives to them." in text


def test_a_paragraph_below_an_item_without_a_full_stop_is_no_part_of_it() -> None:
    item = [Put(72, 664, "• The list of those who have only thought of asking, which is kept in"), Put(82, 652, "a second book")]
    text = _parsed(*lines(72, 700, TEXT), *item, Put(84, 637, f"{SECOND[0]}"), *lines(72, 625, SECOND[1:])).text
    assert f"a second book\n\n{' '.join(SECOND)}" in text


def test_an_address_in_other_type_stays_in_its_sentence() -> None:
    address = Put(72, 664, "https://wells.example/square/the-first-well/the-list-of-those-who-have-asked", font="F4")
    said = "A list of those who have asked the well for water is kept by the keeper, and can be read at this address:"
    manuscript = _parsed(
        *lines(72, 700, [*TEXT[:2], said]), address, Put(72, 652, "by those who are on it."), *lines(72, 620, SECOND)
    )
    assert "the-list-of-those-who-have-asked" in manuscript.text
    assert _of(manuscript, RegionKind.CODE) == []


def test_cells_of_prose_between_the_rules_of_a_captioned_table_are_no_sentences() -> None:
    text = [*TEXT, "which is why nobody asks it."]
    names = ["a) What the keeper says in", "the paper of the rule that", "all of the wells follow:"]
    cells = [
        "The well gives water to those who ask and it",
        "gives nothing to others, as has been the rule",
        "of wells since the wall was built for them all.",
    ]
    puts = [
        *lines(72, 720, text),
        *lines(72, 600, names, size=9, leading=10),
        *lines(186, 600, cells, size=9, leading=10),
        *lines(72, 560, ["b) What the deaf well is for", "as the paper has it:"], size=9, leading=10),
        *lines(186, 560, ["It gives its water to everybody who brings a", "rope and a bucket."], size=9, leading=10),
        Put(72, 525, "Table 3: What is said of the wells in the square."),
    ]
    manuscript = pdf.parse(document([page(puts, rules=[(72, y, 310) for y in (612, 573, 541)])]), NAME)
    tables = " ".join(_of(manuscript, RegionKind.TABLE))
    assert "gives nothing to others" in tables and "everybody who brings" in tables
    assert "nobody asks it" not in tables
