"""What stands between and behind sentences: entries of the reference list, turned pages, the parts of formulas."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing import pdf
from pdf_samples import Put, document, lines, page

pytestmark = pytest.mark.real

NAME = Path("bridge.pdf")
TEXT = [
    "The bridge has nine arches, and each of them was paid for by another village. The arch in the middle is the",
    "widest, because the village that paid for it had the most to carry, and the most to carry it with. The toll",
    "was the same for all of them, which is why the village at the end has never used the bridge since then.",
]
ENTRY = ["Reed, A. The arches of the north, with a list of all the villages", "that paid for them. Arch Press, 2001."]
LAST = ["Rush, B. Tolls. A. B.", "Young, and others. Arch Press, 2002."]


def _of(manuscript: Manuscript, kind: RegionKind) -> list[str]:
    return [region.span.of(manuscript.text).strip() for region in manuscript.regions if region.kind is kind]


def _opening() -> list[Put]:
    return [Put(72, 740, "1 Introduction", 14, "F2"), *lines(72, 700, TEXT), *lines(72, 650, TEXT)]


def test_a_biography_below_the_last_reference_is_no_part_of_it() -> None:
    entries = [Put(72, 740, "References", 14, "F2"), Put(72, 700, "[1] " + ENTRY[0]), Put(90, 688, ENTRY[1])]
    life = lines(
        150, 620, ["Ada Reed has walked over all the bridges that she writes of,", "and over most of them more than once."]
    )
    found = _of(pdf.parse(document([page(_opening()), page([*entries, *life])]), NAME), RegionKind.BIBLIOGRAPHY)
    assert found[0] == f"[1] {' '.join(ENTRY)}"
    assert not any("Ada" in entry and "Arch" in entry for entry in found)


def test_an_entry_goes_on_over_the_end_of_a_page_behind_a_full_stop() -> None:
    first = [
        Put(72, 740, "References", 14, "F2"),
        *(Put(72 + 12 * (row % 2), 700 - 11 * row, ENTRY[row % 2], 9) for row in range(10)),
    ]
    first.append(Put(72, 700 - 11 * 10, LAST[0], 9))
    second = [Put(84, 740, LAST[1], 9), *(Put(72 + 12 * (row % 2), 729 - 11 * row, ENTRY[row % 2], 9) for row in range(10))]
    found = _of(pdf.parse(document([page(_opening()), page(first), page(second)]), NAME), RegionKind.BIBLIOGRAPHY)
    assert found == [*[" ".join(ENTRY)] * 5, " ".join(LAST), *[" ".join(ENTRY)] * 5]


def test_no_quote_joins_the_paragraphs_before_and_behind_a_turned_page() -> None:
    cells = [("Arch", "Village", "Toll"), ("North", "Reedham", "3"), ("South", "Rushton", "4"), ("Middle", "Millby", "5")]
    turned = [
        Put(200 + 30 * row, 100 + 150 * at, cell, turned=True) for row, line in enumerate(cells) for at, cell in enumerate(line)
    ]
    turned.append(Put(340, 100, "Table 1: The arches and their tolls.", turned=True))
    text = pdf.parse(document([page(_opening()), page(turned), page(lines(72, 700, TEXT))]), NAME).text
    assert text.count("never used the bridge") == 3
    assert "Rushton" in text[text.rindex("The bridge has") - 300 : text.rindex("The bridge has")]


def test_the_label_of_a_part_of_a_formula_beside_it_is_no_note() -> None:
    formula = [
        Put(90, 300, "weight(arch) + weight(road) + weight(cart) = "),
        Put(320, 295, "<0 (what the road and the cart weigh)", 7),
    ]
    puts = [*lines(72, 740, [*TEXT, *TEXT]), *formula, *lines(72, 270, TEXT)]
    manuscript = pdf.parse(document([page(lines(72, 740, TEXT)), page(puts, rules=[(320, 302, 40)])]), NAME)
    assert _of(manuscript, RegionKind.FOOTNOTE) == []


def test_the_label_of_a_formula_at_the_foot_of_a_page_is_no_note() -> None:
    open_line = "The weight that the road has to carry is written by all the masons of the north and of the south as the"
    label = Put(252, 100, "sum of the arch and the road", 6.5)
    manuscript = pdf.parse(document([page(lines(72, 740, TEXT)), page([*lines(72, 200, [*TEXT, open_line]), label])]), NAME)
    assert _of(manuscript, RegionKind.FOOTNOTE) == []


def test_the_left_side_of_an_equation_is_no_sentence() -> None:
    sides = [Put(200, 650, "ab cd + ef gh = kl mn"), Put(72, 644, "Strength ARCH(a, b) ="), Put(200, 638, "op qr = st + uv wx")]
    manuscript = pdf.parse(document([page([*_opening()[:4], *sides, *lines(72, 610, TEXT)])]), NAME)
    assert any("Strength ARCH(a, b) =" in formula for formula in _of(manuscript, RegionKind.MATH))
