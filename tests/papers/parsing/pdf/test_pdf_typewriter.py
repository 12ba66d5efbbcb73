"""Typewriter type in PDF files: code among sentences, words that are broken without a hyphen, signs that look like accents."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.document import Manuscript, RegionKind
from alignqa.papers.parsing import pdf
from pdf_samples import Put, document, lines, page

pytestmark = pytest.mark.real

NAME = Path("loom.pdf")
TEXT = [
    "The loom reads its orders from a list of cards, and each of the cards is written by a hand that wants to",
    "be at home. An order is one line, and the loom does what the line says as long as the thread will let it.",
]
OPEN = "A weaver who wants the cloth to be set in the middle of the frame may give the loom the old order for it"


def _page(*puts: Put) -> Manuscript:
    return pdf.parse(document([page([*lines(72, 720, TEXT), *puts])]), NAME)


def _body(manuscript: Manuscript) -> str:
    outside = list(manuscript.text)
    for region in manuscript.regions:
        outside[region.span.start : region.span.end] = "\0" * len(region.span)
    return "".join(outside)


@pytest.mark.parametrize(
    "order", ["weave{12}{plain}[red]", "set_frame(middle) # and wait for the second shuttle to come back now"]
)
def test_an_order_below_an_open_line_is_code_and_no_sentence(order: str) -> None:
    manuscript = _page(
        Put(72, 684, OPEN),
        Put(72, 668, order, 8, "F4"),
        *lines(72, 650, ["which will set it there, or will say why not. " + TEXT[1][:60], *TEXT]),
    )
    code = [region.span.of(manuscript.text) for region in manuscript.regions if region.kind is RegionKind.CODE]
    assert [text.strip() for text in code] == [order]
    assert order not in _body(manuscript)


@pytest.mark.parametrize(
    ("one", "other", "joined"),
    [
        ("ce", "nter", "the center order"),
        ("wea", "ve{12}", "the weave{12} order"),
        ("move{", "left}", "the move{left} order"),
        ("move{left", "}", "the move{left} order"),
        ("plain", "thread", "the plain thread order"),
    ],
)
def test_a_word_in_typewriter_type_is_joined_where_the_document_knows_the_whole(one: str, other: str, joined: str) -> None:
    puts = [
        Put(
            72, 684, "To center and to weave, to move and to set, are all that a loom can do, and a plain thread will do for it."
        ),
        Put(72, 672, "The weavers of the old school know well how to use all of these, and most of them would use the"),
        Put(503, 672, one, font="F4"),
        Put(72, 660, other, font="F4"),
        Put(75 + 6 * len(other), 660, "order, which is the shortest that there is. The thread is plain, and so is"),
        *lines(
            72, 648, ["the cloth that comes of it, as every customer has said for as long as there were customers for it.", *TEXT]
        ),
    ]
    assert joined in _page(*puts).text


@pytest.mark.parametrize(("sign", "shown"), [("˜", "(~)"), ("ˆ", "(^)"), ("`", "(`)")])
def test_a_sign_that_stands_over_no_letter_is_kept(sign: str, shown: str) -> None:
    puts = [
        Put(72, 684, "The empty place in an order is written ("),
        Put(245, 684, sign, font="F4"),
        Put(251, 684, ") by all weavers."),
    ]
    assert f"written {shown} by all weavers" in _page(*puts).text


def test_a_large_bracket_of_a_formula_in_a_sentence_is_kept() -> None:
    puts = [
        Put(72, 684, "The cloth has the weight w"),
        Put(191, 684, "2\x00", font="F4"),
        Put(197.5, 684, "n +"),
        Put(214, 684, "1\x01", font="F4"),
        Put(223, 684, " when it is dry, and more when it is wet."),
    ]
    data = document([page([*lines(72, 720, TEXT), *puts])]).replace(b"/BaseFont /Courier ", b"/BaseFont /CMEX10  ")
    assert "the weight w2(n + 1) when it is dry" in pdf.parse(data, NAME).text
