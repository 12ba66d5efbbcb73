"""A raised number after a number is a power in every format: 10 to the 9 is neither 109 nor a note of the word 10."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.parsing.formats import parse_bytes
from alignqa.papers.parsing.manuscript.powers import raised
from pdf_samples import Put, document, page

MARKUP = {
    "sheds.tex": r"\documentclass{article}\begin{document}There are 10\textsuperscript{9} sheds, x\textsuperscript{2} "
    r"presses, and the 5\textsuperscript{th} of them\textsuperscript{3} is cold.\end{document}",
    "sheds.html": "<html><body><p>There are 10<sup>9</sup> sheds, x<sup>2</sup> presses, and the 5<sup>th</sup> of "
    "them<sup>3</sup> is cold.</p></body></html>",
    "sheds.md": "There are 10<sup>9</sup> sheds, x<sup>2</sup> presses, and the 5<sup>th</sup> of them<sup>3</sup> is cold.\n",
}


@pytest.mark.parametrize("name", MARKUP)
def test_a_power_in_markup_stays_a_power(name: str) -> None:
    text = parse_bytes(MARKUP[name].encode(), Path(name)).text
    assert "There are 10^9 sheds, x^2 presses, and the 5th of them" in text
    assert "them^3" not in text


def test_a_power_in_a_pdf_stays_a_power() -> None:
    body = [Put(72, 700 - 14 * row, "Tin is pressed in cold sheds, since warm tin tears.") for row in range(6)]
    puts = [*body, Put(72, 600, "There are 10", note="9", after=" sheds in the valley of the tin masters.")]
    text = parse_bytes(document([page(puts)]), Path("sheds.pdf")).text
    assert "109" not in text
    assert "There are 10⁹ sheds" in text


@pytest.mark.parametrize(
    ("preceding", "text", "shown"),
    [
        ("10", "9", "^9"),
        ("about 10", "-3", "^-3"),
        ("(x", "2", "^2"),
        ("the word", "3", "3"),
        ("5", "th", "th"),
        ("", "2", "2"),
        ("10", "12345", "12345"),
    ],
)
def test_what_is_raised_after_what(preceding: str, text: str, shown: str) -> None:
    assert raised(preceding, text) == shown
