r"""Numbers with units of LaTeX's siunitx, printed as a reader sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from alignqa.papers.parsing.formats import parse_bytes


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        (r"\SI{3.5}{\kilo\gram}", "3.5 kg"),
        (r"\qty{7}{\metre}", "7 m"),
        (r"\ang{45}", "45°"),
        (r"\ang{12;30;5}", "12°30′5″"),
        (r"\SIrange{1}{5}{\percent}", "1 to 5 %"),
        (r"\qtyrange[range-units=single]{1}{5}{\hour}", "1 to 5 h"),
        (r"\num{1e3}", "1 × 10^3"),
        (r"\num{e-9}", "10^-9"),
        (r"\num{2.5(3)}", "2.5(3)"),
        (r"\si{\meter}", "m"),
        (r"\unit{\metre\per\second\squared}", "m/s^2"),
        (r"\SI{9.81}{\metre\per\square\second}", "9.81 m/s^2"),
        (r"\SI{20}{\degreeCelsius}", "20 °C"),
        (r"\SI{90}{\degree}", "90°"),
        (r"\SI[mode=text]{5}{km/h}", "5 km/h"),
        (r"\numlist{1;2;3}", "1, 2 and 3"),
        (r"\SIlist{1;2}{\giga\byte}", "1 and 2 GB"),
        (r"\SI{4}{\widget}", "4 widget"),
        (r"\qtyproduct{2 x 3}{\metre}", "2 m × 3 m"),
        (r"\SI{2 x 3}{\metre}", "2 m × 3 m"),
        (r"\numproduct{2x3}", "2 × 3"),
        (r"\SI{3}{\raiseto{4}\metre}", "3 m^4"),
    ],
)
def test_a_quantity_keeps_its_number_and_its_unit(source: str, printed: str) -> None:
    paper = rf"\documentclass{{article}}\usepackage{{siunitx}}\begin{{document}}The load was {source} at noon.\end{{document}}"
    assert parse_bytes(paper.encode(), Path("tin.tex")).text == f"The load was {printed} at noon."


def test_quantities_in_a_sentence_do_not_swallow_what_follows() -> None:
    paper = r"\begin{document}\section{One} It was \SI{3}{\metre}, \num{7} and \ang{45}; then \qty{2}{\second}.\end{document}"
    assert parse_bytes(paper.encode(), Path("tin.tex")).text.endswith("It was 3 m, 7 and 45°; then 2 s.")


def test_units_that_a_source_declares_are_printed_as_declared() -> None:
    declared = r"\DeclareSIUnit\year{yr}\DeclareSIUnit{\samples}{Sa}\DeclareSIUnit[per-mode=symbol]\kmh{\kilo\metre\per\hour}"
    used = r"\SI{3}{\year}, \qty{2}{\mega\samples\per\second}, \SI{7}{\kmh}"
    paper = rf"\documentclass{{article}}{declared}\begin{{document}}It took {used}.\end{{document}}"
    assert parse_bytes(paper.encode(), Path("tin.tex")).text == "It took 3 yr, 2 MSa/s, 7 km/h."
